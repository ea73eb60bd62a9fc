"""Each engine against what it answered when this version was made, for `mtqa doctor`.

A difference means that a model, a library or the processor computes something else than what mtqa
was measured with; its scores are then not comparable with others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mtqa.engines.store import DEFAULT_ENCODER, ModelStore
from mtqa.errors import ModelMissingError, MtqaError

_TRANSLATIONS = (
    (
        "en",
        "pt",
        "The minister arrived in Cairo on Monday.",
        "O ministro chegou ao Cairo na segunda-feira.",
    ),
    (
        "pt",
        "en",
        "O ministro chegou ao Cairo na segunda-feira.",
        "The minister arrived in Cairo on Monday.",
    ),
)
_SIMILAR = (
    "وصل الوزير إلى القاهرة يوم الاثنين.",
    "The minister arrived in Cairo on Monday.",
    "0.859",
)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One engine's answer beside the stored one."""

    engine: str
    """Name of the model."""
    ok: bool | None
    """Whether the answer is the stored one; None if the engine is not installed."""
    expected: str
    """The stored answer."""
    got: str
    """What came out now; empty if the engine is not installed or failed."""
    note: str
    """What was asked, or why there is no answer; empty if the answer is another one."""


def run_selftests(store: ModelStore) -> list[SelfTest]:
    """Ask every engine that mtqa has a stored answer of; none of them raises."""
    tests = [
        _attempt(
            f"firefox-{source}-{target}",
            f"translate {text!r}",
            expected,
            partial(_translation, store, source, target, text),
        )
        for source, target, text, expected in _TRANSLATIONS
    ]
    arabic, english, expected = _SIMILAR
    tests.append(
        _attempt(
            DEFAULT_ENCODER,
            f"cosine of {arabic!r} and {english!r}",
            expected,
            partial(_cosine, store, arabic, english),
        )
    )
    return tests


def _attempt(engine: str, question: str, expected: str, ask: Callable[[], str]) -> SelfTest:
    try:
        answer = ask()
    except ModelMissingError as error:
        return SelfTest(engine, ok=None, expected=expected, got="", note=str(error))
    except (MtqaError, ImportError) as error:
        return SelfTest(engine, ok=False, expected=expected, got="", note=str(error))
    ok = answer == expected
    return SelfTest(engine, ok=ok, expected=expected, got=answer, note=question if ok else "")


def _translation(store: ModelStore, source: str, target: str, text: str) -> str:
    name = f"firefox-{source}-{target}"
    return store.translator(source, target, name).translate([text])[0]


def _cosine(store: ModelStore, left: str, right: str) -> str:
    rows = store.encoder().encode([left, right])
    return f"{float(rows[0] @ rows[1]):.3f}"
