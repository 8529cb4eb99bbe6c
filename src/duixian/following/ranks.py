"""Places in a row that reports claim (全国首位, 中部第2), held against each other and against the other places' own figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import takewhile
from typing import NamedTuple

from duixian.following.consistency import steady
from duixian.following.crossing import Spot, bounds, crossing, said
from duixian.following.joining import family
from duixian.following.places import Place
from duixian.following.precision import interval
from duixian.following.standing import level_of
from duixian.following.verdicts import better
from duixian.following.wording import actions, wording
from duixian.language.indicators import identify, indicator
from duixian.language.lexicon import alternation
from duixian.language.numerals import chinese_number
from duixian.language.periods import last_year
from duixian.model import CrossFinding, Fact, Measure, Report, Role

__all__ = ["Claim", "claims", "disputed"]

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
        measure = measure or _measure(report, beside)
        if kind and measure != _measure(report, beside) and beside.measure is not Measure.LEVEL and measure == "level":
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


def _measure(report: Report, fact: Fact) -> str:
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


def disputed(reports: Iterable[tuple[Place, Report]]) -> list[CrossFinding]:
    """Gives the ranks that two places claim, and those that other places' own figures deny.

    Args:
        reports: All reports with their places, of any places and years.
    """
    pairs = list(reports)
    groups: defaultdict[tuple[str, str, int, str, str], list[Claim]] = defaultdict(list)
    for place, report in pairs:
        for claim in claims(report, place):
            whole = _whose(claim)
            if whole:
                groups[level_of(*place), whole, claim.year, claim.key, claim.measure].append(claim)
    figures = _Figures(pairs, {key[2:4] for key in groups})
    found: list[CrossFinding] = []
    for group in groups.values():
        found += _twice(group)
        for claim in group:
            found += _denied(claim, figures)
    return found


def _whose(claim: Claim) -> str:
    """The whole that a rank is in: the scope, and the place above where the scope is of one (全市, 中心城区); empty where that is not known."""
    if claim.scope.startswith(tuple(bounds()["rank"]["wide"])):
        return claim.scope
    inside = _inside(claim)
    return f"{inside} {claim.scope}" if inside else ""


def _inside(claim: Claim) -> str:
    """With what the codes (or names) of the places in the province or city begin that a scope is of."""
    rank = bounds()["rank"]
    code, name = claim.place
    of_province = claim.scope.startswith(tuple(rank["province"]))
    if code:
        return code[:2] if of_province or code[:2] in rank["municipalities"] else code[:4]
    match = re.match(r".+?(?:省|自治区)" if of_province else r".+[省市州盟](?=.)", name)
    return match.group() if match else ""


def _twice(group: Sequence[Claim]) -> Iterator[CrossFinding]:
    """One rank that two places claim, unless their figures are equal."""
    first: dict[int, Claim] = {}
    for two in group:
        one = first.setdefault(two.rank, two)
        if one.place == two.place or _tied(one, two):
            continue
        mine = f"（{said(two.fact)}）" if two.fact else ""
        other = f"（{said(one.fact)}）" if one.fact else ""
        message = f"{two.place.name}{mine}与{one.place.name}{other}都称{two.year}年“{_called(two)}”居{two.scope}第{two.rank}，请核对统计范围和口径"
        yield crossing(
            "rank_claimed_twice",
            message,
            two.spot,
            one.spot,
            year=two.year,
            indicator=two.name,
            indicator_id=two.indicator_id,
        )


def _called(claim: Claim) -> str:
    """What is ranked: the catalogue's name, or the report's, with the word for what of it is."""
    known = indicator(claim.indicator_id) if claim.indicator_id else None
    name = known.name if known is not None else claim.name
    return name + {"growth": "增速", "rise": "增量", "share": "占比"}.get(claim.measure, "")


def _tied(one: Claim, two: Claim) -> bool:
    return one.fact is not None and two.fact is not None and one.fact.base_value == two.fact.base_value


class _Figure(NamedTuple):
    place: Place
    report: Report
    fact: Fact


_Of = tuple[str, int, str, str, str]
"""What figures must share to be held against each other: level of government, year, indicator, what of it, dimension."""


class _Figures:
    """The places' own yearly figures of what is ranked: one for each place that gives only one."""

    def __init__(self, pairs: Sequence[tuple[Place, Report]], wanted: set[tuple[int, str]]) -> None:
        found: defaultdict[_Of, defaultdict[Place, list[_Figure]]] = defaultdict(lambda: defaultdict(list))
        for place, report in pairs:
            for fact in report.facts:
                if (
                    fact.role is Role.TARGET
                    or not fact.indicator_id
                    or (last_year(fact.period), fact.indicator_id) not in wanted
                ):
                    continue
                if fact.base_value is not None and steady(fact) and len(fact.period) == 4 and not fact.base:
                    key = (
                        level_of(*place),
                        last_year(fact.period),
                        fact.indicator_id,
                        _measure(report, fact),
                        fact.dimension,
                    )
                    found[key][place].append(_Figure(place, report, fact))
        self._found: dict[_Of, dict[Place, _Figure]] = {}
        for key, of_places in found.items():
            single = {
                place: own[0] for place, own in of_places.items() if len({one.fact.base_value for one in own}) == 1
            }
            self._found[key] = single
        self._kinds: defaultdict[tuple[object, ...], list[_Of]] = defaultdict(list)
        for key in self._found:
            self._kinds[key[:4]].append(key)
        self._best: dict[tuple[_Of, tuple[str, ...], float], list[_Figure]] = {}

    def own(self, claim: Claim) -> Iterator[tuple[_Of, _Figure]]:
        """Gives the figures of a claim's own place, one for each dimension."""
        for key in self._kinds.get((level_of(*claim.place), claim.year, claim.indicator_id, claim.measure), ()):
            if claim.place in self._found[key]:
                yield key, self._found[key][claim.place]

    def best(self, key: _Of, members: tuple[str, ...], sign: float) -> list[_Figure]:
        """Gives the figures of the places among ``members``, the best first."""
        known = self._best.get((key, members, sign))
        if known is None:
            among = [one for one in self._found[key].values() if (one.place.code or one.place.name).startswith(members)]
            among.sort(key=lambda one: (-sign * float(one.fact.base_value or 0), one.place))
            known = self._best[key, members, sign] = among
        return known


def _denied(claim: Claim, figures: _Figures) -> Iterator[CrossFinding]:
    """A rank for which too many other places give better figures of their own."""
    known = indicator(claim.indicator_id) if claim.indicator_id else None
    members = _members(claim)
    if known is None or not known.better or not members or claim.measure not in ("level", "growth"):
        return
    for key, own in figures.own(claim):
        beside = claim.fact
        if beside is not None and beside.measure is own.fact.measure and beside.base_value != own.fact.base_value:
            continue
        sign = -1.0 if better(own.fact) == "lower" else 1.0
        best = figures.best(key, members, sign)
        ahead = list(takewhile(partial(_ahead, own, sign), best))
        if len(ahead) >= claim.rank:
            listed = "、".join(f"{other.place.name}{said(other.fact)}" for other in ahead[:3])
            message = (
                f"{claim.place.name}称{claim.year}年“{_called(claim)}”居{claim.scope}第{claim.rank}（{said(own.fact)}），"
                f"但{listed}{'等' if len(ahead) > 3 else ''}{len(ahead)}地自报的数字更好，请核对"
            )
            yield crossing(
                "rank_denied",
                message,
                claim.spot,
                Spot(ahead[0].report, ahead[0].fact.start, ahead[0].fact.end),
                year=claim.year,
                indicator=claim.name,
                indicator_id=claim.indicator_id,
            )


def _ahead(own: _Figure, sign: float, other: _Figure) -> bool:
    return _beats(other.fact, own.fact, sign)


def _members(claim: Claim) -> tuple[str, ...]:
    """With what the codes of the places begin that a rank is among; nothing where the scope does not say."""
    level, scope = level_of(*claim.place), claim.scope
    if level == "province":
        regions = bounds()["regions"]
        return ("",) if scope in ("全国", "各省区", "各省份", "各省") else tuple(regions.get(scope, ()))
    whole = {"county": "全市", "city": "全省"}.get(level)
    return (_inside(claim),) if scope == whole else ()


def _beats(other: Fact, own: Fact, sign: float) -> bool:
    """Whether one figure is better than another beyond rounding."""
    one, two = interval(other), interval(own)
    return one.low > two.high if sign > 0 else one.high < two.low
