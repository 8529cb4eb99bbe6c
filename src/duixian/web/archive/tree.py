"""A place's tree of goals: from the vision and the five-year plan to the year, its key tasks and livelihood projects.

Nodes of different horizons belong together where they name one indicator, else where they are of one theme. A node of a longer horizon
that no goal of the year measures says so.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from django.db.models import Q

from duixian.following.wording import wording
from duixian.language.indicators import indicator
from duixian.language.periods import first_year, five_year_plan, last_year
from duixian.language.themes import theme_name, theme_of, themes
from duixian.model import Measure, Qualifier, ReportKind, Role, Section, SectionRole
from duixian.publishing.phrases import quantity
from duixian.web.archive.board import Row, reports_of, rows_of
from duixian.web.archive.models import Commitment, Fact, Outcome, Place, Report, Sentence
from duixian.web.archive.passages import address
from duixian.web.archive.replies import Replies

__all__ = ["Aim", "Branch", "Leaf", "Plan", "Task", "Tasks", "Tree", "plan_of", "tree"]

OTHER = "other"
"""The theme of what no word tells the theme of."""
_REACH = 5
"""Years before the plan whose reports may still state its goals, or the vision."""
_VISIONS = ((1996, 2010), (2002, 2020), (2018, 2035))
"""Years from which reports speak of a vision, and the year it is for; what a report sets a number for is found without this."""
_STATEMENTS = 3
_LIVELIHOOD = re.compile(r"民生实事|民心工程|民生工程|实事项目|为民办实事|办好.{0,6}实事")
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_TASKS = frozenset([SectionRole.ARRANGEMENTS, SectionRole.CONDUCT, SectionRole.OTHER])
"""Roles of sections whose promises are tasks."""


class _Outline(msgspec.Struct):
    """The sections of a stored reading; the rest is passed over."""

    sections: tuple[Section, ...]


_decoder = msgspec.msgpack.Decoder(_Outline)


class Plan(NamedTuple):
    """A five-year plan: its number and years."""

    number: int
    first: int
    last: int


class Leaf(NamedTuple):
    """A goal of the year; ``also`` are the same goal in the year's other documents."""

    row: Row
    also: Sequence[Row] = ()


@dataclass
class Aim:
    """A goal of a longer horizon, with a number or (``words`` alone) without; ``rows`` are the year's goals that measure it.

    ``nearer`` are aims of a nearer horizon for the same indicator. ``period`` is what it is set for, ``year`` the year of the report that says so.
    """

    words: str
    period: str
    year: int
    ref: str
    start: int
    end: int
    key: str = ""
    report: str = ""
    nearer: list[Aim] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def leaves(self) -> list[Leaf]:
        """The year's goals, each once."""
        return _leaves(self.rows)

    @property
    def chain(self) -> list[Aim]:
        """The aim and all nearer ones below it."""
        return [self, *(aim for one in self.nearer for aim in one.chain)]

    @property
    def gap(self) -> bool:
        """Whether nothing of the year measures it."""
        return not self.rows and all(one.gap for one in self.nearer)


class Task(NamedTuple):
    """A promise of the year with the goals that stand in it."""

    words: str
    ref: str
    start: int
    end: int
    rows: Sequence[Row]

    @property
    def address(self) -> str:
        """Where it stands."""
        return address(self.ref, self.start, self.end)


@dataclass
class Tasks:
    """A section of the year's reports: its heading, its checkable promises of a theme, and how many more are worded by degree only."""

    heading: str
    ref: str
    start: int
    end: int
    report: str
    livelihood: bool
    tasks: list[Task] = field(default_factory=list)
    vague: int = 0

    @property
    def gap(self) -> bool:
        """Whether no goal with a number stands in it."""
        return not any(task.rows for task in self.tasks)


@dataclass
class Branch:
    """A theme: chains of aims by indicator, aims without a number, the year's goals that belong to none of them, sections of tasks."""

    id: str
    name: str
    chains: list[Aim] = field(default_factory=list)
    wishes: list[Aim] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    sections: list[Tasks] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def leaves(self) -> list[Leaf]:
        """The year's goals that belong to no aim and no task, each once."""
        return _leaves(self.rows)

    @property
    def goals(self) -> int:
        """How many goals of the year it has."""
        return self.verdicts.total()

    @property
    def tasks(self) -> int:
        """How many checkable promises of the year it has."""
        return sum(len(one.tasks) for one in self.sections)

    @property
    def gaps(self) -> int:
        """How many aims of longer horizons nothing of the year measures."""
        return sum(one.gap for one in self.chains)

    @property
    def plain(self) -> list[Tasks]:
        """The key tasks."""
        return [one for one in self.sections if not one.livelihood]

    @property
    def livelihood(self) -> list[Tasks]:
        """The livelihood projects."""
        return [one for one in self.sections if one.livelihood]


class Tree(NamedTuple):
    """The tree of a place and year: statements of the vision, the plan, the branches, and the reports it is drawn from by ``ref``."""

    year: int
    plan: Plan
    vision: int | None
    statements: Sequence[Aim]
    branches: Sequence[Branch]
    reports: dict[str, Report]
    planned_in: Sequence[Report]
    set_in: Sequence[Report]
    rows: Sequence[Row]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each sort."""
        return {
            "planned": sum(len(branch.chains) for branch in self.branches),
            "wishes": sum(len(branch.wishes) for branch in self.branches),
            "goals": len(self.rows),
            "tasks": sum(branch.tasks for branch in self.branches),
            "gaps": sum(branch.gaps for branch in self.branches),
        }


def plan_of(year: int) -> Plan:
    """Gives the five-year plan that a year belongs to; of a year between two, the one before.

    >>> plan_of(2024), plan_of(2026).number, plan_of(1964).number
    (Plan(number=14, first=2021, last=2025), 15, 2)
    """
    number = 1
    while first_year(five_year_plan(number + 1)) <= year:
        number += 1
    period = five_year_plan(number)
    return Plan(number, first_year(period), last_year(period))


def tree(place: Place, year: int, language: str, theme: str = "") -> Tree:
    """Gives the tree of a place and year; seven queries.

    Args:
        place: The place.
        year: The year whose goals and tasks are its leaves.
        language: ``zh`` or ``en``, for names of themes.
        theme: Only this branch; all where empty.
    """
    plan = plan_of(year)
    reports = reports_of(place)
    by_key = {one.pk: one for one in reports.values()}
    outcomes = list(Outcome.objects.filter(place=place, year=year).order_by("-main", "goal_report_id", "goal_start"))
    rows = rows_of(outcomes, Replies({one.goal_report_id for one in outcomes}))
    near = [one.pk for one in reports.values() if one.followed and one.year is not None and plan.first - _REACH <= one.year <= year]
    aims = _aims(near, by_key, plan, year, rows)
    promised = _promised([pk for pk in near if by_key[pk].year == year or by_key[pk].kind == ReportKind.FIVE_YEAR_PLAN.value], by_key)
    branches = _branches(language)
    _grow(branches, aims, rows)
    _wish(branches, promised, by_key, plan, year)
    _work(branches, promised, by_key, year, rows)
    for row in rows:
        branches[row.theme or OTHER].verdicts[row.row.verdict] += 1
    vision, statements = _vision(near, by_key, plan, year)
    chosen = [one for one in branches.values() if (one.chains or one.wishes or one.goals or one.sections) and (not theme or one.id == theme)]
    planned_in = dict.fromkeys(aim.ref for aim in aims if aim.period != str(year))
    return Tree(
        year, plan, vision, statements, chosen, reports,
        [reports[ref] for ref in planned_in if ref in reports], [one for one in reports.values() if one.year == year and one.followed], rows,
    )  # fmt: skip


def _leaves(rows: Sequence[Row]) -> list[Leaf]:
    """Goals that several documents of the year state alike, as one leaf each."""
    alike: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        one = row.record
        alike[one.key, one.measure, one.op, one.base_value, one.base_value_high].append(row)
    return [Leaf(same[0], tuple(same[1:])) for same in alike.values()]


def _branches(language: str) -> dict[str, Branch]:
    """A branch for every theme, in the order of the catalogue."""
    made = {one.id: Branch(one.id, theme_name(one.id, language)) for one in themes()}
    made[OTHER] = Branch(OTHER, "")
    return made


def _key(indicator_id: str, name: str, place: str) -> str:
    return indicator_id or wording(name, place).content


def _aims(near: Sequence[int], by_key: Mapping[int, Report], plan: Plan, year: int, rows: Sequence[Row]) -> list[Aim]:
    """The goals with a number for times beyond the year, each as its newest report states it, the farthest first."""
    facts = Fact.objects.filter(report__in=near, role=Role.TARGET.value, year__lte=year).exclude(period__in=[str(one) for one in range(plan.first - _REACH, year + 1)])
    ranks = {pk: ((by_key[pk].year or 0), by_key[pk].kind == ReportKind.FIVE_YEAR_PLAN.value, pk) for pk in near}
    newest: dict[tuple[str, str, bool], tuple[tuple[int, bool, int], Fact]] = {}
    for fact in facts.order_by("start"):
        last = last_year(fact.period)
        if last < year or (last == year and first_year(fact.period) == year):
            continue
        key = _key(fact.indicator_id, fact.indicator, by_key[fact.report_id].place_name)
        told = (key, str(last), fact.measure == Measure.LEVEL.value)
        before = newest.get(told)
        if before is None or ranks[fact.report_id] > before[0]:
            newest[told] = (ranks[fact.report_id], fact)
    measured: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        measured[_key(row.record.indicator_id, row.record.indicator, row.record.place)].append(row)
    aims = []
    for (key, _last, _level), (_rank, fact) in newest.items():
        report = by_key[fact.report_id]
        words = f"{fact.indicator}{quantity(Measure(fact.measure), fact.value, fact.value_high, fact.unit, Qualifier(fact.qualifier))}"
        yearly = "年均" if fact.base == "yearly" else ""
        if yearly:
            words = f"{fact.indicator}{yearly}{words.removeprefix(fact.indicator)}"
        aims.append(Aim(words, fact.period, report.year or 0, report.ref, fact.start, fact.end, key, report.label, rows=list(measured.get(key, ()))))
    aims.sort(key=lambda one: (-last_year(one.period), one.ref, one.start))
    return aims


def _grow(branches: Mapping[str, Branch], aims: Sequence[Aim], rows: Sequence[Row]) -> None:
    """Hangs aims into their branches as chains: the farthest of an indicator at the root, nearer ones below; then the goals that measure none."""
    nearest: dict[str, Aim] = {}
    taken: set[int] = set()
    for aim in aims:
        taken |= {one.row.pk for one in aim.rows}
        farther = nearest.get(aim.key)
        if farther is None:
            known = indicator(aim.key)
            branches[(known.theme if known else theme_of(aim.words)) or OTHER].chains.append(aim)
        else:
            farther.rows = []  # the goals of the year hang on the nearest
            farther.nearer.append(aim)
        nearest[aim.key] = aim
    for row in rows:
        if row.row.pk not in taken:
            branches[row.theme or OTHER].rows.append(row)


class _Promised(NamedTuple):
    """A promise with the section it stands in."""

    row: Commitment
    section: Section | None


def _promised(reports: Sequence[int], by_key: Mapping[int, Report]) -> list[_Promised]:
    """The promises of some reports with their sections; one query for both, one for the outlines."""
    outlines = {pk: _decoder.decode(zlib.decompress(reading)).sections for pk, reading in Report.objects.filter(pk__in=reports).values_list("pk", "reading")}
    made = []
    fields = ("report_id", "start", "end", "quote", "theme", "deadline", "checkable", "section")
    for row in Commitment.objects.filter(report__in=reports).only(*fields).order_by("report_id", "start"):
        made.append(_Promised(row, _section(outlines.get(row.report_id, ()), row.start)))
    return made


def _section(sections: Iterable[Section], at: int) -> Section | None:
    """The innermost section with a title that holds a position."""
    inner = None
    for one in sections:
        if one.start <= at < one.end and one.title and (inner is None or one.level >= inner.level):
            inner = one
    return inner


def _wish(branches: Mapping[str, Branch], promised: Iterable[_Promised], by_key: Mapping[int, Report], plan: Plan, year: int) -> None:
    """Hangs promises for times beyond the year into their branches; those with a number stand there as aims already."""
    for one in promised:
        row = one.row
        if last_year(row.deadline) <= year or first_year(row.deadline) == 0:
            continue
        branch = branches[row.theme or OTHER]
        if any(row.start <= aim.start < row.end and by_key[row.report_id].ref == aim.ref for root in branch.chains for aim in root.chain):
            continue
        report = by_key[row.report_id]
        branch.wishes.append(Aim(row.quote, row.deadline, report.year or 0, report.ref, row.start, row.end, report=report.label))


def _work(branches: Mapping[str, Branch], promised: Iterable[_Promised], by_key: Mapping[int, Report], year: int, rows: Sequence[Row]) -> None:
    """Hangs the year's promises into their branches by section; a goal that stands in a promise stands there and no longer by itself, main targets excepted."""
    inside: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        inside[row.row.goal_report_id].append(row)
    groups: dict[tuple[str, int, int], Tasks] = {}
    placed: set[int] = set()
    for one in promised:
        said, report = one.row, by_key[one.row.report_id]
        if report.year != year or last_year(said.deadline) > year or (one.section is not None and one.section.role not in _TASKS):
            continue
        id = said.theme or OTHER
        section = one.section
        at = (id, said.report_id, section.start if section else -1)
        group = groups.get(at)
        if group is None:
            group = groups[at] = _tasks(section, report, said)
            branches[id].sections.append(group)
        if not said.checkable:
            group.vague += 1
            continue
        held = [row for row in inside[said.report_id] if said.start <= row.row.goal_start < said.end]
        if held and all(row.row.main for row in held):
            continue  # main targets stand among the goals of the year
        placed |= {row.row.pk for row in held if not row.row.main}
        group.tasks.append(Task(said.quote, report.ref, said.start, said.end, held))
    for branch in branches.values():
        branch.rows = [row for row in branch.rows if row.row.pk not in placed]
        branch.sections = [one for one in branch.sections if one.tasks]


def _tasks(section: Section | None, report: Report, said: Commitment) -> Tasks:
    heading = f"{section.number}{section.title}" if section else ""
    start, end = (section.title_start, section.title_end) if section and section.title_start >= 0 else (said.start, said.end)
    livelihood = report.kind == ReportKind.LIVELIHOOD_LIST.value or _LIVELIHOOD.search(f"{said.section}{heading}") is not None
    return Tasks(heading or report.label, report.ref, start, end, report.label, livelihood)


def _vision(near: Sequence[int], by_key: Mapping[int, Report], plan: Plan, year: int) -> tuple[int | None, list[Aim]]:
    """The year of the vision, and the newest sentences that say what it is."""
    target = next((last for since, last in reversed(_VISIONS) if year >= since and last > plan.last), None)
    if target is None:
        return None, []
    numeral = str(target).translate(_NUMERALS)
    said = Q(text__contains=f"{target}年") | Q(text__contains=f"{numeral}年") | Q(text__contains=f"{numeral.replace('〇', '零')}年")
    rows = Sentence.objects.filter(said, report__in=near, role__in=[SectionRole.VISION.value, SectionRole.GOALS.value, SectionRole.OTHER.value])
    made: list[Aim] = []
    seen: set[str] = set()
    for row in sorted(rows, key=lambda one: (-(by_key[one.report_id].year or 0), one.report_id, one.start)):
        report = by_key[row.report_id]
        core = row.text[:20]
        if core not in seen and len(made) < _STATEMENTS and len(row.text) > 15:
            seen.add(core)
            made.append(Aim(row.text, str(target), report.year or 0, report.ref, row.start, row.end, report=report.label))
    return target, made
