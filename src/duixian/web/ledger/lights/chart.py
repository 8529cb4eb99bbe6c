"""Expected against actual, drawn for the page of an item: a small picture, and the figures it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.frame import tongue
from duixian.web.ledger.doing.blocks import Block
from duixian.web.ledger.lights.applies import applies
from duixian.web.ledger.lights.days import month_ends
from duixian.web.ledger.lights.facts import Facts
from duixian.web.ledger.lights.force import holding
from duixian.web.ledger.lights.gather import gather
from duixian.web.ledger.lights.lines import Line, actual_share, expected_line, expected_value, progresses
from duixian.web.ledger.lights.words import words
from duixian.web.ledger.models import Item

__all__ = ["LineChart", "block", "line_chart"]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 560, 190, 44, 24, 12, 16


class Mark(NamedTuple):
    """Where something stands in the picture, and its words."""

    x: float
    y: float
    label: str


class Row(NamedTuple):
    """A row of the table behind the picture, in the item's unit; ``actual`` is None where nothing was reported of that day."""

    day: date
    expected: Decimal
    actual: Decimal | None


@dataclass(frozen=True)
class LineChart:
    """A picture in its own coordinates: the expected and the actual line as SVG points, marks of the axes, and the rows behind it."""

    width: int
    height: int
    left: int
    right: int
    foot: float
    expected: str
    actual: str
    dots: list[Mark]
    levels: list[Mark]
    days: list[Mark]
    today: float | None
    rows: list[Row]
    unit: str


def line_chart(facts: Facts, line: Line, today: date) -> LineChart:
    """Draws an item's expected line from its first day to its last, with what was reported on it."""
    begin, end = line.first, line.last
    figures = [one for one in facts.figures if one.value is not None]
    end = max([end, *(one.as_of for one in figures)])
    shares = [actual_share(facts, one.value) for one in figures]
    highest = max([Decimal(100), *shares])
    lowest = min([Decimal(0), *shares])
    days = max((end - begin).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max((day - begin).days, 0), days) / days, 1)

    def y(share: Decimal) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * float((highest - share) / (highest - lowest)), 1)

    due = [(begin, Decimal(0)), *((day, line.share(day)) for day in sorted({*month_ends(begin, end), *(one for one, _share in line.points), line.last}))]
    told = [(max(one.as_of, begin), share) for one, share in zip(figures, shares, strict=True)]
    every = max(1, round(days / 31 / 6))
    months = [day for number, day in enumerate(month_ends(begin, end)) if (number + 1) % every == 0]
    return LineChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        foot=y(lowest),
        expected=" ".join(f"{x(day)},{y(share)}" for day, share in due),
        actual=" ".join(f"{x(day)},{y(share)}" for day, share in [(begin, Decimal(0)), *told]) if told else "",
        dots=[Mark(x(day), y(share), "") for day, share in told],
        levels=[Mark(0, y(Decimal(share)), f"{share}%") for share in (0, 50, 100)],
        days=[Mark(x(day), 0, f"{day.year}-{day.month:02d}" if day.month == 12 and days > 400 else str(day.month)) for day in months],
        today=x(today) if begin <= today <= end else None,
        rows=_rows(facts, line, due, today),
        unit=facts.unit,
    )


def block(request: HttpRequest, item: Item) -> Block | None:
    """Gives the light of an item with its reason and, where it has a line, the chart, as a part of the item's page."""
    why = item.light_why
    shown = gather(Item.objects.filter(pk=item.pk))
    if not shown:
        return None
    facts, today = shown[0].facts, timezone.localdate()
    held = holding(today)
    line = expected_line(facts, held.rules.count) if applies(facts) == "count" and progresses(facts) else None
    language = tongue(request)
    said = {
        "light": item.light,
        "word": item.get_light_display(),
        "text": why.get(language, ""),
        "also": [{"light": one["light"], "text": one[language]} for one in why.get("also", [])],
        "rule": words()["rule"][why["rule"]][language] if why else "",
        "set": why.get("name", {}).get(language, ""),
        "version": why.get("version"),
        "set_pk": why.get("set"),
        "day": why.get("day", ""),
        "provisional": why.get("provisional", False),
        "since": item.light_at,
        "chart": line_chart(facts, line, today) if line else None,
    }
    return Block("light", _("Light and progress"), "ledger/lights/_item.html", said, order=10)


def _rows(facts: Facts, line: Line, due: list[tuple[date, Decimal]], today: date) -> list[Row]:
    """The expected value of each point of the line, and what had been reached by it as far as that is past."""
    return [Row(day, expected_value(facts, share), facts.value_by(day) if day <= today else None) for day, share in due[1:]]
