"""What is done to drafts of the table: many at once, splitting one, and what its cells hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.drafting.entering import delivery_post
from duixian.web.ledger.drafting.models import Advice
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Item, Ledger, State
from duixian.web.ledger.refusals import Lacking, NotNow, Refused, Stale
from duixian.web.ledger.states import Act

__all__ = ["DRAFTS", "Chosen", "Done", "do_many", "merge_many", "split", "text_of"]

DRAFTS = (State.DRAFT, State.RETURNED)
"""The states in which an item can be edited."""

_TAKEN_OVER = ("kind", "section", "theme", "begins", "deadline", "leader", "lead", "post", "measure", "qualifier", "better")


class Chosen(NamedTuple):
    """An item that was chosen in the table, and its revision as the page showed it."""

    pk: int
    revision: int | None

    @classmethod
    def of(cls, said: str) -> Chosen | None:
        """Gives what a checkbox says (``12:3``); None where it says nothing."""
        pk, _colon, revision = said.partition(":")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
            return None
        return cls(int(pk), int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None)


class Done(NamedTuple):
    """What became of an action on many: those it was done to, and why not to the others."""

    done: list[int]
    refused: list[tuple[Item, str]]


def do_many(ledger: Ledger, user: User, chosen: Sequence[Chosen], deed: Act, given: Mapping[str, Any], key: str = "") -> Done:
    """Does something to each chosen item of a ledger; one that it cannot be done to stays as it is and does not keep the others from it."""
    items = {one.pk: one for one in ledger.items.filter(pk__in=[one.pk for one in chosen])}
    done: list[int] = []
    refused: list[tuple[Item, str]] = []
    with in_turn():
        for one in chosen:
            item = items.get(one.pk)
            if item is None:
                continue
            try:
                with transaction.atomic():
                    act(item.pk, deed, user, given, revision=one.revision, key=f"{key}:{one.pk}" if key else "")
                done.append(one.pk)
            except Refused as error:
                refused.append((item, error.said))
    return Done(done, refused)


def merge_many(ledger: Ledger, user: User, chosen: Sequence[Chosen], into: str, reason: str, key: str = "") -> Done:
    """Merges the chosen items into the one with the number ``into``, or into the first of them where that is empty.

    Raises:
        Lacking: there is no such item, or nothing to merge.
    """
    number = into.strip()
    target = ledger.items.filter(number=number).first() if number else ledger.items.filter(pk__in=[one.pk for one in chosen]).order_by("number").first()
    if target is None:
        raise Lacking(_("There is no item with this number in the ledger."), "into")
    others = [one for one in chosen if one.pk != target.pk]
    if not others:
        raise Lacking(_("Choose at least two items, or say the number of the one to merge into."), "into")
    return do_many(ledger, user, others, Act.MERGE, {"into": target.pk, "reason": reason}, key)


def split(item: Item, user: User, parts: Sequence[Mapping[str, Any]], *, revision: int | None = None, key: str = "") -> list[Item]:
    """Makes two or more drafts of one, with its sources; the old one is dropped with a reason that names them.

    Args:
        item: A draft.
        user: Somebody of the delivery office.
        parts: What each new one says otherwise than the old one; at least a title.
        revision: The old one's revision when the user decided.
        key: The key of the request.

    Raises:
        Refused: it cannot be done, and why.
    """
    wanted = [dict(one) for one in parts]
    with in_turn():
        actor = Actor(user, delivery_post(user))
        repeated = before(actor, key, "split", item.pk, "split", {"parts": wanted})
        if repeated is not None:
            return list(Item.objects.filter(pk__in=repeated.data["into"]).order_by("pk"))
        old = Item.objects.select_for_update(of=("self",)).select_related("ledger").get(pk=item.pk)
        if old.state not in DRAFTS:
            raise NotNow(_("Only a draft can be split; this item is in the state “%(state)s”.") % {"state": old.get_state_display()})
        if revision is not None and revision != old.revision:
            raise Stale
        if len(wanted) < 2:
            raise Lacking(_("An item is split into at least two: give each a title."), "title")
        sources = [{name: getattr(one, name) for name in ("ref", "record", "document", "start", "end", "quote")} for one in old.sources.all()]
        kept = {name: getattr(old, name) for name in _TAKEN_OVER} | {"supporting": list(old.supporting.all())}
        made = [create(old.ledger, user, {**kept, **_consistent(old, one), "sources": sources}) for one in wanted]
        advice = Advice.objects.filter(item=old).first()
        if advice is not None:
            Advice.objects.bulk_create(Advice(item=one, offices=advice.offices) for one in made)
        write("split", old.pk, "split", actor, data={"number": old.number, "into": [one.pk for one in made], "numbers": [one.number for one in made]}, key=key, given={"parts": wanted})
        act(old.pk, Act.DROP, user, {"reason": _("Split into %(numbers)s") % {"numbers": _(", ").join(one.number for one in made)}})
    return made


def _consistent(old: Item, part: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves the post out where the part gets another lead."""
    said = {name: value for name, value in part.items() if value not in (None, "")}
    if str(said.get("lead", old.lead_id)) != str(old.lead_id):
        said.setdefault("post", None)
    return said


def text_of(items: Iterable[tuple[Item, str]], most: int = 5) -> str:
    """Gives in one line why something was not done to some, the first few by number."""
    listed = list(items)
    lines = [f"{item.number}: {said}" for item, said in listed[:most]]
    if len(listed) > most:
        lines.append(_("and %(count)s more") % {"count": len(listed) - most})
    return " ".join(lines)
