"""Chinese, Japanese and Korean numerals: 二十五, 3億5000万, 百分之五, 이십오, 3만."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mtqa.language.numbers.digits import ascii_digits
from mtqa.language.numbers.mention import NumberKind

_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壱弐参肆伍陸柒捌玖", range(10), strict=True)),
    "两": 2, "兩": 2, "壹": 1, "贰": 2, "貳": 2, "叁": 3,
    **dict(zip("영일이삼사오육칠팔구", range(10), strict=True)),
}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "십": 10, "백": 100, "천": 1000}
_LARGE = {
    "万": 10**4, "萬": 10**4, "만": 10**4,
    "亿": 10**8, "億": 10**8, "억": 10**8,
    "兆": 10**12, "조": 10**12,
}  # fmt: skip
_KOREAN_NATIVE = {
    "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
    "열": 10, "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "스무": 20,
}  # fmt: skip
_KOREAN_COUNTERS = (
    "명|개|살|번째|번|시간|시|달|마리|대|가지|배|곳|차례|사람|분|해|주|팀|골|경기|권|장|잔|채|척|병"
)

_HAN = "〇零一二三四五六七八九十百千万亿億兆萬两兩"
_FIGURE = r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+(?:[,，]\d{3})*)(?:[.．]\d+)?"
_SCALE = r"(?:[十百千万亿億萬]|兆(?!\s?[焦帕赫字比位欧伏]))(?![瓦米克卡])"
"""A scale behind a figure; 兆 is mega in front of a unit."""
_ERAS = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "民国": 1911, "民國": 1911,
}  # fmt: skip
"""Years of the Japanese emperors and of Taiwan, and the year before the first of each."""
_CHINESE = (
    rf"(?P<tenths>(?P<tenth>[一二三四五六七八九两兩]|\d(?:\.\d)?)"
    rf"(?:成(?![不为為功立员員本果都长長交年绩績就因人效型熟全形品批群名语分])|割(?!合))"
    rf"(?P<hundredth>[一二三四五六七八九半](?![成十百千万个個名人])|[一二三四五六七八九\d](?=分))?分?)"
    rf"|(?P<era>{'|'.join(_ERAS)})(?P<year>元|\d{{1,3}}|[{_HAN}]+)年(?![间間])"
    rf"|(?P<teens>十[数數几幾多余餘](?![十百千万亿億]))"
    rf"|(?P<percent>(?:百分之|千分之)(?P<share>{_FIGURE}|[{_HAN}点點]+))"
    rf"|(?P<fraction>(?P<below>[{_HAN}]+|\d+)分[之の](?P<above>[{_HAN}]+|\d+))"
    rf"|(?P<vague>(?:数|數|几|幾|好几|上)(?P<vague_unit>[十百千万亿億萬]+))"
    rf"|(?P<mixed>{_FIGURE}\s?(?:[多余餘]\s?)?{_SCALE}(?:(?!千[瓦米克卡])[\d,.{_HAN}])*)"
    rf"|(?P<han>第?[{_HAN}]+(?:[多余餘][十百千万亿億兆萬]+)?(?:点[{_HAN}]+)?)"
    r"|(?P<half>半)"
)
_KOREAN = (
    rf"(?P<mixed>{_FIGURE}\s?[십백천만억조](?:\s?(?:{_FIGURE})?\s?[십백천만억조])*(?:\s?{_FIGURE})?)"
    r"|(?P<vague>수(?P<vague_unit>[십백천만억조]+))"
    rf"|(?P<native>(?<![가-힣])(?:(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)?"
    rf"(?:한|하나|두|둘|세|셋|네|넷|다섯|여섯|일곱|여덟|아홉)|열|스무|서른|마흔|쉰|예순|일흔|여든|아흔)"
    rf"(?=\s?(?:{_KOREAN_COUNTERS})))"
    r"|(?P<han>(?<![가-힣])제?[일이삼사오육칠팔구십백천만억조]{1,}"
    r"(?=\s?(?:년|월|일|명|개|원|달러|번|차|세기|퍼센트|위|회|대|분|초|배|층|주년|조원)(?![가-힣]{3})))"
    r"|(?P<half>절반)"
)
_WORDS_WITH_HAN = (
    "兆[焦帕瓦赫字比位欧伏]|一些|一样|一樣|一直|一起|一旦|一般|一定|一切|一方|一部|一致|一度|一同|一边|一面|一时|一時|一番|一気|一体|"
    "统一|統一|唯一|万一|萬一|千万(?!人|元|美|円|个|個|英|欧|吨|年|ド|\\d)|百万富翁|十分|十足|三明治|四川|九龙|九龍|"
    "三星|六本木|八幡|三菱|三井|四国|九州|五角大[楼樓]|百货|百貨|百科|万科|三角|四季|"
    "五輪|一流|一向|一律|一共|一再|第一夫人|第一时间|同一|单一|單一|星期一|星期二|星期三|星期四|星期五|星期六|"
    "周一|周二|周三|周四|周五|周六|週一|週二|週三|週四|週五|週六|礼拜[一二三四五六]|"
    "两岸|两国|两会|两党|两侧|两者|两地|两旁|两边|两面|兩國|"
    "三聚|七夕|八卦|三重県|三重县|千葉|千叶|百度|五十嵐|三浦|三島|三木|二宮|一郎|二郎|三郎|千代|千早|万里|亿万|億万|"
    "二人三脚|十字|三国|两岸|兩岸|七上八下|四处|四周|四面|四肢|二手|二维码|不三不四|百姓|百分点|百分點|"
    "千里|万物|万能|百合|三文鱼|一つ一つ|一人ひとり|一目|一歩|一員|一環|一端|一層|一斉|一瞬|一言|一連|一家|一線|一族"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral found by `find_numerals`, before it is refined by its neighbours."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    kind: NumberKind
    approximate: bool
    weak: bool


def numeral_value(numeral: str) -> Decimal | None:
    """Return the value of a Chinese, Japanese or Sino-Korean numeral, None if it is none.

    Figures may stand before the signs (3億5000万), digits in a row are read one by one
    (二〇二四), 点 is the decimal point.
    """
    numeral = ascii_digits(numeral).replace(",", "").replace("，", "").replace(" ", "")
    numeral = numeral.translate({ord(c): None for c in "多余餘"})
    whole, point, fraction = numeral.partition("点")
    if point:
        places = "".join(str(_DIGITS.get(c, "")) for c in fraction)
        left = numeral_value(whole)
        return None if left is None or not places else left + Decimal(f"0.{places}")
    if len(whole) > 1 and all(c in _DIGITS for c in whole):
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    total = section = Decimal(0)
    current: Decimal | None = None
    least = 0
    for part in re.findall(r"\d+(?:\.\d+)?|\D", whole):
        if part[0].isdigit():
            current = Decimal(part)
        elif part in _DIGITS:
            current = Decimal(_DIGITS[part])
        elif part in _SMALL:
            section += (Decimal(1) if current is None else current) * _SMALL[part]
            current = None
        elif part in _LARGE:
            section += current or 0
            if total and _LARGE[part] > least:
                # 万亿 is ten thousand times a hundred million.
                total = (total + section) * _LARGE[part]
            else:
                total += (section or Decimal(1)) * _LARGE[part]
            section, current, least = Decimal(0), None, _LARGE[part]
        else:
            return None
    return total + section + (current or 0)


@lru_cache(maxsize=3)
def _pattern(expression: str) -> re.Pattern[str]:
    """Compile on first use: most runs meet no Chinese, Japanese or Korean."""
    return re.compile(expression)


def find_numerals(text: str, language: str) -> Iterator[Numeral]:
    """Yield the numerals of a zh, ja or ko text in order; plain figures are not among them."""
    korean = language == "ko"
    words = [] if korean else [m.span() for m in _pattern(_WORDS_WITH_HAN).finditer(text)]
    for match in _pattern(_KOREAN if korean else _CHINESE).finditer(text):
        start, end = match.span()
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        if "mixed" not in groups and any(a < end and start < b for a, b in words):
            continue
        if (read := _read(groups, match[0])) is not None:
            yield Numeral(start, end, *read)


_Reading = tuple[tuple[Decimal, ...], NumberKind, bool, bool]
"""Values, kind, approximate, weak."""


def _read(groups: dict[str, str], span: str) -> _Reading | None:
    if "half" in groups:
        return (Decimal("0.5"),), NumberKind.FRACTION, False, True
    if "tenths" in groups:
        return (
            (_tenths(groups["tenth"], groups.get("hundredth")),),
            NumberKind.PERCENT,
            False,
            False,
        )
    if "era" in groups:
        year = Decimal(1) if groups["year"] == "元" else numeral_value(groups["year"])
        return ((_ERAS[groups["era"]] + year,), NumberKind.YEAR, False, False) if year else None
    if "teens" in groups:
        return (Decimal(12),), NumberKind.CARDINAL, True, False
    if "native" in groups:
        value = _native_korean(span)
        return (value,), NumberKind.CARDINAL, False, value == 1
    if "fraction" in groups:
        below, above = numeral_value(groups["below"]), numeral_value(groups["above"])
        return ((above / below,), NumberKind.FRACTION, False, False) if below and above else None
    for name, kind in (("vague_unit", NumberKind.CARDINAL), ("share", NumberKind.PERCENT)):
        if name in groups:
            found = numeral_value(groups[name])
            if found is None:
                return None
            per_mille = span.startswith("千分")
            return (found / 10 if per_mille else found,), kind, name == "vague_unit", False
    return _read_plain(span, in_figures="mixed" in groups)


def _tenths(tenth: str, hundredth: str | None) -> Decimal:
    """Return the percentage that 三成五 is."""
    rest = Decimal(5) if hundredth == "半" else numeral_value(hundredth or "") or Decimal(0)
    return (numeral_value(tenth) or Decimal(0)) * 10 + rest


def _read_plain(span: str, in_figures: bool) -> _Reading | None:
    ordinal = span[0] in "第제"
    numeral = span[1:] if ordinal else span
    value = numeral_value(numeral) if numeral else None
    if value is None:
        return None
    kind = NumberKind.ORDINAL if ordinal else NumberKind.CARDINAL
    if len(numeral) == 2 and all(c in _DIGITS for c in numeral):
        # Two digits in a row are mostly "two or three", not twenty-three.
        low, high = (Decimal(_DIGITS[c]) for c in numeral)
        return (low, high), kind, True, True
    bare_sign = numeral not in "十십" and (numeral in _SMALL or numeral in _LARGE)
    return (value,), kind, False, not in_figures and (value == 1 or bare_sign)


def _native_korean(word: str) -> Decimal:
    total = 0
    while word:
        for form in sorted(_KOREAN_NATIVE, key=len, reverse=True):
            if word.startswith(form):
                total += _KOREAN_NATIVE[form]
                word = word[len(form) :]
                break
        else:
            break
    return Decimal(total)
