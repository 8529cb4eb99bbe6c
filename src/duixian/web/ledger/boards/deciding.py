"""The items that need a decision of a leader, the most pressing first, each with the reasons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.ledger.models import Entry, Item, Light, Petition, PetitionKind, State, Verdict
from duixian.web.ledger.options import option
from duixian.web.ledger.states import OPEN
from duixian.web.ledger.templatetags.ledger import reached, time_left

__all__ = ["MOST", "Needed", "silent", "to_decide"]

MOST = 10
"""Items that a leader is shown as needing a decision."""
_AT_WORK = (State.ACCEPTED, State.IN_PROGRESS)
_FAR = date.max


@dataclass(frozen=True)
class Needed:
    """An item that needs a decision, with why."""

    item: Item
    reasons: tuple[str, ...]


def to_decide(items: QuerySet[Item], today: date) -> list[Needed]:
    """Gives the items that need a decision, at most :data:`MOST`: those with a petition that waits, then those that need coordination, then the longest red, then
    those near or past the deadline with little reached. Where two are alike in one, the next decides."""
    under_way = items.filter(state__in=OPEN - {State.DRAFT})
    petitions = _petitions(under_way)
    troubles = _troubles(under_way)
    near = today + timedelta(days=int(option("near_days")))
    low = int(option("low_progress"))
    red = under_way.filter(light=Light.RED).order_by(F("light_at").asc(nulls_last=True), "number")
    late = under_way.filter(_behind(low), state__in=_AT_WORK, deadline__lte=near).order_by("deadline", "number")
    asked = Q(pk__in=[*petitions, *troubles]) | Q(pk__in=red.values("pk")[:MOST]) | Q(pk__in=late.values("pk")[:MOST])
    pressing = Case(
        When(_behind(low), state__in=_AT_WORK, deadline__lte=near, then=True),
        default=False,
        output_field=BooleanField(),
    )
    found = []
    for pk, number, light, at, deadline, presses in (
        under_way.filter(asked)
        .annotate(presses=pressing)
        .values_list("pk", "number", "light", "light_at", "deadline", "presses")
    ):
        since = (timezone.localdate(at) if at else _FAR) if light == Light.RED else None
        order = (
            pk not in petitions,
            pk not in troubles,
            since is None,
            since or _FAR,
            deadline if presses else _FAR,
            number,
        )
        found.append((order, pk, since, presses))
    found.sort(key=lambda one: one[0])
    chosen = found[:MOST]
    rows = (
        Item.objects.select_related("lead", "leader__office")
        .defer("text", "light_why")
        .in_bulk([pk for _order, pk, _since, _presses in chosen])
    )
    return [
        Needed(rows[pk], tuple(_reasons(rows[pk], petitions.get(pk, []), troubles.get(pk), since, presses, today)))
        for _order, pk, since, presses in chosen
    ]


def silent(items: QuerySet[Item], today: date) -> QuerySet[Item]:
    """Gives the items at work since before this month that nobody has reported of as of last month or later (what was sent back does not count)."""
    last = today.replace(day=1) - timedelta(days=1)
    said = Entry.objects.filter(item=OuterRef("pk"), as_of__gte=last.replace(day=1)).exclude(verdict=Verdict.REFUSED)
    return (
        items.filter(state__in=_AT_WORK, accepted_at__date__lte=last)
        .exclude(Exists(said))
        .order_by(F("deadline").asc(nulls_last=True), "number")
    )


def _behind(low: int) -> Q:
    """The condition that little is reached: a share below ``low`` percent; without a share, a light that is not green."""
    begin = Coalesce(F("baseline"), Decimal(0))
    known = Q(value__isnull=False, target__gt=begin, better="higher")
    little = Q(value__lt=begin + (F("target") - begin) * Decimal(low) / Decimal(100))
    unknown = Q(value=None) | Q(target=None) | Q(target__lte=begin) | Q(better="lower")
    return (known & little) | (unknown & ~Q(light=Light.GREEN))


def _petitions(items: QuerySet[Item]) -> dict[int, list[tuple[str, str, Any]]]:
    found = defaultdict(list)
    for item, kind, reason, at in (
        Petition.objects.filter(verdict="", item__in=items.values("pk"))
        .order_by("at")
        .values_list("item_id", "kind", "reason", "at")
    ):
        found[item].append((kind, reason, at))
    return found


def _troubles(items: QuerySet[Item]) -> dict[int, str]:
    """The difficulties of items whose last approved entry asks for coordination."""
    later = Entry.objects.filter(
        item=OuterRef("item"), office=OuterRef("office"), verdict=Verdict.GRANTED, pk__gt=OuterRef("pk")
    )
    rows = Entry.objects.filter(
        needs_coordination=True, verdict=Verdict.GRANTED, item__in=items.filter(state__in=_AT_WORK).values("pk")
    ).exclude(Exists(later))
    return dict(rows.order_by("id").values_list("item_id", "difficulties"))


def _reasons(
    item: Item,
    petitions: list[tuple[str, str, Any]],
    trouble: str | None,
    red: date | None,
    pressing: bool,
    today: date,
) -> list[str]:
    said = []
    for kind, reason, at in petitions:
        days = (today - timezone.localdate(at)).days
        said.append(
            _("%(asked)s: asked for %(days)d days ago (%(reason)s)")
            % {"asked": PetitionKind(kind).label, "days": days, "reason": reason}
        )
    if trouble is not None:
        said.append(_("Needs coordination: %(what)s") % {"what": trouble} if trouble else _("Needs coordination"))
    if red is not None:
        said.append(_("Red for %(days)d days") % {"days": (today - red).days} if red != _FAR else _("Red"))
    if pressing:
        share = reached(item)
        left = _("Deadline %(left)s") % {"left": time_left(item.deadline)}
        said.append(left if share is None else _("%(left)s, %(share)d%% reached") % {"left": left, "share": share})
    return said
