"""The small chart of an item: approved values over the time it has, beside the line that is expected, drawn as SVG within the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duixian.web.ledger.models import Entry, Item, Milestone, Verdict
from duixian.web.ledger.templatetags.ledger import amount

__all__ = ["Chart", "Dot", "chart_of"]

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 20, 32


@dataclass(frozen=True)
class Dot:
    """A value as it stands in the chart."""

    x: float
    y: float
    day: date
    value: str


@dataclass(frozen=True)
class Chart:
    """What the template draws: ``line`` joins the dots, ``plan`` is the expected way from the beginning to the target at the deadline."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    line: str
    plan: str
    target_y: float
    target: str
    base_y: float
    left: int
    right: int
    begin: date
    end: date
    now: float | None


def chart_of(item: Item, entries: Sequence[Entry], milestones: Sequence[Milestone], today: date) -> Chart | None:
    """Gives the chart of an item; None where there is no target, no time, or nothing that was approved.

    The expected way goes through the milestones that have a planned value, and is straight between them. It is drawn where more is better only.
    """
    said = {one.as_of: one.value for one in entries if one.verdict == Verdict.GRANTED and one.value is not None and one.office_id == item.lead_id}
    if item.target is None or item.deadline is None or not said:
        return None
    days = sorted(said)
    begin, end = min(days[0], item.begins or days[0]), max(days[-1], item.deadline)
    if begin == end:
        return None
    base = item.baseline if item.baseline is not None else Decimal(0)
    planned = [(one.due, one.planned) for one in milestones if one.planned is not None]
    way = sorted({begin: base, **dict(planned), item.deadline: item.target}.items()) if item.better == "higher" else []
    values = [item.target, base, *said.values(), *(value for _day, value in planned)]
    low, high = min(values), max(values)
    low, high = (low, high) if low < high else (low - 1, high + 1)

    def x(day: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - begin).days / (end - begin).days, 1)

    def y(value: Decimal) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * float((high - value) / (high - low)), 1)

    def joined(points: Sequence[tuple[date, Decimal]]) -> str:
        return " ".join(f"{x(day)},{y(value)}" for day, value in points)

    return Chart(
        width=WIDTH,
        height=HEIGHT,
        dots=tuple(Dot(x(day), y(said[day]), day, amount(said[day])) for day in days),
        line=joined([(day, said[day]) for day in days]),
        plan=joined(way),
        target_y=y(item.target),
        target=amount(item.target),
        base_y=HEIGHT - _BOTTOM,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        begin=begin,
        end=end,
        now=x(today) if begin <= today <= end else None,
    )
