"""The scoreboard of a place and year: every goal with its result and verdict, filtered and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import msgspec
from django.http import QueryDict
from django.urls import reverse

from duixian.language.indicators import indicator
from duixian.language.themes import theme_name, theme_of, themes
from duixian.model import Hardness, ReportKind
from duixian.model import Outcome as OutcomeRecord
from duixian.publishing.verdict_words import LOOKS, actual_in_words, goal_in_words, note, other_in_words, strict_note
from duixian.web.archive.models import Outcome, Place, Report
from duixian.web.archive.passages import Quote, address, quote, texts
from duixian.web.archive.replies import Replies, Thread

__all__ = ["SORTS", "Board", "Choice", "Row", "board", "decode", "quoted", "reports_of", "rows_of"]

SORTS = ("text", "indicator", "verdict", "gap", "hardness")
"""What rows may be sorted by; ``text`` is main targets first, then the order of the text."""

_KINDS = {kind.value: place for place, kind in enumerate((ReportKind.WORK_REPORT, ReportKind.ANNUAL_PLAN, ReportKind.LIVELIHOOD_LIST))}
_VERDICTS = {verdict.value: place for place, verdict in enumerate(LOOKS)}
_HARDNESS = {one.value: place for place, one in enumerate((Hardness.BINDING, Hardness.PLAIN, Hardness.SOFT))}
_decoder = msgspec.json.Decoder(OutcomeRecord)


@cache
def _outcomes() -> str:
    """What the addresses of verdicts begin with."""
    return reverse("archive:outcome", args=["0"]).removesuffix("0/")


def decode(record: str) -> OutcomeRecord:
    """Gives an outcome as following made it, reports named by ``ref``."""
    return _decoder.decode(record)


@dataclass(frozen=True, slots=True)
class Row:
    """A goal as it stands on the scoreboard: ``number`` counts through the whole board, sentences are there where they were asked for."""

    number: int
    row: Outcome
    record: OutcomeRecord
    theme: str
    threads: Sequence[Thread] = ()
    goal: Quote | None = None
    result: Quote | None = None

    @property
    def goal_words(self) -> str:
        """The goal as official prose puts it."""
        return goal_in_words(self.record)

    @property
    def result_words(self) -> str:
        """The result, or what was found instead."""
        return actual_in_words(self.record) or other_in_words(self.record)

    @property
    def found(self) -> tuple[str, int, int] | None:
        """Where the result stands, or what was found instead."""
        one = self.record
        if one.actual_report:
            return one.actual_report, one.actual_start, one.actual_end
        return (one.other_report, one.other_start, one.other_end) if one.other_report else None

    @property
    def address(self) -> str:
        """The address of the verdict's page."""
        return f"{_outcomes()}{self.row.outcome}/"

    @property
    def goal_address(self) -> str:
        """The address of the goal's number."""
        return address(self.record.goal_report, self.record.goal_start, self.record.goal_end)

    @property
    def result_address(self) -> str:
        """The address of the result's number, or of what was found instead; empty where there is none."""
        return address(*self.found) if self.found else ""

    @property
    def result_name(self) -> str:
        """The name under which the result stands, where it is another than the goal's."""
        return "" if self.record.actual_indicator in ("", self.record.indicator) else self.record.actual_indicator

    def note(self, language: str) -> str:
        """What stands beside the verdict: the distance, the reading without tolerance, what was worked out."""
        return note(self.record, language)

    def strict_note(self, language: str) -> str:
        """How the verdict would read without the tolerance, where that differs."""
        return strict_note(self.record, language)

    @property
    def lead(self) -> str:
        """The office that the catalogue of indicators names for this one."""
        known = indicator(self.record.indicator_id) if self.record.indicator_id else None
        return known.office if known else ""


class Choice(NamedTuple):
    """Which rows are wanted, and in which order; as the address of the page says it."""

    verdicts: frozenset[str] = frozenset()
    theme: str = ""
    main: bool = False
    hardness: str = ""
    words: str = ""
    replied: bool = False
    sort: str = "text"
    down: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Choice:
        """Gives what an address asks for; what it cannot mean is left out."""
        sort = query.get("sort", "text")
        return cls(
            verdicts=frozenset(query.getlist("verdict")) & _VERDICTS.keys(),
            theme=query.get("theme", ""),
            main=query.get("main") == "1",
            hardness=query.get("hardness", "") if query.get("hardness") in _HARDNESS else "",
            words=query.get("name", "").strip()[:80],
            replied=query.get("replied") == "1",
            sort=sort.lstrip("-") if sort.lstrip("-") in SORTS else "text",
            down=sort.startswith("-"),
        )

    @property
    def narrow(self) -> bool:
        """Whether it leaves rows out."""
        return bool(self.verdicts or self.theme or self.main or self.hardness or self.words or self.replied)

    def takes(self, one: Row) -> bool:
        """Whether a row is wanted."""
        return (
            (not self.verdicts or one.row.verdict in self.verdicts)
            and (not self.theme or one.theme == self.theme)
            and (not self.main or one.row.main)
            and (not self.hardness or one.row.hardness == self.hardness)
            and (not self.words or self.words in one.record.indicator or self.words in one.record.actual_indicator)
            and (not self.replied or bool(one.threads))
        )

    def ordered(self, rows: Iterable[Row]) -> list[Row]:
        """Gives rows in the wanted order; those that have nothing to sort by come last."""
        wanted = list(rows)
        match self.sort:
            case "indicator":
                wanted.sort(key=lambda one: one.record.indicator, reverse=self.down)
            case "verdict":
                wanted.sort(key=lambda one: _VERDICTS[one.row.verdict], reverse=self.down)
            case "hardness":
                wanted.sort(key=lambda one: _HARDNESS.get(one.row.hardness, 9), reverse=self.down)
            case "gap":
                wanted.sort(key=lambda one: one.row.gap or 0.0, reverse=self.down)
                wanted.sort(key=lambda one: one.row.gap is None)
            case _ if self.down:
                wanted.reverse()
        return wanted


@dataclass(frozen=True)
class Board:
    """The goals of a place and year, all of them, in the order of the text; ``reports`` are the place's, by ``ref``."""

    place: Place
    year: int
    rows: Sequence[Row]
    reports: dict[str, Report]
    replies: Replies = field(repr=False)

    @cached_property
    def verdicts(self) -> Counter[str]:
        """How many goals have each verdict."""
        return Counter(one.row.verdict for one in self.rows)

    @cached_property
    def hardnesses(self) -> Counter[str]:
        """How many goals are worded how strongly."""
        return Counter(one.row.hardness for one in self.rows if one.row.hardness)

    def themes(self, language: str) -> list[tuple[str, str, int]]:
        """Gives the themes of the goals with their names and counts, in the order of the catalogue."""
        counts = Counter(one.theme for one in self.rows)
        return [(one.id, theme_name(one.id, language), counts[one.id]) for one in themes() if counts[one.id]]

    @property
    def mains(self) -> int:
        """How many goals are main targets."""
        return sum(one.row.main for one in self.rows)

    @property
    def replied(self) -> int:
        """How many goals have a reply."""
        return sum(bool(one.threads) for one in self.rows)

    @property
    def lenient(self) -> int:
        """How many goals are kept only within the tolerance."""
        return sum(one.record.verdict.kept and not one.record.strict.kept for one in self.rows)

    @property
    def derived(self) -> int:
        """How many goals have a figure that was worked out instead of a result."""
        return sum(one.record.derived_value is not None for one in self.rows)

    @cached_property
    def goal_reports(self) -> list[Report]:
        """The reports that the goals stand in, in order of the rows."""
        return [self.reports[ref] for ref in dict.fromkeys(one.record.goal_report for one in self.rows) if ref in self.reports]

    @cached_property
    def searched(self) -> list[Report]:
        """The later reports that were looked through, oldest first."""
        refs = dict.fromkeys(ref for one in self.rows for ref in one.record.searched)
        return sorted((self.reports[ref] for ref in refs if ref in self.reports), key=lambda one: (one.year or 0, one.pk))

    @property
    def astray(self) -> list[Thread]:
        """Replies to what is no longer read as a goal of this year's reports."""
        return self.replies.astray([one.row for one in self.rows])


def board(place: Place, year: int) -> Board:
    """Gives the scoreboard of a place and year with three queries: goals, the place's reports, replies."""
    outcomes = list(Outcome.objects.filter(place=place, year=year).order_by("goal_start", "id"))
    reports = reports_of(place)
    kinds = {one.pk: _KINDS.get(one.kind, 9) for one in reports.values()}
    outcomes.sort(key=lambda one: (not one.main, kinds.get(one.goal_report_id, 9), one.goal_report_id, one.goal_start))
    goal_reports = {one.goal_report_id for one in outcomes} | {one.pk for one in reports.values() if one.year == year}
    replies = Replies(goal_reports)
    return Board(place, year, rows_of(outcomes, replies), reports, replies)


def rows_of(outcomes: Iterable[Outcome], replies: Replies) -> list[Row]:
    """Gives goals as rows, numbered through, with their replies and without their sentences."""
    made = []
    for number, one in enumerate(outcomes, 1):
        record = decode(one.record)
        made.append(Row(number, one, record, _theme(record.indicator_id, record.indicator), replies.to(one)))
    return made


def reports_of(place: Place) -> dict[str, Report]:
    """Gives the reports of a place by ``ref``, without their readings."""
    known: dict[str, Report] = {}
    for one in Report.objects.filter(place=place).select_related("document").defer("reading").order_by("year", "id"):
        one.place = place
        known[one.ref] = one
    return known


def quoted(rows: Sequence[Row]) -> list[Row]:
    """Gives rows with the sentences of goal and result; one query for the texts of all reports they stand in."""
    known = texts(ref for one in rows for ref in (one.record.goal_report, one.found[0] if one.found else ""))
    return [replace(one, goal=_goal(known, one.record), result=_result(known, one.record)) for one in rows]


def _goal(known: dict[str, str], one: OutcomeRecord) -> Quote | None:
    return quote(known, one.goal_report, one.goal_start, one.goal_end, (one.goal_sentence_start, one.goal_sentence_end))


def _result(known: dict[str, str], one: OutcomeRecord) -> Quote | None:
    if one.actual_report:
        return quote(known, one.actual_report, one.actual_start, one.actual_end, (one.actual_sentence_start, one.actual_sentence_end))
    return quote(known, one.other_report, one.other_start, one.other_end, (one.other_sentence_start, one.other_sentence_end))


@lru_cache(16384)
def _theme(indicator_id: str, name: str) -> str:
    """What a goal is about: as the catalogue says, else as the words of its name do."""
    known = indicator(indicator_id) if indicator_id else None
    return known.theme if known is not None and known.theme else theme_of(name)


