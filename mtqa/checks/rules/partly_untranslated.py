"""Partly untranslated: a stretch of the source left standing in the translation."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.checks.rules.untranslated import in_its_script
from mtqa.language.identification import function_words, leading_function_words
from mtqa.language.names import is_common_word
from mtqa.language.scripts import CASED_SCRIPTS, dominant_script
from mtqa.mqm import Severity

_WORD: Final = re.compile(r"(?<![\w@./:-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@/]|[.:]\w|::)")
"""A word that is no part of an address or a path."""
_ELIDED: Final = re.compile(r"[^\W\d_]{1,2}['’](?=\w)")
"""An article or preposition before a vowel: l'Admin."""
_ALMOST_ALL: Final = 0.8
"""Share of a translation from which `untranslated` says that it is its source."""
_NAME_PARTS: Final = frozenset({"abu", "abū", "b", "bin", "bint", "ibn", "umm"})
"""What stands small in a name: Ahmad ibn Hanbal."""
_TRANSLITERATED: Final = re.compile("[ʿʾ\u0304\u0323\u0331]")
"""What only the transliteration of another script has: half rings, a stroke above or below, a dot
below."""
_WITH_SUCH_SIGNS: Final = frozenset({"haw", "lt", "lv", "mi", "sm", "to", "vi", "yo"})
"""Languages that are written with some of these signs."""


@rule(
    id="partly-untranslated",
    title="Words of the source left standing in the translation",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    examples=[
        Example(
            "The talks ended ohne konkretes Ergebnis in Geneva.",
            ("ohne konkretes Ergebnis",),
            source="Die Gespräche endeten ohne konkretes Ergebnis in Genf.",
            source_language="de",
        ),
        Example(
            "The band Die Ärzte played in Geneva.",
            (),
            source="Die Band Die Ärzte spielte in Genf.",
            source_language="de",
            why="a name",
        ),
        Example(
            "By noon some 500 people had gathered on Place de la République.",
            (),
            source="Vers midi, 500 personnes s'étaient rassemblées place de la République.",
            source_language="fr",
            why="the name of a square",
        ),
        Example(
            "Their slogan is make love not war again.",
            (),
            source="Ihr Motto lautet wieder make love not war.",
            source_language="de",
            why="English in the source",
        ),
        Example(
            "The atlas is called critical edition with commentary by Ahmad Qāsim.",
            (),
            source="Der Atlas heißt critical edition with commentary von Ahmad Qāsim.",
            source_language="de",
            why="a title in English in the source",
        ),
        Example(
            "It was written by ʿAbd al-Malik ibn Ḥabīb in Granada.",
            (),
            source="Fue escrito por ʿAbd al-Malik ibn Ḥabīb en Granada.",
            source_language="es",
            why="an Arabic name",
        ),
        Example(
            "He wrote Histoire de la mission des pères in Paris.",
            (),
            source="Er schrieb Histoire de la mission des pères in Paris.",
            source_language="de",
            why="neither in German nor in English",
        ),
        Example(
            "Parle à ta tête performed by Indila.",
            (),
            source="Parle à ta tête в исполнении Indila.",
            source_language="ru",
            why="in Latin letters in the source as well",
        ),
        Example(
            "The restaurant was in a hotel.",
            (),
            source="Das restaurant war in einem hotel.",
            source_language="de",
            why="words that both languages have",
        ),
    ],
)
def partly_untranslated(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Two or more words in a row that stand in the source in the same way.

    At least two must be no names. Of two words alone, one must be foreign to the language of the
    translation: a function word of the source's, or one with letters that English lacks.
    Without a word that is foreign to the translation they may be a command, and are minor.
    Quotations are left alone; words in another script are the business of `wrong-script`.
    """
    ours, theirs = primary(context.language), primary(context.source_language)
    source, target = pair.source.text, pair.target.text
    if ours == theirs or dominant_script(source) != dominant_script(target):
        return
    if dominant_script(target) not in CASED_SCRIPTS or not in_its_script(pair, context):
        return
    in_source = [m[0] for m in _WORD.finditer(source)]
    pairs_in_source = set(itertools.pairwise(in_source))
    # A name that only English writes with a capital: "place de la République".
    pairs_in_source |= {(first.capitalize(), second) for first, second in pairs_in_source}
    for run in _runs(list(_WORD.finditer(target)), pairs_in_source, target):
        run = _without_edges(run, function_words(ours or ""))
        words = [match[0] for match in run]
        if not run or not _is_left_standing(words, ours, theirs):
            continue
        start, end = run[0].start(), run[-1].end()
        share = (end - start) / max(1, len(target.strip()))
        if _quoted(target, start, end) or share > _ALMOST_ALL:
            continue
        stretch = target[start:end]
        # Without a word that tells the language it may be a command: "systemctl reload postfix".
        sure = len(run) > 2 and bool(_telling(words, ours, theirs))
        place = source.find(stretch)
        yield Suspicion(
            start,
            end,
            f"“{stretch}” stands like this in the source and seems untranslated.",
            confidence=0.9 if sure else 0.75,
            severity=Severity.MAJOR if sure else Severity.MINOR,
            source_start=place if place >= 0 else None,
            source_end=place + len(stretch) if place >= 0 else None,
        )


def _without_edges(run: list[re.Match[str]], known: Set[str]) -> list[re.Match[str]]:
    """Return a run without the words at its ends that the translation's language has as well."""
    kept = [at for at, match in enumerate(run) if match[0] not in known]
    return run[kept[0] : kept[-1] + 1] if kept else []


def _is_left_standing(words: Sequence[str], ours: str | None, theirs: str | None) -> bool:
    """Whether words that both sides have are the source's language, and no name."""
    small = _small(words)
    telling = _telling(words, ours, theirs)
    if len(small) < 2 or not (telling or len(words) >= 3):
        return False
    if all(_ELIDED.sub("", word)[0].isupper() for word in (words[0], words[-1])):
        return False
    if not telling and ours == "en" and all(map(is_common_word, small)):
        return False  # The source may quote English: "all rights reversed".
    return not _is_of_another_language(words, theirs)


def _small(words: Sequence[str]) -> list[str]:
    return [word for word in words if word.islower() and word not in _NAME_PARTS]


def _telling(words: Sequence[str], ours: str | None, theirs: str | None) -> list[str]:
    """Return the words that are foreign to the language of the translation."""
    foreign = function_words(theirs or "") - function_words(ours or "")
    return [
        word
        for word in _small(words)
        if (word in foreign and not (ours == "en" and is_common_word(word)))
        or (ours == "en" and not word.isascii() and len(word) > 3)
    ]


def _is_of_another_language(words: Sequence[str], source_language: str | None) -> bool:
    """Whether words that the source has are not in its language: a title, a transliteration."""
    if source_language not in _WITH_SUCH_SIGNS and any(
        _TRANSLITERATED.search(unicodedata.normalize("NFD", word)) for word in words
    ):
        return True
    language, share = leading_function_words(" ".join(words))
    own = function_words(source_language or "").intersection(map(str.lower, words))
    return language != source_language and share * len(words) > len(own)


def _runs(
    matches: list[re.Match[str]], pairs: set[tuple[str, str]], text: str
) -> Iterator[list[re.Match[str]]]:
    """Yield the maximal runs of target words whose neighbours also meet in the source."""
    run: list[re.Match[str]] = []
    for match in matches:
        if run and (run[-1][0], match[0]) in pairs and text[run[-1].end() : match.start()] == " ":
            run.append(match)
            continue
        if len(run) > 1:
            yield run
        run = [match]
    if len(run) > 1:
        yield run


def _quoted(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    return before in "“\"«„‘'(" and before != "" and after in "”\"»“’'),."
