"""The ledger against the next year's report: where what the office closed and what the report says do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import msgspec
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duixian.model import Outcome as OutcomeRecord
from duixian.web.archive.models import Outcome
from duixian.web.ledger.keeping.models import Explanation
from duixian.web.ledger.models import Item, Kind, Ledger, Source, State

__all__ = ["SORTS", "Difference", "Sort", "differences"]

_record = msgspec.json.Decoder(OutcomeRecord)
_KEPT = frozenset({"exceeded", "met"})
_SHORT = frozenset({"missed"})


class Sort(StrEnum):
    """How ledger and report differ."""

    VALUE = "value"
    SHORT_BUT_CLOSED = "short_but_closed"
    KEPT_BUT_OPEN = "kept_but_open"
    NOT_TOLD = "not_told"
    DROPPED_BUT_TOLD = "dropped_but_told"


SORTS: dict[Sort, str | Promise] = {
    Sort.VALUE: _("Another figure than the ledger's"),
    Sort.SHORT_BUT_CLOSED: _("Closed in the ledger, missed by the report"),
    Sort.KEPT_BUT_OPEN: _("Kept by the report, not closed in the ledger"),
    Sort.NOT_TOLD: _("Closed in the ledger, not mentioned in the report"),
    Sort.DROPPED_BUT_TOLD: _("Dropped in the ledger, told in the report"),
}


class Difference(NamedTuple):
    """One item and the verdict of following on its goal; ``explained`` is the last thing said of it."""

    item: Item
    sort: Sort
    outcome: Outcome
    record: OutcomeRecord
    explained: Explanation | None


def differences(ledger: Ledger) -> list[Difference]:
    """Gives what differs, in the order of the items' numbers; nothing where no later report was followed yet.

    An item is held against the goal whose record it was made from: the same report and fact.
    """
    sources = {(one.ref, one.record): one.item for one in Source.objects.filter(item__ledger=ledger, item__kind=Kind.GOAL).exclude(record="").select_related("item", "item__lead")}
    wanted = {ref for ref, _fact in sources}
    found = Outcome.objects.filter(goal_report__ref__in=wanted).exclude(verdict="pending").select_related("goal_report", "actual_report")
    said = _explained(item.pk for item in sources.values())
    rows = []
    for outcome in found:
        item = sources.get((outcome.goal_report.ref, outcome.goal_fact))
        if item is not None and item.state not in (State.MERGED, State.DRAFT):
            record = _record.decode(outcome.record)
            rows += [Difference(item, sort, outcome, record, said.get((item.pk, sort))) for sort in _sorts(item, outcome, record)]
    return sorted(rows, key=lambda one: (one.item.number, one.sort))


def _sorts(item: Item, outcome: Outcome, record: OutcomeRecord) -> Iterator[Sort]:
    told = outcome.verdict not in ("absent", "other_form")
    if item.state == State.DROPPED:
        if told:
            yield Sort.DROPPED_BUT_TOLD
        return
    if item.value is not None and record.actual_value is not None and record.actual_unit == item.unit and Decimal(str(record.actual_value)) != item.value:
        yield Sort.VALUE
    if item.state == State.VERIFIED and outcome.verdict in _SHORT:
        yield Sort.SHORT_BUT_CLOSED
    if item.state == State.VERIFIED and outcome.verdict == "absent":
        yield Sort.NOT_TOLD
    if item.state not in (State.VERIFIED, State.CARRIED) and outcome.verdict in _KEPT:
        yield Sort.KEPT_BUT_OPEN


def _explained(items: Iterable[int]) -> dict[tuple[int, str], Explanation]:
    rows = Explanation.objects.filter(Q(item__in=list(items))).select_related("event", "event__user", "event__post").order_by("id")
    return {(one.item_id, one.sort): one for one in rows}
