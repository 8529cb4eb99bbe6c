"""Ranks that two places claim, and ranks that the other places' own figures deny."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from duixian.following.crossing import Spot, bounds, crossing, said
from duixian.following.places import Place
from duixian.following.precision import interval, steady
from duixian.following.ranks import Claim, claims, measured
from duixian.following.standing import level_of
from duixian.following.verdicts import better
from duixian.language.indicators import indicator
from duixian.language.periods import last_year
from duixian.model import CrossFinding, Fact, Report, Role

__all__ = ["disputed"]


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
        twice = list(_twice(group))
        found += twice
        told = {(one.report, one.start) for one in twice}
        for claim in group:
            if (claim.report.name, claim.start) not in told:
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
                        measured(report, fact),
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
                f"但{listed}{f'等{len(ahead)}地' if len(ahead) > 3 else ''}自报的数字更好，请核对"
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
