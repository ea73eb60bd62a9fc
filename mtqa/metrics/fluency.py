"""Fluency of a text on its own: how probable a language model finds it, beside professional news.

The log-probability is stated a character, so that texts with words of different length compare, and
placed among the documents of NTREX (professional translations of news and their English originals).
Stretches that are far less probable than the rest of the text are reported as disfluent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mtqa.engines.base import LanguageModel, TokenScore
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.word_features import words_of

_WINDOW = 3
"""Words whose mean log-probability makes a stretch disfluent or not."""


@dataclass(frozen=True, slots=True)
class DisfluentSpan:
    """A stretch of text that a reader would stumble over."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    logprob: float
    """Mean log-probability of its words, in nats."""


@dataclass(frozen=True, slots=True)
class Fluency:
    """How probable a text is."""

    logprob_per_character: float
    """Natural logarithm of its probability by its number of characters; near 0 is fluent."""
    logprob_per_word: float
    """The same by its number of words."""
    percentile: float | None
    """Share of professional news documents that are less probable a character, 0–100; None for a
    language for which it was not measured."""
    disfluent: tuple[DisfluentSpan, ...]
    """Its disfluent stretches, in order."""
    note: str | None
    """What limits the measurement, if anything does."""


def document_fluency(text: str, language: str, model: LanguageModel) -> Fluency:
    """Measure the fluency of a text; the latest result is kept.

    Args:
        text: The text; any length.
        language: Its BCP 47 language.
        model: The language model.
    """
    if _latest and _latest[0] is model and _latest[1:3] == [text, language]:
        known: Fluency = _latest[3]
        return known
    fluency = _measure(text, language, model)
    # Score and findings both ask for it, and reading a text is most of the work.
    _latest[:] = model, text, language, fluency
    return fluency


_latest: list[Any] = []


def _measure(text: str, language: str, model: LanguageModel) -> Fluency:
    tokens = model.score([("", text)])[0] if text.strip() else ()
    words = words_of(text, language, tokens)
    if not words:
        return Fluency(0.0, 0.0, None, (), "there are no words to judge")
    total = sum(token.logprob for token in tokens)
    per_character = total / len(text.strip())
    known = _news().get(primary_subtag(language))
    note = None if known else f"no range of professional news for {language}"
    return Fluency(
        logprob_per_character=per_character,
        logprob_per_word=total / len(words),
        percentile=_percentile(per_character, known["documents"]) if known else None,
        disfluent=tuple(_disfluent(text, words, tokens, known["disfluent"])) if known else (),
        note=note,
    )


def word_logprobs(words: Sequence[tuple[int, int]], tokens: Sequence[TokenScore]) -> list[float]:
    """Return the log-probability of each word: the sum over the tokens that begin in it."""
    values = []
    rest = iter(tokens)
    token = next(rest, None)
    for _, end in words:
        value = 0.0
        while token is not None and token.start < end:
            value += token.logprob
            token = next(rest, None)
        values.append(value)
    return values


def window_means(values: Sequence[float]) -> list[float]:
    """Return the mean of every `_WINDOW` consecutive values; of all if there are fewer."""
    size = min(_WINDOW, len(values))
    return [sum(values[at : at + size]) / size for at in range(len(values) - size + 1)]


def _disfluent(
    text: str,
    words: Sequence[tuple[int, int]],
    tokens: Sequence[TokenScore],
    limit: float,
) -> list[DisfluentSpan]:
    """Return stretches whose windows are less probable than `limit`, merged where they touch."""
    values = word_logprobs(words, tokens)
    size = min(_WINDOW, len(words))
    covered: list[tuple[int, int]] = []
    for at, mean in enumerate(window_means(values)):
        if mean >= limit or "\n" in text[words[at][0] : words[at + size - 1][1]]:
            continue
        if covered and at <= covered[-1][1]:
            covered[-1] = (covered[-1][0], at + size)
        else:
            covered.append((at, at + size))
    return [
        DisfluentSpan(words[a][0], words[b - 1][1], sum(values[a:b]) / (b - a)) for a, b in covered
    ]


def _percentile(value: float, documents: Sequence[float]) -> float:
    """Return the share of sorted `documents` below `value`, in per cent."""
    return 100.0 * sum(document < value for document in documents) / len(documents)


@cache
def _news() -> dict[str, dict[str, Any]]:
    """Return the range of professional news by language.

    `benchmarks/training/measure_news.py` measured it.
    """
    content = (
        files("mtqa.metrics").joinpath("data").joinpath("news_fluency.json").read_text("utf-8")
    )
    measured: dict[str, dict[str, Any]] = json.loads(content)["languages"]
    return measured
