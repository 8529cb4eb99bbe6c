"""Records said as a person would write them: periods, numbers with unit and qualifier, a fact in a few words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from duixian.model import Fact, Measure, Qualifier

__all__ = ["amount", "fact_in_words", "number", "period_in_words", "quantities", "quantity"]

_CHANGE = {Measure.GROWTH: "增长", Measure.DECLINE: "下降", Measure.RISE: "提高", Measure.FALL: "降低"}
_QUALIFIED = {Qualifier.ABOUT: "{}左右", Qualifier.MIN: "{}以上", Qualifier.MAX: "{}以内"}
_SCALES = ((10**12, "万亿"), (10**8, "亿"))
_PART = re.compile(r"(?P<year>-?\d{1,4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|-Q(?P<quarter>[1-4]))?\Z")


def number(value: float | int) -> str:
    """Gives a number in plain digits, without an exponent or a trailing ``.0``.

    >>> number(58.0), number(3.09), number(0.1 + 0.2), number(1e16)
    ('58', '3.09', '0.30000000000000004', '10000000000000000')
    """
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return repr(value)


def amount(fact: Fact) -> str:
    """Gives a fact's number with its unit and qualifier, as official prose would put it.

    A range is ``6%—6.5%``, a rank ``第2位``, an exact number stands bare.
    """
    return _amount(fact.measure, fact.value, fact.value_high, fact.unit, fact.qualifier)


def fact_in_words(fact: Fact) -> str:
    """Gives what a fact says of its indicator: ``增长5%左右``, ``年均增长6%``, ``12座``."""
    yearly = "年均" if fact.base == "yearly" else ""
    return yearly + quantity(fact.measure, fact.value, fact.value_high, fact.unit, fact.qualifier)


def quantity(
    measure: Measure, value: float | int, high: float | int | None, unit: str, qualifier: Qualifier = Qualifier.EXACT
) -> str:
    """Gives a number with what it says of its indicator.

    >>> quantity(Measure.GROWTH, 5, None, "%", Qualifier.ABOUT), quantity(Measure.LEVEL, 12, None, "座")
    ('增长5%左右', '12座')
    >>> quantity(Measure.LEVEL, 10**12, None, "元", Qualifier.MIN), quantity(Measure.LEVEL, 650_000_000, None, "人")
    ('1万亿元以上', '6.5亿人')
    """
    return _CHANGE.get(measure, "") + _amount(measure, value, high, unit, qualifier)


def _amount(measure: Measure, value: float | int, high: float | int | None, unit: str, qualifier: Qualifier) -> str:
    if measure is Measure.RANK:
        return f"第{number(value)}{unit or '位'}"
    if high is not None:
        return f"{_scaled(value)}{unit}—{_scaled(high)}{unit}"
    return _QUALIFIED.get(qualifier, "{}").format(_scaled(value) + unit)


def _scaled(value: float | int) -> str:
    """Gives a number; one that was written in numerals (万亿元, 六亿人) with 万亿 or 亿, not with its zeros."""
    for scale, word in _SCALES:
        if abs(value) >= scale and value % (scale / 1000) == 0:
            return number(value / scale) + word
    return number(value)


def quantities(facts: Iterable[Fact]) -> str:
    """Gives the goals of a promise in one cell: ``公厕12座；停车泊位增长5%以上``."""
    return "；".join(f"{fact.indicator}{fact_in_words(fact)}" for fact in facts)


def period_in_words(period: str) -> str:
    """Gives an ISO 8601 period as Chinese writes it; the period itself where it is of no known form.

    >>> period_in_words("2024"), period_in_words("2021/2025"), period_in_words("2023-01/2023-09")
    ('2024年', '2021—2025年', '2023年1—9月')
    >>> period_in_words("2024-06-30"), period_in_words("2023-11/2024-02"), period_in_words("")
    ('2024年6月30日', '2023年11月—2024年2月', '')
    """
    parts = [_PART.match(part) for part in period.split("/")]
    match parts:
        case [re.Match() as only]:
            return _moment(only)
        case [re.Match() as first, re.Match() as last]:
            if not (first["month"] or last["month"] or first["quarter"] or last["quarter"]):
                return f"{first['year']}—{last['year']}年"
            if first["year"] == last["year"] and first["month"] and last["month"] and not (first["day"] or last["day"]):
                return f"{first['year']}年{int(first['month'])}—{int(last['month'])}月"
            return f"{_moment(first)}—{_moment(last)}"
        case _:
            return period


def _moment(part: re.Match[str]) -> str:
    words = f"{part['year']}年"
    if part["quarter"]:
        return f"{words}第{'一二三四'[int(part['quarter']) - 1]}季度"
    if part["month"]:
        words += f"{int(part['month'])}月"
    if part["day"]:
        words += f"{int(part['day'])}日"
    return words
