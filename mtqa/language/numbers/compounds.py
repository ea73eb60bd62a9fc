"""Number words that are written as one: German, Dutch and Italian up to 999,999."""

from __future__ import annotations

from functools import lru_cache

_GERMAN_UNITS = "ein zwei drei vier fünf sechs sieben acht neun"
_GERMAN_TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_DUTCH_UNITS = "een twee drie vier vijf zes zeven acht negen"
_DUTCH_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"
_DUTCH_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_ITALIAN_LOW = (
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove"
)
_ITALIAN_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"
_THOUSAND = {"de": ("tausend",), "nl": ("duizend",), "it": ("mila", "mille")}


def compound_value(word: str, language: str) -> int | None:
    """Return the value of a closed number compound in lower case, None if it is none.

    Single units are left to the word list, which knows which of them are weak.
    """
    if language not in _THOUSAND or len(word) < 4:
        return None
    if language == "nl":
        word = word.replace("éé", "ee")
    low = _below_thousand(language)
    if (value := low.get(word)) is not None:
        return value
    for thousand in _THOUSAND[language]:
        left, found, right = word.partition(thousand)
        if not found:
            continue
        factor = 1 if not left else low.get(left)
        rest = 0 if not right else low.get(right.removeprefix("und"), low.get(right))
        if factor is not None and rest is not None and (left or right):
            return factor * 1000 + rest
    return None


@lru_cache(maxsize=3)
def _below_thousand(language: str) -> dict[str, int]:
    if language == "it":
        return _italian()
    if language == "de":
        tens = _closed_tens(
            _GERMAN_UNITS.split(), _GERMAN_TEENS.split(), _GERMAN_TENS.split(), "und", "und"
        )
        forms = _with_hundreds(tens, _GERMAN_UNITS.split(), "hundert", "und")
        for form in [form for form in forms if "ß" in form]:
            forms[form.replace("ß", "ss")] = forms[form]
        return forms
    tens = _closed_tens(_DUTCH_UNITS.split(), _DUTCH_TEENS.split(), _DUTCH_TENS.split(), "en", "ën")
    return _with_hundreds(tens, _DUTCH_UNITS.split(), "honderd", "en")


def _closed_tens(
    units: list[str], teens: list[str], tens: list[str], link: str, link_after_e: str
) -> dict[str, int]:
    forms = {form: value for value, form in enumerate(units, 1)}
    forms |= {form: value for value, form in enumerate(teens, 10)}
    for i, ten in enumerate(tens, 2):
        forms[ten] = 10 * i
        for value, unit in enumerate(units, 1):
            joint = link_after_e if unit.endswith("e") else link
            forms[unit + joint + ten] = 10 * i + value
    return forms


def _with_hundreds(
    below: dict[str, int], units: list[str], hundred: str, link: str
) -> dict[str, int]:
    forms = dict(below)
    if "ein" in below:
        forms["eins"] = 1
    for value, unit in enumerate(["", *units]):
        base = 100 * max(value, 1)
        forms[unit + hundred] = base
        for form, rest in below.items():
            forms[unit + hundred + form] = base + rest
            forms[unit + hundred + link + form] = base + rest
        if "ein" in below:
            forms[unit + hundred + "eins"] = base + 1
    return forms


def _italian() -> dict[str, int]:
    below = {form: value for value, form in enumerate(_ITALIAN_LOW.split(), 1)}
    for i, ten in enumerate(_ITALIAN_TENS.split(), 2):
        below[ten] = 10 * i
        for value, unit in enumerate(_ITALIAN_LOW.split()[:9], 1):
            stem = ten[:-1] if unit[0] in "uo" else ten
            below[stem + unit] = 10 * i + value
            if unit == "tre":
                below[stem + "tré"] = 10 * i + 3
            if unit == "uno":
                below[stem + "un"] = 10 * i + 1
    forms = dict(below)
    for value, unit in enumerate(["", *_ITALIAN_LOW.split()[1:9]]):
        base = 100 * (value + 1 if unit else 1)
        forms[unit + "cento"] = base
        forms[unit + "centotré"] = base + 3
        for form, rest in below.items():
            forms[unit + "cento" + form] = base + rest
            if form.startswith("o"):
                forms[unit + "cent" + form] = base + rest
    return forms
