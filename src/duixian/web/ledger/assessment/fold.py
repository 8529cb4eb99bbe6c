"""The log folded: how each item of a ledger stood at a moment, what had been reported of it, and what had been done to it.

Only events are read, and nothing of today's rows but which items the ledger has: the same moment gives the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from duixian.web.ledger.lights.days import WorkingDays, announced
from duixian.web.ledger.models import Event, Item, Ledger, State
from duixian.web.ledger.options import defaults
from duixian.web.ledger.states import Act

__all__ = ["AT_WORK", "Deed", "Folded", "Reported", "Standing", "fold", "local_day", "option_at", "working_days_at"]

AT_WORK = frozenset({State.ACCEPTED, State.IN_PROGRESS})
"""The states in which an item is reported on each month."""
_PLAIN = ("number", "title", "kind", "section", "unit", "better")
_DAYS = ("begins", "deadline")
_AMOUNTS = ("baseline", "target")


@dataclass(slots=True)
class Deed:
    """Something that was done to an item."""

    event: int
    item: int
    action: str
    at: datetime
    office: int | None
    reason: str
    data: dict[str, Any]


@dataclass(slots=True)
class Reported:
    """An entry: what an office reported as of a day, and what became of it."""

    event: int
    at: datetime
    office: int | None
    as_of: date
    value: Decimal | None
    text: str
    difficulties: str
    coordination: bool
    fields: int
    papers: int = 0
    approved_at: datetime | None = None
    refused_at: datetime | None = None


@dataclass(slots=True)
class Standing:
    """An item as it stood."""

    pk: int
    number: str = ""
    title: str = ""
    kind: str = ""
    section: str = ""
    unit: str = ""
    better: str = "higher"
    begins: date | None = None
    deadline: date | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    lead: int | None = None
    supporting: list[int] = field(default_factory=list)
    milestones: list[dict[str, Any]] = field(default_factory=list)
    state: str = ""
    light: str = ""
    value: Decimal | None = None
    value_on: date | None = None
    done_at: datetime | None = None
    verified_at: datetime | None = None
    reports: list[Reported] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    history: list[tuple[datetime, str]] = field(default_factory=list)

    def state_at(self, moment: datetime) -> str:
        """Gives the state just before a moment; empty where the item was not there yet."""
        state = ""
        for at, after in self.history:
            if at >= moment:
                break
            state = after
        return state

    def standing_reports(self) -> list[Reported]:
        """Gives the entries that nobody sent back."""
        return [one for one in self.reports if one.refused_at is None]


@dataclass(slots=True)
class Folded:
    """A ledger as it stood: its items by their key, in the order of their numbers."""

    items: dict[int, Standing]
    until: datetime


def fold(ledger: Ledger, until: datetime) -> Folded:
    """Folds everything the log says of a ledger's items before ``until``."""
    mine = Item.objects.filter(ledger=ledger).order_by().values("pk")
    rows = Event.objects.filter(subject="item", number__in=mine, at__lt=until).order_by("id")
    items: dict[int, Standing] = {}
    for pk, number, action, after, at, office, reason, data in rows.values_list("id", "number", "action", "after", "at", "office_id", "reason", "data").iterator(chunk_size=4000):
        one = items.setdefault(number, Standing(number))
        _take(one, Deed(pk, number, action, at, office, reason, data), after)
    return Folded(dict(sorted(items.items(), key=lambda pair: (pair[1].number, pair[0]))), until)


def _take(one: Standing, deed: Deed, after: str) -> None:
    data = deed.data
    one.deeds.append(deed)
    if after and after != one.state:
        one.state = after
        one.history.append((deed.at, after))
    match deed.action:
        case Act.CREATE | Act.EDIT:
            _described(one, data)
        case "carried_in":  # keeping/closing.py: an item of the year before begins here where it stood
            _described(one, data)
            one.value, one.value_on = _amount(data.get("value")), _day(data.get("value_on"))
        case Act.ASSIGN:
            _described(one, {name: data[name] for name in ("lead", "supporting", "deadline", "target") if name in data})
        case Act.ACCEPT if one.begins is None:
            one.begins = deed.at.date()  # as the item itself has it (effects.py)
        case Act.EXTEND:
            one.deadline = _day(data.get("deadline")) or one.deadline
        case Act.CHANGE:
            one.target = _amount(data.get("target"))
        case Act.REPORT:
            _reported(one, deed)
        case Act.APPROVE | Act.REFUSE:
            _decided(one, deed)
        case Act.REPORT_DONE:
            one.done_at = deed.at
        case Act.VERIFY:
            one.verified_at = deed.at
        case Act.SEND_BACK | Act.REOPEN:
            one.done_at = one.verified_at = None
        case "light":
            one.light = data.get("after") or ""


def _described(one: Standing, data: Mapping[str, Any]) -> None:
    for name in _PLAIN:
        if data.get(name) is not None and name in data:
            setattr(one, name, data[name])
    for name in _DAYS:
        if name in data:
            setattr(one, name, _day(data[name]))
    for name in _AMOUNTS:
        if name in data:
            setattr(one, name, _amount(data[name]))
    if "lead" in data:
        one.lead = int(data["lead"]) if data["lead"] else None
    if "supporting" in data:
        said = data["supporting"] or []
        one.supporting = [int(each) for each in (said if isinstance(said, list) else [said])]
    if "milestones" in data:
        one.milestones = list(data["milestones"] or [])


def _reported(one: Standing, deed: Deed) -> None:
    data = deed.data
    as_of = _day(data.get("as_of"))
    if as_of is None:
        return
    filled = sum(1 for name in ("as_of", "value", "text", "difficulties") if data.get(name) not in (None, "")) + bool(data.get("needs_coordination"))
    entry = Reported(
        deed.event,
        deed.at,
        deed.office or one.lead,
        as_of,
        _amount(data.get("value")),
        data.get("text") or "",
        data.get("difficulties") or "",
        bool(data.get("needs_coordination")),
        filled,
    )
    one.reports.append(entry)
    if data.get("approved"):
        _approved(one, entry, deed.at)


def _decided(one: Standing, deed: Deed) -> None:
    entry = next((each for each in one.reports if each.event == deed.data.get("reported")), None)
    if entry is None:
        return
    if deed.action == Act.REFUSE:
        entry.refused_at = deed.at
    else:
        _approved(one, entry, deed.at)


def _approved(one: Standing, entry: Reported, at: datetime) -> None:
    """The newest approved figure of the lead office is the item's, as ``effects`` has it."""
    entry.approved_at = at
    if entry.value is not None and entry.office == one.lead and (one.value_on is None or entry.as_of >= one.value_on):
        one.value, one.value_on = entry.value, entry.as_of


def _day(raw: Any) -> date | None:
    return date.fromisoformat(str(raw).strip()[:10]) if raw else None


def _amount(raw: Any) -> Decimal | None:
    if raw in (None, ""):
        return None
    try:
        return Decimal(str(raw).strip().replace(",", "").replace("\N{FULLWIDTH COMMA}", ""))
    except InvalidOperation:
        return None


def local_day(moment: datetime) -> date:
    """Gives the day that a moment is of, here."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def option_at(names: Iterable[str], until: datetime) -> dict[str, Any]:
    """Gives settings as they held at a moment, from the log; what was never set holds as ``data/options.toml`` says."""
    found = {name: defaults()[name]["value"] for name in names}
    later: set[str] = set()
    for at, data in Event.objects.filter(subject="option", action="set").order_by("id").values_list("at", "data"):
        name = data.get("name")
        if name not in found:
            continue
        if at < until:
            found[name] = data["value"]
            later.add(name)
        elif name not in later:  # the first change after the moment says what held before
            found[name] = data["old"]
            later.add(name)
    return found


def working_days_at(until: datetime) -> WorkingDays:
    """Gives the working days as they were known at a moment, from the notices of holidays in the log."""
    last: dict[int, tuple[int, dict[str, str]]] = {}
    for pk, data in Event.objects.filter(subject="notice", action="load", at__lt=until).order_by("id").values_list("id", "data"):
        last[int(data["year"])] = (pk, data["days"])
    ordered = sorted(last.items(), key=lambda one: one[1][0])
    return announced((year, {date.fromisoformat(day): sort == "working" for day, sort in days.items()}) for year, (_pk, days) in ordered)
