"""What is counted on the board: the items of a ledger by light, state, lead office, theme, street and section.

Everything comes from one grouped query over the items and one over what streets support, so that the tables of a board agree with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, F, Min, Q, QuerySet
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duixian.language.themes import theme_name
from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.doing.choosing import NO_LIGHT
from duixian.web.ledger.lights.words import words
from duixian.web.ledger.models import Item, Light, State
from duixian.web.ledger.states import OPEN

__all__ = ["LIGHTS", "Board", "Figure", "Group", "Part", "Row", "count", "lights_bar"]

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN)
"""The lights in the order in which a leader looks at them."""


class Figure(NamedTuple):
    """A number that leads to the items it counts; ``url`` is empty where there are none."""

    number: int
    url: str


class Part(NamedTuple):
    """A part of a bar: whose it is (a light, or ``none``), where it begins and how wide it is, in percent as SVG writes them."""

    key: str
    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """One line of a table of the board. ``figures`` stand under the columns of :class:`Group`; ``told`` says the bar to those who do not see it."""

    label: str
    figures: tuple[Figure, ...]
    bar: tuple[Part, ...]
    told: str


@dataclass(frozen=True)
class Group:
    """A table of the board: one row for each office, theme, street or section."""

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


class Share(NamedTuple):
    """A light or state with its number, its share in words, and for a light the rules behind it."""

    key: str
    label: str
    figure: Figure
    share: str
    rules: tuple[tuple[str, Figure], ...] = ()


@dataclass
class Board:
    """The counts of a board. ``total`` counts all items, ``open`` those not at their end, ``late`` those of them past their deadline."""

    total: Figure
    open: Figure
    late: Figure
    verified: Figure
    drafts: Figure
    lights: tuple[Share, ...] = ()
    states: tuple[Share, ...] = ()
    bar: tuple[Part, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass
class _Counts:
    """What is counted of some items; ``first`` is the smallest number among them, which gives sections their order."""

    states: Counter[str] = field(default_factory=Counter)
    lights: Counter[str] = field(default_factory=Counter)
    late: int = 0
    first: str = ""

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def open(self) -> int:
        return sum(number for state, number in self.states.items() if state in OPEN)

    def __add__(self, other: _Counts) -> _Counts:
        return _Counts(
            self.states + other.states, self.lights + other.lights, self.late + other.late, min(self.first, other.first)
        )

    def add(self, state: str, light: str, late: bool, first: str, number: int) -> None:
        self.states[state] += number
        if light:
            self.lights[light] += number
        elif state in OPEN:
            self.lights[NO_LIGHT] += number
        if late:
            self.late += number
        if not self.first or first < self.first:
            self.first = first


class _Links:
    """The addresses of the ledger's table, filtered."""

    def __init__(self, base: str, charge: int) -> None:
        self._start = base + "?" + (f"charge={charge}&" if charge else "")

    def __call__(self, number: int, query: str) -> Figure:
        return Figure(number, self._start + query if number else "")


def count(items: QuerySet[Item], base: str, today: date, language: str, charge: int = 0) -> Board:
    """Gives the counts of some items of one ledger, whose table stands at ``base``.

    Args:
        items: The items: all of the ledger, or those in the charge of the leader's post ``charge``.
        base: Where the numbers lead to, with filters added.
        today: What deadlines are compared with.
        language: ``zh`` or ``en``.
        charge: The post in whose charge the items are; 0 for all.
    """
    late = ExpressionWrapper(Q(state__in=OPEN, deadline__lt=today), output_field=BooleanField())
    grouped = (
        items.order_by()
        .annotate(late=late)
        .values_list("state", "light", "late", "lead_id", "theme", "section")
        .annotate(number_of=Count("pk"), first=Min("number"))
    )
    whole, leads, themes, sections = _Counts(), dict[Any, _Counts](), dict[Any, _Counts](), dict[Any, _Counts]()
    for state, light, is_late, lead, theme, section, number, first in grouped:
        for counts in (
            whole,
            leads.setdefault(lead, _Counts()),
            themes.setdefault(theme, _Counts()),
            sections.setdefault(section, _Counts()),
        ):
            counts.add(state, light, bool(is_late), first, number)
    links = _Links(base, charge)
    offices = Office.objects.in_bulk([one for one in leads if one])
    board = Board(
        total=links(whole.total, ""),
        open=links(whole.open, "state=open"),
        late=links(whole.late, "due=late"),
        verified=links(whole.states[State.VERIFIED], "state=verified"),
        drafts=links(whole.states[State.DRAFT], "state=draft"),
        lights=_lights(items, whole, links, language),
        states=tuple(
            Share(
                value,
                str(label),
                links(whole.states[value], f"state={value}"),
                _share(whole.states[value], whole.total),
            )
            for value, label in State.choices
            if whole.states[value]
        ),
        bar=lights_bar(whole.lights),
    )
    departments = sorted(
        (one for one in offices.values() if one.kind != OfficeKind.STREET),
        key=lambda one: (one.kind, one.order, one.pk),
    )
    board.groups = tuple(
        one
        for one in (
            _group(
                "offices",
                _("By lead office"),
                _("Lead office"),
                [(str(one), f"lead={one.pk}", leads[one.pk]) for one in departments],
                links,
            ),
            _group(
                "themes",
                _("By theme"),
                _("Theme"),
                _in_order(themes, lambda key: theme_name(key, language), "theme"),
                links,
            ),
            _group(
                "streets",
                _("By street"),
                _("Street"),
                list(_streets(items, late, leads)),
                links,
                _("Items that the street leads or supports; one item may stand under several streets."),
            ),
            _group("sections", _("By section of the report"), _("Section"), _in_order(sections, str, "section"), links),
        )
        if one.rows
    )
    return board


def lights_bar(lights: Mapping[str, int]) -> tuple[Part, ...]:
    """Gives counts by light as the parts of a bar; those without a light come last."""
    total = sum(lights.values())
    parts, before = [], 0
    for key in (*LIGHTS, NO_LIGHT):
        if number := lights.get(key, 0):
            parts.append(Part(str(key), f"{before * 100 / total:.3f}%", f"{number * 100 / total:.3f}%"))
            before += number
    return tuple(parts)


def _lights(items: QuerySet[Item], whole: _Counts, links: _Links, language: str) -> tuple[Share, ...]:
    """The lights of the items, each with the rules that made it."""
    rules: dict[str, list[tuple[str, Figure]]] = {}
    found = (
        items.exclude(light="")
        .order_by()
        .values_list("light", KeyTextTransform("rule", "light_why"))
        .annotate(number_of=Count("pk"))
        .order_by("light", "-number_of")
    )
    for light, rule, number in found:
        name = words()["rule"].get(rule, {}).get(language) or _("No rule is noted")
        rules.setdefault(light, []).append(
            (name, links(number, f"light={light}&rule={rule}") if rule else Figure(number, ""))
        )
    total = sum(whole.lights.values())
    shares = [
        Share(
            str(one.value),
            str(one.label),
            links(whole.lights[one], f"light={one.value}"),
            _share(whole.lights[one], total),
            tuple(rules.get(one, ())),
        )
        for one in LIGHTS
    ]
    return (
        *shares,
        Share(
            NO_LIGHT,
            _("No light yet"),
            links(whole.lights[NO_LIGHT], f"light={NO_LIGHT}&state=open"),
            _share(whole.lights[NO_LIGHT], total),
        ),
    )


def _in_order(found: dict[Any, _Counts], name: Callable[[str], str], parameter: str) -> list[tuple[str, str, _Counts]]:
    """Themes or sections in the order in which their first items stand in the ledger; those with none come last and have no link."""
    rows = sorted(found.items(), key=lambda one: (not one[0], one[1].first))
    return [
        (name(key) if key else pgettext("group", "Not said"), urlencode({parameter: key}) if key else "", counts)
        for key, counts in rows
    ]


def _streets(
    items: QuerySet[Item], late: Combinable, leads: Mapping[Any, _Counts]
) -> Iterable[tuple[str, str, _Counts]]:
    """What streets lead or support, by street: ``leads`` holds what each office leads."""
    streets = Office.objects.filter(kind=OfficeKind.STREET).order_by("order", "pk")
    helped = (
        items.order_by().filter(supporting__kind=OfficeKind.STREET).exclude(lead=F("supporting")).annotate(late=late)
    )
    found: dict[int, _Counts] = {}
    for street, state, light, is_late, number in helped.values_list("supporting", "state", "light", "late").annotate(
        number_of=Count("pk")
    ):
        found.setdefault(street, _Counts()).add(state, light, bool(is_late), "", number)
    for one in streets:
        counts = found.get(one.pk, _Counts()) + leads.get(one.pk, _Counts())
        if counts.total:
            yield str(one), f"office={one.pk}", counts


def _group(
    key: str, title: str, head: str, found: list[tuple[str, str, _Counts]], links: _Links, note: str = ""
) -> Group:
    names = {str(one.value): str(one.label) for one in LIGHTS} | {NO_LIGHT: pgettext("light", "None")}
    columns = (
        pgettext("count", "Items"),
        *(names[one] for one in LIGHTS),
        names[NO_LIGHT],
        pgettext("count", "Closed"),
        pgettext("count", "Overdue"),
    )
    rows = []
    for label, query, counts in found:
        at = f"{query}&" if query else ""
        numbers = (
            (counts.total, query), *((counts.lights[one], f"{at}light={one.value}") for one in LIGHTS), (counts.lights[NO_LIGHT], f"{at}light={NO_LIGHT}&state=open"),
            (counts.states[State.VERIFIED], f"{at}state=verified"), (counts.late, f"{at}due=late"),
        )  # fmt: skip
        figures = tuple(links(number, asked) if query else Figure(number, "") for number, asked in numbers)
        told = ", ".join(f"{names[one]} {counts.lights[one]}" for one in (*LIGHTS, NO_LIGHT) if counts.lights[one])
        rows.append(Row(label, figures, lights_bar(counts.lights), told))
    return Group(key, title, head, columns, tuple(rows), note)


def _share(number: int, total: int) -> str:
    return f"{number / total:.0%}" if total else ""
