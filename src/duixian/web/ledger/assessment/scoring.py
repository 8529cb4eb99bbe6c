"""Scores of a period by a version of the rules: every point tied to the entries, events and items that made it, with an interval."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from duixian.web.ledger.assessment.figures import RATES
from duixian.web.ledger.assessment.fold import Folded, Standing, local_day
from duixian.web.ledger.assessment.periods import Period, after
from duixian.web.ledger.assessment.rules import measures, total, two_places
from duixian.web.ledger.states import Act

__all__ = ["Line", "Scored", "ranked", "scored"]

_DRAWS = 1000
_MIDDLE = (2.5, 97.5)
_ENTRIES = ("on_time", "due")


@dataclass
class Line:
    """Points by a rule, with the facts that made them; ``item`` is the first one's."""

    rule: str
    points: Decimal
    facts: list[dict[str, Any]]
    item: int | None = None


@dataclass
class Scored:
    """An office's score: its lines, total, interval and the number of items behind it."""

    office: int
    peers: str
    items: int
    lines: list[Line] = field(default_factory=list)
    total: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    rank: int | None = None


@dataclass
class _Mark:
    """Something that counts by a rule; ``role`` is ``points`` for the office that leads, ``support`` for one that supports."""

    rule: str
    item: int
    fact: dict[str, Any]
    role: str = "points"


def scored(folded: Folded, figures: Mapping[str, Any], content: Mapping[str, Any], period: Period, peers: Mapping[int, str], least: int) -> list[Scored]:
    """Scores every office that leads an item, or supports one where the rules count that. ``peers`` names the group of each office.

    Offices are ranked within their group; those with fewer than ``least`` items are not.
    """
    supports = any(Decimal(rule.get("support", 0)) for rule in content["rules"].values())
    on = {pk: folded.items[pk] for pk in figures["counts"]["items"]}
    led = {row["office"]: [pk for pk in on if on[pk].lead == row["office"]] for row in figures["offices"]}
    supported: dict[int, list[int]] = {}
    for pk, item in on.items() if supports else ():
        for office in item.supporting:
            supported.setdefault(office, []).append(pk)
    found = []
    for office in sorted({*led, *supported}):
        row = next((row for row in figures["offices"] if row["office"] == office), None)
        marks = list(_marks(row, folded, figures, content, period)) if row else []
        marks += list(_supported(supported.get(office, []), figures, folded))
        own = [*led.get(office, []), *(pk for pk in supported.get(office, []) if on[pk].lead != office)]
        one = Scored(office, peers.get(office, ""), len(own))
        one.lines = [*_lines(marks, content, folded), *(_rates(row, content) if row else _full(content))]
        one.total = total(content, [(line.rule, line.points) for line in one.lines])
        seed = zlib.crc32(f"{period.kind}-{period.year}-{period.number}-{office}".encode())
        one.low, one.high = _interval(own, marks, row, figures, content, folded, seed)
        one.low, one.high = min(one.low, one.total), max(one.high, one.total)
        found.append(one)
    ranked(found, least)
    return found


def ranked(scores: list[Scored] | list[Any], least: int) -> None:
    """Gives each score its rank among its peers; equal totals have the same, and those with fewer than ``least`` items none."""
    for one in scores:
        group = [each.total for each in scores if each.peers == one.peers and each.items >= least]
        one.rank = 1 + sum(1 for each in group if each > one.total) if one.items >= least else None


def _marks(row: Mapping[str, Any], folded: Folded, figures: Mapping[str, Any], content: Mapping[str, Any], period: Period) -> Iterator[_Mark]:
    counts = row["counts"]
    for rule in ("late", "missing"):
        for ref in counts[rule]:
            entry = figures["entries"][ref]
            yield _Mark(rule, entry["item"], {"month": int(entry["month"][5:]), "due": entry["due"], "made": entry["made"], "event": entry["event"]})
    for pk, times in (Counter(counts["sign_due"]) - Counter(counts["signed"])).items():
        for _time in range(times):
            yield _Mark("sign_late", pk, {})
    start = after(period.before.end)
    for rule, action in (("returned", Act.RETURN), ("sent_back", Act.SEND_BACK)):
        for pk in counts[rule]:
            for deed in folded.items[pk].deeds:
                if deed.action == action and deed.at >= start:
                    yield _Mark(rule, pk, {"day": local_day(deed.at).isoformat(), "event": deed.event})
    for pk in counts["overdue"]:
        yield _Mark("overdue", pk, _deadline(folded.items[pk]))
    for light in ("yellow", "red"):
        for pk in row["lights"][light]:
            yield _Mark(light, pk, {})
    for pk in counts["closed"]:
        closed = folded.items[pk].verified_at
        yield _Mark("closed", pk, {"day": local_day(closed).isoformat() if closed else ""})


def _supported(items: list[int], figures: Mapping[str, Any], folded: Folded) -> Iterator[_Mark]:
    late = set(figures["counts"]["overdue"])
    for pk in items:
        if pk in late:
            yield _Mark("overdue", pk, _deadline(folded.items[pk]) | {"supporting": True}, "support")


def _deadline(one: Standing) -> dict[str, Any]:
    return {"due": one.deadline.isoformat() if one.deadline else ""}


def _times(mark: _Mark, rule: Mapping[str, Any], folded: Folded) -> int:
    return 2 if folded.items[mark.item].kind in rule.get("doubled", ()) else 1


def _lines(marks: list[_Mark], content: Mapping[str, Any], folded: Folded) -> Iterator[Line]:
    """A line for each mark, or for each ``every`` marks; a doubled mark counts as two."""
    for name, rule in content["rules"].items():
        for role in ("points", "support"):
            points = Decimal(rule.get(role, 0))
            mine = [one for one in marks if one.rule == name and one.role == role]
            if not points or not mine:
                continue
            every, gathered, count = rule.get("every", 1), list[dict[str, Any]](), 0
            for one in mine:
                item = folded.items[one.item]
                times = _times(one, rule, folded)
                gathered.append(one.fact | {"item": one.item, "number": item.number, "title": item.title, "times": times})
                count += times
                if count >= every:
                    yield Line(name, two_places(points * (count // every)), gathered, gathered[0]["item"])
                    gathered, count = [], count % every


def _rates(row: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Line]:
    for name, rule in content["rules"].items():
        if measures()[name]["sort"] == "rate":
            above, below = (len(row["counts"][part]) for part in RATES[name])
            share = Decimal(above) / Decimal(below) if below else Decimal(1)
            yield Line(name, two_places(Decimal(rule["weight"]) * share), [{"above": above, "below": below, "counts": list(RATES[name])}])


def _full(content: Mapping[str, Any]) -> Iterator[Line]:
    """An office that leads nothing owes nothing: its rates are full."""
    for name, rule in content["rules"].items():
        if measures()[name]["sort"] == "rate":
            yield Line(name, two_places(Decimal(rule["weight"])), [{"above": 0, "below": 0, "counts": list(RATES[name])}])


def _interval(own: list[int], marks: list[_Mark], row: Mapping[str, Any] | None, figures: Mapping[str, Any], content: Mapping[str, Any], folded: Folded, seed: int) -> tuple[Decimal, Decimal]:
    """The middle 95% of scores when the office's items are drawn again, as often as it has items."""
    if not own:
        base = total(content, [])
        return base, base
    place = {pk: number for number, pk in enumerate(own)}
    draws = np.random.default_rng(seed).multinomial(len(own), np.full(len(own), 1 / len(own)), size=_DRAWS)
    scores = np.full(_DRAWS, float(content["base"]))
    for name, rule in content["rules"].items():
        match measures()[name]["sort"]:
            case "marks":
                part = np.zeros(_DRAWS)
                for role in ("points", "support"):
                    counts = np.zeros(len(own))
                    for one in marks:
                        if one.rule == name and one.role == role and one.item in place:
                            counts[place[one.item]] += _times(one, rule, folded)
                    part += (draws @ counts // rule.get("every", 1)) * float(rule.get(role, 0))
                most = float(rule["most"])
                scores += np.clip(part, -most, most) if most else part
            case "rate" if row is not None:
                above, below = (_by_item(row["counts"][part], part, figures, place) for part in RATES[name])
                under = draws @ below
                scores += float(rule["weight"]) * np.where(under > 0, draws @ above / np.maximum(under, 1), 1.0)
            case "rate":
                scores += float(rule["weight"])
    low, high = np.percentile(scores, _MIDDLE)
    return two_places(Decimal(str(low))), two_places(Decimal(str(high)))


def _by_item(refs: list[int], name: str, figures: Mapping[str, Any], place: Mapping[int, int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    counts = np.zeros(len(place))
    for ref in refs:
        pk = figures["entries"][ref]["item"] if name in _ENTRIES else ref
        if pk in place:
            counts[place[pk]] += 1
    return counts
