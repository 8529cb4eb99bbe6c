"""What each action changes in an item beside its state. ``check`` looks before anything is written, ``apply`` changes once the event is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole
from duixian.web.archive.models import Report
from duixian.web.ledger.given import source
from duixian.web.ledger.log import Actor
from duixian.web.ledger.models import (
    Entry,
    Event,
    Item,
    Ledger,
    Milestone,
    Petition,
    PetitionKind,
    Source,
    State,
    Verdict,
)
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours
from duixian.web.ledger.rights import DECIDES, post_for
from duixian.web.ledger.states import TRANSITIONS, Act, Transition

__all__ = ["EFFECTS", "Deed", "Effect", "made", "next_number"]


@dataclass
class Deed:
    """An action under way: ``data`` is what the log will hold of it, ``target`` the state it leads to where that is not the table's."""

    item: Item
    row: Transition
    actor: Actor
    given: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    target: str = ""

    def __post_init__(self) -> None:
        self.data.update({name: value for name, value in self.given.items() if name != "reason"})


def _nothing(deed: Deed, *_: object) -> None:
    return None


class Effect(NamedTuple):
    """What an action does: looked at first, then applied."""

    check: Callable[[Deed], None] = _nothing
    apply: Callable[[Deed, Event], None] = _nothing


def made(ledger: Ledger, given: Mapping[str, Any], sources: Iterable[Mapping[str, Any]]) -> Item:
    """Makes the rows of a new item, in draft, with the next number of its ledger."""
    given = dict(given)
    supporting, milestones = given.pop("supporting", []), given.pop("milestones", [])
    _needs_title(given)
    values = {name: value for name, value in given.items() if value is not None}
    item = Item(ledger=ledger, number=next_number(ledger), **values)
    _agree(item)
    item.save()
    item.supporting.set(supporting)
    _plan(item, milestones)
    for one in sources:
        said = source(one)
        ref = said.get("ref", "")
        Source.objects.create(item=item, report=Report.objects.filter(ref=ref).first() if ref else None, **said)
    return item


def _needs_title(given: Mapping[str, Any]) -> None:
    if not given.get("title"):
        raise Lacking(_("An item needs a title."), "title")


def next_number(ledger: Ledger) -> str:
    """Gives the number of the next item of a ledger; the log's lock keeps two from taking the same."""
    last = ledger.items.aggregate(last=Max("number"))["last"]
    return f"{ledger.year}-{int(last.rpartition('-')[2]) + 1 if last else 1:05d}"


def _agree(item: Item) -> None:
    """Refuses what cannot be together."""
    if item.post is not None and item.lead_id != item.post.office_id:
        raise Lacking(_("The post that answers for an item belongs to its lead office."), "post")
    if item.leader is not None and item.leader.role != PostRole.LEADER:
        raise Lacking(_("The leader in charge must hold a leader's post."), "leader")
    if item.begins and item.deadline and item.begins > item.deadline:
        raise Lacking(_("The deadline lies before the beginning."), "deadline")


def _plan(item: Item, milestones: Iterable[Mapping[str, Any]]) -> None:
    Milestone.objects.bulk_create(Milestone(item=item, **one) for one in milestones)


def _check_edit(deed: Deed) -> None:
    given, item = deed.given, deed.item
    if "title" in given:
        _needs_title(given)
    deed.data["old"] = {name: getattr(item, name) if name not in ("supporting", "milestones") else _several(item, name) for name in given}
    for name, value in given.items():
        if name not in ("supporting", "milestones"):
            setattr(item, name, value)
    if "lead" in given and "post" not in given and item.post is not None and item.post.office_id != item.lead_id:
        item.post = None
    _agree(item)


def _several(item: Item, name: str) -> list[Any]:
    if name == "supporting":
        return [one.pk for one in item.supporting.all()]
    return [{"due": one.due, "what": one.what, "planned": one.planned} for one in item.milestones.all()]


def _edit(deed: Deed, event: Event) -> None:
    if "supporting" in deed.given:
        deed.item.supporting.set(deed.given["supporting"])
    if "milestones" in deed.given:
        deed.item.milestones.all().delete()
        _plan(deed.item, deed.given["milestones"])


def _check_assign(deed: Deed) -> None:
    item = deed.item
    if item.lead is None:
        raise Lacking(_("Choose the lead office before the item is assigned."), "lead")
    if item.lead.closed_on:
        raise Lacking(_("The lead office does not exist any more."), "lead")
    if item.deadline is None:
        raise Lacking(_("Set the deadline before the item is assigned."), "deadline")
    deed.data |= {"lead": item.lead_id, "post": item.post_id, "supporting": _several(item, "supporting"), "deadline": item.deadline, "target": item.target}


def _assign(deed: Deed, event: Event) -> None:
    deed.item.assigned_at = event.at
    deed.item.sign_by = event.at + timedelta(hours=option("sign_hours"))
    deed.item.accepted_at = None


def _accept(deed: Deed, event: Event) -> None:
    deed.item.accepted_at = event.at
    if deed.item.begins is None:
        deed.item.begins = event.at.date()


def _check_report(deed: Deed) -> None:
    given = deed.given
    if given.get("value") is None and not given.get("text"):
        raise Lacking(_("An entry says a value, or in words what was done."), "text")
    if given.get("needs_coordination") and not given.get("difficulties"):
        raise Lacking(_("Say which difficulty needs coordination."), "difficulties")
    deed.data["approved"] = _approves(deed.actor)


def _approves(actor: Actor) -> bool:
    """Tells whether what somebody reports needs no approval of another: the head reports in person."""
    return actor.post is not None and PostRole(actor.post.role) in TRANSITIONS[Act.APPROVE].roles


def _report(deed: Deed, event: Event) -> None:
    post, given = deed.actor.post, deed.given
    entry = Entry(event=event, by=event.user, post=post, office=event.office or deed.item.lead, at=event.at, item=deed.item)
    for name in ("as_of", "value", "text", "difficulties", "needs_coordination"):
        if given.get(name) is not None:
            setattr(entry, name, given[name])
    entry.save()
    deed.item.entered_at = event.at
    if _approves(deed.actor):
        _decide(entry, event, Verdict.GRANTED, "")
        _take_over(deed.item, entry)


def _check_entry(deed: Deed) -> None:
    entry: Entry = deed.given["entry"]
    if entry.item_id != deed.item.pk:
        raise Lacking(_("The entry belongs to another item."), "entry")
    if entry.verdict:
        raise NotNow(_("This was decided already."))
    if deed.actor.post is not None and entry.office_id != deed.actor.post.office_id:
        raise NotYours(_("Entries are approved by the head of the office that made them."))
    deed.data |= {"value": entry.value, "as_of": entry.as_of, "office": entry.office_id, "reported": entry.event_id}


def _approve(deed: Deed, event: Event) -> None:
    _decide(deed.given["entry"], event, Verdict.GRANTED, "")
    _take_over(deed.item, deed.given["entry"])


def _refuse(deed: Deed, event: Event) -> None:
    _decide(deed.given["entry"], event, Verdict.REFUSED, deed.given["reason"])


def _take_over(item: Item, entry: Entry) -> None:
    """The newest approved figure of the lead office is the item's; of one day the later entry."""
    if entry.value is not None and entry.office_id == item.lead_id and (item.value_on is None or entry.as_of >= item.value_on):
        item.value, item.value_on = entry.value, entry.as_of


def _decide(row: Entry | Petition, event: Event, verdict: Verdict, answer: str) -> None:
    row.verdict, row.decision, row.decided_at, row.decided_by, row.answer = verdict, event, event.at, event.user, answer
    row.save(update_fields=["verdict", "decision", "decided_at", "decided_by", "answer"])


def _check_reach(deed: Deed) -> None:
    milestone: Milestone = deed.given["milestone"]
    if milestone.item_id != deed.item.pk:
        raise Lacking(_("The milestone belongs to another item."), "milestone")
    if milestone.done_on:
        raise NotNow(_("This was decided already."))


def _reach(deed: Deed, event: Event) -> None:
    milestone: Milestone = deed.given["milestone"]
    milestone.done_on = deed.given["done_on"]
    milestone.save(update_fields=["done_on"])


def _check_report_done(deed: Deed) -> None:
    if deed.item.entries.filter(verdict="").exists():
        raise NotNow(_("An entry still waits for approval."))
    if not deed.item.entries.filter(verdict=Verdict.GRANTED).exists():
        raise NotNow(_("Nothing that was reported has been approved yet."))


def _report_done(deed: Deed, event: Event) -> None:
    deed.item.done_at = event.at


def _verify(deed: Deed, event: Event) -> None:
    deed.item.verified_at = event.at


def _send_back(deed: Deed, event: Event) -> None:
    deed.item.done_at = deed.item.verified_at = None


def _asks(kind: PetitionKind) -> Effect:
    def check(deed: Deed) -> None:
        item = deed.item
        if item.petitions.filter(kind=kind, verdict="").exists():
            raise NotNow(_("This is asked for already and waits for a decision."))
        if kind is PetitionKind.EXTEND and item.deadline and deed.given["deadline"] <= item.deadline:
            raise Lacking(_("The new deadline must lie after the old one."), "deadline")
        deed.data |= {"old_deadline": item.deadline} if kind is PetitionKind.EXTEND else {}
        deed.data |= {"old_target": item.target} if kind is PetitionKind.CHANGE else {}

    def apply(deed: Deed, event: Event) -> None:
        item, given = deed.item, deed.given
        extend, change = kind is PetitionKind.EXTEND, kind is PetitionKind.CHANGE
        Petition.objects.create(
            event=event,
            by=event.user,
            post=event.post,
            office=event.office,
            at=event.at,
            item=item,
            kind=kind,
            reason=given["reason"],
            old_deadline=item.deadline if extend else None,
            new_deadline=given["deadline"] if extend else None,
            old_target=item.target if change else None,
            new_target=given["target"] if change else None,
        )

    return Effect(check, apply)


def _check_petition(deed: Deed) -> None:
    petition: Petition = deed.given["petition"]
    if petition.item_id != deed.item.pk:
        raise Lacking(_("What is asked for belongs to another item."), "petition")
    if petition.verdict:
        raise NotNow(_("This was decided already."))
    kind = PetitionKind(petition.kind)
    decides = DECIDES[kind]
    if deed.row.act is Act.DENY:
        if deed.actor.user is not None and post_for(deed.actor.user, deed.item, TRANSITIONS[decides]) is None:
            raise NotYours(_("Your post does not let you do this here."))
    elif decides is not deed.row.act:
        raise Lacking(_("What is asked for is something else."), "petition")
    deed.data |= {"kind": kind, "old_deadline": petition.old_deadline, "deadline": petition.new_deadline, "old_target": petition.old_target, "target": petition.new_target}
    if deed.row.act is Act.SUSPEND:
        deed.item.suspended_from = deed.item.state
    if deed.row.act is Act.RESUME:
        deed.target, deed.item.suspended_from = deed.item.suspended_from or State.IN_PROGRESS, ""


def _grant(deed: Deed, event: Event) -> None:
    petition: Petition = deed.given["petition"]
    _decide(petition, event, Verdict.GRANTED, deed.given.get("reason") or "")
    if petition.new_deadline:
        deed.item.deadline = petition.new_deadline
    if petition.new_target is not None:
        deed.item.target = petition.new_target


def _deny(deed: Deed, event: Event) -> None:
    _decide(deed.given["petition"], event, Verdict.REFUSED, deed.given["reason"])


def _check_merge(deed: Deed) -> None:
    into: Item = deed.given["into"]
    if into.pk == deed.item.pk or into.ledger_id != deed.item.ledger_id or into.state in (State.MERGED, State.DROPPED, State.CARRIED):
        raise Lacking(_("An item is merged into another open item of the same year."), "into")


def _merge(deed: Deed, event: Event) -> None:
    into: Item = deed.given["into"]
    deed.item.merged_into = into
    for one in deed.item.sources.all():
        one.pk = None
        one.item = into
        one.save(force_insert=True)


_PETITION = Effect(_check_petition, _grant)
EFFECTS: dict[Act, Effect] = {
    Act.EDIT: Effect(_check_edit, _edit),
    Act.ASSIGN: Effect(_check_assign, _assign),
    Act.ACCEPT: Effect(apply=_accept),
    Act.REPORT: Effect(_check_report, _report),
    Act.APPROVE: Effect(_check_entry, _approve),
    Act.REFUSE: Effect(_check_entry, _refuse),
    Act.REACH: Effect(_check_reach, _reach),
    Act.REPORT_DONE: Effect(_check_report_done, _report_done),
    Act.VERIFY: Effect(apply=_verify),
    Act.SEND_BACK: Effect(apply=_send_back),
    Act.REOPEN: Effect(apply=_send_back),
    Act.ASK_SUSPEND: _asks(PetitionKind.SUSPEND),
    Act.ASK_RESUME: _asks(PetitionKind.RESUME),
    Act.ASK_EXTEND: _asks(PetitionKind.EXTEND),
    Act.ASK_CHANGE: _asks(PetitionKind.CHANGE),
    Act.SUSPEND: _PETITION,
    Act.RESUME: _PETITION,
    Act.EXTEND: _PETITION,
    Act.CHANGE: _PETITION,
    Act.DENY: Effect(_check_petition, _deny),
    Act.MERGE: Effect(_check_merge, _merge),
}
