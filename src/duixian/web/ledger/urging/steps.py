"""What can be done to a slip: one table that pages and tests share, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.given import checked
from duixian.web.ledger.log import Actor, Handed, before, in_turn, write
from duixian.web.ledger.models import Event, Item, Ledger
from duixian.web.ledger.papers.numbering import give
from duixian.web.ledger.refusals import Frozen, Lacking, NotNow, NotYours, Stale
from duixian.web.ledger.states import Field, Sort
from duixian.web.ledger.urging.models import Slip, SlipState
from duixian.web.ledger.urging.schemes import in_force

__all__ = ["DRAFTED", "MOVES", "Move", "Step", "draft", "open_moves", "take", "visible_to"]


class Step(models.TextChoices):
    """Something that is done to a slip."""

    DRAFT = "draft", pgettext_lazy("slip act", "Draft")
    EDIT = "edit", pgettext_lazy("slip act", "Edit")
    SUBMIT = "submit", pgettext_lazy("slip act", "Submit for signature")
    ISSUE = "issue", pgettext_lazy("slip act", "Sign and issue")
    RETURN = "return", pgettext_lazy("slip act", "Return to the drafter")
    SIGN = "sign", pgettext_lazy("slip act", "Sign for it")
    ANSWER = "answer", pgettext_lazy("slip act", "Answer")
    SEND_BACK = "send_back", pgettext_lazy("slip act", "Send back")
    CLOSE = "close", pgettext_lazy("slip act", "Close")
    WITHDRAW = "withdraw", pgettext_lazy("slip act", "Withdraw")


@dataclass(frozen=True)
class Move:
    """One row of the table. ``own``: only by the office the slip is to. ``signed_by``: only for slips that are signed by these, empty for all."""

    step: Step
    sources: frozenset[str]
    target: SlipState | None
    roles: frozenset[PostRole]
    own: bool = False
    fields: tuple[Field, ...] = ()
    papers: bool = False
    signed_by: str = ""


DRAFTED = (
    Field("colour"),
    Field("office", Sort.OFFICE, needed=True),
    Field("post", Sort.POST),
    Field("supporting", Sort.OFFICES),
    Field("leader", Sort.POST),
    Field("joint"),
    Field("instructed_by"),
    Field("contact"),
    Field("matter", needed=True),
    Field("slip_text"),
    Field("asked", needed=True),
    Field("why"),
    Field("due", Sort.DATE, needed=True),
    Field("cycle"),
)
"""What a draft is told."""
_DELIVERY = frozenset({PostRole.DELIVERY})
_LEADER = frozenset({PostRole.LEADER})
_DOERS = frozenset({PostRole.OFFICER, PostRole.HEAD, PostRole.STREET, PostRole.COMMUNITY})
_HEADS = frozenset({PostRole.HEAD, PostRole.STREET})
_REASON = Field("reason", needed=True)
_S = SlipState
MOVES = (
    Move(Step.EDIT, frozenset({_S.DRAFT}), None, _DELIVERY, fields=DRAFTED),
    Move(Step.SUBMIT, frozenset({_S.DRAFT}), _S.SUBMITTED, _DELIVERY, signed_by="leader"),
    Move(Step.ISSUE, frozenset({_S.DRAFT}), _S.ISSUED, _DELIVERY, signed_by="delivery"),
    Move(Step.ISSUE, frozenset({_S.SUBMITTED}), _S.ISSUED, _LEADER, signed_by="leader"),
    Move(Step.RETURN, frozenset({_S.SUBMITTED}), _S.DRAFT, _LEADER, fields=(_REASON,)),
    Move(Step.SIGN, frozenset({_S.ISSUED}), _S.SIGNED, _DOERS, own=True),
    Move(Step.ANSWER, frozenset({_S.SIGNED}), _S.ANSWERED, _HEADS, own=True, fields=(Field("text", needed=True),), papers=True),
    Move(Step.SEND_BACK, frozenset({_S.ANSWERED}), _S.SIGNED, _DELIVERY, fields=(_REASON, Field("due", Sort.DATE))),
    Move(Step.CLOSE, frozenset({_S.ANSWERED}), _S.CLOSED, _DELIVERY, fields=(Field("conclusion", needed=True),)),
    Move(Step.WITHDRAW, frozenset({_S.DRAFT, _S.SUBMITTED, _S.ISSUED, _S.SIGNED, _S.ANSWERED}), _S.WITHDRAWN, _DELIVERY, fields=(_REASON,)),
)
_ROOM = {"matter": 200, "joint": 200, "instructed_by": 200, "contact": 200, "cycle": 100}
"""Characters that fields of the paper have room for."""
_STAMPS = {_S.ISSUED: "issued_at", _S.SIGNED: "signed_at", _S.ANSWERED: "answered_at", _S.CLOSED: "closed_at"}
_SEES_ALL = frozenset({PostRole.DELIVERY, PostRole.LEADER, PostRole.AUDITOR})
_HIDDEN = (_S.DRAFT, _S.SUBMITTED)


def visible_to(user: User) -> QuerySet[Slip]:
    """Gives the slips that somebody may see: the delivery office, leaders and auditors all, others those to offices of theirs once issued."""
    posts = held(user)
    found = Slip.objects.select_related("office", "item", "ledger", "previous")
    if user.is_superuser or any(PostRole(one.role) in _SEES_ALL for one in posts) or (not posts and user.role == "administrator"):
        return found
    offices = [one.office_id for one in posts]
    ours = Slip.supporting.through.objects.filter(office__in=offices).values("slip")
    return found.filter(Q(office__in=offices) | Q(pk__in=ours)).exclude(state__in=_HIDDEN)


def open_moves(user: User, slip: Slip) -> Iterator[Move]:
    """Gives what somebody may do to a slip as it stands."""
    if slip.ledger.frozen_at:
        return
    for move in MOVES:
        if slip.state in move.sources and move.signed_by in ("", slip.signed_by) and _post(user, slip, move) is not None:
            yield move


def draft(
    ledger: Ledger, user: User | None, given: Mapping[str, Any], *, item: Item | None = None, case: int | None = None, previous: Slip | None = None, key: str = ""
) -> Slip:
    """Drafts a slip.

    Raises:
        Refused: it is not done, and why.
    """
    with in_turn():
        post = _delivery_post(user)
        actor = Actor(user, post)
        said = {"item": item.pk if item else None, "case": case, "previous": previous.pk if previous else None, **given}
        repeated = before(actor, key, "slip_draft", ledger.pk, Step.DRAFT, said)
        if repeated is not None:
            return Slip.objects.get(pk=repeated.data["slip"])
        if Ledger.objects.select_for_update().get(pk=ledger.pk).frozen_at:
            raise Frozen
        slip = Slip(ledger=ledger, item=item, case=case, previous=previous, drafted_by=user, drafted_at=timezone.now())
        supporting = _fill(slip, checked(DRAFTED, given, ledger))
        slip.save()
        slip.supporting.set(supporting)
        write("slip", slip.pk, Step.DRAFT, actor, states=("", slip.state), data={**said, "colour": slip.colour, "colour_name": slip.colour_name, "office": slip.office_id})
        if key:  # a repetition is known by the ledger, since the slip is not there yet when it is asked for
            write("slip_draft", ledger.pk, Step.DRAFT, actor, data={"slip": slip.pk}, key=key, given=said)
    return slip


def take(
    slip: Slip | int, step: Step, user: User | None, given: Mapping[str, Any] | None = None, *, revision: int | None = None, key: str = "", papers: Iterable[Handed] = ()
) -> Event:
    """Does a step of the table to a slip and gives the event; the number is given as it is issued.

    Raises:
        Refused: it is not done, and why.
    """
    number = slip if isinstance(slip, int) else slip.pk
    said = dict(given or {})
    with in_turn():
        locked = Slip.objects.select_for_update(of=("self",)).select_related("ledger__place", "office").get(pk=number)
        rows = [one for one in MOVES if one.step is step and one.signed_by in ("", locked.signed_by)]
        move = next((one for one in rows if locked.state in one.sources), rows[0] if rows else None)
        if move is None:
            raise NotNow(_("This slip is signed before it is issued; submit it."))
        post = _post(user, locked, move) if user else None
        if user is not None and post is None:
            raise NotYours(_("Your post does not let you do this here."))
        actor = Actor(user, post)
        repeated = before(actor, key, "slip", number, step, said)
        if repeated is not None:
            return repeated
        if locked.ledger.frozen_at:
            raise Frozen
        if revision is not None and revision != locked.revision:
            raise Stale
        if locked.state not in move.sources:
            raise NotNow(_("This cannot be done to a slip in the state “%(state)s”.") % {"state": locked.get_state_display()})
        fields = checked(move.fields, said, locked.ledger)
        state = locked.state
        data = {name: value for name, value in fields.items() if name != "reason"}
        _apply(locked, move, fields, data, actor)
        event = write(
            "slip", number, step, actor, states=(state, locked.state), reason=fields.get("reason") or "", data=data, key=key, given=said, papers=list(papers) if move.papers else []
        )
        stamp = _STAMPS.get(SlipState(locked.state)) if move.target else None
        if stamp and step is not Step.SEND_BACK:
            setattr(locked, stamp, event.at)
        locked.revision += 1
        locked.save()
    if isinstance(slip, Slip):
        slip.refresh_from_db()
    return event


def _apply(slip: Slip, move: Move, fields: dict[str, Any], data: dict[str, Any], actor: Actor) -> None:
    match move.step:
        case Step.EDIT:
            slip.supporting.set(_fill(slip, fields))
            data |= {"colour": slip.colour, "colour_name": slip.colour_name}
        case Step.ISSUE:
            if slip.due < timezone.localdate():
                raise Lacking(_("The day by which to answer has passed; edit the draft first."), "due")
            issuer = _issuer(actor.post)
            slip.number = give("slip", issuer, slip.ledger.year, "slip", slip.pk, place=slip.ledger.place.name).text
            data |= {"number": slip.number, "colour": slip.colour, "colour_name": slip.colour_name, "office": slip.office_id, "item": slip.item_id, "due": slip.due}
        case Step.ANSWER:
            slip.answer = fields["text"]
        case Step.SEND_BACK:
            data["old_due"] = slip.due
            slip.due = fields.get("due") or slip.due
        case Step.CLOSE:
            slip.conclusion = fields["conclusion"]
        case _:
            pass
    if move.target is not None:
        slip.state = move.target


def _issuer(post: Post | None) -> Office:
    """The office whose series numbers the slip: the delivery office, whoever signs."""
    if post is not None and post.role == PostRole.DELIVERY:
        return post.office
    found = Office.objects.filter(kind=OfficeKind.DELIVERY, closed_on=None).order_by("order", "id").first()
    if found is None:
        raise Lacking(_("There is no delivery office whose number the slip could have."))
    return found


def _fill(slip: Slip, fields: dict[str, Any]) -> list[Office]:
    """Puts what a draft was told into the row; gives the supporting offices."""
    said = dict(fields)
    supporting: list[Office] = said.pop("supporting", [])
    scheme = in_force()
    colour = scheme.colour(said.pop("colour", "") or "")
    if colour is None:
        raise Lacking(_("Choose the colour of the slip."), "colour")
    slip.colour, slip.colour_name, slip.look, slip.signed_by = colour.key, colour.zh, colour.look, colour.signed_by
    slip.text = said.pop("slip_text", "") or ""
    for name, value in said.items():
        setattr(slip, name, value)
    for name, most in _ROOM.items():
        if len(getattr(slip, name)) > most:
            raise Lacking(_("This is too long for its field on the slip; the content holds the rest."), name)
    if not slip.why:
        slip.why = colour.why
    if slip.post is not None and slip.post.office_id != slip.office_id:
        raise Lacking(_("The post belongs to another office."), "post")
    if slip.leader is not None and slip.leader.role != PostRole.LEADER:
        raise Lacking(_("The leader in charge must hold a leader's post."), "leader")
    return supporting


def _post(user: User, slip: Slip, move: Move) -> Post | None:
    fitting = [one for one in held(user) if PostRole(one.role) in move.roles and (not move.own or one.office_id == slip.office_id)]
    return fitting[0] if fitting else None


def _delivery_post(user: User | None) -> Post | None:
    if user is None:
        return None
    for post in held(user):
        if post.role == PostRole.DELIVERY:
            return post
    raise NotYours(_("Only the delivery office drafts slips."))

