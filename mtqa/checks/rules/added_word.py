"""Added word: a word that the source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from mtqa.checks.borne_out import borne_out, completes_name
from mtqa.checks.grading import AT_MOST_MINOR, graded
from mtqa.checks.inspection import Context
from mtqa.checks.pair_judgements import read_again
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity

if TYPE_CHECKING:
    from mtqa.metrics.added_words import AddedWord

_LEAST: Final = 0.4
_WORD: Final = re.compile(r"\w+")
_AUXILIARIES: Final = frozenset(
    ("am", "are", "be", "been", "being", "did", "do", "does", "had", "has", "have", "is", "was",
     "were", "will", "would")
)  # fmt: skip
"""What holds a sentence together: the translation without it is no English."""

LIGHT_WORDS: Final = frozenset(
    ("alone", "also", "altogether", "anyway", "both", "herself", "himself", "however", "indeed",
     "itself", "likewise", "meanwhile", "moreover", "respectively", "themselves", "then",
     "therefore", "thus", "too",
     "accordingly", "actually", "afterwards", "basically", "consequently", "essentially",
     "eventually", "furthermore", "hence", "nevertheless", "nonetheless", "simply", "subsequently",
     "thereby",
     "certain", "concerned", "corresponding", "given", "own", "particular", "related", "relevant",
     "respective", "subsequent", "various",
     "called", "entitled", "located", "named", "situated", "titled",
     "a", "an", "as", "at", "by", "for", "from", "in", "into", "of", "on", "the", "to", "with")
)  # fmt: skip
"""What links a sentence with others or stresses a word of it, points at what is meant without
telling anything of it, or joins a name or a place to it; translators add and drop that."""


@rule(
    id="added-word",
    title="A word that the source does not have",
    category="accuracy/addition",
    severity=Severity.MAJOR,
    scope=Scope.PAIRS,
    needs=(Need.SOURCE, Need.LANGUAGE_MODEL),
    languages=("en",),
    examples=[
        Example(
            "The delegation happily arrived in Paris on Monday evening.",
            ("happily",),
            source="وصل الوفد إلى باريس مساء يوم الاثنين.",
        ),
        Example(
            "The delegation arrived in Paris on Monday evening.",
            (),
            source="وصل الوفد إلى باريس مساء يوم الاثنين.",
        ),
    ],
)
def added_word(pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Suspicion]]:
    """A word without which the translation would say what the source says.

    Words that the source does not bear out are left out for a trial, and the pair critic reads the
    translation without them. If it likes that better, the word was put in; a translation from which
    a word is missing it likes less. The sentence encoder, if it knows both languages, tells whether
    the rest is nearer to the source, and EmbeddingGemma, if the store has it, which words the
    source does not have. What completes a name that the source has in part, such as a first name,
    is at most minor, and so is a word that links, stresses or only points ("also", "respective",
    "located"). Made for translations into English.
    """
    from mtqa.metrics.added_words import find_added_words
    from mtqa.metrics.pair_reader import PairReader
    from mtqa.metrics.pair_reading import ReadingModel

    judged = {number: read_again(pair, context) for number, pair in enumerate(pairs)}
    read = {at: one for at, one in judged.items() if one is not None and one.judgement.doubts}
    model: object = context.language_model
    if not read or not isinstance(model, ReadingModel):
        return
    texts = [(pairs[number].source.text, pairs[number].target.text) for number in read]
    reader, languages = PairReader.of(model), context.pair_languages
    found = find_added_words(texts, list(read.values()), languages, reader, context.pair_encoder)
    for number, words in zip(read, found, strict=True):
        for word in words:
            suspicion = _suspicion(pairs[number], word)
            if suspicion is not None:
                yield number, suspicion


def _suspicion(pair: Pair, word: AddedWord) -> Suspicion | None:
    """Return the suspicion of a word, None if it is not worth a line."""
    place = pair.target.text, word.start, word.end
    if word.confidence < _LEAST or _holds_together(*place):
        return None
    if borne_out(pair, word.start, word.end):
        return None
    confidence = word.confidence
    if _is_dropped_freely(pair, word.start, word.end):
        confidence = min(confidence, AT_MOST_MINOR)
    text = pair.target.text[word.start : word.end]
    return Suspicion(
        word.start,
        word.end,
        f"“{text}” seems to be added: the source does not say it.",
        confidence=confidence,
        severity=graded(confidence),
        evidence={"better_without_by": round(word.better_by, 2)},
    )


def _is_dropped_freely(pair: Pair, start: int, end: int) -> bool:
    """Whether good translators leave such a word out or put it in."""
    return pair.target.text[start:end].lower() in LIGHT_WORDS or completes_name(pair, start, end)


def _holds_together(text: str, start: int, end: int) -> bool:
    """Whether the word is an auxiliary that does not stand right before or behind itself."""
    word = text[start:end].lower()
    beside = (*_WORD.findall(text[:start])[-1:], *_WORD.findall(text[end:])[:1])
    return word in _AUXILIARIES and word not in (one.lower() for one in beside)
