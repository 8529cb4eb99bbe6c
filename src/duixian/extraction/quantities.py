"""Finds the numbers of a text, with unit and range, and tells quantities from dates and names.

Goes from the numbers, not through the text: one pass for digits, one for Chinese numerals, and dictionary
look-ups around each. Positions are those of the view text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntEnum
from functools import cache

from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import chinese_number, multiplier
from duixian.language.units import rate_unit, unit_at, units

__all__ = ["Kind", "Quantity", "quantities"]


class Kind(IntEnum):
    """What a number in the text is."""

    QUANTITY = 0
    DATE = 1
    NAME = 2
    RANK = 3
    DURATION = 4


class Quantity:
    """One number with its unit; mutable while the stage that reads it decides.

    ``start``/``end`` cover number and unit as written (a range: both ends), ``first``/``last`` the digits of the
    first number. ``value`` is the number in plain digits, ``scale`` the multiplier word that belongs to the unit.
    """

    __slots__ = (
        "chinese", "dimension", "end", "factor", "first", "high", "kind", "last", "more", "per", "power", "rule",
        "scale", "start", "unit", "value",
    )  # fmt: skip

    def __init__(self, start: int, end: int, value: Decimal, kind: Kind, rule: str) -> None:
        self.start = self.first = start
        self.end = self.last = end
        self.value = value
        self.kind = kind
        self.rule = rule
        self.high: Decimal | None = None
        self.scale = ""
        self.power = 0
        self.unit = ""
        self.per = ""
        self.dimension = ""
        self.factor = Decimal(1)
        self.more = False
        self.chinese = False


_DIGITS = re.compile(r"\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?")
_SCALE = re.compile(r"([余多])?((?:[十百万亿]|千(?![瓦克米伏卡赫焦]))*)([余多])?")
_COMPOUND = re.compile(r"([百千万亿]+)(\d+(?:\.\d+)?)([百千万]+)")
_FRACTION = re.compile(r"/(\d{1,3})(?![\d年月日])")
_RATIO = re.compile(r"[:：∶比](\d+(?:\.\d+)?)")
_RANGE = re.compile(r"(?:[-－—–~～]{1,2}|至|到)(?=[\d百千])")
_RANGE_TAIL = re.compile(r"(?:[-－—–~～]{1,2}|至|到)(\d+(?:\.\d+)?)")
_PARTED = re.compile(r"(百分之|千分之|万分之|[一二三四五六七八九十百]{1,3}分之)([零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)")
_NUMERALS = "零〇○一二两三四五六七八九十百千万亿"


@cache
def _chinese() -> re.Pattern[str]:
    """Numbers in Chinese numerals that may state a quantity: parts (百分之…), counts before a unit, 一半.

    The character class in front, and the one of all first characters of units behind a run of numerals, spare the
    engine from trying the alternatives at the many numerals of set phrases.
    """
    unit = "".join(sorted({word[0] for word in units()} - set("年月日届次")))
    single = (
        r"(?=[多余]?(?:[万亿]?(?:美元|人次|人民币)|吨|亩|公顷|公里|平方|立方|千瓦|公斤|斤(?!斤)|担|户|人(?![员士才民均大口称物力文类心]|之)"
        r"|家(?![庭长园家])|名|所|个|项|件|条|座|台|辆|场|种|张|套|处|架|艘|头|只|匹|列|株|次|例|对|宗|门))"
    )
    return re.compile(
        rf"(?=[{_NUMERALS}半])(?:"
        r"[百千万]分之(?:[零〇一二两三四五六七八九十百千万]{1,6}(?:点[零〇一二三四五六七八九]{1,4})?|\d{1,3}(?:\.\d{1,3})?)"
        r"|[二两三四五六七八九十]{1,3}分之[一二两三四五六七八九十]{1,3}"
        r"|(?:[一二两三四五六七八九十]{1,3}(?:点[零〇一二三四五六七八九]{1,3})?|半)(?=个百分点|个千分点|倍|番(?!茄)|成(?=[以多左的。，；、]))"
        r"|[百千万亿]{1,3}(?=新?台阶|大关)|一(?=个工作日|人)"
        r"|[一二两三四五六七八九十百千亿]{1,8}[多余][万亿]+"
        rf"|[{_NUMERALS}]{{2,16}}(?:点[零〇○一二三四五六七八九]{{1,4}}[万亿]?)?(?=[多余]?[{unit}])"
        rf"|(?<=[近上超约])[{_NUMERALS}]{{1,15}}[万亿](?=[一-鿿])"
        r"|[百千万亿](?=[万亿]?元)|[二两三四五六七八九十百千万亿](?:点[零〇一二三四五六七八九]{1,4}[万亿]?)?" + single + r"|一半|半数)"
    )


_CHINESE_RANGE = re.compile(r"(?:至|到|-|—)(百分之)?([一二三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_LIST_NUMBER = re.compile(r"[.．、)）]\s?(?!\d)")
_DATE_NEXT = frozenset("年月日号")
_NAME_NEXT = frozenset("号版届强线期式型班师G")


@cache
def _name_words() -> re.Pattern[str]:
    """What behind a number makes it a name: 号线, 强, 大, …."""
    return re.compile(alternation(lexicon("numbers")["name_next"]))


@cache
def _durations() -> dict[str, str]:
    return dict.fromkeys(lexicon("numbers")["durations"], "time")


def quantities(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    """Gives the numbers of ``text`` in order, those in Chinese numerals only where they state a quantity.

    Args:
        text: The view text of a report.
        quoted: Stretches inside quotation marks or title marks, in order, that do not overlap.
    """
    found = [*_digit_numbers(text, quoted), *_chinese_numbers(text, quoted)]
    found.sort(key=lambda quantity: quantity.start)
    kept: list[Quantity] = []
    reached = 0
    for quantity in found:
        if quantity.start >= reached:
            kept.append(quantity)
            reached = quantity.end
    return kept


def _digit_numbers(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    found: list[Quantity] = []
    reached = 0
    quote = 0
    size = len(text)
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if start < reached:
            continue
        while quote < len(quoted) and quoted[quote][1] <= start:
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < start
        digits = match.group()
        value = Decimal(digits.replace(",", "").replace("，", ""))
        before = text[start - 1] if start else "\n"
        after = text[end] if end < size else "\n"
        quantity = Quantity(start, end, value, Kind.QUANTITY, "digits")
        _classify(text, quantity, digits, before, after, inside)
        if quantity.kind is Kind.QUANTITY:
            _measure(text, quantity)
        found.append(quantity)
        reached = quantity.end
    return found


def _classify(text: str, quantity: Quantity, digits: str, before: str, after: str, inside: bool) -> None:
    """Says what a number in digits is, from its neighbours."""
    start, end = quantity.start, quantity.end
    if after == "年" or (after in "月日" and not text.startswith("月牙", end)):
        quantity.kind, quantity.rule = Kind.DATE, "date"
        if not (len(digits) == 4 and _YEAR.match(digits)) and after == "年":
            quantity.kind, quantity.rule = Kind.DURATION, "duration"
            quantity.unit, quantity.dimension = "年", "time"
            quantity.end = end + 1
        return
    if after in "-—－至到~～、和" and len(digits) == 4 and _YEAR.match(digits) and _RANGE_TAIL.match(text, end) and "年" in text[end : end + 8]:
        quantity.kind, quantity.rule = Kind.DATE, "date"
        return
    if before == "第":
        quantity.kind, quantity.rule = Kind.NAME, "ordinal"
        if _is_rank(text, start - 1, end):
            quantity.kind, quantity.rule = Kind.RANK, "rank"
            quantity.dimension = "rank"
            if after in "位名":
                quantity.unit = after if after == "位" else ""
                quantity.end = end + 1
        return
    if before.isascii() and (before.isalpha() or before in "_#"):
        quantity.kind, quantity.rule = Kind.NAME, "letters before"
        return
    if after.isascii() and after.isalpha() and unit_at(text, end) is None:
        quantity.kind, quantity.rule = Kind.NAME, "letters after"
        return
    if before in "+＋×·" or after in "+＋×" or (after == "·" and text[end + 1 : end + 2].isdigit()):
        quantity.kind, quantity.rule = Kind.NAME, "formula"
        return
    if inside:
        quantity.kind, quantity.rule = Kind.NAME, "quoted"
        return
    if before in "\n（(" and _LIST_NUMBER.match(text, end) and end - start <= 2:
        quantity.kind, quantity.rule = Kind.NAME, "list number"
        return
    if _name_words().match(text, end):
        quantity.kind, quantity.rule = Kind.NAME, "name word"
        return
    if before == "每":
        quantity.kind, quantity.rule = Kind.NAME, "for each"
        return
    if before == "前" and after in "%％‰":
        quantity.kind, quantity.rule = Kind.NAME, "best part"
        return
    if before == "/" or (before in "-－" and after in "-－"):
        quantity.kind, quantity.rule = Kind.NAME, "number string"


def _is_rank(text: str, at: int, end: int) -> bool:
    """Says whether 第N at ``at`` is a place in a ranking and not an ordinal."""
    if text[end : end + 1] in ("位", "名") and text[end + 1 : end + 2] not in ("院", "教", "学", "员"):
        return True
    return text[end : end + 1] in "，。；、！\n）" and _ranked().search(text, max(0, at - 14), at) is not None


@cache
def _ranked() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(lexicon('numbers')['rank_left'])})[^，。；、]{{0,8}}$")


def _measure(text: str, quantity: Quantity) -> None:
    """Reads multiplier, unit, denominator and range behind a number in digits."""
    end = quantity.last
    match = _COMPOUND.match(text, end)
    if match:
        head, middle, tail = match.groups()
        low = Decimal(middle) * Decimal(10) ** multiplier(tail)
        quantity.value = quantity.value + low / Decimal(10) ** multiplier(head)
        quantity.scale, quantity.power = head, multiplier(head)
        end = match.end()
        if text[end : end + 1] in ("余", "多"):
            quantity.more, end = True, end + 1
    else:
        ranged = _RANGE_TAIL.match(text, end)
        if ranged and not _is_date(text, ranged.end()):
            _widen(text, quantity, ranged)
            end = quantity.last
        match = _SCALE.match(text, end)
        if match:
            more, scale, later = match.groups()
            if more or scale or later:
                quantity.more = bool(more or later)
                quantity.scale, quantity.power = scale or "", multiplier(scale or "")
                end = match.end()
                if text[end : end + 1] == "级":
                    quantity.kind, quantity.rule = Kind.NAME, "class"
    quantity.end = end
    if text[end : end + 1] == "/" and (fraction := _FRACTION.match(text, end)):
        denominator = Decimal(fraction.group(1))
        if denominator:
            quantity.value = (quantity.value / denominator).quantize(Decimal("0.0001"))
            quantity.end, quantity.rule = fraction.end(), "fraction"
            quantity.dimension = "ratio"
            return
    ratio = _RATIO.match(text, end)
    if ratio and len(ratio.group(1)) == 2 and text[end] in ":：" and quantity.value <= 24 and "比" not in text[max(0, quantity.start - 8) : quantity.start]:
        quantity.end, quantity.kind, quantity.rule = ratio.end(), Kind.DATE, "clock"
        return
    if ratio and not quantity.scale:
        quantity.end, quantity.rule, quantity.dimension = ratio.end(), "ratio", "ratio"
        return
    _unit(text, quantity)
    ranged = _RANGE.match(text, quantity.end) if quantity.high is None and (quantity.unit or quantity.scale) else None
    if ranged:
        second = _DIGITS.match(text, ranged.end())
        if second:
            other = Quantity(second.start(), second.end(), Decimal(second.group().replace(",", "").replace("，", "")), Kind.QUANTITY, "digits")
            high_end = second.end()
            match = _SCALE.match(text, high_end)
            if match and match.group(2):
                other.scale, other.power = match.group(2), multiplier(match.group(2))
                high_end = match.end()
            other.end = high_end
            _unit(text, other)
            alike = other.unit == quantity.unit or not quantity.unit
            if alike and other.unit and other.scale == quantity.scale and other.value > quantity.value:
                quantity.high, quantity.end = other.value, other.end
                quantity.unit, quantity.dimension, quantity.factor = other.unit, other.dimension, other.factor


def _is_date(text: str, at: int) -> bool:
    return text[at : at + 1] in ("年", "月", "日", "岁") or text.startswith("周岁", at)


def _widen(text: str, quantity: Quantity, match: re.Match[str]) -> None:
    """Takes the second number of a range that shares its unit (1-2个, 3至5万)."""
    high = Decimal(match.group(1))
    if high > quantity.value and unit_at(text, _SCALE.match(text, match.end()).end()) is not None:  # type: ignore[union-attr]
        quantity.high, quantity.last = high, match.end()


def _unit(text: str, quantity: Quantity) -> None:
    """Reads the unit behind the number and what it is taken per."""
    at = quantity.end
    if text[at : at + 1] == "余" or (text[at : at + 1] == "多" and not quantity.more):
        quantity.more, at = True, at + 1
    found = unit_at(text, at)
    if found is None or text.startswith("人口", at):
        quantity.end = at
        return
    if found.dimension == "time":
        quantity.kind, quantity.rule = Kind.DURATION, "duration"
    quantity.unit, quantity.dimension, quantity.factor = found.word, found.dimension, found.factor
    end = at + len(found.word)
    if found.word in _CLASSES or (text[end : end + 1] == "级" and text[end : end + 2] not in ("级以", "级及")):
        quantity.kind, quantity.rule = Kind.NAME, "class"
    if found.word == "个" and (shared := _SHARED_POINT.match(text, end)):
        quantity.unit, quantity.dimension = "个" + shared.group(1), "percent"
    if found.word == "个" and text[end : end + 1] in ("多", "余"):
        quantity.more = True
    if text[end : end + 1] in ("多", "余") and text[end + 1 : end + 2] in "的，。；、":
        quantity.more, end = True, end + 1
    per = rate_unit(text, end)
    if per > end:
        quantity.per = text[end:per].replace("／", "/")
        end = per
    quantity.end = end


def _chinese_numbers(text: str, quoted: list[tuple[int, int]]) -> list[Quantity]:
    found: list[Quantity] = []
    quote = 0
    for match in _chinese().finditer(text):
        start, end = match.span()
        while quote < len(quoted) and quoted[quote][1] <= start:
            quote += 1
        if quote < len(quoted) and quoted[quote][0] < start:
            continue
        word = match.group()
        quantity = _parted(text, start, end, word) if "分之" in word else _counted(text, start, end, word)
        if quantity is not None:
            quantity.chinese = True
            found.append(quantity)
    return found


def _parted(text: str, start: int, end: int, word: str) -> Quantity | None:
    """Reads 百分之七点九, 千分之十三, 三分之一."""
    head, _, tail = word.partition("分之")
    value = Decimal(tail) if tail[0].isdigit() else chinese_number(tail)
    if value is None:
        return None
    if head in ("百", "千"):
        quantity = Quantity(start, end, value, Kind.QUANTITY, "parts of a hundred")
        quantity.unit, quantity.dimension = ("%", "percent") if head == "百" else ("‰", "percent")
        if head == "千":
            quantity.factor = Decimal("0.1")
        ranged = _CHINESE_RANGE.match(text, end)
        if ranged and not text.startswith(("成", "倍", "年", "月"), ranged.end()):
            second = ranged.group(2)
            high = Decimal(second) if second[0].isdigit() else chinese_number(second)
            if high is not None and high > value:
                quantity.high, quantity.end = high, ranged.end()
        return _more(text, quantity)
    if head == "万":
        return None
    parts = chinese_number(head)
    if not parts:
        return None
    quantity = Quantity(start, end, (value / parts).quantize(Decimal("0.0001")), Kind.QUANTITY, "fraction")
    quantity.dimension = "ratio"
    return quantity


def _more(text: str, quantity: Quantity) -> Quantity:
    if text[quantity.end : quantity.end + 1] in ("多", "余") and text[quantity.end + 1 : quantity.end + 2] != "数":
        quantity.more = True
        quantity.end += 1
    return quantity


_CLASSES = frozenset(["千伏", "伏", "英寸", "千伏安", "纳米", "微米"])
"""Units that name a class of equipment (750千伏输变电工程, 12英寸晶圆), not an amount."""
_SHARED_POINT = re.compile(r"(?:和|、|与)\d[\d.]*个(百分点|千分点)")
_EXACT_UNITS = frozenset(["个百分点", "个千分点", "倍", "番", "成"])


def _counted(text: str, start: int, end: int, word: str) -> Quantity | None:
    """Reads a count in Chinese numerals that states a quantity: 五个百分点, 三百家, 近万场, 一半."""
    if word in ("一半", "半数"):
        quantity = Quantity(start, end, Decimal("0.5"), Kind.QUANTITY, "half")
        quantity.dimension = "ratio"
        return quantity
    more = "多" in word or "余" in word
    if word[-1] in "千百" and len(word) > 1 and text[end : end + 1] in ("瓦", "克", "米", "伏", "卡"):
        word, end = word[:-1], end - 1
    value = Decimal("0.5") if word == "半" else chinese_number(word.replace("多", "").replace("余", ""))
    if value is None:
        return None
    if word == "亿万" or _name_words().match(text, end):
        return None
    before = text[start - 1] if start else "\n"
    if before in "第十百千万亿零一二三四五六七八九" or before.isdigit():
        return None
    if len(word) > 1 and not any(place in word for place in "十百千万亿点"):
        return None
    quantity = Quantity(start, end, value, Kind.QUANTITY, "numerals")
    quantity.more = more
    if text[end : end + 1] in ("多", "余"):
        quantity.more = True
        quantity.end = end + 1
    _unit(text, quantity)
    if quantity.unit == "个工作日" and _done_before(text, start):
        return quantity
    if text.startswith(("台阶", "新台阶", "大关"), end):
        quantity.dimension = "currency"
        return quantity
    if quantity.kind is Kind.QUANTITY and not quantity.unit and word[-1] in "万亿" and text.endswith(_round_left(), max(0, start - 4), start):
        quantity.scale = ""
        quantity.rule = "numerals and a noun"
        quantity.dimension = "people"
        return quantity
    if quantity.kind is not Kind.QUANTITY or not quantity.unit:
        return None
    if quantity.unit in _EXACT_UNITS:
        return quantity
    if quantity.dimension == "count" or quantity.dimension == "people":
        if value < 10 and not _done_before(text, start):
            return None
        if word in ("万", "千", "百", "十", "百万", "千万", "亿") and not text.endswith(_round_left(), max(0, start - 4), start):
            return None
    elif quantity.dimension == "currency" and word[-1] in "百千万亿" and len(word) <= 2 and not text.endswith(_round_left(), max(0, start - 4), start):
        return None
    return quantity


@cache
def _round_left() -> tuple[str, ...]:
    """Words before a bare place word that make it a quantity: 近万场, 突破千亿元."""
    return tuple(lexicon("numbers")["round_left"])


def _done_before(text: str, at: int) -> bool:
    """Says whether a small Chinese numeral follows a verb of building or counting (建成三家, 成立五个)."""
    return text.endswith(tuple(lexicon("numbers")["small_left"]), max(0, at - 6), at)
