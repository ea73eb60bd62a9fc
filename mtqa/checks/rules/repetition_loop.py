"""Repetition loops: the same words again and again, as decoders get stuck."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.scripts import script_of
from mtqa.mqm import Severity

_UNIT: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*[+#]*|(?<=\s)[—–](?=\s)")
_LONGEST_PERIOD: Final = 8
"""Words in the longest loop that is looked for."""
_SPACELESS: Final = frozenset({"Han", "Hiragana", "Katakana", "Thai"})


class _Loop(NamedTuple):
    start: int
    end: int
    period: int
    times: int


@rule(
    id="repetition-loop",
    title="The same words repeated again and again",
    category="accuracy/mt-hallucination",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    examples=[
        Example(
            "The talks, the talks, the talks, the talks ended.",
            ("The talks, the talks, the talks, the talks",),
            source="انتهت المحادثات.",
        ),
        Example(
            "They were duty free free free free.",
            ("free free free free",),
            source="كانت معفاة من الرسوم.",
        ),
        Example("No, no, no, he said.", (), source="لا، لا، لا، قال."),
        Example(
            "It went blah blah blah for an hour.",
            (),
            source="Это было бла-бла-бла целый час.",
            source_language="ru",
        ),
        Example("He had had enough.", (), source="لقد نال كفايته."),
        Example(
            "It is written in C, C++, C# and Python.",
            (),
            source="Programmiert wurde in den üblichen Sprachen.",
            source_language="de",
        ),
        Example(
            "The command to run a service — service service start — failed.",
            (),
            source="Der Befehl zum Start eines Dienstes – service dienst start – schlug fehl.",
            source_language="de",
            why="a dash between them",
        ),
        Example(
            "“Delivery, delivery, delivery,” said the orator.",
            (),
            source="«Entrega, entrega y entrega», dijo el orador.",
            source_language="es",
        ),
    ],
)
def repetition_loop(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A word or phrase that comes three times in a row or more, and in the source does not.

    Also oscillation, where two phrases alternate. Repetition that the source has as well, in a
    slogan or a list, is left alone.
    """
    # What one language joins by hyphens another writes apart.
    source = pair.source.text.replace("-", " ")
    in_source = max((loop.times for loop in _loops(source)), default=1)
    for loop in _loops(pair.target.text):
        if loop.times <= in_source + (loop.period == 1 and in_source > 1):
            continue
        if loop.period == 1 and _enumerates(source, loop.times):
            continue
        words = loop.period * loop.times
        critical = words >= 6 or loop.times >= 4
        yield Suspicion(
            loop.start,
            loop.end,
            f"The same words come {loop.times} times in a row; the source does not repeat itself.",
            confidence=0.97 if critical else 0.85,
            severity=Severity.CRITICAL if critical else Severity.MAJOR,
            evidence={"times": loop.times, "words": loop.period},
            cause="repetition",
        )


def _enumerates(text: str, times: int) -> bool:
    """Whether a word comes so many times with a short one between: "entrega, entrega y entrega"."""
    again = rf"(?:\W+(?:\w{{1,3}}\W+)?\1(?!\w)){{{times - 1}}}"
    return re.search(rf"(?<!\w)(\w{{2,}}){again}", text, re.IGNORECASE) is not None


def _loops(text: str) -> list[_Loop]:
    """Find every stretch in which some words come at least three times in a row."""
    spans = _units(text)
    words = [text[start:end].casefold() for start, end in spans]
    found: list[_Loop] = []
    position = 0
    while position < len(words):
        best: tuple[int, int] | None = None
        for period in range(1, min(_LONGEST_PERIOD, (len(words) - position) // 3) + 1):
            unit = words[position : position + period]
            times = 1
            while words[position + times * period : position + (times + 1) * period] == unit:
                times += 1
            if times >= 3 and not all(word.isdigit() or word in "—–" for word in unit):
                best = (period, times)
                break
        if best is None:
            position += 1
            continue
        period, times = best
        last = position + period * times
        found.append(_Loop(spans[position][0], spans[last - 1][1], period, times))
        position = last
    return found


def _units(text: str) -> list[tuple[int, int]]:
    """Split into words and the dashes between them; scripts without spaces into characters."""
    spans: list[tuple[int, int]] = []
    for match in _UNIT.finditer(text):
        if script_of(match[0][0]) in _SPACELESS:
            spans += [(i, i + 1) for i in range(match.start(), match.end())]
        else:
            spans.append(match.span())
    return spans
