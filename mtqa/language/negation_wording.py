"""Ways to put a "not" into an English sentence or to take it out.

For whoever asks where one may be missing, or whether one belongs there. Many of the wordings are no
English at all ("the not minister"): who asks has to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from mtqa.language.names_lexicon import load_sections
from mtqa.language.rewording import Rewording

_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_DOUBLED: Final = re.compile(r"([bdgkmnprt])\1$")
_SIBILANT: Final = ("s", "x", "z", "ch", "sh", "o")
_SHORTEST_VERB: Final = 4
"""Letters of a verb with a regular ending."""
_SUPPORT: Final = frozenset({"do", "does", "did"})
_SHORTENED: Final = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}
_OPPOSITE: Final = {
    "no": ("a", "some", "any"),
    "none": ("some", "all"),
    "nobody": ("somebody", "everybody"),
    "no-one": ("someone", "everyone"),
    "nothing": ("something", "everything"),
    "nowhere": ("somewhere",),
    "neither": ("either", "both"),
    "nor": ("and", "or"),
    "never": ("always",),
}
"""What stands instead of a negative word where nothing is negated."""
_NEGATIVE: Final = {
    "already": "not yet",
    "still": "no longer",
    "always": "never",
    "ever": "never",
    "all": "no",
    "both": "neither",
    "either": "neither",
    "everybody": "nobody",
    "everyone": "no one",
    "everything": "nothing",
    "somebody": "nobody",
    "someone": "no one",
    "something": "nothing",
}
"""The reverse."""


def negated_wordings(text: str) -> tuple[Rewording, ...]:
    """Return ways to negate some clause of an English sentence, in text order.

    Each replaces one word: "guilty" by "not guilty", "attended" by "did not attend", "a" by "no".

    Args:
        text: The sentence.
    """
    words = list(_WORD.finditer(text))
    found: list[Rewording] = []
    for number, match in enumerate(words):
        word, span = match[0], match.span()
        if number == 0:
            lowered = word[0].lower() + word[1:]
            found += [Rewording(*span, f"{cue} {lowered}") for cue in ("Not", "No")]
            continue
        found.append(Rewording(*span, f"not {word}"))
        if words[number - 1][0].lower() not in _section("auxiliary"):
            found += [Rewording(*span, wording) for wording in _verbs_negated(word)]
        if word in _section("article"):
            found.append(Rewording(*span, "no"))
        elif word in _NEGATIVE:
            found.append(Rewording(*span, _NEGATIVE[word]))
    return tuple(found)


def affirmed_wordings(text: str, start: int, end: int) -> tuple[Rewording, ...]:
    """Return ways to take a negation out of an English sentence.

    "did not attend" becomes "attended" or "did attend", "nobody" "somebody", "isn't" "is".

    Args:
        text: The sentence.
        start: Offset of the negation.
        end: Offset after it.
    """
    cue = text[start:end].replace("’", "'")
    following = _WORD.match(text, end + 1)
    if cue.lower() in _SHORTENED or cue.lower().endswith("n't"):
        found = list(_contraction_affirmed(text, start, end, following))
    else:
        found = list(_word_affirmed(text, start, end, following))
    if cue[0].isupper():
        found = [Rewording(r.start, r.end, r.text[:1].upper() + r.text[1:]) for r in found]
    return tuple(found)


def _contraction_affirmed(
    text: str, start: int, end: int, following: re.Match[str] | None
) -> Iterator[Rewording]:
    cue = text[start:end].replace("’", "'").lower()
    auxiliary = _SHORTENED.get(cue, cue.removesuffix("n't"))
    yield Rewording(start, end, auxiliary)
    if auxiliary in _SUPPORT and following:
        yield Rewording(start, following.end(), _inflected(following[0], auxiliary))


def _word_affirmed(
    text: str, start: int, end: int, following: re.Match[str] | None
) -> Iterator[Rewording]:
    for opposite in _OPPOSITE.get(text[start:end].lower(), ()):
        yield Rewording(start, end, opposite)
    if following:
        yield Rewording(start, following.end(), following[0])
        before = re.search(r"\b(do|does|did) $", text[:start], re.IGNORECASE)
        if before:
            wording = _inflected(following[0], before[1].lower())
            yield Rewording(before.start(), following.end(), wording)
    else:
        yield Rewording(len(text[:start].rstrip()), end, "")


def _verbs_negated(word: str) -> Iterator[str]:
    """Yield how a main verb would be negated, if the word can be one."""
    if not word.islower() or word in _section("auxiliary"):
        return
    base = _bases().get(word)
    if base:
        yield f"did not {base}"
    elif len(word) < _SHORTEST_VERB:
        return
    elif word.endswith("ed"):
        yield from (f"did not {base}" for base in _bases_of_past(word))
    elif word.endswith("s") and not word.endswith("ss"):
        yield f"does not {_base_of_present(word)}"


def _bases_of_past(word: str) -> tuple[str, ...]:
    stem = word[:-2]
    if stem.endswith("i"):
        return (stem[:-1] + "y",)
    if _DOUBLED.search(stem):
        return (stem[:-1],)
    # Which of both is a word, the reader of the sentence knows: "attend", "approve".
    return stem, stem + "e"


def _base_of_present(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2].endswith(_SIBILANT):
        return word[:-2]
    return word[:-1]


def _inflected(base: str, support: str) -> str:
    """Return the form that a verb has without its "did", "does" or "do"."""
    if support == "do":
        return base
    soft = base.endswith("y") and base[-2:-1] not in "aeiou"
    if support == "does":
        return base[:-1] + "ies" if soft else base + ("es" if base.endswith(_SIBILANT) else "s")
    past = _pasts().get(base)
    return past or (base[:-1] + "ied" if soft else base + ("d" if base.endswith("e") else "ed"))


@cache
def _section(name: str) -> frozenset[str]:
    return frozenset(load_sections("negation_wording_en.txt")[name])


@cache
def _bases() -> dict[str, str]:
    entries = load_sections("negation_wording_en.txt")["past"]
    return dict(entry.split() for entry in entries)


@cache
def _pasts() -> dict[str, str]:
    return {base: past for past, base in _bases().items()}
