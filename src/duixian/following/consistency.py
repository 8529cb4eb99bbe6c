"""Figures of one report that contradict each other by arithmetic: levels and growth, a change and its direction, parts and their sum.

Only what the text itself ties together is held against each other, and only beyond what rounding explains.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from duixian.following.crossing import bounds, of_facts, said
from duixian.following.joining import comparable, family
from duixian.following.precision import Interval, interval, steady
from duixian.following.reasons import number
from duixian.following.sums import identities, industries, sums
from duixian.language.lexicon import alternation
from duixian.language.periods import last_year
from duixian.model import CrossFinding, Fact, Measure, Report, Role

__all__ = ["at_comparable_prices", "contradictions", "name_of", "sentences", "stated"]

_MOST = 60
"""Numbers of a sentence that is read as one; what has more is a table."""
_REVERSED = 0.2
"""Share by which levels at current prices may move against a growth at comparable prices before one of them must be wrong:
prices that fell or rose by more than a fifth a year are not what these reports are about."""
_ROUNDED = 0.0005
"""Share that is left for rates rounded twice."""


def contradictions(report: Report) -> list[CrossFinding]:
    """Gives the figures of one report that contradict each other, in order of the text."""
    found: list[CrossFinding] = []
    for facts in sentences(report):
        turned = list(_directions(report, facts))
        found += turned or _changes(report, facts)
        found += sums(report, facts)
    found += identities(report)
    found += industries(report)
    return sorted(found, key=lambda finding: (finding.start, finding.kind))


def sentences(report: Report) -> Iterator[list[Fact]]:
    """Gives the facts of each sentence that has two or more, in order of the text."""
    groups: defaultdict[int, list[Fact]] = defaultdict(list)
    for fact in report.facts:
        if fact.base_value is not None:
            groups[fact.sentence_start].append(fact)
    for start in sorted(groups):
        if start >= 0 and 1 < len(groups[start]) <= _MOST:
            yield groups[start]


def name_of(fact: Fact) -> str:
    """Gives what a fact is of: the catalogue's id, or the name as written."""
    return fact.indicator_id or fact.indicator


@cache
def _words(group: str) -> re.Pattern[str]:
    return re.compile(alternation(bounds()[group]["words"]))


@lru_cache(maxsize=4096)
def _comparable_id(indicator_id: str) -> bool:
    return any(
        indicator_id == one or (one.endswith("*") and indicator_id.startswith(one[:-1]))
        for one in bounds()["comparable"]["ids"]
    )


def at_comparable_prices(report: Report, facts: Iterable[Fact]) -> bool:
    """Says whether growth among ``facts`` need not follow from the levels: the indicator's is told at comparable prices, or may be, or a sentence says so."""
    return any(
        _comparable_id(fact.indicator_id)
        or (fact.dimension == "currency" and not fact.indicator_id)
        or _words("comparable").search(report.text, max(fact.sentence_start, 0), max(fact.sentence_end, fact.end))
        for fact in facts
    )


def stated(fact: Fact) -> Interval:
    """Gives the growth that a fact states, as a share: a decline is negative."""
    low, high = interval(fact)
    if fact.measure is Measure.DECLINE:
        low, high = -high, -low
    return Interval(low / 100 - _ROUNDED, high / 100 + _ROUNDED)


def _alone(facts: Sequence[Fact], like: Fact, *kinds: str) -> Fact | None:
    """The only fact of one of ``kinds`` (levels by their role) that is of the same thing as ``like``; None where there are two."""
    found = [fact for fact in facts if _kind(fact) in kinds and name_of(fact) == name_of(like)]
    return found[0] if len(found) == 1 else None


def _kind(fact: Fact) -> str:
    if fact.measure is Measure.LEVEL:
        return "before" if fact.role is Role.BASELINE else "level"
    return family(fact.measure)


def _changes(report: Report, facts: Sequence[Fact]) -> Iterator[CrossFinding]:
    """A growth that does not follow from the level before and the level now, or from the level now and the rise."""
    for growth in facts:
        if family(growth.measure) != "growth" or growth.dimension != "percent" or not steady(growth):
            continue
        if growth is not _alone(facts, growth, "growth"):
            continue
        level = _alone(facts, growth, "level")
        if level is None or not steady(level) or level.dimension == "percent":
            continue
        before, rise = _alone(facts, growth, "before"), _alone(facts, growth, "rise")
        if before is not None and steady(before) and comparable(level, before) and (before.base_value or 0) > 0:
            yield from _from_levels(report, before, level, growth)
        elif rise is not None and steady(rise) and comparable(level, rise) and rise.base == growth.base != "yearly":
            yield from _from_rise(report, rise, level, growth)


def _from_levels(report: Report, before: Fact, level: Fact, growth: Fact) -> Iterator[CrossFinding]:
    years = last_year(level.period) - last_year(before.period)
    if growth.base == "yearly":
        if years < 1 or "-" in level.period + before.period:
            return
    elif (growth.base and growth.base != before.period) or (not growth.base and before.period and years not in (0, 1)):
        return
    share = interval(level).over(interval(before)) if interval(before).low > 0 else None
    if share is None or share.low <= 0:
        return
    power = 1 / years if growth.base == "yearly" else 1.0
    worked_out = Interval(share.low**power - 1, share.high**power - 1)
    if worked_out.meets(stated(growth)):
        return
    if at_comparable_prices(report, (before, level, growth)) and not _reversed(worked_out, stated(growth)):
        return
    average = "年均" if growth.base == "yearly" else ""
    message = (
        f"“{level.indicator}”从{said(before)}到{said(level)}，按此计算{average}{_change(worked_out)}，"
        f"文中称{average}{_change(stated(growth), growth)}，超出四舍五入的误差，请核对"
    )
    yield of_facts("growth_contradicts", message, growth, report, level, report)


def _from_rise(report: Report, rise: Fact, level: Fact, growth: Fact) -> Iterator[CrossFinding]:
    added = interval(rise)
    if rise.measure is Measure.FALL:
        added = Interval(-added.high, -added.low)
    before = interval(level).minus(added)
    if before.low <= 0 or at_comparable_prices(report, (rise, level, growth)):
        return
    worked_out = added.over(before)
    if not worked_out.meets(stated(growth)):
        up = "增加" if rise.measure is Measure.RISE else "减少"
        message = (
            f"“{level.indicator}”为{said(level)}，{up}{said(rise)}，按此计算{_change(worked_out)}，"
            f"文中称{_change(stated(growth), growth)}，超出四舍五入的误差，请核对"
        )
        yield of_facts("growth_contradicts", message, growth, report, level, report)


def _reversed(worked_out: Interval, said_so: Interval) -> bool:
    """Whether levels move against the growth that is stated by more than prices can."""
    return (worked_out.high < -_REVERSED and said_so.low > 0) or (worked_out.low > _REVERSED and said_so.high < 0)


def _change(share: Interval, fact: Fact | None = None) -> str:
    middle = (share.low + share.high) / 2
    amount = said(fact) if fact is not None else f"{number(round(abs(middle) * 100, 2))}%"
    return ("下降" if middle < 0 else "增长") + amount


def _directions(report: Report, facts: Sequence[Fact]) -> Iterator[CrossFinding]:
    """A level that is said to have risen to less than it was, or to have fallen to more."""
    words = bounds()["direction"]
    for before, level in pairwise(facts):
        if (
            _kind(before) != "before"
            or _kind(level) != "level"
            or name_of(before) != name_of(level)
            or not comparable(before, level)
        ):
            continue
        if level.dimension == "rank" or level.unit in words["places"]:
            continue
        between = report.text[before.end : level.start]
        if len(between) > words["widest"] or interval(before).meets(interval(level)):
            continue
        up = any(word in between for word in words["up"])
        down = any(word in between for word in words["down"])
        fell = (level.base_value or 0) < (before.base_value or 0)
        if up is not down and up is fell:
            said_so = "上升" if up else "下降"
            message = f"“{level.indicator}”从{said(before)}到{said(level)}，文中却说{said_so}，可能漏字或错字，请核对"
            yield of_facts("direction_contradicts", message, level, report, before, report)
