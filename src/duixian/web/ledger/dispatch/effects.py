"""What each action changes in a case beside its state. ``check`` looks before anything is written, ``apply`` changes once the event is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office
from duixian.web.ledger.dispatch.clocks import OF_CALLS, Limit, end, limits, start, stop
from duixian.web.ledger.dispatch.models import (
    Call,
    CallState,
    Case,
    CaseState,
    Clock,
    Clocks,
    Mark,
    Marks,
    Outcome,
    Ruling,
)
from duixian.web.ledger.dispatch.rights import active_calls, late, may_blow
from duixian.web.ledger.dispatch.rules import whistle_rules
from duixian.web.ledger.dispatch.table import ENDED, OPEN, Act, Transition
from duixian.web.ledger.log import Actor
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours

__all__ = ["EFFECTS", "Deed", "Effect", "decides"]


@dataclass
class Deed:
    """An action under way: ``data`` is what the log will hold of it, ``target`` the state it leads to where that is not the table's, ``call`` the call of the
    department that acts."""

    case: Case
    row: Transition
    actor: Actor
    given: dict[str, Any]
    call: Call | None = None
    data: dict[str, Any] = field(default_factory=dict)
    target: str = ""
    running: dict[Clocks, Limit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data.update({name: value for name, value in self.given.items() if name != "reason"})

    def time(self, whistle: str = "") -> None:
        """Looks the time limits up, and has the log hold those that the action starts clocks with."""
        self.running = limits(whistle or self.case.whistle)
        self.data["limits"] = {sort: {"number": one.number, "hours": one.hours} for sort, one in self.running.items()}

    @property
    def mine(self) -> Call:
        """The call of the department that acts."""
        assert self.call is not None
        return self.call


def _nothing(deed: Deed, *_: object) -> None:
    return None


class Effect(NamedTuple):
    """What an action does: looked at first, then applied."""

    check: Callable[[Deed], None] = _nothing
    apply: Callable[[Deed, Event], None] = _nothing


def decides(case: Case, state: str, running: dict[Clocks, Limit], event: Event) -> None:
    """Starts the street's clock where a case has come to it."""
    if state == CaseState.WITH_STREET:
        start(case, [Clocks.DECIDE], event.at, running, office=case.street)


def _check_edit(deed: Deed) -> None:
    case, given = deed.case, deed.given
    if "community" in given:
        community = given["community"]
        if community is None and case.state == CaseState.RAISED:
            raise Lacking(_("A case that is with a community names it."), "community")
        if community is not None and community.parent_id != case.street_id:
            raise Lacking(_("The community belongs to another street."), "community")
        if community is not None and case.state == CaseState.RAISED and community.pk != case.community_id:
            raise Lacking(_("A case that is with a community stays with it."), "community")
    for name in ("where", "text", "problem"):
        if name in given and not given[name]:
            raise Lacking(_("This cannot be left empty."), name)
    deed.data["old"] = {name: getattr(case, name) for name in given}


def _edit(deed: Deed, event: Event) -> None:
    for name, value in deed.given.items():
        setattr(deed.case, name, value)


def _settled(deed: Deed, event: Event) -> None:
    end(deed.case, [Clocks.DECIDE], event.at)
    deed.case.ended_at = event.at


def _check_timed(deed: Deed) -> None:
    deed.time()


def _pass_up(deed: Deed, event: Event) -> None:
    decides(deed.case, CaseState.WITH_STREET, deed.running, event)


def _check_send_down(deed: Deed) -> None:
    if deed.case.community_id is None:
        raise NotNow(_("The case names no community to send it down to."))


def _decided(deed: Deed, event: Event) -> None:
    end(deed.case, [Clocks.DECIDE], event.at)


def _check_blow(deed: Deed) -> None:
    given, post = deed.given, deed.actor.post
    rule = whistle_rules()[given["whistle"]]
    if post is not None and not may_blow(post, given["whistle"]):
        raise NotYours(_("This whistle is blown by: %(posts)s.") % {"posts": "、".join(rule.posts)})
    if rule.leader and given.get("leader") is None:
        raise Lacking(_("A whistle for a hard problem names the district leader who takes part."), "leader")
    lead = given.get("lead") or given["departments"][0]
    if lead not in given["departments"]:
        raise Lacking(_("The lead department is one of those that are called."), "lead")
    given["lead"] = deed.data["lead"] = lead
    deed.time(given["whistle"])


def _blow(deed: Deed, event: Event) -> None:
    case, given = deed.case, deed.given
    end(case, [Clocks.DECIDE], event.at)
    case.whistle, case.blown_at, case.leader = given["whistle"], event.at, given.get("leader")
    case.meet_at, case.meet_place = given.get("meet_at"), given.get("meet_place") or ""
    _call(deed, event, given["departments"], given["lead"])


def _call(deed: Deed, event: Event, offices: Iterable[Office], lead: Office | None = None) -> None:
    for office in offices:
        call = Call.objects.create(case=deed.case, office=office, leads=lead is not None and office.pk == lead.pk, called_at=event.at)
        start(deed.case, OF_CALLS, event.at, deed.running, call=call)


def _check_call_more(deed: Deed) -> None:
    there = {one.office_id for one in deed.case.calls.all()}
    for office in deed.given["departments"]:
        if office.pk in there:
            raise Lacking(_("%(office)s was called to this case already.") % {"office": office}, "departments")
    deed.time()


def _call_more(deed: Deed, event: Event) -> None:
    _call(deed, event, deed.given["departments"])


def _sign(deed: Deed, event: Event) -> None:
    deed.mine.state, deed.mine.signed_at = CallState.SIGNED, event.at
    _ended(deed, event, Clocks.SIGN)


def _contact(deed: Deed, event: Event) -> None:
    deed.mine.state, deed.mine.contacted_at = CallState.CONTACTED, event.at
    _ended(deed, event, Clocks.CONTACT)


def _report_in(deed: Deed, event: Event) -> None:
    call = deed.mine
    call.contacted_at = call.contacted_at or event.at
    call.state, call.reported_in_at = CallState.REPORTED, event.at
    _promise(deed)
    _ended(deed, event, Clocks.CONTACT, Clocks.REPORT)


def _handle(deed: Deed, event: Event) -> None:
    _promise(deed)
    deed.mine.save()


def _promise(deed: Deed) -> None:
    if deed.given.get("promised_on") is not None:
        deed.mine.promised_on = deed.given["promised_on"]


def _ended(deed: Deed, event: Event, *sorts: Clocks) -> None:
    deed.mine.save()
    end(deed.case, sorts, event.at, deed.mine)


def _joint(deed: Deed, event: Event) -> None:
    deed.case.meet_at, deed.case.meet_place = deed.given["meet_at"], deed.given["meet_place"]


def _check_object(deed: Deed) -> None:
    call, other = deed.mine, deed.given["office"]
    if call.objected_at is not None:
        raise NotNow(_("This was decided already."))
    if other.pk == call.office_id:
        raise Lacking(_("Name another department: whose duty it is."), "office")
    if any(one.office_id == other.pk and one.state == CallState.EXCUSED for one in deed.case.calls.all()):
        raise Lacking(_("%(office)s was excused from this case already: ask for a leader's decision.") % {"office": other}, "office")
    duties = [line.strip() for line in other.duties.splitlines() if line.strip()]
    if duties and not any(deed.given["duty"] in line for line in duties):
        raise Lacking(_("Quote the duty as it stands in the list of duties of %(office)s.") % {"office": other}, "duty")


def _object(deed: Deed, event: Event) -> None:
    call = deed.mine
    call.objected_at, call.objection = event.at, deed.given["reason"]
    call.objection_office, call.objection_duty = deed.given["office"], deed.given["duty"]
    call.save()
    stop(deed.case, event.at, call=call)


def _check_ruling(deed: Deed) -> None:
    call: Call = deed.given["call"]
    if not call.objects_now:
        raise NotNow(_("No objection of this department waits for a decision."))
    deed.data |= {"department": call.office_id, "office": call.objection_office_id}
    deed.time()


def _check_uphold(deed: Deed) -> None:
    _check_ruling(deed)
    call: Call = deed.given["call"]
    if deed.case.calls.filter(office=call.objection_office, state=CallState.EXCUSED).exists():  # meanwhile: two that name each other are not both right
        raise NotNow(_("%(office)s was excused from this case already: ask for a leader's decision.") % {"office": call.objection_office})
    others = [one for one in active_calls(deed.case) if one.pk != call.pk]
    if any(one.office_id == call.objection_office_id for one in others) and all(one.state == CallState.DONE for one in others):
        deed.target = CaseState.ANSWERED


def _uphold(deed: Deed, event: Event) -> None:
    call: Call = deed.given["call"]
    leads, call.leads = call.leads, False
    call.state, call.ruling, call.ruled_at, call.excused_at = CallState.EXCUSED, Ruling.UPHELD, event.at, event.at
    call.save()
    other = call.objection_office
    assert other is not None
    there = Call.objects.filter(case=deed.case, office=other).first()
    if there is None:
        _call(deed, event, [other], other if leads else None)
    elif leads:
        Call.objects.filter(pk=there.pk).update(leads=True)
    if deed.target:
        start(deed.case, [Clocks.CONFIRM], event.at, deed.running, office=deed.case.street)


def _overrule(deed: Deed, event: Event) -> None:
    call: Call = deed.given["call"]
    groundless = bool(deed.given.get("groundless"))
    call.ruling, call.ruled_at = Ruling.GROUNDLESS if groundless else Ruling.OVERRULED, event.at
    if groundless:
        call.proposed_at = call.proposed_at or event.at
    call.save()
    left = {CallState.CALLED: 0, CallState.SIGNED: 1, CallState.CONTACTED: 2}[CallState(call.state)]
    start(deed.case, OF_CALLS[left:], event.at, deed.running, call=call)


def _escalate(deed: Deed, event: Event) -> None:
    deed.case.leader, deed.case.escalated_at = deed.given["leader"], event.at


def _check_propose(deed: Deed) -> None:
    call: Call = deed.given["call"]
    if call.proposed_at is not None:
        raise NotNow(_("A slip was proposed for this department already."))
    if call.state == CallState.EXCUSED or not any(late(one) for one in Clock.objects.filter(call=call)):
        raise NotNow(_("No time limit of this department has run out."))
    deed.data["department"] = call.office_id


def _propose(deed: Deed, event: Event) -> None:
    Call.objects.filter(pk=deed.given["call"].pk).update(proposed_at=event.at)


def _check_result(deed: Deed) -> None:
    if deed.given["outcome"] == Outcome.PLANNED and not (deed.given.get("promised_on") or deed.mine.promised_on):
        raise Lacking(_("Say by when it will be solved."), "promised_on")
    others = [one for one in active_calls(deed.case) if one.pk != deed.mine.pk]
    if all(one.state == CallState.DONE for one in others):
        deed.target = CaseState.ANSWERED
        deed.time()


def _result(deed: Deed, event: Event) -> None:
    call = deed.mine
    call.state, call.result_at, call.outcome, call.result = CallState.DONE, event.at, deed.given["outcome"], deed.given["text"]
    _promise(deed)
    _ended(deed, event, Clocks.RESULT)
    if deed.target:
        start(deed.case, [Clocks.CONFIRM], event.at, deed.running, office=deed.case.street)


def _check_confirm(deed: Deed) -> None:
    levels, called = deed.given["levels"], {one.office_id: one for one in active_calls(deed.case)}
    excused = {one.office_id for one in deed.case.calls.all()} - set(called)
    levels = {office: level for office, level in levels.items() if office not in excused}
    if set(levels) != set(called):
        raise Lacking(_("Say of each department that was called how content you are."), "levels")
    deed.given["levels"] = deed.data["levels"] = levels


def _confirm(deed: Deed, event: Event) -> None:
    deed.case.confirmed_at = event.at
    end(deed.case, [Clocks.CONFIRM], event.at)
    for call in active_calls(deed.case):
        solved = call.outcome == Outcome.SOLVED
        _mark(deed, event, Marks.STREET, call=call, about=call.office, level=deed.given["levels"][call.office_id], solved=solved)


def _mark(deed: Deed, event: Event, sort: Marks, **values: Any) -> None:
    said = {"text": deed.given.get("text") or "", **values}
    Mark.objects.create(event=event, case=deed.case, sort=sort, at=event.at, giver=event.office, **said)


def _check_send_back(deed: Deed) -> None:
    done = {one.office_id: one for one in active_calls(deed.case)}
    for office in deed.given.get("departments") or []:
        if office.pk not in done:
            raise Lacking(_("%(office)s was not called to this case.") % {"office": office}, "departments")
    deed.time()


def _send_back(deed: Deed, event: Event) -> None:
    end(deed.case, [Clocks.CONFIRM], event.at)
    named = {office.pk for office in deed.given.get("departments") or []}
    _again(deed, event, [one for one in active_calls(deed.case) if not named or one.office_id in named])


def _again(deed: Deed, event: Event, calls: Iterable[Call]) -> None:
    for call in calls:
        call.state, call.result_at, call.outcome = CallState.REPORTED, None, ""
        call.save()
        start(deed.case, [Clocks.RESULT], event.at, deed.running, call=call)


def _check_mark(deed: Deed) -> None:
    post = deed.actor.post
    since = deed.case.confirmed_at
    if post is not None and Mark.objects.filter(case=deed.case, sort=Marks.COMMUNITY, giver=post.office_id, at__gte=since).exists():
        raise NotNow(_("You have said this already."))


def _marked(deed: Deed, event: Event) -> None:
    _mark(deed, event, Marks.COMMUNITY, about=deed.case.street, level=deed.given["level"])


def _check_call_back(deed: Deed) -> None:
    given = deed.given
    if given.get("reached") and not given.get("level"):
        raise Lacking(_("Say how content whoever was reached is."), "level")
    if not given.get("reached") and (given.get("level") or given.get("solved") or given.get("contacted")):
        raise Lacking(_("Nobody was reached: nothing can be said of the rest."), "reached")


def _call_back(deed: Deed, event: Event) -> None:
    given = deed.given
    reached = bool(given.get("reached"))
    _mark(
        deed,
        event,
        Marks.CALL_BACK,
        reached=reached,
        contacted=bool(given.get("contacted")) if reached else None,
        solved=bool(given.get("solved")) if reached else None,
        level=given.get("level") or "",
    )


def _check_rate(deed: Deed) -> None:
    if Mark.objects.filter(call=deed.mine, sort=Marks.CALL).exists():
        raise NotNow(_("You have said this already."))


def _rate(deed: Deed, event: Event) -> None:
    _mark(deed, event, Marks.CALL, call=deed.mine, about=deed.case.street, level=deed.given["level"])


def _check_close(deed: Deed) -> None:
    last = Mark.objects.filter(case=deed.case, sort=Marks.CALL_BACK, reached=True, at__gte=deed.case.confirmed_at).order_by("-id").first()
    if last is not None and not last.solved:
        raise NotNow(_("The last call-back says that it is not solved: reopen the case, or call back again."))


def _ends(deed: Deed, event: Event) -> None:
    stop(deed.case, event.at)
    deed.case.ended_at = event.at


def _check_reopen(deed: Deed) -> None:
    deed.target = CaseState.HANDLING if deed.case.whistle else CaseState.WITH_STREET
    deed.time()


def _reopen(deed: Deed, event: Event) -> None:
    case = deed.case
    case.confirmed_at = case.ended_at = None
    if deed.target == CaseState.HANDLING:
        _again(deed, event, active_calls(case))
    else:
        decides(case, deed.target, deed.running, event)


def _check_withdraw(deed: Deed) -> None:
    if any(one.objects_now for one in deed.case.calls.all()):
        raise NotNow(_("An objection waits for a decision; it comes first."))


def _check_into(deed: Deed) -> None:
    into: Case = deed.given["into"]
    if into.pk == deed.case.pk or into.street_id != deed.case.street_id:
        raise Lacking(_("Name another case of the same street."), "into")
    if deed.row.act is Act.JOIN:
        if into.state not in OPEN or into.joined_into_id is not None:
            raise Lacking(_("A case is joined to one that is still open; a case that ended is repeated."), "into")
        _check_withdraw(deed)
    else:
        if deed.case.repeat_of_id is not None:
            raise NotNow(_("This was decided already."))
        if into.state not in ENDED or into.state in (CaseState.JOINED, CaseState.WITHDRAWN) or into.pk > deed.case.pk:
            raise Lacking(_("Name an earlier case that was closed or settled."), "into")
    deed.data["into"] = into.pk


def _join(deed: Deed, event: Event) -> None:
    into: Case = deed.given["into"]
    deed.case.joined_into = into
    Case.objects.filter(pk=into.pk).update(repeats=F("repeats") + 1 + deed.case.repeats, revision=F("revision") + 1)
    _ends(deed, event)


def _repeat(deed: Deed, event: Event) -> None:
    into: Case = deed.given["into"]
    deed.case.repeat_of = into
    Case.objects.filter(pk=into.pk).update(repeats=F("repeats") + 1)


EFFECTS: dict[Act, Effect] = {
    Act.EDIT: Effect(_check_edit, _edit),
    Act.SETTLE: Effect(apply=_settled),
    Act.PASS_UP: Effect(_check_timed, _pass_up),
    Act.SEND_DOWN: Effect(_check_send_down, _decided),
    Act.BLOW: Effect(_check_blow, _blow),
    Act.CALL_MORE: Effect(_check_call_more, _call_more),
    Act.SIGN: Effect(apply=_sign),
    Act.CONTACT: Effect(apply=_contact),
    Act.REPORT_IN: Effect(apply=_report_in),
    Act.HANDLE: Effect(apply=_handle),
    Act.JOINT: Effect(apply=_joint),
    Act.OBJECT: Effect(_check_object, _object),
    Act.UPHOLD: Effect(_check_uphold, _uphold),
    Act.OVERRULE: Effect(_check_ruling, _overrule),
    Act.ESCALATE: Effect(apply=_escalate),
    Act.PROPOSE: Effect(_check_propose, _propose),
    Act.RESULT: Effect(_check_result, _result),
    Act.CONFIRM: Effect(_check_confirm, _confirm),
    Act.SEND_BACK: Effect(_check_send_back, _send_back),
    Act.MARK: Effect(_check_mark, _marked),
    Act.CALL_BACK: Effect(_check_call_back, _call_back),
    Act.RATE: Effect(_check_rate, _rate),
    Act.CLOSE: Effect(_check_close, _ends),
    Act.REOPEN: Effect(_check_reopen, _reopen),
    Act.WITHDRAW: Effect(_check_withdraw, _ends),
    Act.JOIN: Effect(_check_into, _join),
    Act.REPEAT: Effect(_check_into, _repeat),
}
