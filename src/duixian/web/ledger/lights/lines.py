"""The expected line: which share of its goal an item should have reached by when. Pure; shares are in percent, rounded as they are shown."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from duixian.web.ledger.lights.facts import Facts
from duixian.web.ledger.lights.rules import Count

__all__ = ["Line", "actual_share", "expected_line", "progresses"]

_WHOLE = Decimal(100)
_ZERO = Decimal(0)


def rounded(number: Decimal) -> Decimal:
    """Gives a figure as it is shown and compared: two decimals, so that what is shown always explains what was decided."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """An expected line from the day before ``first`` (nothing is due) to ``last``. ``sort`` says what it was made from: ``linear``, ``planned`` or ``milestones``."""

    sort: str
    first: date
    last: date
    points: tuple[tuple[date, Decimal], ...]
    by_month: bool

    def share(self, day: date) -> Decimal:
        """Gives the share due by the end of a day."""
        place = _monthly if self.by_month else _daily
        at = place(day)
        before, reached = place(self.first) - (_one(self.first) if self.by_month else 1), _ZERO
        if at <= before:
            return _ZERO
        for point, share in self.points:
            here = place(point)
            if at <= here:
                return rounded(reached + (share - reached) * (at - before) / (here - before)) if here > before else share
            before, reached = here, share
        return reached


def expected_line(facts: Facts, rule: Count) -> Line | None:
    """Gives the line of an item by a rule; None where it has no target or no deadline, or ends before it begins."""
    if facts.target is None or facts.deadline is None:
        return None
    first = facts.begins if rule.starts == "item" and facts.begins else date(facts.year, 1, 1)
    last = facts.deadline
    if last < first:
        first = last
    by_month = rule.step == "month"
    if rule.line == "planned":
        points = [(_in_year(first.year, one.month, one.day), one.share) for one in rule.plan]
        return Line("planned", first, last, tuple(one for one in points if one[0] >= first), by_month)
    if rule.line == "milestones" and (own := _own(facts, first, last)):
        return Line("milestones", first, last, own, by_month)
    return Line("linear", first, last, ((last, _WHOLE),), by_month)


def actual_share(facts: Facts, value: Decimal | None) -> Decimal:
    """Gives the share of the goal that a value is; nothing reported is nothing done. An item with a target is asked for."""
    assert facts.target is not None
    base = _base(facts)
    if value is None:
        return _ZERO
    if facts.target == base:
        met = value >= facts.target if facts.better == "higher" else value <= facts.target
        return _WHOLE if met else _ZERO
    return rounded((value - base) / (facts.target - base) * 100)


def progresses(facts: Facts) -> bool:
    """Tells whether an item's value moves from where it begins to its target, so that a line can be drawn between the two."""
    return facts.target is not None and (facts.target > _base(facts)) == (facts.better == "higher") and facts.target != _base(facts)


def expected_value(facts: Facts, share: Decimal) -> Decimal:
    """Gives the value that a share of the goal is, in the item's unit."""
    assert facts.target is not None
    base = _base(facts)
    return rounded(base + (facts.target - base) * share / 100)


def _base(facts: Facts) -> Decimal:
    return facts.baseline if facts.baseline is not None else _ZERO


def _own(facts: Facts, first: date, last: date) -> tuple[tuple[date, Decimal], ...]:
    """The points of the item's own plan, which never falls; its end is the goal at the deadline."""
    points: list[tuple[date, Decimal]] = []
    reached = _ZERO
    for one in facts.milestones:
        if one.planned is None or not first <= one.due <= last:
            continue
        reached = min(max(reached, actual_share(facts, one.planned)), _WHOLE)
        points.append((one.due, reached))
    if points and points[-1][0] < last:
        points.append((last, _WHOLE))
    return tuple(points)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _daily(day: date) -> Decimal:
    return Decimal(day.toordinal())


def _monthly(day: date) -> Decimal:
    """The day's place in months: at a month's end a whole number, so that every month counts the same."""
    return day.year * 12 + day.month - 1 + day.day * _one(day)


def _one(day: date) -> Decimal:
    return Decimal(1) / monthrange(day.year, day.month)[1]


