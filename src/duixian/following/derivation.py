"""Arithmetic that a reader can follow, from what reports do say to the form a goal asks for.

A growth or a rise from two levels, a level from a growth and the level before it, a year from a total of years less
the earlier ones. What comes out stands beside the verdict, never in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from duixian.following.joining import Entry, comparable, family
from duixian.following.reasons import number
from duixian.following.results import Found, Shelf
from duixian.language.periods import first_year, last_year
from duixian.model import Difference, Fact, Measure, Qualifier

__all__ = ["Derived", "Ledger", "derive"]

_REAL = re.compile(r"^(?:gdp|gnp|value_added|national_income|social_product|output_)")
"""Indicators whose growth is told at comparable prices, which two levels at current prices do not give."""


class Derived(NamedTuple):
    """A figure worked out: as shown, in the goal's base unit, its steps, and whether it may be held against the goal."""

    value: float
    unit: str
    base_value: float
    steps: tuple[str, ...]
    judged: bool = True


class Ledger:
    """The yearly levels of one place by what they are of and their year, from all its reports."""

    def __init__(self, shelves: Iterable[Shelf]) -> None:
        self._levels: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for shelf in shelves:
            for one in shelf.entries:
                fact = one.fact
                if fact.measure is Measure.LEVEL and fact.base_value is not None and len(fact.period) == 4 and fact.value_high is None:
                    self._levels[_name(one), fact.period].append(one)

    def level(self, like: Entry, year: int) -> Entry | None:
        """Gives the level of ``year`` of the same thing and unit as ``like``; the one without 约 and 以上 first, then the earliest report's."""
        found = [one for one in self._levels.get((_name(like), str(year)), ()) if comparable(one.fact, like.fact)]
        return min(found, key=lambda one: (one.fact.qualifier is not Qualifier.EXACT, one.report.name, one.fact.start), default=None)


def _name(one: Entry) -> str:
    return one.fact.indicator_id or one.words.core


def derive(goal: Entry, nearest: Found, ledger: Ledger) -> Derived | None:
    """Gives the form that ``goal`` asks for, worked out from what was found instead; None where that cannot be done."""
    asked, found = goal.fact, nearest.entry.fact
    year = last_year(asked.period)
    if nearest.join.strength < 4 or nearest.difference is Difference.SCOPE or len(asked.period) != 4:
        return None
    if nearest.difference is Difference.PERIOD:
        return _rest_of_span(asked, nearest.entry, year, ledger)
    if found.measure is Measure.LEVEL and found.period == asked.period:
        before = ledger.level(nearest.entry, year - 1)
        if before is None or not before.fact.base_value:
            return None
        return _change(asked, nearest.entry, before)
    if asked.measure is Measure.LEVEL and family(found.measure) == "growth" and found.period == asked.period and not found.base:
        before = ledger.level(goal, year - 1)
        return _grown(asked, nearest.entry, before) if before is not None else None
    return None


def _source(one: Entry) -> str:
    fact = one.fact
    return f"{fact.period}年{fact.indicator}{''.join(fact.quote.split())}（{one.report.name}）"


def _change(asked: Fact, now: Entry, before: Entry) -> Derived | None:
    """A growth or a rise from the levels of two years."""
    new, old = float(now.fact.base_value or 0), float(before.fact.base_value or 0)
    sign = -1.0 if asked.measure in (Measure.DECLINE, Measure.FALL) else 1.0
    steps = [_source(now), _source(before)]
    shown = _in_unit(now.fact, new), _in_unit(now.fact, old)
    if family(asked.measure) == "growth" and now.fact.dimension != "percent":
        value = round(sign * (new / old - 1) * 100, 2)
        steps.append(f"{shown[0]}÷{shown[1]}－1＝{number(sign * value)}%")
        judged = not _REAL.match(asked.indicator_id)
        if not judged:
            steps.append("按现价计算，没有扣除价格变动，不与目标比较")
        return Derived(value, "%", value, tuple(steps), judged)
    if family(asked.measure) == "rise":
        change = sign * (new - old)
        if now.fact.dimension == "percent":
            value = round(change, 2)
            steps.append(f"{shown[0]}－{shown[1]}＝{number(sign * value)}个百分点")
            return Derived(value, "个百分点", value, tuple(steps))
        if not comparable(asked, now.fact) and asked.dimension != now.fact.dimension:
            return None
        value = round(change / _factor(asked), 4)
        steps.append(f"{shown[0]}－{shown[1]}＝{_in_unit(now.fact, sign * change)}{now.fact.unit}")
        return Derived(value, asked.unit, change, tuple(steps))
    return None


def _grown(asked: Fact, growth: Entry, before: Entry) -> Derived:
    """A level from the level of the year before and the growth since."""
    sign = -1.0 if growth.fact.measure is Measure.DECLINE else 1.0
    rate = sign * float(growth.fact.base_value or 0)
    level = float(before.fact.base_value or 0) * (1 + rate / 100)
    value = round(level / _factor(asked), 4)
    steps = (
        _source(before),
        f"{growth.fact.period}年{growth.fact.indicator}{'增长' if sign > 0 else '下降'}{''.join(growth.fact.quote.split())}（{growth.report.name}）",
        f"{_in_unit(before.fact, float(before.fact.base_value or 0))}×（1{'＋' if rate >= 0 else '－'}{number(abs(rate))}%）＝{_in_unit(before.fact, level)}{before.fact.unit}",
    )
    return Derived(value, asked.unit, level, steps)


def _rest_of_span(asked: Fact, total: Entry, year: int, ledger: Ledger) -> Derived | None:
    """A year's figure from the total of years that end with it, less those of the earlier years."""
    fact = total.fact
    first, last = first_year(fact.period), last_year(fact.period)
    if fact.measure is not Measure.LEVEL or fact.base or last != year or first >= last or "-" in fact.period or fact.dimension == "percent":
        return None
    earlier = [ledger.level(total, one) for one in range(first, last)]
    known = [one for one in earlier if one is not None]
    if len(known) < len(earlier):
        return None
    rest = float(fact.base_value or 0) - sum(float(one.fact.base_value or 0) for one in known)
    if rest <= 0:
        return None
    steps = (
        f"{first}—{last}年{fact.indicator}共{''.join(fact.quote.split())}（{total.report.name}）",
        *(_source(one) for one in known),
        f"{_in_unit(fact, float(fact.base_value or 0))}－{'－'.join(_in_unit(fact, float(one.fact.base_value or 0)) for one in known)}＝{_in_unit(fact, rest)}{fact.unit}",
    )
    return Derived(round(rest / _factor(asked), 4), asked.unit, rest, steps)


def _factor(fact: Fact) -> float:
    """What one of a fact's unit is in its base unit."""
    return float(fact.base_value or 0) / float(fact.value) if fact.value else 1.0


def _in_unit(fact: Fact, base_value: float) -> str:
    return number(base_value / _factor(fact))
