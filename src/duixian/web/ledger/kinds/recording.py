"""Writing down what a kind of item has of its own: each by who may report of the item, each in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.acting import acted
from duixian.web.ledger.given import checked
from duixian.web.ledger.kinds.models import Counting, Particular, Stage, Sum, Vote
from duixian.web.ledger.kinds.words import KindOf, Named, kind_of
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Event, Item, Kind
from duixian.web.ledger.refusals import Frozen, Lacking, NotNow, NotYours
from duixian.web.ledger.rights import tied
from duixian.web.ledger.states import OPEN, TRANSITIONS, Act, Field, Tie
from duixian.web.ledger.states import Sort as SortOf

__all__ = ["may_record", "record", "recorder"]

_STAGE = (Field("stage", needed=True), Field("on", SortOf.DATE, needed=True), Field("undone", SortOf.FLAG))
_SUM = (Field("sort", needed=True), Field("on", SortOf.DATE, needed=True), Field("amount", SortOf.NUMBER, needed=True))
_VOTE = (Field("body", needed=True), Field("on", SortOf.DATE, needed=True), *(Field(name, SortOf.NUMBER, needed=True) for name in ("ayes", "noes", "abstained")))
_COUNTING = (Field("stage"), Field("sort"), Field("factor", SortOf.NUMBER))
_MOST_VOTES = 100_000
_LONGEST = 200


def recorder(item: Item, user: User) -> Post | None:
    """Gives the post in which a user writes these things down: one of the lead office that reports, or of the delivery office."""
    for post in held(user):
        if post.role == PostRole.DELIVERY or (PostRole(post.role) in TRANSITIONS[Act.REPORT].roles and tied(post, item, Tie.LEAD)):
            return post
    return None


def may_record(item: Item, user: User) -> bool:
    """Tells whether a user may write anything of this sort down now."""
    return item.state in OPEN and item.ledger.frozen_at is None and recorder(item, user) is not None


def record(item: Item, what: str, given: Mapping[str, Any], user: User, *, key: str = "") -> Event:
    """Writes ``what`` down: ``stage``, ``sum``, ``vote``, ``particulars`` of a kind that has them, or ``counting`` of a goal. Gives the event.

    Raises:
        Refused: it is not done, and why.
    """
    said = dict(given)
    with in_turn():
        locked = Item.objects.select_for_update(of=("self",)).select_related("ledger").get(pk=item.pk)
        actor = Actor(user, recorder(locked, user))
        if actor.post is None:
            raise NotYours(_("Your post does not let you do this here."))
        repeated = before(actor, key, "item", locked.pk, what, said)
        if repeated is not None:
            return repeated
        if locked.ledger.frozen_at:
            raise Frozen
        if locked.state not in OPEN:
            raise NotNow(_("This cannot be done to an item in the state “%(state)s”.") % {"state": locked.get_state_display()})
        if what not in _RECORDS:
            raise Lacking(_("There is no such thing to write down."))
        one = _RECORDS[what]
        fields = one.check(locked, said)
        data = {name: value for name, value in fields.items() if value not in (None, "", False)}
        event = write("item", locked.pk, what, actor, states=(locked.state, locked.state), data=data, key=key, given=said)
        one.make(locked, fields, event)
        acted.send(Item, item=locked, event=event)
        return event


def _own(item: Item) -> KindOf:
    found = kind_of(item.kind)
    if found is None:
        raise Lacking(_("Items of this kind have nothing of the sort."))
    return found


def _one_of(names: Iterable[Named], key: str, field: str) -> None:
    if not any(one.key == key for one in names):
        raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": key}, field)


def _check_stage(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    own = _own(item)
    fields = checked(_STAGE, said, item.ledger)
    _one_of(own.stages, fields["stage"], "stage")
    return fields


def _make_stage(item: Item, fields: Mapping[str, Any], event: Event) -> None:
    Stage.objects.create(item=item, event=event, stage=fields["stage"], on=fields["on"], undone=bool(fields.get("undone")))


def _check_sum(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    own = _own(item)
    fields = checked(_SUM, said, item.ledger)
    _one_of(own.sums, fields["sort"], "sort")
    if fields["amount"] < 0:
        raise Lacking(_("An amount is not below zero."), "amount")
    return fields


def _make_sum(item: Item, fields: Mapping[str, Any], event: Event) -> None:
    Sum.objects.create(item=item, event=event, sort=fields["sort"], on=fields["on"], amount=fields["amount"])


def _check_vote(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    if not _own(item).votes:
        raise Lacking(_("Items of this kind have nothing of the sort."))
    fields = checked(_VOTE, said, item.ledger)
    for name in ("ayes", "noes", "abstained"):
        if fields[name] != int(fields[name]) or not 0 <= fields[name] <= _MOST_VOTES:
            raise Lacking(_("Votes are whole numbers."), name)
    return fields


def _make_vote(item: Item, fields: Mapping[str, Any], event: Event) -> None:
    counts = {name: int(fields[name]) for name in ("ayes", "noes", "abstained")}
    Vote.objects.create(item=item, event=event, body=fields["body"][:120], on=fields["on"], **counts)


def _check_particulars(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    own = _own(item)
    fields = checked([Field(one.key) for one in own.particulars], said, item.ledger)
    if not fields:
        raise Lacking(_("Items of this kind have nothing of the sort."))
    for one in own.particulars:
        value = fields.get(one.key, "")
        if value and one.choices:
            _one_of(one.choices, value, one.key)
        if len(value) > _LONGEST:
            raise Lacking(_("“%(name)s” is too long: up to %(most)s characters.") % {"name": one.word, "most": _LONGEST}, one.key)
    return fields


def _make_particulars(item: Item, fields: Mapping[str, Any], event: Event) -> None:
    Particular.objects.bulk_create(Particular(item=item, event=event, name=name, value=value) for name, value in fields.items())


def _check_counting(item: Item, said: Mapping[str, Any]) -> dict[str, Any]:
    fields = checked(_COUNTING, said, item.ledger)
    projects = kind_of(Kind.PROJECT)
    if item.kind == Kind.PROJECT or item.target is None or projects is None:
        raise Lacking(_("Projects count for an item that has a number to reach and is no project itself."))
    if fields.get("stage") and fields.get("sort"):
        raise Lacking(_("Either projects are counted or their money is added up."), "stage")
    if fields.get("stage"):
        _one_of(projects.stages, fields["stage"], "stage")
    if fields.get("sort"):
        _one_of(projects.sums, fields["sort"], "sort")
    return fields


def _make_counting(item: Item, fields: Mapping[str, Any], event: Event) -> None:
    Counting.objects.create(goal=item, event=event, stage=fields.get("stage") or "", sort=fields.get("sort") or "", factor=fields.get("factor") or 1)


class _Record(NamedTuple):
    """How one thing is written down: what was said is looked at, then made into rows."""

    check: Callable[[Item, Mapping[str, Any]], dict[str, Any]]
    make: Callable[[Item, Mapping[str, Any], Event], None]


_RECORDS: dict[str, _Record] = {
    "stage": _Record(_check_stage, _make_stage),
    "sum": _Record(_check_sum, _make_sum),
    "vote": _Record(_check_vote, _make_vote),
    "particulars": _Record(_check_particulars, _make_particulars),
    "counting": _Record(_check_counting, _make_counting),
}
