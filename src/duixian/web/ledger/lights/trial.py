"""What rules would have said: a year's ledger looked at again at each month's end, by the rules in force and by those that are tried."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from duixian.web.ledger.lights.days import month_ends
from duixian.web.ledger.lights.evaluate import Judged, judge
from duixian.web.ledger.lights.facts import Facts, Figure
from duixian.web.ledger.lights.gather import LIT, facts_of
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.lights.notices import working_days
from duixian.web.ledger.lights.rules import Rules
from duixian.web.ledger.models import Entry, Event, Item, Ledger, Petition, PetitionKind, State, Verdict
from duixian.web.ledger.options import option

__all__ = ["Differs", "Month", "Trial", "tried"]

_DAY = timedelta(days=1)


class Differs(NamedTuple):
    """An item whose light by the rules that are tried is not that of the rules in force."""

    item: int
    before: Judged
    after: Judged


@dataclass(frozen=True)
class Month:
    """A month's end: how many items had which light by either set, and which differ."""

    end: date
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    differ: list[Differs] = field(default_factory=list)

    @property
    def items(self) -> int:
        """How many items had a light by either."""
        return max(self.before.total(), self.after.total())


class Trial(NamedTuple):
    """What came out, month by month."""

    months: list[Month]

    @property
    def differ(self) -> int:
        """How many lights differ, all months together."""
        return sum(len(one.differ) for one in self.months)


class _Past(NamedTuple):
    """What is known of an item's past: its facts now, its states by time, entries with the day each became known, and what was asked and granted."""

    facts: Facts
    states: list[tuple[datetime, str]]
    entries: list[tuple[date, Figure]]
    changes: list[tuple[datetime, str, Any]]


def tried(ledger: Ledger, now: Rules, then: Rules, *, today: date | None = None) -> Trial:
    """Looks at a ledger's year at each month's end that is past, with what was known once that month's reports were due; ``now`` is what is in force, ``then`` what is tried.

    State, entries, deadline and target are those of the time; what an item is about, and who leads it, are those of today.
    """
    today = today or timezone.localdate()
    days, report_day = working_days(), int(option("report_day"))
    known, pasts = Months(days, report_day, now.entry.shift), _pasts(ledger)
    settled = Months(days, 0)
    months = []
    for end in month_ends(date(ledger.year, 1, 1), min(date(ledger.year, 12, 31), today - _DAY)):
        one = Month(end)
        for pk, past in pasts.items():
            facts = _as_of(past, end, known.due(end).day)
            if not facts.lit:
                continue
            before, after = judge(now, facts, end + _DAY, settled), judge(then, facts, end + _DAY, settled)
            one.before[before.light] += 1
            one.after[after.light] += 1
            if before.light != after.light:
                one.differ.append(Differs(pk, before, after))
        months.append(one)
    return Trial(months)


def _as_of(past: _Past, end: date, known_by: date) -> Facts:
    last = timezone.make_aware(datetime.combine(end + _DAY, time.min))
    place = bisect_right(past.states, (last, ""))
    state = past.states[place - 1][1] if place else ""
    if state not in LIT:
        return replace(past.facts, lit=False)
    facts = past.facts
    for at, name, old in reversed(past.changes):  # from the newest back: the oldest one that came later holds what was before it
        if at >= last:
            facts = replace(facts, **{name: old})
    return replace(
        facts,
        lit=True,
        finished=facts.finished if state == State.REPORTED_DONE and facts.finished and facts.finished <= end else None,
        milestones=tuple(one if one.done is None or one.done <= end else one._replace(done=None) for one in facts.milestones),
        figures=tuple(one for known, one in past.entries if known <= known_by and one.as_of <= end),
    )


def _pasts(ledger: Ledger) -> dict[int, _Past]:
    """Reads the items of a ledger with their pasts: five queries."""
    items = Item.objects.filter(ledger=ledger)
    states: Mapping[int, list[tuple[datetime, str]]] = defaultdict(list)
    for number, at, after in Event.objects.filter(subject="item", number__in=items.values("pk")).exclude(action="light").order_by("id").values_list("number", "at", "after"):
        found = states[number]
        if not found or found[-1][1] != after:
            found.append((at, after))
    entries: Mapping[int, list[tuple[date, Figure]]] = defaultdict(list)
    granted = Entry.objects.filter(item__ledger=ledger, verdict=Verdict.GRANTED, office=F("item__lead")).order_by("as_of", "id")
    for item, decided, as_of, value in granted.values_list("item_id", "decided_at", "as_of", "value"):
        assert decided is not None, "what is granted has its day"
        entries[item].append((timezone.localtime(decided).date(), Figure(as_of, value)))
    changes: Mapping[int, list[tuple[datetime, str, Any]]] = defaultdict(list)
    petitions = Petition.objects.filter(item__ledger=ledger, verdict=Verdict.GRANTED, kind__in=[PetitionKind.EXTEND, PetitionKind.CHANGE]).order_by("decided_at", "id")
    for item, kind, decided, deadline, target in petitions.values_list("item_id", "kind", "decided_at", "old_deadline", "old_target"):
        assert decided is not None, "what is granted has its day"
        old: date | Decimal | None = deadline if kind == PetitionKind.EXTEND else target
        changes[item].append((decided, "deadline" if kind == PetitionKind.EXTEND else "target", old))
    return {pk: _Past(facts, states[pk], entries[pk], changes[pk]) for pk, facts in facts_of(items)}
