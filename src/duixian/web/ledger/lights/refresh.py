"""Keeps each item's light in step: after every action on it, in the same transaction, and for all items of a ledger when a day begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, JSONField
from django.utils import timezone

from duixian.web.ledger.lights.days import Unit
from duixian.web.ledger.lights.evaluate import judge
from duixian.web.ledger.lights.force import Holding, holding
from duixian.web.ledger.lights.gather import Shown, gather
from duixian.web.ledger.lights.limits import limit
from duixian.web.ledger.lights.monthly import keep_month_ends
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.lights.notices import working_days
from duixian.web.ledger.lights.words import why
from duixian.web.ledger.log import in_turn, moment, plain
from duixian.web.ledger.models import Event, Item, Ledger
from duixian.web.ledger.options import option
from duixian.web.ledger.states import Act

__all__ = ["LIGHT", "in_step", "months_now", "refresh", "refresh_all"]

LIGHT = "light"
"""The action under which the log holds that an item's light changed: ``before`` and ``after`` in its data, with the reason."""
_AT_ONCE = 2000
"""Items between which others get their turn."""


class Step(NamedTuple):
    """What becomes of an item's light."""

    shown: Shown
    light: str
    why: dict[str, Any]


def in_step(sender: type[Item], item: Item, event: Event, **_: object) -> None:
    """Sets the light of an item right after something was done to it; receiver of ``acting.acted``. One that was assigned gets its time to accept in working days, too."""
    if event.action == Act.ASSIGN:
        item.sign_by = limit("item", item.pk, "sign_by", event.at, option("sign_hours"), Unit.WORKING_HOURS)
        Item.objects.filter(pk=item.pk).update(sign_by=item.sign_by)
    shown = gather(Item.objects.filter(pk=item.pk))
    if not shown:
        return
    day = timezone.localdate()
    held = holding(day)
    steps = list(_steps(shown, held, months_now(held), day))
    if steps:
        _keep(steps, day, held)
        item.light, item.light_why = steps[0].light, steps[0].why


def refresh(ledger: Ledger, day: date | None = None) -> int:
    """Sets the lights of a ledger's items as they are on the morning of ``day`` (today), and keeps those of the months that are over. Gives how many lights changed.

    A closed year's stay as they were. May be run as often as one likes: what is in step stays untouched.
    """
    day = day or timezone.localdate()
    keep_month_ends(ledger, day)
    if ledger.frozen_at:
        return 0
    held = holding(day)
    months, changed = months_now(held), 0
    keys = list(Item.objects.filter(ledger=ledger).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        with in_turn():
            steps = list(_steps(gather(Item.objects.filter(ledger=ledger, pk__range=(some[0], some[-1]))), held, months, day))
            changed += _keep(steps, day, held)
    return changed


def refresh_all(day: date | None = None) -> int:
    """Refreshes every ledger whose year is not closed; gives how many lights changed."""
    return sum(refresh(one, day) for one in Ledger.objects.filter(frozen_at=None))


def months_now(held: Holding) -> Months:
    """Gives when months are to be reported, by the settings and working days that hold now (two queries)."""
    return Months(working_days(), int(option("report_day")), held.rules.entry.shift)


def _steps(shown: Iterable[Shown], held: Holding, months: Months, day: date) -> Iterable[Step]:
    for one in shown:
        judged = judge(held.rules, one.facts, day, months)
        said = why(judged, held, day)
        if judged.light != one.light or _undated(said) != _undated(one.why):
            yield Step(one, judged.light, said)


def _undated(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "day"}


def _keep(steps: list[Step], day: date, held: Holding) -> int:
    """Writes lights and, where they changed, the log; gives how many did."""
    turned = [one for one in steps if one.light != one.shown.light]
    _update([one for one in steps if one.light == one.shown.light], None)
    if not turned:
        return 0
    at = moment()
    events = (
        Event(
            subject="item",
            number=one.shown.pk,
            action=LIGHT,
            before=one.shown.state,
            after=one.shown.state,
            at=at,
            data=plain({"before": one.shown.light, "after": one.light, "day": day, "rules": held.pk, "version": held.version, "why": _undated(one.why)}),
        )
        for one in turned
    )
    Event.objects.bulk_create(events, batch_size=500)
    _update(turned, at)
    return len(turned)


def _update(steps: list[Step], at: datetime | None) -> None:
    """Writes lights row by row through one prepared statement: Django's own bulk update takes ten times as long for JSON. Without ``at`` the light is the same as before."""
    if not steps:
        return
    quote, meta = connection.ops.quote_name, Item._meta
    fields = [meta.get_field(name) for name in ("light", "light_why", *(["light_at"] if at else []))]
    sets = []
    for field in fields:
        sets.append(f"{quote(field.name)} = %s{'::jsonb' if isinstance(field, JSONField) and connection.vendor == 'postgresql' else ''}")
    rows = []
    for one in steps:
        values = (one.light, one.why, at)
        rows.append([*(field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=False) if isinstance(field, Field)), one.shown.pk])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(meta.db_table)} SET {', '.join(sets)} WHERE {quote('id')} = %s", rows)
