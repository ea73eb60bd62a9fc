"""Each engine against what it answered when this version was made, for `mtqa doctor`.

A difference means that a model, a library or the processor computes something else than what mtqa
was measured with; its scores are then not comparable with others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mtqa.engines.e5 import NAME as E5
from mtqa.engines.embedding_gemma import LAYERS, TESTED_SHA256
from mtqa.engines.inventory import describe_unfetched
from mtqa.engines.language_model import Piece
from mtqa.engines.low_rank import LowRankChanges
from mtqa.engines.recipes import EMBEDDING_GEMMA
from mtqa.engines.store import DEFAULT_ENCODER, DEFAULT_LANGUAGE_MODEL, ModelStore
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
_ARABIC = "وصل الوزير إلى القاهرة يوم الاثنين."
_ENGLISH = "The minister arrived in Cairo on Monday."
_OTHER = "The price of wheat fell in 2019."
_COSINE = "0.859"
_E5_COSINE = "0.926"
_STATES_COSINE = "0.4"
_MEAN_LOGPROB = "-2.1"


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
    tests += [
        _attempt(
            encoder,
            f"cosine of {_ARABIC!r} and {_ENGLISH!r}",
            cosine,
            partial(_cosine, store, encoder),
        )
        for encoder, cosine in ((DEFAULT_ENCODER, _COSINE), (E5, _E5_COSINE))
    ]
    tests.append(
        _attempt(
            EMBEDDING_GEMMA.name,
            f"cosine of the states of {_ARABIC!r} and {_ENGLISH!r} beside those of {_OTHER!r}",
            _STATES_COSINE,
            partial(_states_cosine, store),
        )
    )
    tests.append(
        _attempt(
            DEFAULT_LANGUAGE_MODEL,
            f"mean log-probability of {_ENGLISH!r} as the translation of {_ARABIC!r}",
            _MEAN_LOGPROB,
            partial(_mean_logprob, store),
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


def _cosine(store: ModelStore, encoder: str) -> str:
    rows = store.encoder(encoder).encode([_ARABIC, _ENGLISH])
    return f"{float(rows[0] @ rows[1]):.3f}"


def _states_cosine(store: ModelStore) -> str:
    import numpy as np

    model = store.embedding_gemma(TESTED_SHA256)
    if model is None:
        raise ModelMissingError(describe_unfetched(EMBEDDING_GEMMA).note)
    two_way = model.two_way(LowRankChanges(LAYERS, LAYERS, {}, {}))
    read = two_way.read([[Piece(_ARABIC)], [Piece(_ENGLISH)], [Piece(_OTHER)]])
    rows = np.array([states.pieces[0].states.mean(axis=0) for states in read if states])
    # All states have much in common: only beside another sentence's do these two look alike.
    rows -= rows.mean(axis=0)
    cosine = float(rows[0] @ rows[1] / np.prod(np.linalg.norm(rows[:2], axis=1)))
    # One decimal: integer and floating-point arithmetic differ in the second.
    return f"{cosine:.1f}"


def _mean_logprob(store: ModelStore) -> str:
    (tokens,) = store.language_model().score([(f"Arabic: {_ARABIC}\nEnglish:", f" {_ENGLISH}")])
    # One decimal: integer and floating-point arithmetic differ in the second.
    return f"{sum(token.logprob for token in tokens) / len(tokens):.1f}"
