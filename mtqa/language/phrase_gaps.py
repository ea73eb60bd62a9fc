"""Where does a phrase of an English text break off, because its name was left out?

An article, a preposition or a genitive ending that nothing follows ("in , police fired", "the
children of are") is no English, whatever the source says. Machine translation leaves such gaps
where it drops a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mtqa.language.scripts import primary_subtag

_BE: Final = r"(?:is|are|was|were|has|had|said|says|will|would|could)"
_NOT_SAID: Final = (
    r"(?<!said(?! (?:on|in|at|that|the|it|he|she|they|we|there|this|an?|his|her|its|their|to)\b))"
)
"""Not before a noun: "the number of said units"."""
_STOP: Final = r"(?=\s|$|[\"”’])"
_LIKE: Final = (
    r"(?<!\bfor )(?<!sounds )(?<!sound )(?<!the )(?<!thing )(?<!\bI )(?<!ou )(?<!we )(?<!hey )like"
)
"""Not the verb, nor "and the like", nor "like for like"."""
_AGAINST: Final = r"(?<!are )(?<!is )(?<!were )(?<!was )(?<!ote )(?<!oted )against"
"""Not "they are against", nor "voted against"."""
_OF: Final = (
    r"(?<!\brid )(?<!\bheard )(?<!\bthink )(?<!\bthought )(?<!\bspeak )(?<!\bmade )"
    r"(?<!\bdreamed )(?<!\bunheard )(?<!\btaken care )(?<!\bcomprised )(?<!\binstead )(?<!\bout )of"
)
"""Not where it belongs to the verb: "the hardest to get rid of, he said"."""
_NO_ASIDE: Final = (
    r"(?!(?<=(?:\band|\sas|ike|ing),) (?!wh(?!en|ile|ether|erever)|the\b)[a-z][^,;.]{0,80},)"
)
"""Not before words between commas, behind which the phrase goes on: "and, in time, late", "and,
when he came, she left"."""
_A: Final = r"(?<!p\. )(?<!etter )(?<!^)(?<!\n)(?<!\d\. )an?(?!\.\s?m\b)"
"""The article, not the letter: "p. a", "letter a", a paragraph a., the time."""
_NO_OPTION: Final = r"(?<!\)(?=\s(?:the|an?|its|his|her|their|this|that|these)\b))"
"""Not at the end of words that may be left out: "(parts of) the country"."""
_BARE: Final = (
    # An article or a preposition before a punctuation mark.
    rf"(?<![-.'’])\b(?:the|{_A}|its|our|my|your)\s*[.,;:!?)]{_STOP}",
    rf"(?<!-)\b(?:{_OF}|from|into|at|(?<![Ii]n )between|(?<!, )and|{_LIKE}|near|including|among|"
    rf"[Aa]ccording to|during|{_AGAINST}|as|based on)\s*[,;](?=\s)"
    r"(?!\s(?:and|or|by|to|in|but)\b|\s[\"“])" + _NO_ASIDE,
    rf"(?<=\w\s)(?:{_OF}|from|into|(?<![Ii]n )between|and|including|among|near)\s*"
    rf"[.!?)]{_STOP}{_NO_OPTION}",
    rf"\b(?:in|on|with|to|for|by|that|of|from|at|and)\s+[.,;:!?)]{_STOP}",
    # … before a verb or another preposition.
    rf"\b(?:[Tt]he|of|from|between|into|with|near|among|including) {_BE}\b(?!-){_NOT_SAID}"
    r"(?<!will(?! (?:be|have|not|never|also|soon)\b))",
    # "Talks between and Russia", but not "bind to and inhibit".
    r"(?<!-)\b(?:of|into|with|from|at|by|to|in) and"
    r"(?= (?!I\b)(?:[A-Z\d]|(?:the|an?|its|his|her|their)\b))",
    rf"(?<!-)\b(?:between and|(?:{_OF}|between|into|with|from|at|by|to) (?:of|from|into|with)"
    r"|in (?:of|from|into))\b"
    r"(?! (?:large|out|around|within|above|below|under|among|between|over|behind|inside|through|"
    r"beyond|defend|down|off|on|up)\b)",
    rf"\b(?:{_OF}|between|into|with|from|at) (?:at|by|to)\b"
    r"(?! (?:least|most|the|all|present|work|home|one|age|a)\b)",
    r"(?<!['’-])\b(?:the|an?) (?:of|and|from|into|at|by|for|to|that|who|which|or|where)\b(?!-)",
    r"\bincluding and\b",
    # A genitive ending, a comma or a bracket with nothing before it.
    r"(?:^|\s)['’]s\b",
    r"^\s*,",
    r",\s*,",
    r"(?<![\w\]])\(\s*[,)]",
    r",\s*\.(?![.\w])",
    # A sentence that lacks its subject.
    r"^(?:In|At|On|From|To|For|With|According to|Of|By|Like)\s*[,.]",
    rf"^(?:In|At|From|With|According to|Of|By) {_BE}\b",
    rf"^(?:At|In|On|For|After|Following|During|According|Under)\b[^,]*, {_BE}\b",
    r"^(?:Said that|Which (?:is|has|was)|(?:Says|Has|Is|Was)) (?!.*\?)",
    r"[\"”],? said (?:in|on|at|during|to|after|,)\b",
)
_DOUBTFUL: Final = (
    rf"\b(?:{_OF}|from|into|at|(?<![Ii]n )between|with|by|and|than|{_LIKE}|for|near|to|including|"
    r"(?<!\bbuilt )in|"
    r"(?<!so )on|that)"
    r"\s*[.,;!?)](?![\d\w])(?!(?<=\w,)(?:[^.;,]{1,40},)? or )" + _NO_ASIDE + _NO_OPTION,
    r"\b(?:is|was)\s*[.;!?)](?![\d\w])",
    rf"\b(?:in|{_OF}|for|with|by|from|at|to|like|(?<!, )as) (?:{_BE[3:-1]}|of|with|"
    rf"at(?! least)|from|who|also(?! \w+ing)|can|may|include|includes|did|does)\b{_NOT_SAID}",
    r"\b(?:in|at|on|from) (?:for|in)\b",
    r"\b(?:like|named|called|(?<!so )(?<!such )(?<!well )as) "
    r"(?!expect|express|describ|report|mention|need|requir|plann|defin|agre|promis|schedul|intend|"
    r"design|compar|oppos|not|stat|outlin|propos|"
    r"request|qualifi|indicat|suggest|us|allow)[a-z]{3,}ed\b(?! [a-z]+s\b)",
    r"\b(?:fact|hope|hopes) that (?:was|is|will|would|has)\b",
    r"\b(?:are|were|or) and\b",
    r"^[\"“]?(?:Had|Were|Are|Have|Will|Would|(?!Compared|Based|Located|Situated|Founded|Equipped|Armed|"
    r"Dressed|Named|Called|Considered|Dubbed|Related|Provided|Combined|Faced)[A-Z][a-z]+ed)\s(?!.*\?)",
    r"\b(?:of|for|with|by|from|at|in) \((?![^()]{1,40}\) [a-z])",
    r"[^\W\d_]{2} \.(?:\s|$)",
)
_STRANDED: Final = re.compile(
    r"\b(?:that|which|who|whom|what|where|how|whatever|wherever)\b(?:(?<=which),[^,]*,)?[^,;:.!?]*$"
    r"|\b(?:the|an?|any|every|all) (?:\w+ )?\w+ (?:I|you|we|they|he|she|it) (?:\w+ ){1,3}$"
)
"""What may explain a preposition at the end: "the country you come from."."""
_PARTICLE: Final = re.compile(
    r"\b(?:look|laugh|stare|shout|point|shoot)(?:s|ed|ing)? at and\b|\b\w+(?:ed|ing) in and\b"
    r"|\b(?:brings?|come|comes|came|goes?|went|logs?|moves?|checks?|fills?|puts?|takes?|lets?|gets?"
    r"|gives?|gave|bring|brought|took|let|set|broke|drop|call|stay|live|lived|phone) in and\b"
    r"|\b(?:stand|stood|drive|drove|go|goes|went|pass|passes|passed|drop|dropped) by and\b"
)
"""Verbs of which the word before "and" is a part: "bring in and declare"."""
_BEHIND_BRACKET: Final = re.compile(r" (?!(?:is|are|was|were|has|had|said|says)\b)[a-z]")
"""What words in brackets may belong to: no verb."""
_COORDINATED: Final = re.compile(
    r"\b(?:to|into|in|on|for|at|of|with|from|by),? (?:and|or|but) (?:\w+ ){0,3}$"
)
"""What explains the second of two prepositions: "sent to, and come from, such places"."""
_COORDINATES: Final = re.compile(
    r",? (?:and|or|but) (?:\w+ ){1,3}?(?:to|into|in|on|for|at|of|with|from|by),"
    r"| \w+ (?:to|into|in|on|for|at|of|with|from|by) (?:and|or) \w"
)
"""What explains the first."""
_SURE_GAP: Final = re.compile("|".join(_BARE))
_DOUBTFUL_GAP: Final = re.compile("|".join(_DOUBTFUL))


_LEFT_BEHIND: Final = re.compile(r"^\s*[,;]|[,;]\s*[,;]|\w\s+,(?=\s|$)|\w\s+\.$")
"""Marks that stand alone where words before them were lost."""
_AT_ITS_WORD: Final = re.compile(r"\w[,;.](?=\s|$)")


@dataclass(frozen=True, slots=True)
class PhraseGap:
    """A place where a phrase breaks off."""

    start: int
    """Offset of the words that lead up to the gap."""
    end: int
    """Offset after them."""
    text: str
    """These words."""
    sure: bool
    """Whether it is no English at all; if not, "the man I spoke to." may explain it."""


def _explained(gap: re.Match[str], text: str) -> bool:
    """Whether the words around a gap make it English."""
    if gap.group().endswith(" and"):
        particle = any(verb.end() == gap.end() for verb in _PARTICLE.finditer(text))
        # "Allow from and Deny from".
        return particle or bool(re.match(rf" \w+ {gap.group().split()[0]}\b", text[gap.end() :]))
    if _goes_on(gap, text):
        return True
    return gap.group()[-1] in ".,!?" and _STRANDED.search(text, 0, gap.start()) is not None


def _goes_on(gap: re.Match[str], text: str) -> bool:
    """Whether what the words lead up to stands behind a comma or a bracket."""
    return _coordinated(gap, text) or _may_be_left_out(gap, text)


def _may_be_left_out(gap: re.Match[str], text: str) -> bool:
    """Whether a bracket ends behind words that need not be there: "(hundreds of) patches"."""
    if not re.search(r"\w\)$", gap.group()):
        return False
    opened = text.rfind("(", 0, gap.end())
    letter = opened + 1 == gap.start() and len(gap.group()) == len("a)")
    return letter or (opened >= 0 and _BEHIND_BRACKET.match(text, gap.end()) is not None)


def _coordinated(gap: re.Match[str], text: str) -> bool:
    """Whether a preposition shares what follows with another one."""
    if gap.group()[-1] not in ",;":
        return False
    before, after = _COORDINATED.search(text, 0, gap.start()), _COORDINATES.match(text, gap.end())
    return before is not None or after is not None


def find_phrase_gap(text: str, language: str, *, doubtful: bool) -> PhraseGap | None:
    """The first place where a phrase breaks off, a sure one before a doubtful one.

    Args:
        text: One sentence or paragraph.
        language: BCP 47 tag; only English is known.
        doubtful: Whether to look for doubtful gaps where there is no sure one.

    Returns:
        The gap, None if there is none or the language is another one.
    """
    if primary_subtag(language) != "en":
        return None
    found = next((gap for gap in _SURE_GAP.finditer(text) if not _explained(gap, text)), None)
    sure = found is not None
    if found is None and doubtful:
        doubts = _DOUBTFUL_GAP.finditer(text)
        found = next((gap for gap in doubts if not _goes_on(gap, text)), None)
    if found is None:
        return None
    words = found.group()
    start = found.start() + len(words) - len(words.lstrip())
    end = found.end() - (len(words) - len(words.rstrip()))
    return PhraseGap(start, max(start, end), text[start:end], sure)


def has_lost_words(text: str) -> bool:
    """Return whether marks stand alone in a text of any language, as where a link was cut out.

    "La , Andrew Jackson a devenit președinte." has lost a date. Where every mark has a space before
    it, a tokeniser put it there.

    Args:
        text: One sentence or paragraph.
    """
    return _LEFT_BEHIND.search(text) is not None and _AT_ITS_WORD.search(text) is not None
