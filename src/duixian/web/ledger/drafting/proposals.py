"""What a year's ledger could hold, proposed from reports of the archive as people left them: goals, tasks and livelihood projects with their sentences."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from duixian.following.crossing import bounds
from duixian.language.indicators import indicator as catalogue_entry
from duixian.language.periods import first_year, last_year
from duixian.language.themes import theme_of
from duixian.model import Measure, Qualifier, ReportKind, Role
from duixian.publishing.phrases import quantity
from duixian.web.accounts.models import Post, PostRole
from duixian.web.archive.models import Commitment, Fact, Report, Sentence
from duixian.web.archive.passages import texts
from duixian.web.ledger.drafting.advice import Adviser, Suggested, adviser
from duixian.web.ledger.drafting.days import end_of
from duixian.web.ledger.drafting.likeness import Likeness, letters
from duixian.web.ledger.drafting.words import words
from duixian.web.ledger.models import Kind, Ledger, State
from duixian.web.ledger.models import Source as SourceRow

__all__ = ["Proposal", "better_of", "leaders_of_offices", "propose"]

_TITLE = 60
_NAME = 4
"""Letters of the shortest name of an indicator that says enough to know it by."""
_BEHIND = re.compile(r"\s{0,4}[（(]([^（）()\n]{2,120})[）)]")
"""What stands in brackets behind a sentence, which may say who does it."""


@dataclass
class Proposal:
    """An item that could be. ``given`` and ``sources`` are what :func:`duixian.web.ledger.acting.create` takes; ``offices`` the suggested ones, the lead first.

    ``key`` names it as long as the reports stay as they are. ``checkable`` says that a later reader could tell whether it was done; ``known``
    the number of the item that it is already.
    """

    given: dict[str, Any]
    sources: list[dict[str, Any]]
    checkable: bool
    clauses: list[str]
    said: str = ""
    offices: list[Suggested] = field(default_factory=list)
    known: str = ""

    @property
    def key(self) -> str:
        """A name for forms."""
        named = "|".join(f"{one['ref']}:{one['record']}" for one in self.sources)
        return hashlib.sha256(f"{named}|{self.given['title']}".encode()).hexdigest()[:16]

    @property
    def lead(self) -> Suggested | None:
        """The office suggested to lead."""
        one = self.offices[0] if self.offices else None
        return one if one and one.why[0].sort != "named_as_support" else None

    @property
    def supporting(self) -> list[Suggested]:
        """The offices suggested to support."""
        return [one for one in self.offices if one is not self.lead]


class _Reading:
    """One report as rows: its sentences, targets and commitments."""

    def __init__(self, report: Report, text: str) -> None:
        self.report = report
        self.text = text
        self._spans = list(Sentence.objects.filter(report=report).order_by("start").values_list("start", "end"))
        self._starts = [start for start, _end in self._spans]
        self.facts = list(Fact.objects.filter(report=report, role=Role.TARGET.value).order_by("start", "id"))
        self.commitments = list(Commitment.objects.filter(report=report).order_by("start", "id"))
        self.listed = report.kind == ReportKind.LIVELIHOOD_LIST.value

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Gives the sentence around a place; the place itself where none is known."""
        at = bisect_right(self._starts, start) - 1
        low, high = self._spans[at] if at >= 0 and self._spans[at][1] > start else (start, end)
        return min(low, start), max(high, end)

    def behind(self, end: int) -> str:
        """Gives what stands in brackets behind a sentence."""
        found = _BEHIND.match(self.text, end)
        return found[0] if found else ""

    def source(self, row: Fact | Commitment) -> dict[str, Any]:
        start, end = self.sentence(row.start, row.end)
        quote = self.text[start:end].strip() or row.quote
        return {"ref": self.report.ref, "record": row.record, "document": self.report.label[:400], "start": start, "end": end, "quote": quote}


def propose(ledger: Ledger, reports: Sequence[Report], advise: Adviser | None = None) -> list[Proposal]:
    """Gives what could be drafted from reports, in the order of their texts; the same thing in several places or documents once, with several sources.

    About eight queries and three a report.
    """
    known = texts(one.ref for one in reports)
    found: list[Proposal] = []
    for report in reports:
        found += _of_report(ledger, _Reading(report, known.get(report.ref, "")))
    kept = _once(found)
    advise = advise or adviser(ledger)
    entered, leaders = _Entered(ledger), leaders_of_offices()
    for one in kept:
        about = one.given["text"] if one.said != one.clauses[0] else one.said
        one.offices = advise.suggest(about, one.said, (one.given.get("indicator", ""), one.given.get("measure", "")))
        if one.lead is not None:
            one.given |= {"lead": one.lead.office.pk, "leader": leaders.get(one.lead.office.pk)}
        one.given["supporting"] = [other.office.pk for other in one.supporting]
        one.known = entered.number_of(one)
    return kept


def leaders_of_offices() -> dict[int, int]:
    """Gives the post of the leader in charge of each office, where one alone is."""
    found: dict[int, set[int]] = {}
    for post, office in Post.offices.through.objects.filter(post__role=PostRole.LEADER, post__closed_on=None).values_list("post_id", "office_id"):
        found.setdefault(office, set()).add(post)
    return {office: next(iter(posts)) for office, posts in found.items() if len(posts) == 1}


def _of_report(ledger: Ledger, reading: _Reading) -> Iterable[Proposal]:
    inside: set[str] = set()
    projects: dict[tuple[str, int], Proposal] = {}
    found: list[tuple[int, Proposal]] = []
    for row in reading.commitments:
        facts = [one for one in reading.facts if row.start <= one.start and one.end <= row.end]
        inside.update(one.record for one in facts)
        facts = [one for one in facts if last_year(one.period) in (0, *range(ledger.year, ledger.year + 6))]
        livelihood = reading.listed or any(word in row.section for word in words("words")["sections"]["livelihood"])
        if livelihood:
            start, _end = reading.sentence(row.start, row.end)
            named = reading.listed and row.section
            at = (row.section, -1 if named else start)
            if at in projects:
                _join(projects[at], _task(ledger, reading, row, facts))
            else:
                projects[at] = _task(ledger, reading, row, facts)
                projects[at].given["kind"] = Kind.LIVELIHOOD
                projects[at].checkable = row.checkable and (not reading.listed or bool(row.section))
                if named:
                    projects[at].given["title"] = _cut(row.section.rpartition(" / ")[2])
                found.append((row.start, projects[at]))
        elif facts:
            found += [(one.start, _goal(ledger, reading, one, row)) for one in facts]
        else:
            found.append((row.start, _task(ledger, reading, row, [])))
    for one in reading.facts:
        if one.record not in inside and first_year(one.period) == last_year(one.period) == ledger.year:
            found.append((one.start, _goal(ledger, reading, one, None)))
    return [one for _at, one in sorted(found, key=lambda pair: pair[0])]


def _goal(ledger: Ledger, reading: _Reading, fact: Fact, commitment: Commitment | None) -> Proposal:
    row = commitment or fact
    source = reading.source(row)
    text = commitment.quote if commitment else source["quote"]
    given = {
        "kind": Kind.GOAL,
        "title": _cut(fact.indicator + _quantity(fact)),
        "text": text,
        "section": fact.section[:400],
        "theme": (commitment.theme if commitment else "") or theme_of(text),
        **_measured(fact),
        **_times(ledger, (commitment.deadline if commitment else "") or fact.period),
    }
    clause = fact.indicator + _quantity(fact)
    return Proposal(given, [source], True, [clause], source["quote"] + reading.behind(source["end"]) if commitment else clause)


def _task(ledger: Ledger, reading: _Reading, row: Commitment, facts: Sequence[Fact]) -> Proposal:
    source = reading.source(row)
    given = {
        "kind": Kind.TASK,
        "title": _cut(row.quote if not row.action or not row.object or row.action not in row.quote else row.action + row.object),
        "text": row.quote,
        "section": row.section[:400],
        "theme": row.theme,
        **(_measured(facts[0]) if facts else {}),
        **_times(ledger, row.deadline),
    }
    return Proposal(given, [source], row.checkable, [row.quote], source["quote"] + reading.behind(source["end"]))


def _join(one: Proposal, other: Proposal) -> None:
    """Adds what another sentence or clause says of the same project."""
    if other.given["text"] not in one.given["text"]:
        one.given["text"] = f"{one.given['text']}；{other.given['text']}"
    if not one.given.get("indicator"):
        one.given |= {name: other.given[name] for name in ("indicator", "measure", "unit", "target", "qualifier", "better") if name in other.given}
    one.checkable = one.checkable or other.checkable
    one.clauses += other.clauses
    one.said += other.said
    _add_sources(one, other)


def _add_sources(one: Proposal, other: Proposal) -> None:
    known = {(source["ref"], source["start"], source["end"]) for source in one.sources}
    one.sources += [source for source in other.sources if (source["ref"], source["start"], source["end"]) not in known]


def _measured(fact: Fact) -> dict[str, Any]:
    better = better_of(fact.indicator_id, Measure(fact.measure), Qualifier(fact.qualifier))
    high = fact.value_high
    value = fact.value if high is None or better == "higher" else high
    return {
        "indicator": fact.indicator,
        "measure": fact.measure,
        "unit": fact.unit,
        "target": Decimal(repr(value)).normalize() if value % 1 else Decimal(int(value)),
        "qualifier": fact.qualifier,
        "better": better,
    }


def better_of(indicator_id: str, measure: Measure, qualifier: Qualifier) -> str:
    """Gives which direction of a value as reported is good: that of the indicator in the catalogue, the other way round where the value says a decline of it.

    >>> better_of("", Measure.LEVEL, Qualifier.MIN), better_of("", Measure.LEVEL, Qualifier.MAX), better_of("", Measure.DECLINE, Qualifier.EXACT)
    ('higher', 'lower', 'higher')
    """
    entry = catalogue_entry(indicator_id) if indicator_id else None
    if measure is Measure.RANK:
        return "lower"
    own = entry.better if entry else ""
    if measure in (Measure.DECLINE, Measure.FALL):
        return "lower" if own == "higher" else "higher"
    return own or ("lower" if qualifier is Qualifier.MAX else "higher")


def _quantity(fact: Fact) -> str:
    return quantity(Measure(fact.measure), fact.value, fact.value_high, fact.unit, Qualifier(fact.qualifier))


def _times(ledger: Ledger, period: str) -> dict[str, Any]:
    end, whole = end_of(period), date(ledger.year, 12, 31)
    return {"begins": date(ledger.year, 1, 1), "deadline": end if end and end >= date(ledger.year, 1, 1) else whole}


def _cut(text: str) -> str:
    """Gives a title: the text, or as many of its first clauses as a line holds."""
    if len(text) <= _TITLE:
        return text
    short = text[:_TITLE]
    at = max(short.rfind(mark) for mark in "，；。、")
    return short[:at] if at >= _TITLE // 3 else short


def _once(found: Iterable[Proposal]) -> list[Proposal]:
    """Joins what is the same: a goal with the same indicator, form and number, and what is said in nearly the same words without another number."""
    least = bounds()["repetition"]["alike"]
    kept: list[Proposal] = []
    by_goal: dict[tuple[Any, ...], Proposal] = {}
    by_amount: defaultdict[tuple[Any, ...], list[Proposal]] = defaultdict(list)
    like: Likeness[Proposal] = Likeness()
    for one in found:
        goal = _number(one)
        same = by_goal.get(goal) if goal else None
        if same is None and goal:
            same = next((other for other in by_amount[goal[1:]] if _one_name_in_other(one, other)), None)
        if same is None:
            same = next((other for clause in one.clauses for _share, other in like.like(clause, least) if _agrees(one, other)), None)
        if same is None:
            kept.append(one)
            same = one
        else:
            if Kind.LIVELIHOOD in (one.given["kind"], same.given["kind"]):
                same.given["kind"] = Kind.LIVELIHOOD
            if one.given["kind"] == Kind.LIVELIHOOD and len(one.given["text"]) > len(same.given["text"]):
                same.given |= {name: one.given[name] for name in ("title", "text")}
            same.checkable = same.checkable or one.checkable
            same.said += one.said
            _add_sources(same, one)
        if goal:
            by_goal.setdefault(goal, same)
            if same is one:
                by_amount[goal[1:]].append(one)
        for clause in one.clauses:
            like.add(clause, same)
    return kept


def _one_name_in_other(one: Proposal, other: Proposal) -> bool:
    """Tells whether two goals of one amount in different sentences are called the same but for words left out (加装电梯, 加装住宅电梯)."""
    short, long = sorted((letters(one.given["indicator"]), letters(other.given["indicator"])), key=len)
    apart = not {(source["ref"], source["start"]) for source in one.sources} & {(source["ref"], source["start"]) for source in other.sources}
    rest = iter(long)
    return apart and len(short) >= _NAME and all(mark in rest for mark in short)


def _number(one: Proposal) -> tuple[Any, ...] | None:
    given = one.given
    return (letters(given["indicator"]), given["measure"], given["target"], given["unit"]) if given.get("indicator") else None


def _agrees(one: Proposal, other: Proposal) -> bool:
    first, second = _number(one), _number(other)
    return first is None or second is None or first[1:] == second[1:]


class _Entered:
    """What stands in the ledger already."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_record: dict[tuple[str, str], list[tuple[str, str]]] = {}
        rows = SourceRow.objects.filter(item__ledger=ledger).exclude(ref="").values_list("ref", "record", "item__number", "item__title")
        for ref, record, number, title in rows:
            self._by_record.setdefault((ref, record), []).append((number, title))
        self._like: Likeness[tuple[str, tuple[Any, ...] | None]] = Likeness()
        items = ledger.items.exclude(state__in=[State.DROPPED, State.MERGED]).values_list("number", "title", "text", "indicator", "measure", "target", "unit")
        for number, title, text, name, measure, target, unit in items:
            goal = (letters(name), measure, target, unit) if name and target is not None else None
            for one in {title, text} - {""}:
                self._like.add(one, (number, goal))

    def number_of(self, one: Proposal) -> str:
        """Gives the number of the item that a proposal is already; empty where it is new."""
        for source in one.sources:
            items = self._by_record.get((source["ref"], source["record"]), [])
            for number, title in items:
                if one.given["kind"] != Kind.GOAL or title == one.given["title"]:
                    return number
        goal = _number(one)
        for clause in (one.given["title"], one.given["text"]):
            for _share, (number, other) in self._like.like(clause, bounds()["repetition"]["alike"]):
                if goal is None or other is None or goal[1:] == other[1:]:
                    return number
        return ""


