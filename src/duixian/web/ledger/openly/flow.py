"""Progress of published items on its way to the public: at once, or after somebody has looked at it, as the office has set it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.models import Event, Item
from duixian.web.ledger.openly.checking import flags_in
from duixian.web.ledger.openly.facts import facts_of, texts_of
from duixian.web.ledger.openly.models import Publication, PublicationState, Update, UpdateKind, Version
from duixian.web.ledger.openly.settings import board_settings

__all__ = ["SUBJECT", "in_step", "refresh", "refresh_all", "show", "unexplained"]

SUBJECT = "publication"


def in_step(sender: type[Item], item: Item, event: Event, **_: object) -> None:
    """Lets what was done to a published item show; receiver of ``acting.acted``."""
    row = Publication.objects.select_for_update(of=("self",)).select_related("current").filter(item=item, state=PublicationState.PUBLISHED).first()
    if row is not None:
        row.item = item
        refresh(row)


def refresh(row: Publication) -> bool:
    """Brings the facts of a published item up to date, or marks that somebody must look; tells whether anything changed. To be called within :func:`~duixian.web.ledger.log.in_turn`."""
    assert row.current is not None
    facts = facts_of(row.item, row.current.fields)
    if facts == row.facts:
        changed = row.waiting
        if changed:
            row.waiting = False
            row.save(update_fields=["waiting"])
        return changed
    if board_settings().by_itself and not unexplained(row.current, facts):
        show(row, facts, Actor())
        return True
    changed = not row.waiting
    if changed:
        row.waiting = True
        row.save(update_fields=["waiting"])
    return changed


def refresh_all() -> int:
    """Brings everything published up to date, as the daily job does after the lights; gives how many items changed."""
    changed = 0
    for pk in list(Publication.objects.filter(state=PublicationState.PUBLISHED, item__ledger__frozen_at=None).values_list("pk", flat=True)):
        row = Publication.objects.select_related("current", "item__lead").get(pk=pk)
        if row.current is None or facts_of(row.item, row.current.fields) == row.facts:
            continue
        with in_turn():
            locked = Publication.objects.select_for_update(of=("self",)).select_related("current", "item__lead").get(pk=pk)
            if locked.state == PublicationState.PUBLISHED:
                changed += refresh(locked)
    return changed


def unexplained(version: Version, facts: dict[str, Any]) -> bool:
    """Tells whether the check finds something in the words of facts that nobody has explained with the version."""
    explained = {one["key"] for one in version.flags}
    return any(one.key not in explained for one in flags_in(texts_of(facts)))


def show(row: Publication, facts: dict[str, Any], actor: Actor) -> Event:
    """Puts facts before the public, tells the feed what is new in them, and writes the log."""
    old = row.facts
    event = write(SUBJECT, row.pk, "show", actor, states=(row.state, row.state), data={"facts": facts})
    row.facts, row.facts_at, row.changed_at, row.waiting = facts, event.at, event.at, False
    row.standing = facts.get("standing", "")
    row.save(update_fields=["facts", "facts_at", "changed_at", "waiting", "standing"])
    Update.objects.bulk_create(_news(row, old, facts, event.at))
    return event


def _news(row: Publication, old: dict[str, Any], new: dict[str, Any], at: datetime) -> Iterator[Update]:
    if new.get("standing") and new["standing"] != old.get("standing"):
        yield Update(publication=row, at=at, kind=UpdateKind.STANDING, data={"standing": new["standing"]})
    before = [(one["on"], one["value"]) for one in old.get("progress", ())]
    for one in new.get("progress", ()):
        if (one["on"], one["value"]) not in before:
            yield Update(publication=row, at=at, kind=UpdateKind.PROGRESS, data={**one, "unit": new.get("unit", "")})
    if new.get("deadline") != old.get("deadline") and "deadline" in old:
        yield Update(publication=row, at=at, kind=UpdateKind.CHANGED, data={"deadline": new.get("deadline")})
    reached = {one["key"] for one in old.get("stages", ()) if one["on"]}
    for stage in new.get("stages", ()):
        if stage["on"] and stage["key"] not in reached:
            yield Update(publication=row, at=at, kind=UpdateKind.STAGE, data={"zh": stage["zh"], "en": stage["en"], "on": stage["on"]})
    for vote in new.get("votes", ()):
        if vote not in old.get("votes", ()):
            yield Update(publication=row, at=at, kind=UpdateKind.STAGE, data={"vote": vote})
