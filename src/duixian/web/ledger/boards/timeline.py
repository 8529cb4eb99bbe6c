"""The year as a timeline: what falls into which month, a row for each item or for each section."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from duixian.web.ledger.boards.counting import LIGHTS, Part, lights_bar
from duixian.web.ledger.lights.days import month_end
from duixian.web.ledger.lights.models import LightDay
from duixian.web.ledger.models import Item, Ledger, Milestone, State
from duixian.web.ledger.states import OPEN

__all__ = ["Cell", "Line", "Mark", "of_items", "of_sections"]

_SHUT = (State.DROPPED, State.MERGED)


@dataclass(frozen=True)
class Mark:
    """Something in a month: a deadline, milestone or closing. ``stand`` is done, missed or ahead."""

    day: date
    sort: str
    words: str
    stand: str


@dataclass(frozen=True)
class Cell:
    """A month of a row: the light at its end or, of several items, how many had which; what falls into it, or how much."""

    month: date
    light: str = ""
    bar: tuple[Part, ...] = ()
    told: str = ""
    marks: tuple[Mark, ...] = ()
    done: int = 0
    missed: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class Line:
    """A row: its title and address, and a cell for each month; ``sub`` says more of it."""

    title: str
    url: str
    sub: str
    cells: tuple[Cell, ...]


def of_items(ledger: Ledger, items: Sequence[Item], today: date) -> list[Line]:
    """Gives a row for each of some items (lead loaded) of a ledger (two queries)."""
    keys = [one.pk for one in items]
    marks: dict[int, list[Mark]] = defaultdict(list)
    for item, due, what, done in Milestone.objects.filter(item__in=keys).values_list(
        "item_id", "due", "what", "done_on"
    ):
        marks[item].append(Mark(due, "milestone", what, _stand(due, bool(done), today)))
    lights = {
        (item, day): light
        for item, day, light in LightDay.objects.filter(item__in=keys).values_list("item_id", "day", "light")
    }
    lines = []
    for one in items:
        own = marks[one.pk]
        if one.deadline:
            own.append(Mark(one.deadline, "deadline", "", _stand(one.deadline, one.state not in OPEN, today)))
        if one.verified_at:
            own.append(Mark(timezone.localdate(one.verified_at), "closed", "", "done"))
        lines.append(
            Line(
                one.title,
                one.get_absolute_url(),
                f"{one.number} {one.lead or ''}",
                tuple(_item_cells(ledger.year, one.pk, sorted(own, key=lambda mark: mark.day), lights)),
            )
        )
    return lines


def of_sections(ledger: Ledger, items: QuerySet[Item], base: str, today: date) -> list[Line]:
    """Gives a row for each section of a ledger's items, with counts (three queries); ``base`` is the address that shows one section's items, its name to follow."""
    rows = list(items.exclude(state__in=_SHUT).order_by("number").values_list("pk", "section", "state", "deadline"))
    sections = list(dict.fromkeys(section for _pk, section, _state, _deadline in rows))
    of = {pk: section for pk, section, _state, _deadline in rows}
    stands: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for _pk, section, state, deadline in rows:
        if deadline:
            stands[section, month_end(deadline)][_stand(deadline, state not in OPEN, today)] += 1
    for item, due, done in Milestone.objects.filter(
        item__in=items.exclude(state__in=_SHUT).order_by().values("pk")
    ).values_list("item_id", "due", "done_on"):
        stands[of[item], month_end(due)][_stand(due, bool(done), today)] += 1
    lights: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for section, day, light, number in _lights(ledger, items):
        lights[section, day][light] += number
    counts = Counter(of.values())
    return [
        Line(one or pgettext("group", "Not said"), base + quote(one) if one else "", str(counts[one]), tuple(_section_cells(ledger.year, one, stands, lights)))
        for one in sections
    ]  # fmt: skip


def _lights(ledger: Ledger, items: QuerySet[Item]) -> Iterable[tuple[str, date, str, int]]:
    kept = LightDay.objects.filter(ledger=ledger, item__in=items.order_by().values("pk")).order_by()
    return kept.values_list("item__section", "day", "light").annotate(number_of=Count("pk"))


def _item_cells(year: int, item: int, marks: list[Mark], lights: dict[tuple[int, date], str]) -> Iterable[Cell]:
    for month in _months(year):
        yield Cell(
            month, lights.get((item, month), ""), marks=tuple(one for one in marks if month_end(one.day) == month)
        )


def _section_cells(
    year: int, section: str, stands: dict[tuple[str, date], Counter[str]], lights: dict[tuple[str, date], Counter[str]]
) -> Iterable[Cell]:
    for month in _months(year):
        here, lit = stands.get((section, month), Counter[str]()), lights.get((section, month), Counter[str]())
        told = ", ".join(f"{one.label} {lit[one]}" for one in LIGHTS if lit[one])
        yield Cell(month, bar=lights_bar(lit), told=told, done=here["done"], missed=here["missed"], ahead=here["ahead"])


def _months(year: int) -> list[date]:
    return [month_end(date(year, number, 1)) for number in range(1, 13)]


def _stand(day: date, done: bool, today: date) -> str:
    return "done" if done else "missed" if day < today else "ahead"
