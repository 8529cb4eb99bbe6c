"""Cases of dispatch: listed, one with its departments and clocks, raised, and acted on: the same actions as pages call, with the same checks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from ninja import Header, Path, Query, Status
from pydantic import Field

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.api.gate import asker
from duixian.web.api.operations import described
from duixian.web.api.paging import ByCursor, after
from duixian.web.api.problems import Problem
from duixian.web.api.routing import router
from duixian.web.api.schemas import Asked, Short, Word, answer, page_of
from duixian.web.api.words import asked
from duixian.web.archive.fields import meaning
from duixian.web.ledger.dispatch.acting import act, raise_case
from duixian.web.ledger.dispatch.models import Call, CallState, Case, CaseState, Origin, Outcome, Urgency, Whistle
from duixian.web.ledger.dispatch.rights import open_to, visible
from duixian.web.ledger.dispatch.table import TABLE, Act
from duixian.web.ledger.refusals import Refused

__all__ = ["case_of"]

_RequestKey = Annotated[str, Field(max_length=80, pattern=r"^[!-~]*$")]
_WORDS = meaning("query", "request_key")
_KEY: Any = Header("", alias="Idempotency-Key", description=_WORDS.en, **{"x-description-zh": _WORDS.zh})  # type: ignore[type-arg]
_Office = Annotated[int, Field(ge=1, le=2**53)]
_State = Literal[tuple(CaseState.values)]  # type: ignore[valid-type]
_Urgency = Literal[tuple(Urgency.values)]  # type: ignore[valid-type]
_Origin = Literal[tuple(Origin.values)]  # type: ignore[valid-type]
_Act = Literal[tuple(row.act.value for row in TABLE)]  # type: ignore[valid-type]

_Clock = answer("CaseClock", "case_clock", {"sort": str, "due": str, "done_at": str | None, "stopped_at": str | None}, "A time limit of a department.")
_Call = answer(
    "CaseCall", "case_call",
    {
        "office": int, "name": str, "leads": bool, "state": Literal[tuple(CallState.values)], "called_at": str, "signed_at": str | None, "contacted_at": str | None,
        "reported_in_at": str | None, "promised_on": str | None, "result_at": str | None, "outcome": Literal[("", *Outcome.values)], "result": str,
        "objected_at": str | None, "ruling": str, "clocks": list[_Clock],  # type: ignore[valid-type]
    },
    "A department called to a case.",
)  # fmt: skip
_FIELDS: dict[str, Any] = {
    "number": str, "state": _State, "origin": _Origin, "whistle": Literal[tuple(Whistle.values)], "urgency": _Urgency, "problem": str, "street": int, "street_name": str,
    "community": int | None, "community_name": str, "where": str, "text": str, "raised_at": str, "blown_at": str | None, "confirmed_at": str | None,
    "ended_at": str | None, "due_at": str | None, "meet_at": str | None, "meet_place": str, "repeats": int, "revision": int, "url": str,
    "calls": list[_Call],  # type: ignore[valid-type]
}  # fmt: skip
_Case = answer("Case", "case", _FIELDS, "A case of dispatch, with the departments called to it.")
_CaseState = answer("CaseWithActions", "case", {**_FIELDS, "actions": list[str]}, "A case, and what whoever asks may do to it now.")


class _Cases(ByCursor):
    state: _State | None = asked("case_state")  # type: ignore[valid-type]
    street: _Office | None = asked("street")
    department: _Office | None = asked("department")
    problem: Short | None = asked("problem")


class _Raising(Asked):
    where: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")] = asked("where", ..., record="case")
    text: Annotated[str, Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")] = asked("text", ..., record="case")
    problem: Short = asked("problem", ..., record="case")
    urgency: _Urgency = asked("urgency", "ordinary", record="case")  # type: ignore[valid-type]
    community: _Office | None = asked("community", record="case")
    origin: _Origin | None = asked("origin", record="case")  # type: ignore[valid-type]
    pass_up: bool = asked("pass_up", False, record="case_body")


class _Acting(Asked):
    act: _Act = asked("act", ..., record="case_body")  # type: ignore[valid-type]
    fields: dict[Word, Any] = asked("fields", {}, record="case_body", max_length=20)
    revision: Annotated[int, Field(ge=0, le=2**31)] | None = asked("revision", record="case_body")


@described(router.get, "/ledger/cases", "listCases", page_of("CasePage", _Case), tag="ledger")
def list_cases(request: HttpRequest, asked: Query[_Cases]) -> dict[str, Any]:
    rows = _rows(_worker(request))
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.street:
        rows = rows.filter(street=asked.street)
    if asked.department:
        rows = rows.filter(calls__office=asked.department)
    if asked.problem:
        rows = rows.filter(problem=asked.problem)
    found = after(request, rows, asked)
    return {"items": [case_of(one, request) for one in found.rows], "next": found.next}


@described(router.get, "/ledger/cases/{id}", "getCase", _CaseState, tag="ledger")
def get_case(request: HttpRequest, id: Path[Short]) -> dict[str, Any]:
    return _stands(request, _worker(request), id)


@described(router.post, "/ledger/cases", "raiseCase", _CaseState, tag="ledger", status=201)
def post_case(request: HttpRequest, said: _Raising, key: _RequestKey = _KEY) -> Status[dict[str, Any]]:
    user = _worker(request)
    given = {name: value for name, value in said.model_dump().items() if value is not None}
    try:
        case = raise_case(user, given, key=key)
    except Refused as refused:
        raise _problem(refused) from refused
    return Status(201, _stands(request, user, case.number))


@described(router.post, "/ledger/cases/{id}/actions", "actOnCase", _CaseState, tag="ledger", status=201)
def act_on_case(request: HttpRequest, id: Path[Short], said: _Acting, key: _RequestKey = _KEY) -> Status[dict[str, Any]]:
    user = _worker(request)
    case = visible(user).filter(number=id).first()
    if case is None:
        raise Http404
    try:
        act(case.pk, Act(said.act), user, said.fields, revision=said.revision, key=key)
    except Refused as refused:
        raise _problem(refused) from refused
    return Status(201, _stands(request, user, id))


def case_of(case: Case, request: HttpRequest) -> dict[str, Any]:
    """Gives a case as answers have it; its calls with their offices and clocks must have been fetched."""
    return {
        "number": case.number, "state": case.state, "origin": case.origin, "whistle": case.whistle, "urgency": case.urgency, "problem": case.problem,
        "street": case.street_id, "street_name": case.street.name, "community": case.community_id,
        "community_name": case.community.name if case.community is not None else "", "where": case.where, "text": case.text, "raised_at": case.raised_at.isoformat(),
        "blown_at": _at(case.blown_at), "confirmed_at": _at(case.confirmed_at), "ended_at": _at(case.ended_at), "due_at": _at(case.due_at), "meet_at": _at(case.meet_at),
        "meet_place": case.meet_place, "repeats": case.repeats, "revision": case.revision, "url": request.build_absolute_uri(case.get_absolute_url()),
        "calls": [_call_of(one) for one in case.calls.all()],
    }  # fmt: skip


def _call_of(call: Call) -> dict[str, Any]:
    return {
        "office": call.office_id, "name": call.office.name, "leads": call.leads, "state": call.state, "called_at": call.called_at.isoformat(),
        "signed_at": _at(call.signed_at), "contacted_at": _at(call.contacted_at), "reported_in_at": _at(call.reported_in_at),
        "promised_on": call.promised_on.isoformat() if call.promised_on else None, "result_at": _at(call.result_at), "outcome": call.outcome, "result": call.result,
        "objected_at": _at(call.objected_at), "ruling": call.ruling,
        "clocks": [{"sort": one.sort, "due": one.due.isoformat(), "done_at": _at(one.done_at), "stopped_at": _at(one.stopped_at)} for one in call.clocks.all()],
    }  # fmt: skip


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _rows(user: User) -> QuerySet[Case]:
    calls = Call.objects.select_related("office").prefetch_related("clocks")
    return visible(user).select_related("street", "community").prefetch_related(Prefetch("calls", calls), "clocks")


def _stands(request: HttpRequest, user: User, number: str) -> dict[str, Any]:
    case = _rows(user).filter(number=number).first()
    if case is None:
        raise Http404
    return {**case_of(case, request), "actions": [row.act.value for row in open_to(user, case)]}


def _worker(request: HttpRequest) -> User:
    """Whoever asks, who must be one who works in the ledger."""
    user = asker(request)
    if not isinstance(user, User):
        raise Problem("not_authenticated")
    if not may(user, Action.WORK):
        raise Problem("forbidden")
    return user


def _problem(refused: Refused) -> Problem:
    """What the interface answers where an action is not done."""
    return Problem(refused.code, refused.said, [{"where": f"body.{refused.field}", "message": refused.said}] if refused.field else [])
