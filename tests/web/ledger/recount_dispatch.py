"""The tables of dispatch in a bulletin counted a second time, from exported rows of the log alone.

It shares no code with ``dispatch/counts.py``, ``rates.py`` and ``clocks.py``, nor with their data, and is written the other way round: there are no clocks. For each
time limit that an action set, the later actions on the same case are read until one answers it or does away with it. ``rows`` are those of ``recount.exported``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import chinese_calendar

from tests.web.ledger.recount import HERE, midnight_after

__all__ = ["recount_dispatch", "tables"]

GIVEN = {"rates_minimum": 5, "whistle_fairly_share": 90, "dispatch:rates": {"preset": "callback"}}
OF_DEPARTMENTS = ("sign", "contact", "report", "result")
ANSWERED_BY = {
    "sign": {"sign"}, "contact": {"contact", "report_in"}, "report": {"report_in"}, "result": {"result"},
    "decide": {"settle", "blow", "send_down"}, "confirm": {"confirm", "send_back"},
}  # fmt: skip
ENDED_BY = {"withdraw", "join", "close"}
KNOWN_UNTIL = max(each.year for each in chinese_calendar.holidays)

Column = tuple[str, str, str]
"""What counts whole, what counts in part, and what they are counted against."""
NO_COLUMN: Column = ("", "", "")
CALL_BACKS: list[Column] = [("contacted", "", "reached"), ("solved", "", "reached"), ("satisfied", "fairly", "reached")]
REGISTER: list[Column] = [("contact_kept", "", "contact_due"), ("confirmed_solved", "", "confirmed"), ("street_satisfied", "street_fairly", "street_marked")]
MARKS: list[Column] = [("call_satisfied", "call_fairly", "call_marked"), ("street_satisfied", "street_fairly", "street_marked"), ("objections", "", "calls")]
KEPT: dict[str, list[Column]] = {
    "department": [(f"{sort}_kept", "", f"{sort}_due") for sort in OF_DEPARTMENTS],
    "street": [(f"{sort}_kept", "", f"{sort}_due") for sort in ("decide", "confirm")],
}
WEIGHED: dict[tuple[str, str], list[Column]] = {
    ("callback", "department"): CALL_BACKS,
    ("callback", "street"): CALL_BACKS,
    ("register", "department"): REGISTER,
    ("register", "street"): [NO_COLUMN, *REGISTER[1:]],
}
"""The three rates that are weighed together; a street is not in touch with anybody, so by the register it lacks the first."""
WEIGHTS = (Fraction(1, 10), Fraction(5, 10), Fraction(4, 10))
CALLED = {"department": "calls", "street": "whistles"}

Counts = dict[tuple[str, int], Counter[str]]


class Happened(NamedTuple):
    """Something that counts for an office at a moment."""

    at: datetime
    of: str
    office: int
    name: str


class Set(NamedTuple):
    """A time limit that an action set for an office."""

    by: dict[str, Any]
    of: str
    office: int
    sort: str


def recount_dispatch(rows: list[dict[str, Any]], first: date, last: date, names: Mapping[int, str]) -> dict[str, dict[str, list[str]]]:
    """Gives the rows of the tables of departments and of streets by the name of the office: how often it was called or blew, its rates, and them all together.

    ``names`` says what offices are called.
    """
    begin, until = midnight_after(first - timedelta(days=1)), midnight_after(last)
    stories: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["subject"] == "case":
            stories[row["number"]].append(row)
    notices = [row for row in rows if row["subject"] == "notice"]
    counts: Counts = defaultdict(Counter)
    for events in stories.values():
        for one in [*told(events), *limits(events, notices)]:
            if begin <= one.at < until:
                counts[one.of, one.office][one.name] += 1
    least, fairly, rule = (setting(rows, name, until) for name in GIVEN)
    found: dict[str, dict[str, list[str]]] = {}
    for (of, office), counted in counts.items():
        if not counted[CALLED[of]]:
            continue
        weighed = [rate(counted, column, fairly, least) for column in WEIGHED[rule["preset"], of]]
        beside = [rate(counted, column, fairly, least) for column in [*KEPT[of], *MARKS]]
        columns = [value for value, column in zip(weighed, WEIGHED[rule["preset"], of], strict=True) if column is not NO_COLUMN]
        whole = None if None in weighed else sum(weight * value for weight, value in zip(WEIGHTS, weighed, strict=True) if value is not None)
        found.setdefault(of, {})[names[office]] = [str(counted[CALLED[of]]), *(written(value) for value in [*columns, *beside, whole])]
    return found


def tables(found: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """The tables as a bulletin holds them (``figures["dispatch"]``), in the form in which they are counted again."""
    return {table["of"]: {name: numbers for name, *numbers in table["rows"]} for table in found}


def setting(rows: list[dict[str, Any]], name: str, until: datetime) -> Any:
    said = [row["data"]["value"] for row in rows if row["subject"] == "option" and row["data"].get("name") == name and row["at"] < until]
    return said[-1] if said else GIVEN[name]


def rate(counted: Mapping[str, int], column: Column, fairly: float, least: float) -> Fraction | None:
    whole, partly, below = (counted.get(name, 0) for name in column)
    return (whole + partly * Fraction(str(fairly)) / 100) / below if below >= max(int(least), 1) else None


def written(share: Fraction | None) -> str:
    if share is None:
        return "—"
    hundredths = int(share * 10_000 + Fraction(1, 2))  # half up
    return f"{hundredths // 100}.{hundredths % 100:02}"


def calls_of(event: dict[str, Any], before: list[dict[str, Any]]) -> list[int]:
    """The departments that an action called to a case."""
    match event["action"]:
        case "blow" | "call_more":
            return list(event["data"]["departments"])
        case "uphold":
            return [] if event["data"]["office"] in called(before) else [event["data"]["office"]]
    return []


def called(events: list[dict[str, Any]]) -> list[int]:
    """The departments called to a case, also those that were excused since."""
    found: list[int] = []
    for event in events:
        if event["action"] in ("blow", "call_more"):
            found += event["data"]["departments"]
        elif event["action"] == "uphold" and event["data"]["office"] not in found:
            found.append(event["data"]["office"])
    return found


def taking_part(events: list[dict[str, Any]]) -> list[int]:
    excused = {event["data"]["department"] for event in events if event["action"] == "uphold"}
    return [one for one in called(events) if one not in excused]


def told(events: list[dict[str, Any]]) -> Iterator[Happened]:
    """What was done and said in a case."""
    street = events[0]["data"]["street"]
    for number, event in enumerate(events):
        at, action, said, before = event["at"], event["action"], event["data"], events[:number]
        for office in calls_of(event, before):
            yield Happened(at, "department", office, "calls")
            yield Happened(at, "street", street, "calls")
        if action == "blow":
            yield Happened(at, "street", street, "whistles")
        elif action == "object":
            yield Happened(at, "department", event["office"], "objections")
            yield Happened(at, "street", street, "objections")
        elif action == "rate":
            for name in ("call_marked", f"call_{said['level']}"):
                yield Happened(at, "department", event["office"], name)
                yield Happened(at, "street", street, name)
        elif action == "confirm":
            yield from confirmed(event, before, street)
        elif action == "call_back":
            names = [name for name in ("reached", "contacted", "solved") if said.get(name)] + ([said["level"]] if said.get("level") else [])
            for of, office in [("street", street), *(("department", one) for one in taking_part(before))]:
                yield from (Happened(at, of, office, name) for name in names)


def confirmed(event: dict[str, Any], before: list[dict[str, Any]], street: int) -> Iterator[Happened]:
    at = event["at"]
    solved = []
    for raw, level in event["data"]["levels"].items():
        office = int(raw)
        solved.append([row["data"]["outcome"] for row in before if row["action"] == "result" and row["office"] == office][-1] == "solved")
        for name in ("street_marked", f"street_{level}"):
            yield Happened(at, "department", office, name)
            yield Happened(at, "street", event["office"], name)
        yield from (Happened(at, "department", office, name) for name in ("confirmed", "confirmed_solved")[: 1 + solved[-1]])
    yield from (Happened(at, "street", street, name) for name in ("confirmed", "confirmed_solved")[: 1 + all(solved)])


def limits(events: list[dict[str, Any]], notices: list[dict[str, Any]]) -> Iterator[Happened]:
    """The time limits of a case, each when it ended; those that were done away with before are none."""
    for one in limits_set(events):
        due = ends(one, notices)
        later = [row for row in events if row["id"] > one.by["id"]]
        own = [row for row in later if one.of == "street" or row["office"] == one.office]
        answers = [row for row in own if row["action"] in ANSWERED_BY[one.sort]]
        stops = [row for row in later if row["action"] in ENDED_BY] + [row for row in own if row["action"] == "object" and one.of == "department"]
        settled = min([*answers, *stops], key=lambda row: row["id"], default=None)
        answered = settled is not None and settled in answers
        if settled is not None and not answered and settled["at"] <= due:
            continue
        yield Happened(due, one.of, one.office, f"{one.sort}_due")
        if settled is not None and answered and settled["at"] <= due:
            yield Happened(due, one.of, one.office, f"{one.sort}_kept")


def limits_set(events: list[dict[str, Any]]) -> Iterator[Set]:
    street = events[0]["data"]["street"]
    for number, event in enumerate(events):
        action, after, before = event["action"], event["after"], events[:number]
        for office in calls_of(event, before):
            yield from (Set(event, "department", office, sort) for sort in OF_DEPARTMENTS)
        if action in ("raise", "pass_up", "reopen") and after == "with_street":
            yield Set(event, "street", street, "decide")
        if action in ("result", "uphold") and after == "answered":
            yield Set(event, "street", street, "confirm")
        if action == "overrule":
            office = event["data"]["department"]
            done = {row["action"] for row in before if row["office"] == office}
            yield from (Set(event, "department", office, sort) for sort in OF_DEPARTMENTS if not done & ANSWERED_BY[sort])
        if action == "send_back" or (action == "reopen" and after == "handling"):
            named = event["data"].get("departments") or taking_part(before)
            yield from (Set(event, "department", office, "result") for office in named if office in taking_part(before))


is_workday = cache(chinese_calendar.is_workday)


def ends(one: Set, notices: list[dict[str, Any]]) -> datetime:
    """When a time limit is over: hours later, or with the last second of so many working days, by the holidays announced when it was set."""
    limit, start = one.by["data"]["limits"][one.sort], one.by["at"]
    if limit["hours"]:
        moment: datetime = start + timedelta(hours=limit["number"])
        return moment
    day, left = start.astimezone(HERE).date(), int(limit["number"])
    while left:
        day += timedelta(days=1)
        left -= works(day, [row for row in notices if row["id"] < one.by["id"]])
    return midnight_after(day) - timedelta(seconds=1)


def works(day: date, notices: list[dict[str, Any]]) -> bool:
    newest = {row["data"]["year"]: row for row in notices}
    said = [row["data"]["days"][day.isoformat()] for row in sorted(newest.values(), key=lambda row: row["id"]) if day.isoformat() in row["data"]["days"]]
    if said:
        return bool(said[-1] == "working")
    return bool(is_workday(day)) if day.year <= KNOWN_UNTIL else day.weekday() < 5
