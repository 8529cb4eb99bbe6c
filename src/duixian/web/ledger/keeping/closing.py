"""The year's end as one action: what is open goes on in the next year's ledger, the figures are written down, and the year changes no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.acting import act, acted
from duixian.web.ledger.effects import next_number
from duixian.web.ledger.keeping.models import YearEnd
from duixian.web.ledger.log import Actor, before, in_turn, plain, write
from duixian.web.ledger.models import Entry, Item, Ledger, Milestone, Petition, Source
from duixian.web.ledger.refusals import Frozen, NotNow, NotYours
from duixian.web.ledger.states import OPEN, Act

__all__ = ["CARRIED_IN", "Obstacle", "close_year", "obstacles", "successor"]

CARRIED_IN = "carried_in"
"""What the log calls the beginning of an item that comes from the year before."""
_SAME = (
    "kind", "title", "text", "section", "theme", "indicator", "measure", "unit", "baseline", "target", "qualifier", "better", "begins", "deadline", "lead", "post",
    "leader", "state", "suspended_from", "assigned_at", "sign_by", "accepted_at", "done_at", "value", "value_on", "entered_at",
)  # fmt: skip
"""What an item takes with it into the next year."""
_TOLD = ("kind", "title", "section", "unit", "baseline", "target", "better", "begins", "deadline", "value", "value_on")
"""What of it the log says, since figures are counted from the log of a year alone."""


class Obstacle(NamedTuple):
    """Something that must be decided before the year can be closed."""

    item: Item
    entries: int
    petitions: int


def obstacles(ledger: Ledger) -> list[Obstacle]:
    """Gives the open items on which entries or petitions still wait: they would be decided in a year that changes no more."""
    entries = Counter(Entry.objects.filter(item__ledger=ledger, item__state__in=OPEN, verdict="").values_list("item", flat=True))
    petitions = Counter(Petition.objects.filter(item__ledger=ledger, item__state__in=OPEN, verdict="").values_list("item", flat=True))
    items = Item.objects.filter(pk__in={*entries, *petitions}).order_by("number")
    return [Obstacle(item, entries[item.pk], petitions[item.pk]) for item in items]


def successor(ledger: Ledger) -> Ledger:
    """Gives the ledger of the year after; makes it where it is not there yet."""
    title = ledger.title.replace(str(ledger.year), str(ledger.year + 1)) if str(ledger.year) in ledger.title else f"{ledger.title} {ledger.year + 1}"
    return Ledger.objects.get_or_create(place=ledger.place, year=ledger.year + 1, defaults={"title": title})[0]


def close_year(ledger: Ledger, user: User, *, key: str = "") -> YearEnd:
    """Carries every open item over in the state it is in, writes the year's figures down and freezes its ledger; all of it or nothing.

    Raises:
        Refused: the user is not of the delivery office, the year is closed already, or entries and petitions still wait.
    """
    with in_turn():
        locked = Ledger.objects.select_for_update().get(pk=ledger.pk)
        actor = Actor(user, next((post for post in held(user) if post.role == PostRole.DELIVERY), None))
        if actor.post is None:
            raise NotYours(_("Only the delivery office closes a year."))
        repeated = before(actor, key, "ledger", locked.pk, "close", {})
        if repeated is not None:
            return YearEnd.objects.get(event=repeated)
        if locked.frozen_at:
            raise Frozen
        if waiting := obstacles(locked):
            raise NotNow(_("%(count)s items have entries or petitions that wait for a decision. Decide them first.") % {"count": len(waiting)})
        following = successor(locked)
        if following.frozen_at:
            raise NotNow(_("The ledger of the year after is closed already."))
        rows = list(_rows(locked))
        carried = [_carry(item, following, user, actor) for item in locked.items.filter(state__in=OPEN).order_by("number")]
        counts = {"items": len(rows), "carried": len(carried)} | {name: dict(Counter(row[name] for row in rows)) for name in ("state", "kind", "light")}
        locked.frozen_at = timezone.now()
        locked.save(update_fields=["frozen_at"])
        event = write("ledger", locked.pk, "close", actor, data={"next": following.pk, "counts": counts}, key=key)
        return YearEnd.objects.create(ledger=locked, event=event, rows=rows, counts=counts)


def _rows(ledger: Ledger) -> Iterator[dict[str, Any]]:
    for item in ledger.items.select_related("lead").order_by("number"):
        yield plain(
            {
                "number": item.number, "title": item.title, "kind": item.kind, "office": str(item.lead or ""), "state": item.state, "target": item.target,
                "value": item.value, "unit": item.unit, "light": item.light, "deadline": item.deadline,
            }
        )  # fmt: skip


def _carry(item: Item, ledger: Ledger, user: User, actor: Actor) -> Item:
    """Ends an item as carried over, and begins it again in the next year's ledger where it stood."""
    state = item.state
    act(item.pk, Act.CARRY, user)
    after = Item(ledger=ledger, number=next_number(ledger), origin=item, **{name: getattr(item, name) for name in _SAME})
    after.save()
    after.supporting.set(item.supporting.all())
    Milestone.objects.bulk_create(Milestone(item=after, due=one.due, what=one.what, planned=one.planned) for one in item.milestones.filter(done_on=None))
    for one in item.sources.all():
        Source.objects.create(item=after, report=one.report, ref=one.ref, record=one.record, document=one.document, start=one.start, end=one.end, quote=one.quote)
    data = {"origin": item.pk, "number": after.number, "ledger": ledger.pk, "lead": after.lead_id, "supporting": [one.pk for one in after.supporting.all()]}
    data |= {name: getattr(after, name) for name in _TOLD if getattr(after, name) is not None}
    data["milestones"] = [{"due": one.due, "what": one.what, "planned": one.planned} for one in after.milestones.all()]
    event = write("item", after.pk, CARRIED_IN, actor, states=("", state), data=data)
    acted.send(Item, item=after, event=event)
    return after
