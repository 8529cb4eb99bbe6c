"""Facts of one place and indicator over time, targets beside actuals, with every source and what was revised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from duixian.following.joining import CHANGES
from duixian.following.places import Place
from duixian.following.wording import wording
from duixian.language.indicators import indicator
from duixian.model import Fact, Observation, Report, Role, Series

__all__ = ["series"]

_ROLES = (Role.TARGET, Role.BASELINE, Role.ACTUAL)
_EQUAL = 1e-9


def series(place: Place, reports: Sequence[Report]) -> list[Series]:
    """Gives the series of one place: of each indicator of the catalogue, and of each name that stands in two places.

    Args:
        place: The place.
        reports: Its reports, in order of their years.
    """
    groups: defaultdict[tuple[str, bool, str], list[tuple[Fact, Report]]] = defaultdict(list)
    for report in reports:
        for fact in report.facts:
            key = fact.indicator_id or wording(fact.indicator, fact.place).core
            if key and fact.base_value is not None and fact.period:
                groups[key, fact.measure in CHANGES, _dimension(fact)].append((fact, report))
    return [_series(place, key, change, group) for (key, change, _), group in sorted(groups.items()) if group[0][0].indicator_id or len(group) > 1]


def _dimension(fact: Fact) -> str:
    """What a series is counted in; of things that are counted one by one the classifier (家, 户) makes no difference."""
    return ("points" if "点" in fact.unit else fact.dimension) + fact.unit.partition("/")[2]


def _series(place: Place, key: str, change: bool, group: list[tuple[Fact, Report]]) -> Series:
    first, _ = group[0]
    known = indicator(first.indicator_id) if first.indicator_id else None
    group = sorted(group, key=lambda pair: (pair[0].period, _ROLES.index(pair[0].role), pair[1].name, pair[0].start))
    revised = _revised(group)
    return Series(
        place=place.name,
        place_code=place.code,
        key=key,
        indicator_id=first.indicator_id,
        indicator=known.name if known is not None else first.indicator,
        change=change,
        dimension=first.dimension,
        observations=tuple(_observation(fact, report, fact.id in revised) for fact, report in group),
    )


def _revised(group: list[tuple[Fact, Report]]) -> set[str]:
    """The ids of facts whose period, measure and role another report gives another value for."""
    values: defaultdict[tuple[str, str, str, str], list[tuple[Fact, str]]] = defaultdict(list)
    for fact, report in group:
        role = "target" if fact.role is Role.TARGET else "actual"
        values[fact.period, fact.base, fact.measure.value, role].append((fact, report.name))
    found: set[str] = set()
    for facts in values.values():
        for one, name in facts:
            if any(other != name and _differ(one, two) for two, other in facts):
                found.add(one.id)
    return found


def _differ(one: Fact, two: Fact) -> bool:
    a, b = float(one.base_value or 0), float(two.base_value or 0)
    return abs(a - b) > _EQUAL * max(abs(a), abs(b))


def _observation(fact: Fact, report: Report, revised: bool) -> Observation:
    return Observation(
        period=fact.period,
        role=fact.role,
        measure=fact.measure,
        value=fact.value,
        value_high=fact.value_high,
        unit=fact.unit,
        base_value=fact.base_value,
        base_value_high=fact.base_value_high,
        qualifier=fact.qualifier,
        base=fact.base,
        estimate=fact.estimate,
        indicator=fact.indicator,
        report=report.name,
        fact=fact.id,
        start=fact.start,
        end=fact.end,
        revised=revised,
    )
