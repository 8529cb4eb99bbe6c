"""One indicator across places and years, or one place against its peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from duixian.following.joining import CHANGES, family
from duixian.following.standing import chosen_places, level_of, standings
from duixian.following.verdicts import better
from duixian.following.wording import wording
from duixian.language.indicators import identify
from duixian.language.indicators import indicator as catalogue_entry
from duixian.model import (
    Comparison,
    ComparisonRow,
    Fact,
    Figure,
    Measure,
    Outcome,
    Qualifier,
    Role,
    Standing,
    Verdict,
)

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["Comparison", "against_peers", "compare", "standings"]

_DOWN = frozenset([Measure.DECLINE, Measure.FALL])
_PERCENT = frozenset(["percent", "permille"])


def compare(archive: Archive, indicator: str, *, year: int | None = None, places: tuple[str, ...] = ()) -> Comparison:
    """Gives one indicator across places and years.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        indicator: A catalogue id, an indicator's name as people write it, or a series' key.
        year: Only this year; all years where left out.
        places: Names or codes of the places to compare (天津市南开区, 南开区, 120104); all where left out.

    Returns:
        A row for each place and year with a target or a result, and each place's standing in those years. An indicator or
        place that the archive does not know gives no rows and a ``message``.
    """
    chosen, unknown = chosen_places(archive, places)
    keys = _keys(archive, indicator)
    ledger = _Ledger(archive, keys, chosen)
    rows = _ranked(ledger.rows(year))
    known = catalogue_entry(next(iter(keys))) if len(keys) == 1 else None
    message = _unknown_places(unknown)
    if not rows:
        what = f"{year}年的“{indicator}”" if year is not None else f"“{indicator}”"
        message += f"所给报告里没有{what}的目标或结果；请换一个名称，或用 duixian catalogue 查找指标"
    return Comparison(
        indicator=known.name if known is not None else indicator,
        indicator_id=known.id if known is not None else "",
        rows=tuple(rows),
        standings=_standings_of(archive, rows, chosen),
        message=message,
    )


def against_peers(archive: Archive, place: str, *, year: int | None = None, peers: tuple[str, ...] = ()) -> Comparison:
    """Gives every indicator for which ``place`` has a target, beside its peers' figures of the same year.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        place: The place's name or code.
        year: Only this year; all years where left out.
        peers: Names or codes of the peers; the archive's other places of the same level where left out.

    Returns:
        Rows of ``place`` only, for indicators of the catalogue that a peer has a figure of as well, ranked among place and peers; the
        standings of ``place`` and all peers.
    """
    own, unknown = chosen_places(archive, (place,))
    if not own:
        return Comparison(indicator="", place=place, message=_unknown_places(unknown))
    name = min(own)
    others, unknown = chosen_places(archive, peers)
    among = own | {one for one in others if peers or level_of(*one) == level_of(*name)}
    keys = {
        row.indicator_id
        for row in archive.outcomes
        if row.indicator_id and (row.place_code, row.place) in own and (year is None or row.year == year)
    }
    rows = _ranked(_Ledger(archive, keys, among).rows(year))
    mine = [
        row
        for row in rows
        if (row.place_code, row.place) in own
        and row.target is not None
        and max(row.target_ranked, row.actual_ranked) > 1
    ]
    message = _unknown_places(unknown)
    if not mine:
        message += f"没有同类地区与{name[1]}有共同的指标可比"
    return Comparison(
        indicator="", place=name[1], rows=tuple(mine), standings=_standings_of(archive, mine, among), message=message
    )


def _unknown_places(unknown: Sequence[str]) -> str:
    return f"所给报告里没有{'、'.join(unknown)}的报告；" if unknown else ""


def _standings_of(
    archive: Archive, rows: Iterable[ComparisonRow], places: set[tuple[str, str]]
) -> tuple[Standing, ...]:
    years = {row.year for row in rows}
    return tuple(
        one
        for one in standings(archive, places=tuple(place or name for place, name in sorted(places)))
        if one.year in years
    )


def _keys(archive: Archive, name: str) -> set[str]:
    """The keys under which outcomes and series hold an indicator: its id, or those that its name is written as."""
    if catalogue_entry(name) is not None:
        return {name}
    for measure in ("", "growth"):
        found = identify(name, measure=measure)
        if found:
            return {found}
    words = wording(name)
    names = {name, words.core, words.content}
    known = {row.key for row in archive.outcomes} | {line.key for line in archive.series}
    return (known & names) - {""} or {name}


class _Form(NamedTuple):
    """What makes figures comparable: the kind of number and what it is counted in."""

    family: str
    dimension: str
    points: bool


def _form(measure: Measure, dimension: str, unit: str) -> _Form:
    return _Form(family(measure), dimension, "点" in unit)


class _Slot(NamedTuple):
    place: tuple[str, str]
    key: str
    form: _Form


class _Sourced(NamedTuple):
    """A fact and the name of its report."""

    fact: Fact
    report: str


class _Ledger:
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
                    _Slot(place, row.indicator_id or row.key, _form(row.measure, row.dimension, row.unit))
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
                slot = _Slot(place, line.indicator_id or line.key, _form(one.measure, line.dimension, one.unit))
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
        row = ComparisonRow(
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
        return _stretched(row)


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


def _up(row: ComparisonRow) -> float:
    """1 where a higher signed number is better, else -1; a decline that is better high is better low as a growth."""
    figure = row.target or row.actual
    down = figure is not None and figure.measure in _DOWN
    return 1.0 if (row.better == "higher") is not down else -1.0


def _signed(figure: Figure, up: float) -> float:
    """A figure's number, a fall negative; of a range the worse end."""
    sign = -1.0 if figure.measure in _DOWN else 1.0
    ends = [sign * float(end) for end in (figure.base_value, figure.base_value_high) if end is not None]
    return min(ends, key=lambda end: end * up) if ends else 0.0


def _stretched(row: ComparisonRow) -> ComparisonRow:
    """Adds how far the target lies beyond the result of the year before."""
    if row.target is None or row.last is None:
        return row
    up = _up(row)
    target, last = _signed(row.target, up), _signed(row.last, up)
    distance = (target - last) * up
    if row.dimension in _PERCENT:
        return replace(row, stretch=round(distance, 6), stretch_unit="个百分点")
    return replace(row, stretch=round(distance / abs(last), 6)) if last else row


def _ranked(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """Adds ranks and medians, and puts the rows in order."""
    groups: defaultdict[tuple[str, str, _Form, int, str], list[ComparisonRow]] = defaultdict(list)
    for row in rows:
        figure = row.target or row.actual
        if figure is not None:
            form = _form(figure.measure, row.dimension, figure.unit)
            groups[row.indicator, row.key, form, row.year, level_of(row.place_code, row.place)].append(row)
    ordered: list[ComparisonRow] = []
    for _, group in sorted(groups.items()):
        up = 1.0 if sum(map(_up, group)) >= 0 else -1.0
        targets = [None if row.target is None else _signed(row.target, up) for row in group]
        actuals = [None if row.actual is None else _signed(row.actual, up) for row in group]
        target_ranks, actual_ranks = _ranks(targets, up), _ranks(actuals, up)
        done = [
            replace(
                row,
                target_rank=target_ranks[at],
                target_ranked=sum(one is not None for one in targets),
                target_median=_median(targets),
                actual_rank=actual_ranks[at],
                actual_ranked=sum(one is not None for one in actuals),
                actual_median=_median(actuals),
            )
            for at, row in enumerate(group)
        ]
        ordered += sorted(
            done,
            key=lambda row: (
                row.actual_rank or len(group) + 1,
                row.target_rank or len(group) + 1,
                row.place_code,
                row.place,
            ),
        )
    return ordered


def _ranks(values: Sequence[float | None], up: float) -> list[int | None]:
    """The rank of each value, the better first; equal values share one."""
    known = [value * up for value in values if value is not None]
    return [None if value is None else 1 + sum(other > value * up for other in known) for value in values]


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
