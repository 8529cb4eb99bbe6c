"""Every figure a bulletin needs of a ledger and a period, as things stood when the period was over, computed from the log.

A figure is a list of what it counts: keys of items, or positions in ``entries``. So a number never stands without what is behind it. ``as_json`` keeps
nothing that could change: what was computed once is stored and shown from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.assessment.fold import (
    AT_WORK,
    Folded,
    Reported,
    Standing,
    fold,
    local_day,
    option_at,
    working_days_at,
)
from duixian.web.ledger.assessment.periods import Period, after
from duixian.web.ledger.assessment.words import words
from duixian.web.ledger.lights.days import Unit
from duixian.web.ledger.log import plain
from duixian.web.ledger.models import Kind, Ledger, Light, State
from duixian.web.ledger.states import Act

__all__ = ["CLASSES", "COUNTS", "ENTRY_COUNTS", "RATES", "between", "figures", "numbers", "rank", "rated", "share"]

OPTIONS = ("report_day", "sign_hours", "ahead_points", "rank_min_items")
CLASSES = ("done", "behind", "ahead", "on", "other")
ITEM_COUNTS = ("items", "open", "new", "verified", "closed", "overdue", "returned", "sent_back", "coordination", "sign_due", "signed", "on_schedule", "rated")
ENTRY_COUNTS = ("due", "made", "on_time", "late", "missing", "approved")
COUNTS = (*ITEM_COUNTS, *ENTRY_COUNTS)
RATES: dict[str, tuple[str, str]] = {"on_time_rate": ("on_time", "due"), "closing_rate": ("verified", "items"), "sign_rate": ("signed", "sign_due"), "on_schedule_rate": ("on_schedule", "rated")}
"""Each rate by what is above and below its line."""
_OFF = frozenset({"", State.DRAFT, State.DROPPED, State.MERGED, State.CARRIED})
_LATE_IN = frozenset({State.ASSIGNED, State.RETURNED, *AT_WORK})

_Z = 1.959964
"""Standard deviations of a normal distribution that hold 95% of it."""
Refs = list[int]


def figures(ledger: Ledger, period: Period, folded: Folded | None = None) -> dict[str, Any]:
    """Computes the figures. ``folded`` is the ledger as of the period's end, where it was folded already.

    Gives a tree that JSON can hold: ``period``, ``options`` as they held then, ``items`` and ``entries`` that the figures refer to, ``counts``, ``states``,
    ``kinds``, ``lights`` and ``classes`` of all, and ``offices`` with the same of each that leads an item, ranked by the share on schedule.
    """
    until = after(period.end)
    folded = folded or fold(ledger, until)
    options = option_at(OPTIONS, until)
    classes = {pk: _class(one, period, options) for pk, one in folded.items.items()}
    entries = list(_entries(folded, period, options["report_day"]))
    counts = _counts(folded, period, options, classes, entries)
    on = set(counts["items"])
    offices = sorted({one.lead for one in folded.items.values() if one.lead and one.pk in on})
    names = {one.pk: one for one in Office.objects.filter(pk__in=offices)}
    rows = [_office(names[pk], folded, counts, entries, classes, on) for pk in offices]
    rank(rows, options["rank_min_items"])
    return {
        "period": {"kind": period.kind, "year": period.year, "number": period.number, "start": period.start.isoformat(), "end": period.end.isoformat()},
        "options": options,
        "items": {str(pk): _item(folded.items[pk], classes[pk], period) for pk in folded.items if folded.items[pk].state},
        "entries": entries,
        "counts": counts,
        **_groups(folded, on, classes),
        "offices": sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, names[row["office"]].order, row["office"])),
    }


def _counts(folded: Folded, period: Period, options: dict[str, Any], classes: dict[int, str], entries: list[dict[str, Any]]) -> dict[str, Refs]:
    start, until = after(period.start - timedelta(days=1)), folded.until
    every = list(folded.items.values())
    on = [one for one in every if one.state not in _OFF]

    def which(of: Iterable[Standing], fits: Callable[[Standing], object]) -> Refs:
        return [one.pk for one in of if fits(one)]

    def did(one: Standing, action: str) -> bool:
        return any(each.action == action and each.at >= start for each in one.deeds)

    days = working_days_at(until)
    limits = cache(lambda at: days.due(timezone.localtime(at), options["sign_hours"], Unit.WORKING_HOURS).at)  # as lights/refresh.py sets it
    signs = [(one.pk, in_time) for one in every for in_time in _signs(one, start, until, limits)]
    return {
        "items": [one.pk for one in on],
        "open": which(on, lambda one: one.state != State.VERIFIED),
        "new": which(every, lambda one: next((each.at >= start for each in one.deeds if each.action == Act.ASSIGN), False)),
        "verified": which(on, lambda one: one.state == State.VERIFIED),
        "closed": which(on, lambda one: one.state == State.VERIFIED and one.verified_at and one.verified_at >= start),
        "overdue": which(on, lambda one: one.state in _LATE_IN and one.deadline and one.deadline <= period.end),
        "returned": which(every, lambda one: did(one, Act.RETURN)),
        "sent_back": which(every, lambda one: did(one, Act.SEND_BACK)),
        "coordination": which(on, lambda one: one.state != State.VERIFIED and any(each.coordination for each in one.standing_reports()[-1:])),
        "sign_due": [pk for pk, _in_time in signs],
        "signed": [pk for pk, in_time in signs if in_time],
        "on_schedule": which(on, lambda one: classes[one.pk] in ("done", "ahead", "on")),
        "rated": which(on, lambda one: classes[one.pk] != "other"),
        "due": list(range(len(entries))),
        "made": [number for number, one in enumerate(entries) if one["made"]],
        "on_time": [number for number, one in enumerate(entries) if one["made"] and not one["late"]],
        "late": [number for number, one in enumerate(entries) if one["late"]],
        "missing": [number for number, one in enumerate(entries) if not one["made"]],
        "approved": [number for number, one in enumerate(entries) if one["approved"]],
    }


def _signs(one: Standing, start: datetime, until: datetime, limits: Callable[[datetime], datetime]) -> Iterator[bool]:
    """For each assignment whose time limit ended in the period: whether it was answered by then."""
    for number, deed in enumerate(one.deeds):
        if deed.action != Act.ASSIGN:
            continue
        limit = limits(deed.at)
        if start <= limit < until:
            answer = next((each for each in one.deeds[number + 1 :] if each.action in (Act.ACCEPT, Act.RETURN)), None)
            withdrawn = any(each.action in (Act.DROP, Act.MERGE, Act.CARRY) and each.at <= limit for each in one.deeds[number + 1 :])
            if answer is not None or not withdrawn:
                yield answer is not None and answer.at <= limit


def _entries(folded: Folded, period: Period, day: int) -> Iterator[dict[str, Any]]:
    limits = [(month, last, after(last), after(_end_of(month))) for month, last in period.limits(day)]
    for one in folded.items.values():
        for month, last, closes, ends in limits:
            if one.lead is None or one.state_at(ends) not in AT_WORK or one.state_at(closes) not in AT_WORK:
                continue
            made = next((each for each in one.standing_reports() if each.office == one.lead and (each.as_of.year, each.as_of.month) == (month.year, month.month)), None)
            yield {
                "item": one.pk,
                "office": one.lead,
                "month": month.isoformat()[:7],
                "due": last.isoformat(),
                "made": local_day(made.at).isoformat() if made else "",
                "late": bool(made and made.at >= closes),
                "approved": bool(made and made.approved_at),
                "event": made.event if made else None,
            }


def _end_of(month: Any) -> Any:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _class(one: Standing, period: Period, options: dict[str, Any]) -> str:
    if one.state == State.VERIFIED:
        return "done"
    if one.light in (Light.YELLOW, Light.RED):
        return "behind"
    if one.light == Light.GREEN:
        lead = _points_ahead(one, period)
        return "ahead" if lead is not None and lead >= Fraction(options["ahead_points"]) else "on"
    return "other"


def _points_ahead(one: Standing, period: Period) -> Fraction | None:
    """The share done less the share of time gone by, in points; None for what has no even line."""
    if one.target is None or one.value is None or not one.begins or not one.deadline or one.deadline <= one.begins or one.unit in words()["no_line"]:
        return None
    base = one.baseline or 0
    if one.target == base:
        return None
    done = (Fraction(one.value) - Fraction(base)) / (Fraction(one.target) - Fraction(base))
    gone = Fraction(min(max((period.end - one.begins).days, 0), (one.deadline - one.begins).days), (one.deadline - one.begins).days)
    return (done - gone) * 100


def _groups(folded: Folded, on: set[int], classes: dict[int, str], lead: int | None = None) -> dict[str, dict[str, Refs]]:
    every = [one for one in folded.items.values() if one.state and (lead is None or one.lead == lead)]
    counted = [one for one in every if one.pk in on]
    return {
        "states": {state: [one.pk for one in every if one.state == state] for state in State.values},
        "kinds": {kind: [one.pk for one in counted if one.kind == kind] for kind in Kind.values},
        "lights": {light or "none": [one.pk for one in counted if one.light == light] for light in (*Light.values, "")},
        "classes": {name: [one.pk for one in counted if classes[one.pk] == name] for name in CLASSES},
    }


def _office(office: Office, folded: Folded, counts: dict[str, Refs], entries: list[dict[str, Any]], classes: dict[int, str], on: set[int]) -> dict[str, Any]:
    own = {one.pk for one in folded.items.values() if one.lead == office.pk}
    mine = {name: [ref for ref in refs if (entries[ref]["office"] == office.pk if name in ENTRY_COUNTS else ref in own)] for name, refs in counts.items()}
    groups = _groups(folded, on, classes, office.pk)
    return {"office": office.pk, "name": str(office), "full_name": office.name, "peers": office.peers or office.kind, "counts": mine, "lights": groups["lights"], "classes": groups["classes"]}


def share(row: dict[str, Any], name: str) -> Fraction | None:
    """Gives a rate of all or of one office; None where there is nothing below the line."""
    above, below = RATES[name]
    return Fraction(len(row["counts"][above]), len(row["counts"][below])) if row["counts"][below] else None


def rank(rows: list[dict[str, Any]], least: int) -> None:
    """Gives each row its rank by the share on schedule; equal shares have the same. Those with fewer than ``least`` rated items have none."""
    for row in rows:
        row["share"] = share(row, "on_schedule_rate") if len(row["counts"]["rated"]) >= least else None
    known = sorted((row["share"] for row in rows if row["share"] is not None), reverse=True)
    for row in rows:
        one = row.pop("share")
        row["rank"] = known.index(one) + 1 if one is not None else None


def rated(row: dict[str, Any], name: str) -> str:
    """Gives a rate as it is written, as 87.5%; a dash where there is none."""
    found = share(row, name)
    return percent(found) if found is not None else "—"


def between(row: dict[str, Any], name: str) -> str:
    """Gives the interval of 95% of a rate (E. B. Wilson 1927), as 61%–95%: of few items it is wide. A dash where there is no rate.

    >>> between({"counts": {"on_schedule": [1] * 9, "rated": [1] * 10}}, "on_schedule_rate")
    '60%–98%'
    """
    found = share(row, name)
    if found is None:
        return "—"
    number, rate = len(row["counts"][RATES[name][1]]), float(found)
    middle = rate + _Z * _Z / (2 * number)
    reach = _Z * math.sqrt(rate * (1 - rate) / number + _Z * _Z / (4 * number * number))
    low, high = (max(0.0, min(1.0, (middle + sign * reach) / (1 + _Z * _Z / number))) for sign in (-1, 1))
    return f"{low * 100:.0f}%–{high * 100:.0f}%"


def percent(found: Fraction) -> str:
    """Gives a share in percent, half up, one decimal where it is not whole."""
    tenths = int(found * 1000 + Fraction(1, 2))
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def _item(one: Standing, rating: str, period: Period) -> dict[str, Any]:
    last = _last_report(one)
    ahead = next((each for each in sorted(one.milestones, key=lambda each: str(each.get("due"))) if str(each.get("due")) > period.end.isoformat()), None)
    said: dict[str, Any] = plain(
        {
            "number": one.number,
            "title": one.title,
            "state": one.state,
            "kind": one.kind,
            "light": one.light,
            "class": rating,
            "lead": one.lead,
            "deadline": one.deadline,
            "unit": one.unit,
            "target": one.target,
            "value": one.value,
            "value_on": one.value_on,
            "progress": last.text if last else "",
            "difficulties": last.difficulties if last else "",
            "next": {"due": str(ahead.get("due")), "what": ahead.get("what") or ""} if ahead else None,
        }
    )
    return said


def _last_report(one: Standing) -> Reported | None:
    """The last approved entry of the lead office."""
    fitting = [each for each in one.standing_reports() if each.approved_at and each.office == one.lead]
    return max(fitting, key=lambda each: (each.as_of, each.event)) if fitting else None


def numbers(found: dict[str, Any]) -> dict[str, int | str | None]:
    """Gives every number of the figures under a name of its own, as ``office.3.lights.red``: what another count must give too."""
    flat: dict[str, int | str | None] = {}

    def add(path: str, row: dict[str, Any], names: Iterable[str]) -> None:
        for name in names:
            for key, refs in row[name].items():
                flat[f"{path}{name}.{key}"] = len(refs)
        for name in RATES:
            flat[f"{path}{name}"] = rated(row, name)

    add("", found, ("counts", "states", "kinds", "lights", "classes"))
    for row in found["offices"]:
        add(f"office.{row['office']}.", row, ("counts", "lights", "classes"))
        flat[f"office.{row['office']}.rank"] = row["rank"]
    return flat
