"""Drafts made many at once, and opening the ledger they stand in: all of a request in one transaction, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.archive.models import Place, Report
from duixian.web.archive.storing import place_of
from duixian.web.ledger.acting import create
from duixian.web.ledger.drafting.models import Advice
from duixian.web.ledger.drafting.proposals import Proposal
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.refusals import Lacking, NotYours

__all__ = ["delivery_post", "enter", "open_ledger", "place_named"]

_FIRST, _LAST = 1949, 2100


def delivery_post(user: User) -> Post:
    """Gives the post in which a user drafts.

    Raises:
        NotYours: the user holds none of the delivery office.
    """
    for post in held(user):
        if post.role == PostRole.DELIVERY:
            return post
    raise NotYours(_("Only the delivery office enters items."))


def place_named(name: str) -> Place:
    """Gives the place of a name or slug; one that the archive does not know is added.

    Raises:
        Lacking: the name is empty or names several.
    """
    name = name.strip()
    if not name or len(name) > 80:
        raise Lacking(_("Say which place the ledger is of."), "place")
    found = list(Place.objects.filter(slug=name)[:1]) or list(Place.objects.filter(name=name)[:2]) or list(Place.objects.filter(name__endswith=name)[:2])
    if len(found) > 1:
        raise Lacking(_("Several places are called “%(name)s”: write the full name, with the city before it.") % {"name": name}, "place")
    made = found[0] if found else place_of("", name)
    assert made is not None
    return made


def open_ledger(place: Place, year: int, user: User, *, title: str = "", report: Report | None = None) -> Ledger:
    """Opens the ledger of a year and writes it to the log.

    Raises:
        Lacking: there is one already, or the year cannot be.
        NotYours: the user is not of the delivery office.
    """
    if not _FIRST <= year <= _LAST:
        raise Lacking(_("The year must lie between %(first)s and %(last)s.") % {"first": _FIRST, "last": _LAST}, "year")
    if report is not None and report.place_id != place.pk:
        raise Lacking(_("The report is of another place."), "report")
    title = (title.strip() or _("%(place)s: ledger of %(year)s") % {"place": place.name, "year": year})[:120]
    with in_turn():
        actor = Actor(user, delivery_post(user))
        if Ledger.objects.filter(place=place, year=year).exists():
            raise Lacking(_("%(place)s has a ledger of %(year)s already.") % {"place": place.name, "year": year}, "year")
        ledger = Ledger.objects.create(place=place, year=year, title=title, report=report)
        write("ledger", ledger.pk, "open", actor, data={"place": place.slug, "year": year, "title": title, "report": report.ref if report else ""})
    return ledger


def enter(ledger: Ledger, user: User, proposals: Sequence[Proposal], *, key: str = "") -> list[Item]:
    """Makes drafts of proposals, all or none, and keeps why their offices were suggested. The same request again gives what was made then.

    Raises:
        Refused: one cannot be made, and why.
    """
    wanted = {"proposals": [one.key for one in proposals]}
    with in_turn():
        actor = Actor(user, delivery_post(user))
        repeated = before(actor, key, "ledger", ledger.pk, "break_down", wanted)
        if repeated is not None:
            return list(Item.objects.filter(pk__in=repeated.data["items"]).order_by("pk"))
        items = many(ledger, user, ((one.given, one.sources) for one in proposals))
        Advice.objects.bulk_create(Advice(item=item, offices=[office.plain() for office in one.offices]) for item, one in zip(items, proposals, strict=True) if one.offices)
        write("ledger", ledger.pk, "break_down", actor, data={"items": [item.pk for item in items]}, key=key, given=wanted)
    return items


def many(ledger: Ledger, user: User, wanted: Iterable[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]) -> list[Item]:
    """Makes drafts one after another. To be called within a transaction."""
    return [create(ledger, user, {**given, "sources": list(sources)}) for given, sources in wanted]
