"""The wire to an OpenAI-compatible chat endpoint: one request with its retries."""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from mtqa.engines.judge_answer import UnusableAnswerError
from mtqa.errors import EngineError, UsageError

ATTEMPTS: Final = 4
"""Times that a request is tried in all."""
LONGEST_WAIT: Final = 60.0
"""Seconds waited at most between two attempts, whatever the server asks for."""
TIMEOUT: Final = 120.0
"""Seconds without a sign from the server after which an attempt has failed."""
_LARGEST_REPLY: Final = 4_000_000
_TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504, 529})
_BAD_KEY: Final = frozenset({401, 403})


class RefusedRequestError(EngineError):
    """The server understood the request and will not do it, however often it is asked."""

    def __init__(self, message: str, status: int) -> None:
        """Keep the HTTP status beside the message."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    content: str
    """The text of the first choice."""
    input_tokens: int
    """Tokens of the prompt by the server's count; 0 if it does not say."""
    output_tokens: int
    """Tokens of the answer by the server's count; 0 if it does not say."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would carry the key and the text to a host nobody named."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class ChatEndpoint:
    """A server that speaks OpenAI's chat completions."""

    def __init__(
        self, url: str, key: str | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Name the server; nothing is sent yet.

        Args:
            url: Base of the API, as in `http://127.0.0.1:8000/v1`.
            key: Sent as bearer token; None sends none.
            sleep: Waits the given seconds.

        Raises:
            UsageError: The URL or the key cannot be used.
        """
        self.url = url.strip().rstrip("/").removesuffix("/chat/completions")
        self.host = _checked_host(self.url)
        if key is not None and not (key.isascii() and key.isprintable()):
            raise UsageError("the judge's key has characters that no key has: set it again")
        self._key = key
        self._sleep = sleep
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if self.is_loopback:
            # A proxy from the environment would take the text off the machine.
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine."""
        name = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name.lower() == "localhost"

    @property
    def is_encrypted(self) -> bool:
        """Whether others on the way cannot read what is sent."""
        return urlsplit(self.url).scheme == "https"

    def complete(self, body: Mapping[str, Any]) -> Reply:
        """Post a chat completion and return its answer.

        Overload, errors of the server and of the network are tried again, after 1, 2 and 4
        seconds or what `Retry-After` says.

        Raises:
            RefusedRequestError: The server will not do it.
            UnusableAnswerError: What came back is no chat completion.
            EngineError: The server cannot be reached or does not recover.
        """
        data = json.dumps(body).encode()
        for attempt in range(1, ATTEMPTS + 1):
            wait = 2.0 ** (attempt - 1)
            try:
                return _read_completion(self._post(data))
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _TRANSIENT:
                        raise self._refusal(error) from None
                    failure = f"it answered with HTTP status {error.code}"
                    wait = _retry_after(error.headers.get("Retry-After")) or wait
            except (OSError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                failure = getattr(reason, "strerror", None) or str(reason) or type(error).__name__
            if attempt < ATTEMPTS:
                self._sleep(min(wait, LONGEST_WAIT))
        raise EngineError(
            f"the judge at {self.host} failed {ATTEMPTS} times ({failure}); see that it is "
            "running and --judge is right, then run again: answers so far are kept"
        )

    def _post(self, data: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked on construction
            f"{self.url}/chat/completions", data=data, headers=headers, method="POST"
        )
        with self._opener.open(request, timeout=TIMEOUT) as response:
            reply: bytes = response.read(_LARGEST_REPLY + 1)
        return reply

    def _refusal(self, error: urllib.error.HTTPError) -> RefusedRequestError:
        if error.code in _BAD_KEY:
            # The body is not quoted: servers repeat parts of the key in it.
            text = "refused the key; put it into the environment variable that --judge-key names"
        elif error.code == 404:
            text = "knows no such model or path; --judge is the base of the API, as in …/v1"
        elif 300 <= error.code < 400:
            text = "sends requests elsewhere, which is not followed; give the final address"
        else:
            text = f"refused the request (HTTP status {error.code}); see its log for the reason"
        return RefusedRequestError(f"the judge at {self.host} {text}", error.code)


def _checked_host(url: str) -> str:
    """Return host and port of a URL that text may be sent to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("--judge is no valid address: give one like http://host:8000/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            "--judge must be an http:// or https:// address, as in http://host:8000/v1"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        # The address goes into reports and records, where a secret must never be.
        raise UsageError(
            "--judge must be an address without user, password or query; put the key into an "
            "environment variable and name it with --judge-key"
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return name if port is None else f"{name}:{port}"


def _retry_after(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, given in seconds or as a date (RFC 9110)."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None


def _read_completion(data: bytes) -> Reply:
    unusable = UnusableAnswerError("what the judge sent is no chat completion; see --judge")
    if len(data) > _LARGEST_REPLY:
        raise unusable
    try:
        completion = json.loads(data)
        content = completion["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise unusable from None
    if not isinstance(content, str):
        raise unusable
    usage = completion.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Reply(
        content, _tokens(counts.get("prompt_tokens")), _tokens(counts.get("completion_tokens"))
    )


def _tokens(count: object) -> int:
    return max(0, count) if isinstance(count, int) else 0
