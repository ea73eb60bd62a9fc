"""Where a name is heard in text without spaces: Chinese, or Arabic with its spaces lost.

The alignment of `transliteration`, free to begin and to end at any character of the text
(Smith and Waterman 1981 with a fixed pattern).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mtqa.language.scripts import script_of
from mtqa.language.transliteration import Sound, change_cost, sounds_of


class Stretch(NamedTuple):
    """Where a name was heard within unsegmented text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    score: float
    """Similarity of the name and the stretch, 0–1."""


@lru_cache(maxsize=4096)
def _character_sounds(char: str) -> tuple[Sound, ...]:
    return sounds_of(char, script_of(char))


def heard_within(name: str, text: str) -> Stretch | None:
    """The stretch of an unsegmented text (Chinese, Japanese) that sounds most like a name.

    The alignment is free to begin and end at any character, but not within one.

    Returns:
        The best stretch, or None if the name has no sound or the text none that fits.
    """
    wanted = sounds_of(name)
    if not wanted:
        return None
    heavier = max(sum(s.cost for s in wanted), 1.0)
    depth = len(wanted)
    skips = [0.0]
    for sound in wanted:
        skips.append(skips[-1] + sound.cost)
    column = list(skips)
    begins = [0] * (depth + 1)
    best: tuple[float, int, int] | None = None
    for position, char in enumerate(text):
        heard = _character_sounds(char)
        if column[0] > 0 or not heard:
            column[0] = 0.0
        # A stretch may begin at this character.
        fresh = list(skips)
        if not heard:
            column, begins = fresh, [position + 1] * (depth + 1)
            continue
        for index in range(depth + 1):
            if fresh[index] < column[index]:
                column[index], begins[index] = fresh[index], position
        begins[0] = position
        for sound in heard:
            column, begins = _advance(wanted, column, begins, sound)
        if best is None or column[depth] < best[0]:
            best = (column[depth], begins[depth], position + 1)
    if best is None or best[0] >= heavier:
        return None
    return Stretch(best[1], best[2], 1.0 - best[0] / heavier)


def _advance(
    wanted: tuple[Sound, ...], column: list[float], begins: list[int], sound: Sound
) -> tuple[list[float], list[int]]:
    """One step of the alignment: every prefix of the name against one more sound."""
    after = [column[0] + sound.cost]
    starts = [begins[0]]
    for index, target in enumerate(wanted, start=1):
        change = column[index - 1] + (
            0.0 if target.exact & sound.exact else change_cost(target, sound)
        )
        skip = column[index] + sound.cost
        insert = after[-1] + target.cost
        if change <= skip and change <= insert:
            after.append(change)
            starts.append(begins[index - 1])
        elif skip <= insert:
            after.append(skip)
            starts.append(begins[index])
        else:
            after.append(insert)
            starts.append(starts[-1])
    return after, starts
