"""How exactly a number is written, and what arithmetic may therefore say of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from duixian.model import Fact, Qualifier

__all__ = ["Interval", "apart", "interval", "last_place", "steady", "value_of"]

_COUNTED = frozenset(["", "count", "people", "households", "trips"])
_ROUND = 2
"""Zeros at the end from which a number of things is round."""
_DIGIT = re.compile(r"[0-9０-９]")


class Interval(NamedTuple):
    """Between which values a written number may lie, in its base unit."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:  # type: ignore[override]
        """The sum of two numbers."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """The difference of two numbers."""
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: Interval) -> Interval:
        """The quotient of two numbers, of which the second is positive."""
        quotients = [one / two for one in self for two in other]
        return Interval(min(quotients), max(quotients))

    def meets(self, other: Interval) -> bool:
        """Whether both may be one value."""
        slack = 1e-9 * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack


def last_place(fact: Fact) -> float:
    """Gives how far a fact's number may lie from what it stands for, in the fact's base unit: one of the last place written.

    Digits are taken as written (3.14 is exact to 0.01); of a number in Chinese numerals the last one that is no zero
    counts, for 六百万 may be any round number near it. Things counted one by one are exact unless their number is
    round: 412家 is 412, 400家 may be any number of hundreds.

    >>> from duixian.model import Role
    >>> def fact(quote, value, base): return Fact(id="", start=0, end=0, quote=quote, role=Role.ACTUAL, indicator="", value=value, base_value=base)
    >>> last_place(fact("40万人", 40, 400_000)), last_place(fact("四十二万人", 420_000, 420_000)), last_place(fact("3.14%", 3.14, 3.14))
    (10000.0, 10000.0, 0.01)
    >>> last_place(fact("412家", 412, 412)), last_place(fact("400家", 400, 400))
    (0.0, 100.0)
    """
    value = Decimal(str(fact.value))
    round_place = value.normalize().as_tuple().exponent
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not isinstance(round_place, int):
        return 0.0
    if not _DIGIT.search(fact.quote):
        exponent = round_place
    elif fact.value == fact.base_value and exponent >= 0 and fact.dimension in _COUNTED:
        if round_place < _ROUND:
            return 0.0
        exponent = round_place
    factor = abs(float(fact.base_value or 0) / float(fact.value)) if fact.value else 1.0
    return 10.0**exponent * factor


def interval(fact: Fact) -> Interval:
    """Gives the values that a fact's number may stand for: one of its last place more or less, for officials also cut off and round up."""
    value, place = float(fact.base_value or 0), last_place(fact)
    return Interval(value - place, value + place)


def apart(one: Fact, two: Fact) -> bool:
    """Says whether two numbers cannot be one value written more or less exactly."""
    return not interval(one).meets(interval(two))


def steady(fact: Fact) -> bool:
    """Says whether a number stands for itself: without 约 or 以上, not announced as an estimate, no range."""
    return fact.qualifier is Qualifier.EXACT and fact.value_high is None and not fact.estimate


def value_of(fact: Fact) -> tuple[float, float | None]:
    """Gives a fact's number in its base unit, and the upper end of a range."""
    high = fact.base_value_high
    return float(fact.base_value or 0), None if high is None else float(high)
