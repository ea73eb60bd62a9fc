"""What a judge answers: the schema it is asked for, and how its text becomes spans.

The answer is untrusted. Whoever wrote the article may have written instructions to the model
into it, so nothing in an answer is obeyed, looked up, opened or run: it is read as data, each
part is checked against what is allowed, and a span has to stand in the text word for word. The
worst that an article can do is to have findings added or left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from mtqa.engines.base import JudgedError
from mtqa.errors import EngineError
from mtqa.mqm import CATEGORIES, Severity

_MOST_ERRORS: Final = 30
"""Errors taken from one answer; what a model lists beyond is repetition."""
_LONGEST_REMARK: Final = 400
"""Characters kept of a reason or a suggestion."""
_LONGEST_ANSWER: Final = 200_000
"""Characters of an answer that are searched for JSON."""

ASKABLE: Final = tuple(name for name in CATEGORIES if not name.startswith("custom/"))
"""The MQM types that a judge may choose from."""
_BY_LEAF: Final = {name.rsplit("/", 1)[-1]: name for name in ASKABLE}

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_TEXT_OR_NULL: Final[dict[str, Any]] = {"type": ["string", "null"]}
_SPAN_SCHEMA: Final[dict[str, Any]] = {
    "reason": _TEXT,
    "target_quote": _TEXT_OR_NULL,
    "source_quote": _TEXT_OR_NULL,
    "category": {"type": "string", "enum": list(ASKABLE)},
    "severity": {"type": "string", "enum": ["minor", "major", "critical"]},
    "suggestion": _TEXT_OR_NULL,
}
ANSWER_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _SPAN_SCHEMA,
                "required": list(_SPAN_SCHEMA),
                "additionalProperties": False,
            },
        }
    },
    "required": ["errors"],
    "additionalProperties": False,
}
"""JSON schema of an answer, in the subset that strict structured outputs allow."""


class UnusableAnswerError(EngineError):
    """The endpoint answered, but not with what was asked for."""


class AnsweredSpan(BaseModel):
    """One error as the judge wrote it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    reason: str
    """Why it is an error, in a sentence."""
    target_quote: str | None = None
    """The wrong words of the translation; None if something is missing there."""
    source_quote: str | None = None
    """The words of the source that they should render; None if there are none."""
    category: str
    """MQM type, as the judge spelt it."""
    severity: Literal["minor", "major", "critical"]
    """How much harm the error does."""
    suggestion: str | None = None
    """Words to put in place of `target_quote`."""


def extract_errors(content: str) -> list[Any]:
    """Return the `errors` list of the last JSON object in an answer that has one.

    The last one counts because models without structured output think aloud first.

    Raises:
        UnusableAnswerError: There is none.
    """
    found: list[Any] | None = None
    for candidate in _json_objects(content[:_LONGEST_ANSWER]):
        if isinstance(candidate.get("errors"), list):
            found = candidate["errors"]
    if found is None:
        raise UnusableAnswerError("the judge did not answer with the JSON it was asked for")
    return found


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    place = text.find("{")
    while place != -1:
        try:
            value, end = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            end = place + 1
        else:
            yield value
        place = text.find("{", end)


def locate_errors(
    errors: list[Any], source: str, target: str
) -> tuple[tuple[JudgedError, ...], int]:
    """Return the errors that hold up, with their places, and how many were refused.

    Refused are errors of another shape than asked for, of a kind that MQM does not have and
    errors that quote what does not stand in the text.
    """
    located = [_located(error, source, target) for error in errors[:_MOST_ERRORS]]
    kept = tuple(dict.fromkeys(error for error in located if error is not None))
    refused = sum(error is None for error in located) + max(0, len(errors) - _MOST_ERRORS)
    return kept, refused


def _located(error: Any, source: str, target: str) -> JudgedError | None:
    try:
        span = AnsweredSpan.model_validate(error)
    except ValidationError:
        return None
    category = known_category(span.category)
    if category is None or not (span.target_quote or span.source_quote):
        return None
    # Something missing has no words of its own: its place is the end of the segment.
    here: tuple[int, int] | None = (len(target), len(target))
    there = None
    if span.target_quote:
        here = _find(span.target_quote, target)
    if span.source_quote:
        there = _find(span.source_quote, source)
        if there is None:
            return None
    if here is None:
        return None
    return JudgedError(
        start=here[0],
        end=here[1],
        source_start=there[0] if there else None,
        source_end=there[1] if there else None,
        category=category,
        severity=Severity(span.severity),
        reason=_one_line(span.reason),
        suggestion=_one_line(span.suggestion) or None if span.suggestion else None,
        occurrences=target.count(span.target_quote) if span.target_quote else 0,
    )


def _find(quote: str, text: str) -> tuple[int, int] | None:
    start = text.find(quote)
    return None if start == -1 else (start, start + len(quote))


def known_category(name: str) -> str | None:
    """Return the MQM type that a judge means; an unknown subtype gives its parent, else None."""
    name = "-".join(name.strip().lower().replace("_", "-").split())
    if name in ASKABLE:
        return name
    if name in _BY_LEAF:
        return _BY_LEAF[name]
    parent = name.split("/")[0].strip("-")
    return parent if parent in ASKABLE else None


def _one_line(remark: str) -> str:
    """Return a remark without line breaks and control characters, which terminals obey."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in remark)
    return " ".join(plain.split())[:_LONGEST_REMARK]
