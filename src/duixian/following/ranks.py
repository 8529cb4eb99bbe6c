"""Places in a row that reports claim (全国首位, 中部第2): whose, in what, in what year and among whom."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from duixian.following.crossing import Spot, bounds
from duixian.following.joining import family
from duixian.following.places import Place
from duixian.following.wording import actions, wording
from duixian.language.indicators import identify
from duixian.language.lexicon import alternation
from duixian.language.numerals import chinese_number
from duixian.language.periods import last_year
from duixian.model import Fact, Measure, Report, Role

__all__ = ["Claim", "claims", "measured"]

_LEAST_NAME = 4
"""Characters of the shortest name outside the catalogue that two places are taken to mean alike."""
_LONGEST_NAME = 24
_STOPS = "，、；：。！？,;:\n"
_REACH = 40
"""Characters before a rank in which the number it speaks of is looked for."""
_MOST = 40
"""A place further back than this is no rank among divisions."""


class Claim(NamedTuple):
    """One place's claim to stand ``rank``-th of ``scope`` in a year, and where its report says so.

    ``key`` is the catalogue's id or the name in one spelling, ``measure`` what of it is ranked (level, growth, rise, share, new), ``fact`` the number it
    speaks of where there is one beside it.
    """

    place: Place
    report: Report
    start: int
    end: int
    year: int
    name: str
    key: str
    indicator_id: str
    measure: str
    scope: str
    rank: int
    fact: Fact | None

    @property
    def spot(self) -> Spot:
        """Where the report says so."""
        return Spot(self.report, self.start, self.end)


@cache
def _rank_pattern() -> re.Pattern[str]:
    words = bounds()["rank"]
    first = alternation(words["first"])
    return re.compile(
        rf"(?P<scope>{alternation(words['scopes'])})(?P<of>(?:[^，。；、：\d\n第首榜]{{0,6}}?(?:{alternation(words['among'])}))?)(?:{alternation(words['counted'])})?"
        rf"(?:(?P<first>{first})|第\s?(?P<rank>[0-9０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?P<word>位|名)?)(?!(?:{alternation(words['not_behind'])}))"
    )


@cache
def _verb_pattern() -> re.Pattern[str]:
    words = bounds()["rank"]
    return re.compile(
        rf"(?:{alternation(words['verbs'])}|连续[\d一二三四五六七八九十多]{{1,3}}年|近[\d一二三四五]年)+$"
    )


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in bounds()["rank"]["measures"].items() for word in words}


@cache
def _kind_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_kinds())})$")


def claims(report: Report, place: Place) -> list[Claim]:
    """Gives the ranks that a report's review claims for its place, in order of the text.

    Only ranks are given whose indicator stands beside them without doubt: one name, one rank, in a statement of what is.
    """
    view = report.view.text
    by_end = sorted((fact for fact in report.facts if fact.role is not Role.TARGET), key=lambda fact: fact.end)
    found = []
    for match in _rank_pattern().finditer(view):
        claim = _claim(report, place, match, by_end)
        if claim is not None:
            found.append(claim)
    return found


def _claim(report: Report, place: Place, match: re.Match[str], by_end: Sequence[Fact]) -> Claim | None:
    view = report.view.text
    rank = 1 if match["first"] else _number(match["rank"])
    if not 1 <= rank <= _MOST:
        return None
    clause_start = max(view.rfind(stop, 0, match.start()) for stop in _STOPS) + 1
    sentence_start = max(view.rfind(stop, 0, match.start()) for stop in "。；！？\n") + 1
    clause = view[clause_start : match.start()]
    behind = view[match.end() : match.end() + 2]
    if (
        any(word in clause for word in bounds()["rank"]["unclear"])
        or behind[:1] in ("、", "和", "至")
        or len(clause) > _REACH
    ):
        return None
    head = _verb_pattern().sub("", clause)
    several = "均" in clause[len(head) :] or "都" in clause[len(head) :]
    start, end = report.view.span(clause_start, match.end())
    beside = _beside(report, by_end, sentence_start, clause_start + len(head))
    kind = _kind_pattern().search(head)
    bare = head[: kind.start()] if kind else head
    measure = _kinds()[kind.group()] if kind else ""
    fact: Fact | None
    if bare in bounds()["rank"]["general"]:
        bare, beside = "", beside or _in_clause(report, by_end, sentence_start, clause_start - 1)
    if not bare:
        if beside is None or several or beside.base:
            return None
        name, indicator_id, fact = beside.indicator, beside.indicator_id or _won(beside), beside
        measure = measure or measured(report, beside)
        if kind and measure != measured(report, beside) and beside.measure is not Measure.LEVEL and measure == "level":
            fact = None
    else:
        if len(bare) > _LONGEST_NAME or re.search(r"\d", bare):
            return None
        name, fact = bare, None
        indicator_id = identify(bare, measure="growth" if measure == "growth" else "", place=place.name)
        measure = measure or "level"
    period = last_year(fact.period) if fact is not None and fact.period else _reviewed(report)
    key = indicator_id or wording(name, place.name).core
    if not period or (not indicator_id and len(key) < _LEAST_NAME) or period >= int(report.metadata.year.value or 0):
        return None
    scope = match["scope"] + match["of"].removeprefix("地区")
    return Claim(place, report, start, end, period, name, key, indicator_id, measure, scope, rank, fact)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    value = chinese_number(text)
    return int(value) if value is not None else 0


def _reviewed(report: Report) -> int:
    """The last year that a report looks back on."""
    return last_year(report.metadata.reviewed.value)


def measured(report: Report, fact: Fact) -> str:
    """What of its indicator a number is: its growth, its rise, what was added, or its level."""
    if fact.measure is Measure.LEVEL:
        text = report.text[max(fact.sentence_start, fact.start - 16, 0) : fact.start]
        return "new" if "new" in actions(fact.indicator + " " + text) else "level"
    return {"growth": "growth", "rise": "rise"}.get(family(fact.measure), "other")


def _beside(report: Report, by_end: Sequence[Fact], start: int, at: int) -> Fact | None:
    """The number right before a rank, with nothing but a mark between them."""
    if at <= start:
        return None
    view = report.view.text
    last = view[:at].rstrip("，、, ")
    if len(last) < start + 1 or at - len(last) > 2:
        return None
    end = report.view.span(len(last) - 1, len(last))[1]
    k = bisect_right(by_end, end, key=_end) - 1
    if (
        k < 0
        or by_end[k].end != end
        or by_end[k].measure in (Measure.RANK, Measure.TIMES)
        or by_end[k].dimension == "rank"
    ):
        return None
    return by_end[k]


def _in_clause(report: Report, by_end: Sequence[Fact], start: int, at: int) -> Fact | None:
    """The only number of the clause that ends at ``at``."""
    if at <= start:
        return None
    view = report.view.text
    first = max(view.rfind(stop, start, at) for stop in _STOPS) + 1 or start
    if first >= at:
        return None
    low, high = report.view.span(first, at)
    k = bisect_right(by_end, high, key=_end)
    inside = [fact for fact in by_end[max(0, k - 2) : k] if fact.start >= low]
    return (
        inside[0] if len(inside) == 1 and inside[0].measure is Measure.LEVEL and inside[0].dimension != "rank" else None
    )


def _end(fact: Fact) -> int:
    return fact.end


def _won(fact: Fact) -> str:
    """The id of what a name says was won (成果荣获国家科学技术奖)."""
    _, won, thing = fact.indicator.rpartition("获")
    return identify(thing.lstrip("得评"), unit=fact.unit, measure=fact.measure.value) if won else ""
