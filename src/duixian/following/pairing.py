"""Targets and results of some indicators and places, paired by place, form and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from duixian.following.joining import CHANGES, family
from duixian.following.verdicts import better
from duixian.language.indicators import indicator as catalogue_entry
from duixian.model import ComparisonRow, Fact, Figure, Measure, Outcome, Qualifier, Role, Verdict

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["Form", "Pairing", "form_of"]


class Form(NamedTuple):
    """What makes figures comparable: the kind of number and what it is counted in."""

    family: str
    dimension: str
    points: bool


def form_of(measure: Measure, dimension: str, unit: str) -> Form:
    return Form(family(measure), dimension, "点" in unit)


class _Slot(NamedTuple):
    place: tuple[str, str]
    key: str
    form: Form


class _Sourced(NamedTuple):
    """A fact and the name of its report."""

    fact: Fact
    report: str


class Pairing:
    """Targets and results of some indicators and places, by place, form and year."""

    def __init__(self, archive: Archive, keys: set[str], places: set[tuple[str, str]]) -> None:
        self._archive = archive
        self._goals: defaultdict[_Slot, dict[int, Outcome]] = defaultdict(dict)
        for row in archive.outcomes:
            place = (row.place_code, row.place)
            if (
                place in places
                and (row.indicator_id or row.key) in keys
                and row.measure not in (Measure.RANK, Measure.TIMES)
            ):
                of_year = self._goals[
                    _Slot(place, row.indicator_id or row.key, form_of(row.measure, row.dimension, row.unit))
                ]
                before = of_year.get(row.year)
                if before is None or _order(row) < _order(before):
                    of_year[row.year] = row
        self._results: defaultdict[_Slot, dict[int, _Sourced]] = defaultdict(dict)
        self._read_series(keys, places)

    def _read_series(self, keys: set[str], places: set[tuple[str, str]]) -> None:
        """Takes from each series the result of every year: the one that a report of the next year gives, exact before hedged."""
        for line in self._archive.series:
            place = (line.place_code, line.place)
            if place not in places or (line.indicator_id or line.key) not in keys:
                continue
            best: dict[tuple[_Slot, int], tuple[tuple[object, ...], tuple[str, str]]] = {}
            for one in line.observations:
                if (
                    one.role is Role.TARGET
                    or len(one.period) != 4
                    or one.base
                    or one.measure in (Measure.RANK, Measure.TIMES)
                ):
                    continue
                year = int(one.period)
                slot = _Slot(place, line.indicator_id or line.key, form_of(one.measure, line.dimension, one.unit))
                order = (
                    one.role is not Role.ACTUAL,
                    one.estimate,
                    one.qualifier is not Qualifier.EXACT,
                    one.value_high is not None,
                    one.report,
                    one.start,
                )
                if (slot, year) not in best or order < best[slot, year][0]:
                    best[slot, year] = (order, (one.report, one.fact))
            for (slot, year), (_, named) in best.items():
                found = self._found(*named)
                if found is not None:
                    self._results[slot][year] = found

    @cached_property
    def _facts(self) -> dict[tuple[str, str], Fact]:
        return {(report.name, fact.id): fact for report in self._archive.reports for fact in report.facts}

    def _found(self, report: str, fact: str) -> _Sourced | None:
        found = self._facts.get((report, fact))
        return None if found is None else _Sourced(found, report)

    def _result(self, slot: _Slot, year: int) -> _Sourced | None:
        """The result of a year: what the goal's verdict rests on, or what later reports give where there was no goal."""
        goal = self._goals.get(slot, {}).get(year)
        if goal is not None and goal.verdict is not Verdict.PENDING:
            return self._found(goal.actual_report, goal.actual_fact)
        return self._results.get(slot, {}).get(year)

    def rows(self, year: int | None) -> Iterator[ComparisonRow]:
        """Gives a row for each place, indicator, form and year with a target or a result, not yet ranked."""
        for slot in {**self._goals, **self._results}:
            goals, results = self._goals.get(slot, {}), self._results.get(slot, {})
            for one in sorted({*goals, *results}):
                if year is None or one == year:
                    row = self._row(slot, one, goals.get(one))
                    if row is not None:
                        yield row

    def _row(self, slot: _Slot, year: int, goal: Outcome | None) -> ComparisonRow | None:
        asked = self._found(goal.goal_report, goal.goal_fact) if goal is not None else None
        actual, last = self._result(slot, year), self._result(slot, year - 1)
        first = asked or actual
        if first is None:
            return None
        model = first.fact
        known = catalogue_entry(slot.key)
        direction = goal.better if goal is not None else better(model)
        return ComparisonRow(
            place=slot.place[1],
            place_code=slot.place[0],
            year=year,
            indicator=known.name if known is not None else model.indicator,
            indicator_id=known.id if known is not None else "",
            key=slot.key,
            change=model.measure in CHANGES,
            dimension=slot.form.dimension,
            better=direction,
            target=_figure(asked),
            actual=_figure(actual),
            last=_figure(last),
            hardness=goal.hardness if goal is not None else None,
            wording=goal.wording if goal is not None else (),
            verdict=goal.verdict if goal is not None else None,
            outcome=goal.id if goal is not None else "",
            gap=goal.gap if goal is not None else None,
        )


def _figure(sourced: _Sourced | None) -> Figure | None:
    if sourced is None:
        return None
    fact = sourced.fact
    return Figure(
        value=fact.value,
        value_high=fact.value_high,
        unit=fact.unit,
        base_value=fact.base_value,
        base_value_high=fact.base_value_high,
        qualifier=fact.qualifier,
        measure=fact.measure,
        period=fact.period,
        report=sourced.report,
        start=fact.start,
        end=fact.end,
        quote=fact.quote,
    )


def _order(row: Outcome) -> tuple[object, ...]:
    """Of several goals of one indicator and year the main one first, then the one that was followed, then the order of the text."""
    return not row.main, not row.verdict.decided, row.goal_report, row.goal_start
