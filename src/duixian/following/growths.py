"""A growth held against the levels of two years, of which the earlier stands in another report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from duixian.following.consistency import at_comparable_prices, sentences, stated
from duixian.following.crossing import crossing, said, spot
from duixian.following.joining import Entry, comparable, entry, family
from duixian.following.precision import Interval, interval, steady
from duixian.following.reasons import number
from duixian.following.restated import one_name
from duixian.following.selection import year_of
from duixian.language.periods import last_year
from duixian.model import CrossFinding, Fact, Measure, Report, Role

__all__ = ["contradicted_growth"]


def contradicted_growth(reports: Sequence[Report]) -> Iterator[CrossFinding]:
    """Gives each growth that the levels of its year and the year before deny beyond rounding.

    The level must stand in one sentence with the growth, the level of the year before in another report of the place
    under the same name. Growth at comparable prices or from a revised base is left alone.

    Args:
        reports: All reports of one place, in order of their years.
    """
    levels: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for report in reports:
        for fact in report.facts:
            if fact.measure is Measure.LEVEL and _past(fact, report) and fact.dimension != "percent":
                one = entry(fact, report)
                levels[one.key, fact.period].append(one)
    for report in reports:
        for facts in sentences(report):
            for growth in facts:
                if (
                    family(growth.measure) == "growth"
                    and growth.dimension == "percent"
                    and not growth.base
                    and _past(growth, report)
                ):
                    yield from _held(report, growth, facts, levels)


def _past(fact: Fact, report: Report) -> bool:
    """Whether a fact is of a whole year that a report looks back on, given as it is."""
    return (
        fact.role is not Role.TARGET
        and steady(fact)
        and bool(fact.base_value)
        and len(fact.period) == 4
        and last_year(fact.period) < year_of(report)
    )


def _held(
    report: Report, growth: Fact, facts: Sequence[Fact], levels: dict[tuple[str, str], list[Entry]]
) -> Iterator[CrossFinding]:
    said_of = entry(growth, report)
    name = said_of.words.core
    own = [
        fact
        for fact in facts
        if fact.measure is Measure.LEVEL and fact.period == growth.period and entry(fact, report).words.core == name
    ]
    rival = [fact for fact in facts if family(fact.measure) == "growth" and entry(fact, report).words.core == name]
    if len(own) != 1 or len(rival) != 1 or own[0].role is not Role.ACTUAL or not _past(own[0], report):
        return
    level = own[0]
    before = [
        one
        for one in levels.get((said_of.key, str(last_year(growth.period) - 1)), ())
        if one.report.sha256 != report.sha256 and one_name(one, said_of) and comparable(one.fact, level)
    ]
    if not before or len({one.fact.base_value for one in before}) > 1:
        return
    earlier = before[0]
    if at_comparable_prices(report, (growth, level)) or at_comparable_prices(earlier.report, (earlier.fact,)):
        return
    low = interval(earlier.fact)
    if low.low <= 0:
        return
    share = interval(level).over(low)
    worked_out = Interval(share.low - 1, share.high - 1)
    if not worked_out.meets(stated(growth)):
        middle = round(float(level.base_value or 0) / float(earlier.fact.base_value or 1) * 100 - 100, 2)
        down = growth.measure is Measure.DECLINE
        message = (
            f"“{level.indicator}”{growth.period}年为{said(level)}，上年为{said(earlier.fact)}（{earlier.report.name}），"
            f"按此计算{'下降' if middle < 0 else '增长'}{number(abs(middle))}%，此处称{'下降' if down else '增长'}{said(growth)}，"
            "超出四舍五入的误差，上年数可能经过修订，请核对"
        )
        yield crossing(
            "growth_contradicts",
            message,
            spot(growth, report),
            spot(earlier.fact, earlier.report),
            year=last_year(growth.period),
            indicator=level.indicator,
            indicator_id=level.indicator_id,
            rules=("levels of two reports",),
        )
