"""One indicator's goal through nation, province, city and district in a year (层层加码): each place set against the level above it.

The levels above a place are found by its GB/T 2260 code (120104 lies in 120100, 120000, 100000), those of a place without a code by its name
(澄江市临湖区 lies in 澄江市). A place is compared with the nearest level above that has a goal for the same indicator, year and form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

import msgspec
from django.db.models import Count

from duixian.following.standing import level_of
from duixian.language.places import NATION, official_name
from duixian.model import ComparisonRow
from duixian.model import Outcome as OutcomeRecord
from duixian.web.archive.models import Cell, Outcome, Place, Report
from duixian.web.archive.passages import Quote, quote, texts

__all__ = ["LEVELS", "Goal", "Ladder", "Level", "Rung", "Year", "above", "forms_of", "goals_of", "ladder", "levels_of", "with_records", "years_of"]

LEVELS = ("nation", "province", "city", "county", "")
"""From the top down; places whose level is not known come last."""

_POINTS = ("percent", "permille")
_EQUAL = 1e-9
_cell = msgspec.json.Decoder(ComparisonRow)
_outcome = msgspec.json.Decoder(OutcomeRecord)


class Year(NamedTuple):
    """A year in which the indicator has goals, on how many levels and of how many places."""

    year: int
    levels: int
    places: int


class Goal(NamedTuple):
    """The goal of a place, in base units, a decline negative; set against the goal of ``over``, the nearest level above that has one."""

    pk: int
    place: Place
    target: float
    actual: float | None
    better: str
    over: Goal | None = None
    row: ComparisonRow | None = None

    @property
    def difference(self) -> float | None:
        """How far the goal lies above (+) or below (-) that of the level above, in base units; of rates percentage points."""
        return None if self.over is None else round(self.target - self.over.target, 9)

    @property
    def share(self) -> float | None:
        """The goal as a share of that of the level above."""
        return None if self.over is None or not self.over.target else self.target / self.over.target

    @property
    def asks(self) -> int | None:
        """1 where the goal asks for more than the level above, -1 for less, 0 for the same; None where nothing stands above."""
        difference = self.difference
        if difference is None:
            return None
        if abs(difference) <= _EQUAL * max(abs(self.target), 1):
            return 0
        return 1 if (difference > 0) is (self.better == "higher") else -1


class Level(NamedTuple):
    """The goals of all places of one level. ``more``, ``same`` and ``less`` count what they ask for beside the level above, among ``compared`` of them."""

    level: str
    goals: tuple[Goal, ...]
    median: float
    lowest: Goal
    highest: Goal
    compared: int
    more: int
    same: int
    less: int

    @property
    def also_lowest(self) -> int:
        """How many more places share the lowest goal."""
        return sum(goal.target == self.lowest.target for goal in self.goals) - 1

    @property
    def also_highest(self) -> int:
        """How many more places share the highest goal."""
        return sum(goal.target == self.highest.target for goal in self.goals) - 1

    @property
    def more_share(self) -> float | None:
        """The share of places that ask for more than the level above."""
        return self.more / self.compared if self.compared else None


class Rung(NamedTuple):
    """A step of the way down to a place: a place of the archive or, without one, a division it has no report of; ``goal`` where it has one.

    ``reported`` says that the archive has a report of the place for the year.
    """

    name: str
    level: str
    place: Place | None
    reported: bool = False
    goal: Goal | None = None
    quote: Quote | None = None


class Ladder(NamedTuple):
    """The way from the nation down to a place."""

    rungs: tuple[Rung, ...]

    @property
    def rows(self) -> list[ComparisonRow]:
        """The goals on the way, from the top down."""
        return [rung.goal.row for rung in self.rungs if rung.goal is not None and rung.goal.row is not None]


def years_of(key: str) -> list[Year]:
    """Gives the years in which an indicator has goals, newest first."""
    found = Cell.objects.filter(key=key, target__isnull=False).values("year").annotate(levels=Count("level", distinct=True), places=Count("place", distinct=True))
    return sorted((Year(one["year"], one["levels"], one["places"]) for one in found), reverse=True)


def forms_of(key: str, year: int) -> dict[str, int]:
    """Gives the forms in which an indicator has goals in a year and how many places use each, most first."""
    found = Cell.objects.filter(key=key, year=year, target__isnull=False).values_list("form").annotate(places=Count("id"))
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def goals_of(key: str, year: int, form: str) -> list[Goal]:
    """Gives the goals of all places, each beside the nearest level above that has one, in order of level and code."""
    cells = Cell.objects.filter(key=key, year=year, form=form, target__isnull=False).select_related("place").defer("record")
    goals = {cell.place.pk: Goal(cell.pk, cell.place, cell.target or 0.0, cell.actual, cell.better) for cell in cells}
    by_slug = {goal.place.slug: goal for goal in goals.values()}
    places = [goal.place for goal in goals.values()]
    made = []
    for goal in goals.values():
        over = next((by_slug[slug] for slug in reversed(_slugs_above(goal.place, places)) if slug in by_slug), None)
        made.append(goal._replace(over=over))
    return sorted(made, key=lambda goal: (_rank(goal.place.level), goal.place.code, goal.place.name))


def levels_of(goals: Iterable[Goal]) -> list[Level]:
    """Gives what the goals of each level have in common, from the top down."""
    groups: defaultdict[str, list[Goal]] = defaultdict(list)
    for goal in goals:
        groups[goal.place.level].append(goal)
    made = []
    for level, group in sorted(groups.items(), key=lambda pair: _rank(pair[0])):
        ordered = sorted(group, key=lambda goal: (goal.target, goal.place.code))
        asks = [goal.asks for goal in group if goal.asks is not None]
        made.append(
            Level(
                level,
                tuple(ordered),
                median(goal.target for goal in group),
                ordered[0],
                ordered[-1],
                len(asks),
                sum(one > 0 for one in asks),
                sum(one == 0 for one in asks),
                sum(one < 0 for one in asks),
            )
        )
    return made


def with_records(goals: Sequence[Goal]) -> list[Goal]:
    """Gives goals with what their reports say, by one query."""
    wanted = {goal.pk for goal in goals} | {goal.over.pk for goal in goals if goal.over is not None}
    rows = {pk: _cell.decode(record) for pk, record in Cell.objects.filter(pk__in=wanted).values_list("pk", "record")}
    made = []
    for goal in goals:
        over = goal.over._replace(row=rows.get(goal.over.pk)) if goal.over is not None else None
        made.append(goal._replace(row=rows.get(goal.pk), over=over))
    return made


def ladder(place: Place, year: int, goals: Sequence[Goal]) -> Ladder:
    """Gives the way down to a place, with the goals on it and the sentences they stand in.

    A level of which the archive has no report is named all the same, except where the code has none: districts lie in Tianjin without a city between.
    """
    slugs = [*above(place), place.slug]
    known = {one.slug: one for one in Place.objects.filter(slug__in=slugs)}
    on_way = {goal.place.slug: goal for goal in with_records([goal for goal in goals if goal.place.slug in slugs])}
    quotes = _quotes(on_way.values())
    reported = set(Report.objects.filter(place__in=known.values(), year=year).values_list("place__slug", flat=True))
    rungs = []
    before: Goal | None = None
    for slug in slugs:
        one, goal = known.get(slug), on_way.get(slug)
        name = one.name if one is not None else official_name(slug)
        if not name:
            continue
        if goal is not None:
            goal = goal._replace(over=before)
            before = goal
        rungs.append(Rung(name, one.level if one is not None else level_of(slug), one, slug in reported, goal, quotes.get(slug)))
    return Ladder(tuple(rungs))


def above(place: Place) -> list[str]:
    """Gives the slugs of the levels above a place, from the nation down, whether or not the archive has reports of them."""
    beginnings = [place.name[:length] for length in range(2, len(place.name))]
    return _slugs_above(place, [] if place.code else list(Place.objects.filter(name__in=beginnings)))


def _slugs_above(place: Place, among: Sequence[Place]) -> list[str]:
    if place.code == NATION:
        return []
    if place.code:
        codes = (NATION, f"{place.code[:2]}0000", f"{place.code[:4]}00")
        return [code for code in dict.fromkeys(codes) if code != place.code]
    over = [one for one in among if one.name != place.name and place.name.startswith(one.name)]
    return [NATION, *(one.slug for one in sorted(over, key=lambda one: len(one.name)))]


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _quotes(goals: Iterable[Goal]) -> dict[str, Quote]:
    """The sentences of goals, by place."""
    shown = [goal for goal in goals if goal.row is not None and goal.row.target is not None]
    ids = {goal.row.outcome for goal in shown if goal.row is not None and goal.row.outcome}
    sentences = {}
    for record in Outcome.objects.filter(outcome__in=ids).values_list("record", flat=True):
        one = _outcome.decode(record)
        sentences[one.id] = (one.goal_sentence_start, one.goal_sentence_end)
    known = texts(goal.row.target.report for goal in shown if goal.row is not None and goal.row.target is not None)
    found = {}
    for goal in shown:
        if goal.row is not None and goal.row.target is not None:
            made = quote(known, goal.row.target.report, goal.row.target.start, goal.row.target.end, sentences.get(goal.row.outcome, (-1, -1)))
            if made is not None:
                found[goal.place.slug] = made
    return found
