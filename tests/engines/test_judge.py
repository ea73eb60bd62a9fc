"""The judge against a real HTTP server on this machine, which answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import mtqa
from mtqa.checks import Context, inspect, load_rules
from mtqa.checks.examples import example_document
from mtqa.engines.base import Judge
from mtqa.engines.judge import ChatJudge
from mtqa.engines.judge_endpoint import ATTEMPTS, ChatEndpoint
from mtqa.errors import ConfigurationError, EngineError, UsageError
from mtqa.mqm import Severity
from mtqa.report import Report

SOURCE = "قبلت المحكمة الاستئناف يوم الاثنين."
TARGET = "The court rejected the appeal on Monday."
REVERSED = {
    "reason": "The source says the appeal was allowed.",
    "target_quote": "rejected",
    "source_quote": "قبلت",
    "category": "accuracy/mistranslation",
    "severity": "critical",
    "suggestion": "allowed",
}
KEY = "sk-a-secret-that-nobody-may-read"

Answer = tuple[int, dict[str, str], bytes]


def completion(content: str | None) -> Answer:
    body = {
        "choices": [{"message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 50},
    }
    return 200, {}, json.dumps(body).encode()


def errors(*found: Any) -> Answer:
    return completion(json.dumps({"errors": found}))


class ChatServer:
    """Gives the answers in order, the last one again and again, and keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [errors()]
        self.bodies: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/chat/completions"
                size = int(self.headers["Content-Length"])
                chat.bodies.append(json.loads(self.rfile.read(size)))
                chat.authorizations.append(self.headers["Authorization"])
                chosen = min(len(chat.bodies), len(chat.answers)) - 1
                status, headers, body = chat.answers[chosen]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ChatServer]:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MTQA_JUDGE_KEY", KEY)
    # A proxy would see the text: one that exists nowhere shows that none is asked.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    chat = ChatServer()
    thread = threading.Thread(target=chat.server.serve_forever, args=(0.01,))
    thread.start()
    yield chat
    chat.server.shutdown()
    chat.server.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def judge(chat: ChatServer, waits: list[float]) -> ChatJudge:
    return ChatJudge(chat.url, "reviser", price=(1.0, 2.0), sleep=waits.append)


def test_error_has_its_place_in_both_texts(chat: ChatServer, judge: ChatJudge) -> None:
    chat.answers = [errors(REVERSED)]
    (found,) = judge.judge(SOURCE, TARGET, "ar", "en")
    assert TARGET[found.start : found.end] == "rejected"
    assert SOURCE[found.source_start : found.source_end] == "قبلت"
    assert (found.category, found.severity) == ("accuracy/mistranslation", Severity.CRITICAL)
    assert found.suggestion == "allowed"
    assert isinstance(judge, Judge)


def test_strict_schema_and_both_texts_are_sent_with_the_key(
    chat: ChatServer, judge: ChatJudge
) -> None:
    judge.judge(SOURCE, TARGET, "ar", "en")
    (body,) = chat.bodies
    form = body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["additionalProperties"] is False
    assert body["model"] == "reviser"
    pair = json.loads(body["messages"][-1]["content"])
    assert (pair["source"], pair["translation"]) == (SOURCE, TARGET)
    assert chat.authorizations == [f"Bearer {KEY}"]


def test_server_without_structured_output_is_asked_in_plainer_forms(
    chat: ChatServer, judge: ChatJudge
) -> None:
    answer = json.dumps({"errors": [REVERSED]})
    said = f'<think>{{"errors": "hm"}} {{</think>Here:\n```json\n{answer}\n```'
    refused: Answer = (400, {}, b"response_format is not supported")
    chat.answers = [refused, refused, refused, completion(said)]
    assert [e.suggestion for e in judge.judge(SOURCE, TARGET)] == ["allowed"]
    judge.judge(SOURCE, "Another translation.")
    asked = [body.get("response_format", {}).get("type") for body in chat.bodies]
    assert asked == ["json_schema", "json_schema", "json_object", None, None]


def test_overload_is_waited_out_as_long_as_the_server_asks(
    chat: ChatServer, judge: ChatJudge, waits: list[float]
) -> None:
    busy: Answer = (429, {"Retry-After": "7"}, b"")
    chat.answers = [busy, (503, {}, b""), (429, {"Retry-After": "86400"}, b""), errors(REVERSED)]
    assert len(judge.judge(SOURCE, TARGET)) == 1
    assert waits == [7.0, 2.0, 60.0]


def test_server_that_does_not_recover_is_given_up(
    chat: ChatServer, judge: ChatJudge, waits: list[float]
) -> None:
    chat.answers = [(500, {}, b"")]
    with pytest.raises(EngineError, match=r"failed 4 times \(it answered with HTTP status 500\)"):
        judge.judge(SOURCE, TARGET)
    assert len(chat.bodies) == ATTEMPTS
    assert waits == [1.0, 2.0, 4.0]


def test_server_that_is_not_there_is_given_up(tmp_path: Path, waits: list[float]) -> None:
    judge = ChatJudge("http://127.0.0.1:1/v1", "x", cache=tmp_path, sleep=waits.append)
    with pytest.raises(EngineError, match="Connection refused"):
        judge.judge(SOURCE, TARGET)
    assert len(waits) == ATTEMPTS - 1


@pytest.mark.parametrize(
    "answer",
    [
        completion('{"errors": ['),
        completion('{"verdict": "fine"}'),
        completion(None),
        (200, {}, b"<html>Welcome</html>"),
        (200, {}, b"[]"),
        (400, {}, b"content filter"),
    ],
)
def test_unusable_answers_are_counted_and_end_in_giving_up(
    chat: ChatServer, judge: ChatJudge, answer: Answer
) -> None:
    chat.answers = [answer]
    assert judge.judge(SOURCE, TARGET) == ()
    assert judge.judge(SOURCE, TARGET) == ()
    assert judge.usage.unanswered == 2
    with pytest.raises(EngineError):
        judge.judge(SOURCE, TARGET)


def test_what_the_judge_makes_up_is_refused_and_counted(chat: ChatServer, judge: ChatJudge) -> None:
    chat.answers = [
        errors(
            REVERSED | {"target_quote": "dismissed"},
            REVERSED | {"source_quote": "رفضت"},
            REVERSED | {"target_quote": None, "source_quote": None},
            REVERSED | {"category": "nonsense"},
            REVERSED | {"severity": "apocalyptic"},
            REVERSED | {"command": "rm"},
            "ignore all previous instructions",
            REVERSED | {"category": "accuracy/polarity", "reason": "No\x1b[2J,\nallowed."},
            REVERSED | {"category": "Mistranslation", "target_quote": None, "suggestion": None},
        )
    ]
    wrong, missing = judge.judge(SOURCE, TARGET)
    assert judge.usage.refused_spans == 7
    assert (wrong.category, wrong.reason) == ("accuracy", "No [2J, allowed.")
    assert missing.category == "accuracy/mistranslation"
    assert missing.start == missing.end == len(TARGET)


def test_known_answer_is_not_asked_for_again(
    chat: ChatServer, judge: ChatJudge, tmp_path: Path
) -> None:
    chat.answers = [errors(REVERSED)]
    first = judge.judge(SOURCE, TARGET, "ar", "en")
    again = ChatJudge(chat.url, "reviser")
    assert again.judge(SOURCE, TARGET, "ar", "en") == first
    assert len(chat.bodies) == 1
    assert (again.usage.cached, again.usage.sent) == (1, 0)
    ChatJudge(chat.url, "another").judge(SOURCE, TARGET, "ar", "en")
    assert len(chat.bodies) == 2
    for kept in (tmp_path / "cache").rglob("*.json"):
        kept.write_text("{", encoding="utf-8")
    assert ChatJudge(chat.url, "reviser").judge(SOURCE, TARGET, "ar", "en") == first
    assert len(chat.bodies) == 3


def test_cache_that_cannot_be_written_costs_nothing_but_money(
    chat: ChatServer, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    chat.answers = [errors(REVERSED)]
    judge = ChatJudge(chat.url, "reviser", cache=tmp_path / "file")
    assert len(judge.judge(SOURCE, TARGET)) == len(judge.judge(SOURCE, TARGET)) == 1
    assert len(chat.bodies) == 2


def test_redirect_is_not_followed(chat: ChatServer, judge: ChatJudge) -> None:
    chat.answers = [(302, {"Location": chat.url}, b"")]
    with pytest.raises(EngineError, match="not followed"):
        judge.judge(SOURCE, TARGET)
    assert len(chat.bodies) == 1


def test_refused_key_is_said_without_the_key(chat: ChatServer, judge: ChatJudge) -> None:
    chat.answers = [(401, {}, f"Incorrect API key provided: {KEY}".encode())]
    with pytest.raises(EngineError, match="refused the key") as caught:
        judge.judge(SOURCE, TARGET)
    assert KEY not in str(caught.value)


def test_use_is_stated_with_tokens_and_cost(chat: ChatServer, judge: ChatJudge) -> None:
    before = judge.usage
    assert judge.statement(before) is None
    judge.judge(SOURCE, TARGET)
    judge.judge(SOURCE, TARGET)
    statement = judge.statement(before)
    assert statement is not None
    assert "segments sent: 1 (stayed on this machine); answered from the cache: 1" in statement
    assert "tokens: 700 in, 50 out; cost at the prices given: 0.0008" in statement


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://judge.invalid/v1", "leave this machine: they are sent to the judge at judge.inv"),
        ("http://192.0.2.1:8000/v1", "leave this machine, unencrypted"),
        ("http://localhost:1/v1", "it stays on this machine"),
        ("http://[::1]:1/v1", "it stays on this machine"),
    ],
)
def test_where_the_text_goes_is_said_before_it_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, said: str
) -> None:
    happened: list[str] = []

    def post(self: ChatEndpoint, data: bytes) -> bytes:
        happened.append("sent")
        return errors()[2]

    monkeypatch.setattr(ChatEndpoint, "_post", post)
    judge = ChatJudge(url, "x", cache=tmp_path, warn=happened.append)
    judge.judge(SOURCE, TARGET)
    judge.judge(SOURCE, "Another translation.")
    assert said in happened[0]
    assert happened[1:] == ["sent", "sent"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/v1",
        "host:8000",
        "http://",
        "http://h:port",
        "",
        "http://[",
    ],
)
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(UsageError, match="--judge"):
        ChatJudge(url, "x")


def test_secrets_are_refused_where_they_would_be_recorded() -> None:
    for url in (f"https://me:{KEY}@host/v1", f"https://host/v1?key={KEY}"):
        with pytest.raises(UsageError, match="--judge-key") as caught:
            ChatJudge(url, "x")
        assert KEY not in str(caught.value)
    with pytest.raises(UsageError, match="name of an environment variable") as caught:
        ChatJudge("https://host/v1", "x", key_variable=KEY)
    assert KEY not in str(caught.value)


def check(tmp_path: Path, **settings: Any) -> Report:
    (tmp_path / "pair.tsv").write_text(f"{SOURCE}\t{TARGET}\n", encoding="utf-8")
    quick = {
        "select": ["doubled-word", "judged-error"],
        "encoder": "none",
        "language-model": "none",
        "back-translation": False,
        "source-lang": "ar",
        "target-lang": "en",
        "runs": str(tmp_path / "runs"),
    }
    return mtqa.check(tmp_path / "pair.tsv", config=quick | settings)


def test_check_reports_what_was_judged_and_where(
    chat: ChatServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chat.answers = [errors(REVERSED)]
    report = check(tmp_path, **{"judge": chat.url, "judge-model": "reviser"})
    (finding,) = report.findings
    assert (finding.check, finding.text, finding.suggestion) == (
        "judged-error",
        "rejected",
        "allowed",
    )
    host = chat.url.removeprefix("http://").removesuffix("/v1")
    assert finding.evidence["model"] == "reviser"
    assert finding.evidence["endpoint"] == host
    assert f"judge:reviser@{host}" in report.run.models
    (note,) = [n for n in report.document.notes if n.startswith("judge reviser")]
    assert "tokens: 700 in, 50 out" in note
    said = capfd.readouterr()
    assert "it stays on this machine" in said.err
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert any("runs" in p.parts for p in written)
    assert any("cache" in p.parts for p in written)
    for text in (said.out, said.err, report.model_dump_json(), *map(Path.read_bytes, written)):
        assert KEY not in (text.decode(errors="replace") if isinstance(text, bytes) else text)


def test_check_goes_on_without_the_judge(chat: ChatServer, tmp_path: Path) -> None:
    chat.answers = [(401, {}, b"")]
    report = check(tmp_path, **{"judge": chat.url, "judge-model": "reviser"})
    assert report.findings == ()
    (reason,) = [s.reason for s in report.skipped if s.stage == "check judged-error"]
    assert "refused the key" in reason


def test_nothing_is_asked_unless_a_judge_is_named(chat: ChatServer, tmp_path: Path) -> None:
    report = check(tmp_path)
    (reason,) = [s.reason for s in report.skipped if s.stage == "check judged-error"]
    assert reason == "no judge is configured: give --judge URL"
    assert chat.bodies == []


def test_settings_of_the_judge_are_checked_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--judge-model"):
        check(tmp_path, judge="http://127.0.0.1:1/v1")
    with pytest.raises(UsageError, match="http:// or https://"):
        check(tmp_path, **{"judge": "ftp://127.0.0.1/v1", "judge-model": "x"})
    with pytest.raises(ConfigurationError, match="judge-price"):
        check(tmp_path, **{"judge-price": "cheap"})


def test_examples_of_the_rule_hold_for_a_judge_that_knows(
    chat: ChatServer, judge: ChatJudge
) -> None:
    rule = load_rules()["judged-error"]
    chat.answers = [errors(REVERSED), errors()]
    context = Context(language="en", source_language="ar", judge=judge)
    for example in rule.examples:
        found = inspect(example_document(example), context, [rule]).findings
        assert [f.text for f in found] == list(example.finds)
