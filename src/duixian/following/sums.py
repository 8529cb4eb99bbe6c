"""Totals that are not the sum of the parts which a report says they have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from duixian.following.crossing import Spot, bounds, crossing, of_facts, said
from duixian.following.precision import interval, steady
from duixian.following.reasons import number
from duixian.language.lexicon import alternation
from duixian.model import CrossFinding, Fact, Measure, Report, Role

__all__ = ["identities", "industries", "sums"]

_NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
_WHOLE = 100.0
_OFF = 0.25
"""Points by which three shares rounded to one place may miss a hundred."""


def sums(report: Report, facts: Sequence[Fact]) -> Iterator[CrossFinding]:
    """A total that is not the sum of the parts that the sentence gives as all of it."""
    levels = [
        fact for fact in facts if fact.measure is Measure.LEVEL and steady(fact) and fact.role is not Role.BASELINE
    ]
    yield from _sum_behind(report, levels)
    yield from _parts_behind(report, levels)


def _sum_behind(report: Report, levels: Sequence[Fact]) -> Iterator[CrossFinding]:
    """Parts, and then their sum (共计)."""
    words = bounds()["whole"]
    for at, total in enumerate(levels):
        text = report.text
        lead = text[levels[at - 1].end if at else total.start : total.start]
        if at < 2 or not any(lead.strip("，、,；; \n").startswith(word) for word in words["sum"]):
            continue
        parts = [fact for fact in levels[:at] if fact.unit == total.unit]
        if len(parts) < at or len(parts) < 2 or len({fact.period for fact in (*parts, total)}) > 1:
            continue
        if any(word in text[total.sentence_start : total.start] for word in words["not_all"]):
            continue
        yield from _unequal(report, total, parts)


def _parts_behind(report: Report, levels: Sequence[Fact]) -> Iterator[CrossFinding]:
    """A total, and then parts that are all of it: both sides of a pair (中央, 地方)."""
    for at, total in enumerate(levels):
        for kinds in bounds()["whole"]["parts"]:
            parts = [fact for fact in levels[at + 1 :] if fact.unit == total.unit]
            if len(parts) != len(kinds) or any(kind in _own_words(report, total, None) for kind in kinds):
                continue
            said_of = [_own_words(report, part, before) for part, before in zip(parts, [total, *parts], strict=False)]
            whole = all(sum(kind in words for kind in kinds) == 1 for words in said_of)
            between = report.text[total.end : parts[0].start]
            if not whole or len({kind for words in said_of for kind in kinds if kind in words}) < len(kinds):
                continue
            if any(word in between for word in bounds()["whole"]["part"]) and {fact.period for fact in parts} == {
                total.period
            }:
                yield from _unequal(report, total, parts)


def _own_words(report: Report, fact: Fact, before: Fact | None) -> str:
    """What the sentence says of a number: from the number before it to the next mark behind it."""
    start = before.end if before is not None else max(fact.sentence_start, fact.start - 24)
    end = re.compile(r"[，。；、,;\n]|$").search(report.text, fact.end)
    return report.text[start : end.start() if end else fact.end]


def _unequal(report: Report, total: Fact, parts: Sequence[Fact]) -> Iterator[CrossFinding]:
    summed = interval(parts[0])
    for part in parts[1:]:
        summed = summed + interval(part)
    if summed.meets(interval(total)):
        return
    factor = float(total.base_value or 0) / float(total.value) if total.value else 1.0
    value = sum(float(part.base_value or 0) for part in parts) / (factor or 1.0)
    message = f"各部分{'、'.join(map(said, parts))}相加为{number(round(value, 4))}{total.unit}，文中总数为{said(total)}，请核对"
    yield of_facts("sum_contradicts", message, total, report, parts[0], report)


def identities(report: Report) -> Iterator[CrossFinding]:
    """Figures of one year that are parts of another by their definition (进出口, 出口, 进口)."""
    for whole, *names in bounds()["whole"]["identities"]:
        by_year: defaultdict[tuple[str, str], defaultdict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for fact in report.facts:
            if (
                fact.indicator_id in (whole, *names)
                and fact.measure is Measure.LEVEL
                and fact.role is Role.ACTUAL
                and steady(fact)
            ):
                by_year[fact.period, fact.dimension][fact.indicator_id].append(fact)
        for figures in by_year.values():
            if all(len({fact.base_value for fact in figures.get(name, ())}) == 1 for name in (whole, *names)):
                yield from _unequal(report, figures[whole][0], [figures[name][0] for name in names])


@cache
def _shares() -> re.Pattern[str]:
    names = alternation(bounds()["whole"]["industries"])
    return re.compile(
        rf"(?:{names})(?:结构|比重|比例|占比|增加值比重|增加值结构)[^。；\n]{{0,24}}?(?<![\d.]){_NUMBER}[:：∶]{_NUMBER}[:：∶]{_NUMBER}(?![\d:：∶])"
    )


def industries(report: Report) -> Iterator[CrossFinding]:
    """Shares of the three industries that do not add up to a hundred."""
    for match in _shares().finditer(report.view.text):
        at = match.end(1)
        shares = [float(match[group]) for group in (1, 2, 3)]
        if abs(sum(shares) - _WHOLE) > _OFF * (1 if any("." in match[group] for group in (1, 2, 3)) else 6):
            start, end = report.view.span(at - len(match[1]), match.end(3))
            message = (
                f"三次产业比重{match[1]}∶{match[2]}∶{match[3]}相加为{number(round(sum(shares), 2))}，不是100，请核对"
            )
            yield crossing(
                "sum_contradicts",
                message,
                Spot(report, start, end),
                indicator="三次产业比重",
                rules=("shares of industries",),
            )
