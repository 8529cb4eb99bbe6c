"""Every figure of an indicator in the places one asks for, with its place in a report and, where it is a goal, what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from duixian.model import ComparisonRow, Measure, Observation, Qualifier, Role
from duixian.model import Series as SeriesRecord
from duixian.publishing.dataset.tables import unit_parts
from duixian.publishing.phrases import quantity
from duixian.publishing.wording import value_word
from duixian.web.archive.measured import BASE_UNITS
from duixian.web.archive.models import Cell, Fact, Outcome, Place, Report, Series

__all__ = ["MOST_PLACES", "Filters", "Form", "Row", "forms", "in_turn", "paired", "places_with", "rows", "series_of", "settled"]

MOST_PLACES = 12
"""Places that are shown side by side."""

_series = msgspec.json.Decoder(SeriesRecord)
_cell = msgspec.json.Decoder(ComparisonRow)
_CHANGES = frozenset([Measure.GROWTH, Measure.DECLINE, Measure.RISE, Measure.FALL])
_AT_ONCE = 500
_ALONE = 2000
"""Facts at the most that are shown of an indicator which no place has a series of."""


class Form(NamedTuple):
    """What figures must share to stand in one table: change or level, what they are counted in, percentage points apart from percent."""

    change: bool
    dimension: str
    points: bool
    per: str

    @property
    def key(self) -> str:
        """What addresses call it."""
        parts = ["change" if self.change else "level", self.dimension, "points" if self.points else "", self.per]
        return ":".join(parts).rstrip(":")

    def name(self, language: str) -> str:
        """What people call it."""
        counted = value_word("dimension", self.dimension, language) if self.dimension else _("number")
        if self.per:
            counted = f"{counted}/{self.per}"
        if self.points:
            return _("Change in percentage points") if self.change else _("Level in percentage points")
        if self.change and self.dimension == "percent":
            return _("Growth or decline in percent")
        return (_("Increase or decrease (%(counted)s)") if self.change else _("Level (%(counted)s)")) % {"counted": counted}


class Filters(NamedTuple):
    """What a reader narrows the figures to; empty where to nothing."""

    first: int | None = None
    last: int | None = None
    role: str = ""

    def keep(self, one: Observation) -> bool:
        """Tells whether a figure is among those asked for: a period counts where any of its years does."""
        if self.role and one.role.value != self.role:
            return False
        if self.first is None and self.last is None:
            return True
        years = [int(part[:4]) for part in one.period.split("/") if part[:4].isdigit()]
        return bool(years) and years[-1] >= (self.first or 0) and years[0] <= (self.last or 9999)


class Row(NamedTuple):
    """One figure: whose it is, in which report it stands, and the verdict on it where it is the goal of a year."""

    place: Place
    one: Observation
    dimension: str
    report: Report | None = None
    outcome: Outcome | None = None

    @property
    def base_unit(self) -> str:
        """What the value in base units is counted in."""
        if "点" in self.one.unit:
            return self.one.unit
        unit, slash, per = self.one.unit.partition("/")
        return (BASE_UNITS.get(self.dimension) or unit_parts(unit)[0]) + slash + per

    @property
    def written(self) -> str:
        """The figure as the report puts it."""
        yearly = "年均" if self.one.base == "yearly" else ""
        return yearly + quantity(self.one.measure, self.one.value, self.one.value_high, self.one.unit, self.one.qualifier)


def series_of(key: str, places: Collection[Place]) -> list[tuple[Place, SeriesRecord]]:
    """Gives the series of an indicator in these places, in their order; figures that stand alone where it has none."""
    known = {place.pk: place for place in places}
    found = Series.objects.filter(key=key, place__in=known).order_by("id").values_list("place_id", "record")
    made = [(known[pk], _series.decode(record)) for pk, record in found] or list(_alone(key, known))
    order = {pk: at for at, pk in enumerate(known)}
    return sorted(made, key=lambda pair: order[pair[0].pk])


def forms(found: Iterable[tuple[Place, SeriesRecord]]) -> dict[Form, int]:
    """Gives the forms in which series give their figures and how many figures each has, most first."""
    counts: Counter[Form] = Counter()
    for _place, one in found:
        counts[form_of(one)] += len(one.observations)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def form_of(series: SeriesRecord) -> Form:
    """Gives the form of a series, all of whose figures share it."""
    unit = series.observations[0].unit if series.observations else ""
    return Form(series.change, series.dimension, "点" in unit, unit.partition("/")[2])


def rows(found: Iterable[tuple[Place, SeriesRecord]], form: Form, filters: Filters) -> list[Row]:
    """Gives the figures of one form that pass the filters: place by place, the newest period first, targets before results."""
    made: list[Row] = []
    for place, series in found:
        if form_of(series) == form:
            kept = [Row(place, one, series.dimension) for one in series.observations if filters.keep(one)]
            kept.sort(key=lambda row: row.one.role is not Role.TARGET)
            kept.sort(key=lambda row: (row.one.period.rpartition("/")[2], row.one.period), reverse=True)
            made += kept
    return made


def settled(shown: Sequence[Row]) -> list[Row]:
    """Gives rows with their reports and verdicts, by two queries whatever their number."""
    refs = {row.one.report for row in shown}
    reports = {one.ref: one for one in Report.objects.filter(ref__in=refs).select_related("place", "document").defer("reading")}
    starts = {row.one.start for row in shown if row.one.role is Role.TARGET}
    goals = Outcome.objects.filter(goal_report__in=[one.pk for one in reports.values()], goal_start__in=starts).defer("record")
    outcomes = {(one.goal_report_id, one.goal_start): one for one in goals}
    made = []
    for row in shown:
        report = reports.get(row.one.report)
        outcome = outcomes.get((report.pk, row.one.start)) if report is not None and row.one.role is Role.TARGET else None
        made.append(row._replace(report=report, outcome=outcome))
    return made


def in_turn(every: Iterable[Row]) -> Iterator[Row]:
    """Gives any number of rows with their reports and verdicts, some hundreds at a time."""
    rest = iter(every)
    while some := list(islice(rest, _AT_ONCE)):
        yield from settled(some)


def places_with(key: str, text: str = "") -> QuerySet[Place]:
    """Gives the places that have figures of an indicator, those with most first, each with ``figures``, ``targets``, ``first_year`` and ``last_year``.

    ``text`` narrows them to those whose name holds it or whose code begins with it. Where no place has a series, facts that stand alone are counted.
    """
    narrowed = Q(name__contains=text) | Q(code__startswith=text) if text else Q()
    if Series.objects.filter(key=key).exists():
        return (
            Place.objects.filter(narrowed, series__key=key)
            .annotate(
                figures=Sum("series__count"), targets=Sum("series__targets"), first_year=Min("series__first_year"), last_year=Max("series__last_year")
            )
            .order_by("-figures", "code", "name")
        )
    of_targets = Count("fact", filter=Q(fact__role=Role.TARGET.value))
    return (
        Place.objects.filter(narrowed, fact__key=key)
        .annotate(figures=Count("fact"), targets=of_targets, first_year=Min("fact__year"), last_year=Max("fact__year"))
        .order_by("-figures", "code", "name")
    )


def paired(key: str, places: Collection[Place], form: Form, filters: Filters) -> list[ComparisonRow]:
    """Gives target and result of each year in these places, as verdicts pair them: what charts are drawn from."""
    order = {place.pk: at for at, place in enumerate(places)}
    cells = Cell.objects.filter(key=key, place__in=order, change=form.change)
    if filters.first is not None:
        cells = cells.filter(year__gte=filters.first)
    if filters.last is not None:
        cells = cells.filter(year__lte=filters.last)
    made: list[tuple[int, ComparisonRow]] = []
    for pk, text in cells.order_by("year").values_list("place_id", "record"):
        row = _cell.decode(text)
        if filters.role:
            row = msgspec.structs.replace(row, **{"target" if filters.role != Role.TARGET else "actual": None})
        figure = row.target or row.actual
        if figure is not None and Form(row.change, row.dimension, "点" in figure.unit, figure.unit.partition("/")[2]) == form:
            made.append((order[pk], row))
    return [row for _at, row in sorted(made, key=lambda pair: pair[0])]


def _alone(key: str, places: dict[int, Place]) -> Iterator[tuple[Place, SeriesRecord]]:
    """Facts that stand alone, as series: following makes none of a name that stands once."""
    facts = Fact.objects.filter(key=key, place__in=places, base_value__isnull=False).exclude(period="").select_related("report").defer("report__reading")
    groups: dict[tuple[int, bool, str, bool, str], list[Fact]] = {}
    for fact in facts.order_by("period", "id")[:_ALONE]:
        change = fact.measure in _CHANGES
        groups.setdefault((fact.place_id or 0, change, fact.dimension, "点" in fact.unit, fact.unit.partition("/")[2]), []).append(fact)
    for (pk, change, dimension, _points, _per), group in sorted(groups.items()):
        first = group[0]
        yield places[pk], SeriesRecord(
            place=places[pk].name,
            place_code=places[pk].code,
            key=key,
            indicator_id=first.indicator_id,
            indicator=first.indicator,
            change=change,
            dimension=dimension,
            observations=tuple(_observation(fact) for fact in group),
        )


def _observation(fact: Fact) -> Observation:
    return Observation(
        period=fact.period,
        role=Role(fact.role),
        measure=Measure(fact.measure),
        value=_number(fact.value),
        value_high=None if fact.value_high is None else _number(fact.value_high),
        unit=fact.unit,
        base_value=fact.base_value,
        base_value_high=fact.base_value_high,
        qualifier=Qualifier(fact.qualifier),
        base=fact.base,
        estimate=fact.estimate,
        indicator=fact.indicator,
        report=fact.report.ref,
        fact=fact.record,
        start=fact.start,
        end=fact.end,
    )


def _number(value: float) -> float | int:
    """A number as reports write it: whole ones without a point."""
    return int(value) if value.is_integer() else value
