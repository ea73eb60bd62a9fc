"""End punctuation: a question that became a statement, a full stop that went missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Role
from mtqa.mqm import Severity

_CLOSERS: Final = "\"'”’“»«)]}」』）›‹ \u00a0\u200f\u200e"
_KINDS: Final[dict[str, frozenset[str]]] = {
    "full stop": frozenset(".。．।۔｡"),
    "question mark": frozenset("?؟？;"),
    "exclamation mark": frozenset("!！"),
    "ellipsis": frozenset("…"),
    "colon": frozenset(":："),
}
_LOCAL: Final[dict[str, dict[str, str]]] = {
    "ar": {"question mark": "؟"},
    "fa": {"question mark": "؟"},
    "zh": {"full stop": "。", "question mark": "？", "exclamation mark": "！"},
    "ja": {"full stop": "。", "question mark": "？", "exclamation mark": "！"},
    "hi": {"full stop": "।"},
    "el": {"question mark": ";"},
}
_ABBREVIATION: Final = re.compile(r"(?:\b\w|\b[A-Z][a-z]{0,3})\.$")


@rule(
    id="end-punctuation",
    title="Another kind of mark at the end than in the source",
    category="linguistic-conventions/punctuation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    examples=[
        Example("Will the talks resume", ("",), source="هل ستستأنف المحادثات؟"),
        Example("The talks will resume.", (".",), source="هل ستستأنف المحادثات؟"),
        Example("The talks will resume", ("",), source="ستستأنف المحادثات."),
        Example("Will the talks resume?", (), source="هل ستستأنف المحادثات؟"),
        Example("“The talks will resume.”", (), source="«ستستأنف المحادثات»."),
        Example("The talks will resume.", (), source="ستستأنف المحادثات", why="Arabic omits it"),
    ],
)
def end_punctuation(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The last mark of a segment against that of its source, by kind, not by character.

    A question that ends as a statement is worth a look; a lost full stop is a slip. Marks that
    the source lacks are not reported, since Arabic and headlines often go without.
    """
    source, target = pair.source.text.rstrip(), pair.target.text.rstrip()
    if pair.target.role in (Role.HEADLINE, Role.HEADING) or len(target.split()) < 3:
        return
    source_kind, _ = _last_mark(source)
    target_kind, place = _last_mark(target)
    if source_kind in (None, "colon", "ellipsis") or source_kind == target_kind:
        return
    local = _LOCAL.get(primary(context.language) or "", {})
    marks = {"full stop": ".", "question mark": "?", "exclamation mark": "!"}
    expected = local.get(source_kind, marks[source_kind])
    if target_kind is None:
        if source_kind == "full stop" and _ABBREVIATION.search(source):
            return
        yield Suspicion(
            len(target),
            len(target),
            f"The source ends with a {source_kind}, the translation with none.",
            confidence=0.8,
            suggestion=expected,
        )
    elif source_kind == "question mark" and _questions(target) < _questions(source):
        yield Suspicion(
            place,
            place + 1,
            f"The source ends with a question mark, the translation with a {target_kind}.",
            confidence=0.6,
            suggestion=expected,
        )


def _last_mark(text: str) -> tuple[str | None, int]:
    """Return the kind of the last mark and its offset, looking through closing quotes."""
    end = len(text.rstrip(_CLOSERS))
    if text[:end].endswith("..."):
        return "ellipsis", end - 3
    last = text[end - 1 : end]
    for kind, marks in _KINDS.items():
        if last and last in marks:
            return kind, end - 1
    return None, end


def _questions(text: str) -> int:
    return sum(c in "?؟？" for c in text)
