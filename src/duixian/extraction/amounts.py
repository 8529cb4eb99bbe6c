"""What follows the digits of a number: multiplier, unit, denominator, the upper end of a range."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from duixian.extraction.quantity import Kind, Quantity
from duixian.language.lexicon import lexicon
from duixian.language.numerals import multiplier
from duixian.language.units import rate_unit, unit_at

__all__ = ["DIGITS", "plain", "read_amount", "read_unit"]

DIGITS = re.compile(r"\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?")
"""A number in digits, groups of three parted by commas."""

_SCALE = re.compile(r"([余多])?((?:[十百万亿]|千(?![瓦克米伏卡赫焦]))*)([余多])?")
_SCALE_OPENS = frozenset("余多十百千万亿")
_COMPOUND = re.compile(r"([百千万亿]+)(\d+(?:\.\d+)?)([百千万]+)")
_FRACTION = re.compile(r"/(\d{1,3})(?![\d年月日])")
_RATIO = re.compile(r"[:：∶比](\d+(?:\.\d+)?)")
_RATIO_OPENS = frozenset(":：∶比")
_TO = re.compile(r"[-－—–~～]{1,2}|至|到")
_TO_HIGH = re.compile(r"(?:[-－—–~～]{1,2}|至|到)(\d+(?:\.\d+)?)")
_TO_OPENS = frozenset("-－—–~～至到")
_SHARED_POINT = re.compile(r"(?:和|、|与)\d[\d.]*个(百分点|千分点)")
_PLACES = Decimal("0.0001")
_HOURS = 24


@cache
def _classes() -> frozenset[str]:
    return frozenset(lexicon("numbers")["classes"])


def plain(digits: str) -> Decimal:
    """Gives the value of a number in digits, commas between groups left out.

    >>> plain("1,208.5")
    Decimal('1208.5')
    """
    return Decimal(digits.replace(",", "").replace("，", ""))


def read_amount(text: str, quantity: Quantity) -> None:
    """Reads multiplier, unit, denominator and range behind a number in digits."""
    _read_scale(text, quantity)
    if _read_parts(text, quantity):
        return
    read_unit(text, quantity)
    ranged = text[quantity.end : quantity.end + 1] in _TO_OPENS
    if ranged and quantity.high is None and (quantity.unit or quantity.scale):
        _read_upper_end(text, quantity)


def _read_scale(text: str, quantity: Quantity) -> None:
    """Reads the multiplier (万, 余万, 亿2千万) and a second number that shares it (3至5万)."""
    end = quantity.last
    after = text[end : end + 1]
    if after in _TO_OPENS:
        ranged = _TO_HIGH.match(text, end)
        if ranged and not _is_date(text, ranged.end()):
            end = _read_high(text, quantity, ranged)
        after = text[end : end + 1]
    elif compound := _COMPOUND.match(text, end):
        head, middle, tail = compound.groups()
        quantity.value += Decimal(middle) * Decimal(10) ** multiplier(tail) / Decimal(10) ** multiplier(head)
        quantity.scale, quantity.power = head, multiplier(head)
        end = compound.end()
        if text[end : end + 1] in ("余", "多"):
            quantity.more, end = True, end + 1
        quantity.end = end
        return
    if after in _SCALE_OPENS and (match := _SCALE.match(text, end)) and match.end() > end:
        more, scale, later = match.groups()
        quantity.more = bool(more or later)
        quantity.scale, quantity.power = scale, multiplier(scale)
        end = match.end()
        if text[end : end + 1] == "级":
            quantity.become(Kind.NAME, "class")
    quantity.end = end


def _is_date(text: str, at: int) -> bool:
    return text[at : at + 1] in ("年", "月", "日", "岁") or text.startswith("周岁", at)


def _read_high(text: str, quantity: Quantity, match: re.Match[str]) -> int:
    """Takes the second number of a range that shares its unit (1-2个, 3至5万), and gives where the digits end."""
    high = Decimal(match.group(1))
    if high > quantity.value:
        scale = _SCALE.match(text, match.end())
        if unit_at(text, scale.end() if scale else match.end()) is not None:
            quantity.high, quantity.last = high, match.end()
    return quantity.last


def _read_parts(text: str, quantity: Quantity) -> bool:
    """Reads a fraction (1/3), a ratio (1:1.2) or a time of day (23:30), and says whether it was one."""
    end = quantity.end
    after = text[end : end + 1]
    if after == "/" and (fraction := _FRACTION.match(text, end)):
        denominator = Decimal(fraction.group(1))
        if denominator:
            quantity.value = (quantity.value / denominator).quantize(_PLACES)
            quantity.end, quantity.rule, quantity.dimension = fraction.end(), "fraction", "ratio"
            return True
    if after not in _RATIO_OPENS or (ratio := _RATIO.match(text, end)) is None:
        return False
    two_places = len(ratio.group(1)) == 2 and after in ":："
    if two_places and quantity.value <= _HOURS and "比" not in text[max(0, quantity.start - 8) : quantity.start]:
        quantity.end = ratio.end()
        quantity.become(Kind.DATE, "clock")
        return True
    if quantity.scale:
        return False
    quantity.end, quantity.rule, quantity.dimension = ratio.end(), "ratio", "ratio"
    return True


def _read_upper_end(text: str, quantity: Quantity) -> None:
    """Reads the upper end of a range whose both ends have their unit (6%-6.5%, 3万到5万人)."""
    to = _TO.match(text, quantity.end)
    second = DIGITS.match(text, to.end()) if to else None
    if second is None:
        return
    end = second.end()
    other = Quantity(second.start(), end, end, plain(second.group()), "digits")
    scale = _SCALE.match(text, end)
    if scale and scale.group(2):
        other.scale, other.power = scale.group(2), multiplier(scale.group(2))
        other.end = scale.end()
    read_unit(text, other)
    alike = other.unit == quantity.unit or not quantity.unit
    if alike and other.unit and other.scale == quantity.scale and other.value > quantity.value:
        quantity.high, quantity.end = other.value, other.end
        quantity.unit, quantity.dimension, quantity.factor = other.unit, other.dimension, other.factor


def read_unit(text: str, quantity: Quantity) -> None:
    """Reads the unit behind the number and what it is taken per."""
    at = quantity.end
    if text[at : at + 1] == "余" or (text[at : at + 1] == "多" and not quantity.more):
        quantity.more, at = True, at + 1
    found = unit_at(text, at)
    if found is None or text.startswith("人口", at):
        quantity.end = at
        return
    word = found.word
    if found.dimension == "time":
        quantity.become(Kind.DURATION, "duration")
    quantity.unit, quantity.dimension, quantity.factor = word, found.dimension, found.factor
    end = at + len(word)
    after = text[end : end + 1]
    if word in _classes() or (after == "级" and text[end : end + 2] not in ("级以", "级及")):
        quantity.become(Kind.NAME, "class")
    if word == "个" and (shared := _SHARED_POINT.match(text, end)):
        quantity.unit, quantity.dimension = "个" + shared.group(1), "percent"
    if after in ("多", "余"):
        if word == "个":
            quantity.more = True
        if text[end + 1 : end + 2] in "的，。；、":
            quantity.more, end = True, end + 1
            after = text[end : end + 1]
    if after == "（" and text[end + 2 : end + 3] == "）" and unit_at(text, end + 1) is not None:
        # 280件（辆）: two words for what is counted together.
        quantity.unit, end = word + text[end : end + 3], end + 3
        after = text[end : end + 1]
    if after in ("/", "／"):
        per = rate_unit(text, end)
        if per > end:
            quantity.per = text[end:per].replace("／", "/")
            end = per
    quantity.end = end
