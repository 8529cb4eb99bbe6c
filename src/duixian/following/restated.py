"""The same goal or figure given in two documents of one place: with two values, lowered, raised, or revised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from duixian.following.crossing import bounds, of_facts, said_of_goal
from duixian.following.joining import Entry, entry, family
from duixian.following.precision import apart, steady, value_of
from duixian.following.renamed import renamed
from duixian.following.selection import year_of
from duixian.following.verdicts import better, signed
from duixian.language.periods import first_year, last_year
from duixian.model import Confidence, CrossFinding, Fact, Measure, Qualifier, Report, Role, SectionRole

__all__ = ["one_name", "restated"]

_Key = tuple[str, str, str, str, str, str]
_SESSION = 45
"""Days within which the papers of one session are made public."""
_UNITS = str.maketrans("", "", "十百千万亿")


def restated(reports: Sequence[Report]) -> list[CrossFinding]:
    """Gives where the reports of one place give one goal or figure differently.

    Args:
        reports: All reports of one place, in order of their years.
    """
    found: list[CrossFinding] = []
    goals: defaultdict[_Key, list[Entry]] = defaultdict(list)
    figures: defaultdict[_Key, list[Entry]] = defaultdict(list)
    reports = sorted(reports, key=lambda report: (year_of(report), report.metadata.date.value, report.name))
    for report in reports:
        found += _adjusted(report)
        for fact in report.facts:
            if fact.base_value is None or not fact.period or fact.confidence is Confidence.DOUBTFUL or fact.estimate:
                continue
            if fact.measure in (Measure.RANK, Measure.TIMES) or fact.place not in ("", report.metadata.place.value):
                continue
            one = entry(fact, report)
            if fact.role is Role.TARGET:
                goals[_key(one)].append(one)
            elif last_year(fact.period) < year_of(report) and steady(fact):
                figures[_key(one)].append(one)
    for group in goals.values():
        found += _within(group)
        for earlier, later in _documents(group):
            found += _goal(earlier, later)
    for group in figures.values():
        for earlier, later in _documents(group):
            found += _figure(earlier, later)
    found += renamed(reports)
    return found


def _key(one: Entry) -> _Key:
    """What two facts must share to be held against each other: thing, kind of number, what it is counted in, period and base."""
    fact = one.fact
    unit = fact.unit.translate(_UNITS) if fact.dimension == "count" else fact.unit.partition("/")[2]
    return one.key, family(fact.measure), fact.dimension, unit, fact.period, fact.base


def _documents(group: Sequence[Entry]) -> Iterator[tuple[list[Entry], list[Entry]]]:
    """Gives what each two documents, one after the other, say of one thing."""
    by_report: dict[str, list[Entry]] = {}
    for one in group:
        by_report.setdefault(one.report.sha256, []).append(one)
    yield from pairwise(by_report.values())


def _only(entries: Iterable[Entry]) -> Entry | None:
    """The first of entries that all have one value; None where they have several, and so speak of several things."""
    found = list(entries)
    return found[0] if len({value_of(one.fact) for one in found}) == 1 else None


def one_name(one: Entry, two: Entry) -> bool:
    """Says whether two names are one, or one with a word in front or behind (钢, 钢产量): others of one id may differ in scope."""
    a, b = one.words.core, two.words.core
    if _opposed(a, b):
        return False
    if one.words.content == two.words.content:
        return True
    short, long = sorted((a, b), key=len)
    return bool(short) and (long.startswith(short) or long.endswith(short)) and bool(one.fact.indicator_id)


def _opposed(a: str, b: str) -> bool:
    return any(
        (x in a and y in b and y not in a) or (y in a and x in b and y not in b)
        for x, y in bounds()["opposed"]["pairs"]
    )


def _one_statistic(one: Entry, two: Entry) -> bool:
    """Says whether two figures are of one statistic: one name, or one entry of the catalogue that is not counted piece by piece."""
    if one_name(one, two):
        return True
    known = one.fact.indicator_id and one.fact.dimension != "count"
    return bool(known) and not _opposed(one.words.core, two.words.core)


def _goal(earlier: Sequence[Entry], later: Sequence[Entry]) -> Iterator[CrossFinding]:
    """One goal with two values, or with one value and wordings of different strength."""
    one, two = _only(earlier), _only(later)
    if one is None or two is None or not one_name(one, two) or _explained(one, two):
        return
    same_year = year_of(one.report) == year_of(two.report)
    if value_of(one.fact) == value_of(two.fact):
        if same_year and {one.fact.qualifier, two.fact.qualifier} in (
            {Qualifier.ABOUT, Qualifier.MIN},
            {Qualifier.ABOUT, Qualifier.MAX},
        ):
            message = f"同一目标“{two.fact.indicator}”，{one.report.name}写{said_of_goal(one.fact)}，本处写{said_of_goal(two.fact)}，松紧不同，请核对"
            yield _finding("goal_strength", message, two, one)
        return
    if same_year and not (_weeks_later(one.report, two.report) and _worse(one.fact, two.fact)):
        message = f"同一目标“{two.fact.indicator}”，{one.report.name}为{said_of_goal(one.fact)}，本处为{said_of_goal(two.fact)}，请核对以哪一个为准"
        yield _finding("goal_differs", message, two, one)
        return
    lowered = _worse(one.fact, two.fact)
    kind, word = ("goal_lowered", "低于") if lowered else ("goal_raised", "高于")
    if better(one.fact) == "lower":
        word = "宽于" if lowered else "严于"
    message = f"{last_year(two.fact.period)}年的目标“{two.fact.indicator}”为{said_of_goal(two.fact)}，{word}{one.report.name}所定的{said_of_goal(one.fact)}"
    if same_year:
        message += "，年内有调整"
    yield _finding(kind, message, two, one)


def _weeks_later(one: Report, two: Report) -> bool:
    """Whether a report is of a day more than ``_SESSION`` days after another: papers of one session differ by mistake, later ones on purpose."""
    days = [report.metadata.date.value for report in (one, two)]
    if any(len(day) != len("2025-01-01") for day in days):
        return False
    return (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days > _SESSION


def _adjusted(report: Report) -> Iterator[CrossFinding]:
    """A goal that a report says was changed: the old value, a word such as 下调, and the new one in one sentence."""
    words = bounds()["adjusted"]
    for before, after in pairwise(report.facts):
        between = report.text[before.end : after.start]
        if (
            len(between) > words["widest"]
            or before.sentence_start != after.sentence_start
            or not any(word in between for word in words["words"])
        ):
            continue
        if (
            Role.TARGET not in (before.role, after.role)
            or family(before.measure) != family(after.measure)
            or before.dimension != after.dimension
        ):
            continue
        if (before.indicator_id or before.indicator) != (after.indicator_id or after.indicator) or value_of(
            before
        ) == value_of(after):
            continue
        if not any(word in report.text[max(before.sentence_start, 0) : after.end] for word in words["of"]):
            continue
        kind, word = ("goal_lowered", "调低") if _worse(before, after) else ("goal_raised", "调高")
        message = f"目标“{after.indicator}”由{said_of_goal(before)}{word}为{said_of_goal(after)}"
        yield of_facts(kind, message, after, report, before, report)


def _worse(earlier: Fact, later: Fact) -> bool:
    sign = -1.0 if better(earlier) == "lower" else 1.0
    return (signed(earlier, later) - float(earlier.base_value or 0)) * sign < 0


def _within(group: Sequence[Entry]) -> Iterator[CrossFinding]:
    """A main goal that one report gives twice, with two values."""
    by_report: defaultdict[str, list[Entry]] = defaultdict(list)
    for one in group:
        if one.fact.indicator_id and _among_goals(one):
            by_report[one.report.sha256].append(one)
    for entries in by_report.values():
        first = entries[0]
        for other in entries[1:]:
            apart_in_text = first.fact.sentence_start != other.fact.sentence_start
            if (
                apart_in_text
                and value_of(first.fact) != value_of(other.fact)
                and first.words.core == other.words.core
                and not _explained(first, other)
            ):
                if first.fact.indicator not in _sentence(first) or other.fact.indicator not in _sentence(other):
                    continue
                message = f"同一报告两处给出同一目标“{other.fact.indicator}”，前文为{said_of_goal(first.fact)}，此处为{said_of_goal(other.fact)}，请核对"
                yield _finding("goal_differs", message, other, first)
                break


def _sentence(one: Entry) -> str:
    return one.report.text[max(one.fact.sentence_start, 0) : max(one.fact.sentence_end, one.fact.end)]


def _among_goals(one: Entry) -> bool:
    """Whether a fact stands in a part of main goals."""
    return any(
        section.role is SectionRole.GOALS and section.start <= one.fact.start < section.end
        for section in one.report.sections
        if section.level > 0
    )


def _explained(one: Entry, two: Entry) -> bool:
    """Whether only one of two sentences says why its figure is another (another price, another scope)."""
    words = bounds()["explained"]["words"]
    first, second = _sentence(one), _sentence(two)
    return any((word in first) is not (word in second) for word in words)


def _figure(earlier: Sequence[Entry], later: Sequence[Entry]) -> Iterator[CrossFinding]:
    """A figure of a past period that a later report gives otherwise, beyond rounding."""
    one, two = _only(earlier), _only(later)
    if (
        one is None
        or two is None
        or not _one_statistic(one, two)
        or not apart(one.fact, two.fact)
        or _explained(one, two)
    ):
        return
    if (
        first_year(two.fact.period) != last_year(two.fact.period)
        and two.fact.measure is Measure.LEVEL
        and not two.fact.indicator_id
    ):
        return
    message = (
        f"{_period(two.fact.period)}“{two.fact.indicator}”，{one.report.name}为{said_of_goal(one.fact)}，本处为{said_of_goal(two.fact)}，"
        "可能经过修订或口径不同，请核对"
    )
    yield _finding("figure_revised", message, two, one)


def _period(period: str) -> str:
    first, last = first_year(period), last_year(period)
    return f"{first}年" if first == last else f"{first}—{last}年"


def _finding(kind: str, message: str, here: Entry, there: Entry) -> CrossFinding:
    return of_facts(kind, message, here.fact, here.report, there.fact, there.report)
