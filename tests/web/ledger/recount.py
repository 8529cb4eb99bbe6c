"""The figures of a bulletin counted a second time, from exported rows of the log alone.

It shares no code with ``assessment/figures.py`` and is written the other way round: for each question it runs over the rows from the first to the last.
``rows`` are dictionaries as the log is exported: id, subject, number, action, after, at, office, data. Times are aware.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar

__all__ = ["exported", "recount"]

HERE = ZoneInfo("Asia/Shanghai")
STATES = ["draft", "assigned", "returned", "accepted", "in_progress", "reported_done", "verified", "suspended", "dropped", "merged", "carried"]
KINDS = ["goal", "task", "livelihood", "instruction", "proposal", "meeting", "superior", "project"]
GIVEN = {"report_day": 5, "sign_hours": 24, "ahead_points": 10, "rank_min_items": 3}
NO_LINE = {"%", "％", "‰", "百分点", "个百分点", "percent"}


def exported() -> list[dict[str, Any]]:
    """The whole log as it is exported."""
    from duixian.web.ledger.models import Event

    return list(Event.objects.order_by("id").values("id", "subject", "number", "action", "after", "at", "office", "data"))


def midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HERE) + timedelta(days=1)


def last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def setting(rows: Iterable[dict[str, Any]], name: str, until: datetime) -> Any:
    changes = [row for row in rows if row["subject"] == "option" and row["data"].get("name") == name]
    done = [row["data"]["value"] for row in changes if row["at"] < until]
    return done[-1] if done else changes[0]["data"]["old"] if changes else GIVEN[name]


def number(raw: Any) -> float | None:
    return None if raw in (None, "") else float(str(raw).replace(",", ""))


def state_before(events: list[dict[str, Any]], moment: datetime) -> str:
    known = [row["after"] for row in events if row["at"] < moment and row["after"]]
    return known[-1] if known else ""


def last_said(events: list[dict[str, Any]], name: str, actions: set[str]) -> Any:
    said = [row["data"][name] for row in events if row["action"] in actions and name in row["data"]]
    return said[-1] if said else None


def recount(rows: list[dict[str, Any]], ledger: int, first: date, last: date) -> dict[str, Any]:
    """Gives every number under the name ``figures.numbers`` has for it."""
    begin, until = midnight_after(first - timedelta(days=1)), midnight_after(last)
    mine = {row["number"] for row in rows if row["subject"] == "item" and row["action"] == "create" and row["data"]["ledger"] == ledger and row["at"] < until}
    stories: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["subject"] == "item" and row["number"] in mine and row["at"] < until:
            stories[row["number"]].append(row)
    day, hours, ahead = (setting(rows, name, until) for name in ("report_day", "sign_hours", "ahead_points"))
    lead = {pk: int(found) if (found := last_said(events, "lead", {"create", "edit", "assign"})) else None for pk, events in stories.items()}
    state = {pk: state_before(events, until) for pk, events in stories.items()}
    light = {pk: last_said(events, "after", {"light"}) or "" for pk, events in stories.items()}
    kind = {pk: last_said(events, "kind", {"create", "edit"}) for pk, events in stories.items()}
    on = {pk for pk in stories if state[pk] not in ("draft", "dropped", "merged", "carried")}
    happened: dict[str, list[int]] = defaultdict(list)
    entries: dict[str, list[int]] = defaultdict(list)
    rating = {pk: rate(events, state[pk], light[pk], last, ahead) for pk, events in stories.items()}
    for pk, events in stories.items():
        tell(happened, pk, events, state[pk], begin, until, last, sign_limits(rows, hours, until), pk in on, rating[pk])
        for year, month in months(first, last, day):
            owed(entries, pk, events, lead[pk], year, month, day)
    counted: dict[str, Any] = {}

    def put(path: str, keep: set[int]) -> None:
        for name in ("items", "open", "new", "verified", "closed", "overdue", "returned", "sent_back", "coordination", "sign_due", "signed", "on_schedule", "rated"):
            counted[f"{path}counts.{name}"] = sum(1 for pk in happened[name] if pk in keep)
        for name in ("due", "made", "on_time", "late", "missing", "approved"):
            counted[f"{path}counts.{name}"] = sum(1 for pk in entries[name] if pk in keep)
        for name in ("green", "yellow", "red", "none"):
            counted[f"{path}lights.{name}"] = sum(1 for pk in keep & on if (light[pk] or "none") == name)
        for name in ("done", "behind", "ahead", "on", "other"):
            counted[f"{path}classes.{name}"] = sum(1 for pk in keep & on if rating[pk] == name)
        for name, above, below in (("on_time_rate", "on_time", "due"), ("closing_rate", "verified", "items"), ("sign_rate", "signed", "sign_due"), ("on_schedule_rate", "on_schedule", "rated")):
            counted[path + name] = written(counted[f"{path}counts.{above}"], counted[f"{path}counts.{below}"])

    put("", set(stories))
    counted |= {f"states.{name}": sum(1 for pk in stories if state[pk] == name) for name in STATES}
    counted |= {f"kinds.{name}": sum(1 for pk in on if kind[pk] == name) for name in KINDS}
    offices = sorted({one for pk, one in lead.items() if one and pk in on})
    for office in offices:
        put(f"office.{office}.", {pk for pk in stories if lead[pk] == office})
    least = setting(rows, "rank_min_items", until)
    shares = {one: counted[f"office.{one}.counts.on_schedule"] / below for one in offices if (below := counted[f"office.{one}.counts.rated"]) >= max(least, 1)}
    for one in offices:
        counted[f"office.{one}.rank"] = 1 + sum(1 for share in shares.values() if share > shares[one] + 1e-12) if one in shares else None
    return counted


def sign_limits(rows: list[dict[str, Any]], hours: float, until: datetime) -> Callable[[datetime], datetime]:
    """When so many hours of working days are over, by the notices of holidays loaded so far."""
    notices = {}
    for row in rows:
        if row["subject"] == "notice" and row["at"] < until:
            notices[row["data"]["year"]] = row["data"]["days"]

    def works(day: date) -> bool:
        for days in notices.values():
            if day.isoformat() in days:
                return days[day.isoformat()] == "working"
        return bool(chinese_calendar.is_workday(day)) if day.year <= max(each.year for each in chinese_calendar.holidays) else day.weekday() < 5

    def limit(at: datetime) -> datetime:
        now, left = at.astimezone(HERE), timedelta(hours=hours)
        while True:
            end = midnight_after(now.date())
            if works(now.date()):
                if now + left <= end:
                    return now + left
                left -= end - now
            now = end

    return limit


def tell(
    happened: dict[str, list[int]], pk: int, events: list[dict[str, Any]], state: str, begin: datetime, until: datetime, last: date, limits: Callable[[datetime], datetime], on: bool, rating: str
) -> None:
    within = [row for row in events if row["at"] >= begin]
    if on:
        happened["items"].append(pk)
        happened["verified" if state == "verified" else "open"].append(pk)
        if state == "verified" and [row for row in events if row["action"] == "verify"][-1]["at"] >= begin:
            happened["closed"].append(pk)
        deadline = [row["data"]["deadline"] for row in events if row["action"] in ("create", "edit", "assign", "extend") and row["data"].get("deadline")]
        if state in ("assigned", "returned", "accepted", "in_progress") and deadline and date.fromisoformat(deadline[-1]) <= last:
            happened["overdue"].append(pk)
        sent_back = {row["data"].get("reported") for row in events if row["action"] == "refuse"}
        asks = [row["data"].get("needs_coordination") for row in events if row["action"] == "report" and row["id"] not in sent_back]
        if state != "verified" and asks and asks[-1]:
            happened["coordination"].append(pk)
        if rating != "other":
            happened["rated"].append(pk)
        if rating in ("done", "ahead", "on"):
            happened["on_schedule"].append(pk)
    assigned = [row for row in events if row["action"] == "assign"]
    if assigned and assigned[0]["at"] >= begin:
        happened["new"].append(pk)
    if any(row["action"] == "return" for row in within):
        happened["returned"].append(pk)
    if any(row["action"] == "send_back" for row in within):
        happened["sent_back"].append(pk)
    for one in assigned:
        limit = limits(one["at"])
        later = [row for row in events if row["id"] > one["id"]]
        answers = [row["at"] for row in later if row["action"] in ("accept", "return")]
        ends = [row["at"] for row in later if row["action"] in ("drop", "merge", "carry") and row["at"] <= limit]
        if begin <= limit < until and (answers or not ends):
            happened["sign_due"].append(pk)
            if answers and answers[0] <= limit:
                happened["signed"].append(pk)


def months(first: date, last: date, day: int) -> list[tuple[int, int]]:
    found = []
    year, month = first.year - 1, 1
    while (year, month) <= (last.year, last.month):
        following = (year + month // 12, month % 12 + 1)
        if first <= date(*following, day) <= last:
            found.append((year, month))
        year, month = following
    return found


def owed(entries: dict[str, list[int]], pk: int, events: list[dict[str, Any]], lead: int | None, year: int, month: int, day: int) -> None:
    closes = midnight_after(date(year + month // 12, month % 12 + 1, day))
    ends = midnight_after(last_of(year, month))
    if lead is None or not {state_before(events, ends), state_before(events, closes)} <= {"accepted", "in_progress"}:
        return
    entries["due"].append(pk)
    refused = {row["data"].get("reported") for row in events if row["action"] == "refuse"}
    approved = {row["data"].get("reported") for row in events if row["action"] == "approve"}
    made = [
        row
        for row in events
        if row["action"] == "report" and (row["office"] or lead) == lead and row["id"] not in refused and row["data"]["as_of"][:7] == f"{year}-{month:02}"
    ]
    if not made:
        entries["missing"].append(pk)
        return
    entries["made"].append(pk)
    entries["on_time" if made[0]["at"] < closes else "late"].append(pk)
    if made[0]["id"] in approved or made[0]["data"].get("approved"):
        entries["approved"].append(pk)


def rate(events: list[dict[str, Any]], state: str, light: str, last: date, ahead: float) -> str:
    if state == "verified":
        return "done"
    if light in ("yellow", "red"):
        return "behind"
    if light != "green":
        return "other"
    described = {"create", "edit", "assign"}
    target = number(last_said(events, "target", described | {"change"}))
    base = number(last_said(events, "baseline", described)) or 0.0
    unit = last_said(events, "unit", described)
    accepted = [row["at"] for row in events if row["action"] == "accept"]
    begins = last_said(events, "begins", described) or (accepted[0].date().isoformat() if accepted else None)
    deadline = [row["data"]["deadline"] for row in events if row["action"] in described | {"extend"} and row["data"].get("deadline")]
    value = figure(events)
    if target is None or value is None or not begins or not deadline or unit in NO_LINE or target == base:
        return "on"
    start, end = date.fromisoformat(begins), date.fromisoformat(deadline[-1])
    if end <= start:
        return "on"
    gone = min(max((last - start).days / (end - start).days, 0.0), 1.0)
    return "ahead" if ((value - base) / (target - base) - gone) * 100 >= ahead - 1e-9 else "on"


def figure(events: list[dict[str, Any]]) -> float | None:
    """The item's figure: of approved entries of the lead office the one of the latest day."""
    best: tuple[str, float] | None = None
    told = {row["id"]: row for row in events if row["action"] == "report"}
    for row in events:
        if row["action"] == "report" and row["data"].get("approved"):
            source = row
        elif row["action"] == "approve" and row["data"].get("reported") in told:
            source = told[row["data"]["reported"]]
        else:
            continue
        lead = last_said([one for one in events if one["id"] <= row["id"]], "lead", {"create", "edit", "assign"})
        value = number(source["data"].get("value"))
        if value is not None and (source["office"] or int(lead)) == int(lead) and (best is None or source["data"]["as_of"] >= best[0]):
            best = (source["data"]["as_of"], value)
    return best[1] if best else None


def written(above: int, below: int) -> str:
    if not below:
        return "—"
    tenths = (2000 * above + below) // (2 * below)  # half up
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"
