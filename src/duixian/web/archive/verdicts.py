"""One verdict with all that bears on it: both sentences in their surroundings, the rules, what else was found, what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from duixian.following.wording import wording
from duixian.model import Finding as FindingRecord
from duixian.model import Measure, Qualifier
from duixian.model import Outcome as OutcomeRecord
from duixian.publishing.phrases import quantity
from duixian.web.archive.board import Row, decode, reports_of, rows_of
from duixian.web.archive.models import Correction, Fact, Finding, Outcome, Report
from duixian.web.archive.passages import Quote, quote, texts
from duixian.web.archive.replies import Replies, Thread

__all__ = ["Case", "Figure", "Rule", "Surroundings", "case"]

_AROUND = 160
"""Characters of the text shown before and after a sentence."""
_FIGURES, _YEARS, _FINDINGS, _CORRECTIONS = 12, 40, 10, 20
"""Other figures, years, findings and corrections shown at the most."""

_message = msgspec.json.Decoder(FindingRecord)


class Surroundings(NamedTuple):
    """A sentence with its number, and the text around it."""

    before: str
    sentence: Quote
    after: str
    report: Report | None


class Figure(NamedTuple):
    """Another figure of the same indicator in a report that was searched."""

    fact: Fact
    report: Report | None
    words: str


class Rule(NamedTuple):
    """A rule that took part, by name, and what it says."""

    name: str
    says: str


class Case(NamedTuple):
    """A verdict and what bears on it."""

    one: Row
    goal: Surroundings | None
    result: Surroundings | None
    reports: dict[str, Report]
    rules: Sequence[Rule]
    figures: Sequence[Figure]
    elsewhere: Sequence[Row]
    years: Sequence[Row]
    findings: Sequence[tuple[Finding, str]]
    corrections: Sequence[Correction]
    threads: Sequence[Thread]


def case(outcome: Outcome) -> Case:
    """Gives a verdict with all that bears on it.

    Args:
        outcome: The verdict, its place beside it.
    """
    record = decode(outcome.record)
    reports = reports_of(outcome.place)
    same = list(Outcome.objects.filter(key=outcome.key, place=outcome.place).exclude(pk=outcome.pk).order_by("-year", "id")[:_YEARS])
    replies = Replies([outcome.goal_report_id])
    one = rows_of([outcome], replies)[0]
    others = rows_of(same, replies)
    held = texts([record.goal_report, record.actual_report, record.other_report])
    return Case(
        one=one,
        goal=_surroundings(held, reports, record.goal_report, record.goal_start, record.goal_end, (record.goal_sentence_start, record.goal_sentence_end)),
        result=_result(held, reports, record),
        reports=reports,
        rules=[Rule(name, _says(name)) for name in record.rules],
        figures=_figures(outcome, record, reports),
        elsewhere=[other for other in others if other.row.year == outcome.year],
        years=sorted((other for other in [one, *others] if other.row.measure == outcome.measure and (other.row.year != outcome.year or other is one)), key=lambda other: -other.row.year),
        findings=[(finding, _message.decode(finding.record).message) for finding in _findings(outcome)],
        corrections=_corrections(outcome),
        threads=one.threads,
    )


def _surroundings(held: Mapping[str, str], reports: Mapping[str, Report], ref: str, start: int, end: int, sentence: tuple[int, int]) -> Surroundings | None:
    found = quote(held, ref, start, end, sentence)
    if found is None:
        return None
    low, high = sentence if sentence[0] >= 0 else (start, end)
    text = held[ref]
    return Surroundings(_one_line(text[max(0, low - _AROUND) : low]), found, _one_line(text[high : high + _AROUND]), reports.get(ref))


def _result(held: Mapping[str, str], reports: Mapping[str, Report], one: OutcomeRecord) -> Surroundings | None:
    if one.actual_report:
        return _surroundings(held, reports, one.actual_report, one.actual_start, one.actual_end, (one.actual_sentence_start, one.actual_sentence_end))
    if one.other_report:
        return _surroundings(held, reports, one.other_report, one.other_start, one.other_end, (one.other_sentence_start, one.other_sentence_end))
    return None


def _figures(outcome: Outcome, record: OutcomeRecord, reports: Mapping[str, Report]) -> list[Figure]:
    """Other figures of the same indicator and year in the reports that were searched: what the verdict might have rested on."""
    by_key = {one.pk: one for one in reports.values()}
    searched = [reports[ref].pk for ref in record.searched if ref in reports]
    if not searched:
        return []
    names = {outcome.key, record.indicator_id or wording(record.indicator, record.place).core}
    rows = Fact.objects.filter(key__in=names, place=outcome.place, report__in=searched, period__contains=str(outcome.year)).exclude(role="target")
    if outcome.actual_start is not None and outcome.actual_end is not None:
        rows = rows.exclude(report=outcome.actual_report_id, start=outcome.actual_start, end=outcome.actual_end)
    made = []
    for fact in rows.order_by("report_id", "start")[:_FIGURES]:
        words = quantity(Measure(fact.measure), fact.value, fact.value_high, fact.unit, Qualifier(fact.qualifier))
        made.append(Figure(fact, by_key.get(fact.report_id), words))
    return made


def _findings(outcome: Outcome) -> list[Finding]:
    """Findings that touch the goal's or the result's place."""
    touching = Q(report=outcome.goal_report_id, start__lt=outcome.goal_end, end__gt=outcome.goal_start)
    if outcome.actual_start is not None and outcome.actual_end is not None:
        touching |= Q(report=outcome.actual_report_id, start__lt=outcome.actual_end, end__gt=outcome.actual_start)
    return list(Finding.objects.filter(touching).order_by("id")[:_FINDINGS])


def _corrections(outcome: Outcome) -> list[Correction]:
    """What people said of the goal's or the result's record."""
    touching = Q(report=outcome.goal_report_id, start__lt=outcome.goal_end, end__gt=outcome.goal_start)
    if outcome.actual_start is not None and outcome.actual_end is not None:
        touching |= Q(report=outcome.actual_report_id, start__lt=outcome.actual_end, end__gt=outcome.actual_start)
    return list(Correction.objects.filter(touching, sort="fact").select_related("by").order_by("id")[:_CORRECTIONS])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _says(name: str) -> str:
    """What a rule says; of one without words, nothing."""
    if name.startswith("verdicts "):
        return _("The rule that turns a goal and its result into a verdict, and its version.")
    return {
        "same id": _("Goal and result have the same entry in the catalogue of indicators."),
        "same name": _("Goal and result go by the same name."),
        "same words": _("The names of goal and result agree once words of doing and amount are left out."),
        "same words in another order": _("The names of goal and result have the same words in another order."),
        "a little more": _("One of the names says a little more than the other."),
        "same clause": _("The clauses around both numbers say almost the same."),
        "same sentence": _("The names say too little; goal and result stand in sentences that name one thing."),
        "unit says the rest": _("The unit says what one of the names leaves out."),
        "same period": _("The result is of the period that the goal was set for."),
        "baseline": _("The result is given as the basis of the next year's goal."),
    }.get(name, "")
