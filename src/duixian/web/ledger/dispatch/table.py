"""What can be done to a case: one table that pages, API and tests share, as ``ledger/states.py`` is for items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import PostRole
from duixian.web.ledger.dispatch.models import CallState, CaseState

__all__ = ["ENDED", "OPEN", "RAISED", "TABLE", "TRANSITIONS", "Act", "Field", "Sort", "Tie", "Transition"]


class Act(models.TextChoices):
    """Something that is done to a case."""

    RAISE = "raise", pgettext_lazy("case act", "Raise")
    EDIT = "edit", pgettext_lazy("case act", "Correct")
    SETTLE = "settle", pgettext_lazy("case act", "Settle")
    PASS_UP = "pass_up", pgettext_lazy("case act", "Pass up to the street")
    SEND_DOWN = "send_down", pgettext_lazy("case act", "Send down to the community")
    BLOW = "blow", pgettext_lazy("case act", "Blow the whistle")
    CALL_MORE = "call_more", pgettext_lazy("case act", "Call further departments")
    SIGN = "sign", pgettext_lazy("case act", "Sign")
    CONTACT = "contact", pgettext_lazy("case act", "In touch")
    REPORT_IN = "report_in", pgettext_lazy("case act", "Report in")
    HANDLE = "handle", pgettext_lazy("case act", "Say how it goes")
    JOINT = "joint", pgettext_lazy("case act", "Arrange joint handling")
    OBJECT = "object", pgettext_lazy("case act", "Object")
    UPHOLD = "uphold", pgettext_lazy("case act", "Uphold the objection")
    OVERRULE = "overrule", pgettext_lazy("case act", "Overrule the objection")
    ESCALATE = "escalate", pgettext_lazy("case act", "Escalate to a leader")
    INSTRUCT = "instruct", pgettext_lazy("case act", "Instruct")
    URGE = "urge", pgettext_lazy("case act", "Urge")
    PROPOSE = "propose", pgettext_lazy("case act", "Propose a supervision slip")
    RESULT = "result", pgettext_lazy("case act", "Give the result")
    CONFIRM = "confirm", pgettext_lazy("case act", "Confirm")
    SEND_BACK = "send_back", pgettext_lazy("case act", "Send the result back")
    MARK = "mark", pgettext_lazy("case act", "Say how content you are")
    CALL_BACK = "call_back", pgettext_lazy("case act", "Call back")
    RATE = "rate", pgettext_lazy("case act", "Rate the whistle")
    CLOSE = "close", pgettext_lazy("case act", "Close")
    REOPEN = "reopen", pgettext_lazy("case act", "Reopen")
    WITHDRAW = "withdraw", pgettext_lazy("case act", "Withdraw")
    JOIN = "join", pgettext_lazy("case act", "Join to another case")
    REPEAT = "repeat", pgettext_lazy("case act", "Mark as a repetition")


class Tie(StrEnum):
    """What a post must have to do with the case it acts on."""

    NONE = "none"
    PLACE = "place"
    """It is of the case's community or street. The delivery office and leaders are of every place."""
    HOLDS = "holds"
    """It is of the office that has the case in hand: the community until it passes it up, the street afterwards."""
    CALLED = "called"
    """It is of a department that was called and not excused."""
    IN_CHARGE = "in_charge"
    """It is of the case's street, or of the department that leads."""


class Sort(StrEnum):
    """What a field of an action holds; forms, API and tests are made from it."""

    TEXT = "text"
    LINE = "line"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"
    OFFICE = "office"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    COMMUNITY = "community"
    LEADER = "leader"
    CASE = "case"
    CALL = "call"
    VISIT = "visit"
    PROBLEM = "problem"
    GROUND = "ground"
    WHISTLE = "whistle"
    URGENCY = "urgency"
    ORIGIN = "origin"
    OUTCOME = "outcome"
    LEVEL = "level"
    LEVELS = "levels"


@dataclass(frozen=True)
class Field:
    """Something that an action is told."""

    name: str
    sort: Sort = Sort.TEXT
    needed: bool = False


@dataclass(frozen=True)
class Transition:
    """One row of the table. ``target`` is None where the state stays; ``calls`` are the states of the department's own call in which it may act, empty where
    that does not matter."""

    act: Act
    sources: frozenset[CaseState]
    target: CaseState | None
    roles: frozenset[PostRole]
    tie: Tie = Tie.NONE
    fields: tuple[Field, ...] = ()
    papers: bool = False
    calls: frozenset[CallState] = frozenset()


_REASON = Field("reason", needed=True)
_TEXT = Field("text", needed=True)
_COMMUNITY = frozenset({PostRole.COMMUNITY})
_STREET = frozenset({PostRole.STREET})
_DEPARTMENT = frozenset({PostRole.OFFICER, PostRole.HEAD})
_HEAD = frozenset({PostRole.HEAD})
_DELIVERY = frozenset({PostRole.DELIVERY})
_LEADER = frozenset({PostRole.LEADER})
_RAISED = frozenset({CaseState.RAISED})
_WITH_STREET = frozenset({CaseState.WITH_STREET})
_CALLED = frozenset({CaseState.BLOWN, CaseState.HANDLING})
_OUT = _CALLED | {CaseState.ANSWERED}
_CONFIRMED = frozenset({CaseState.CONFIRMED})
OPEN = _RAISED | _WITH_STREET | _OUT | _CONFIRMED
"""The states of a case that is not at its end."""
ENDED = frozenset(CaseState) - OPEN
_EDITED = (Field("where", Sort.LINE), Field("text"), Field("problem", Sort.PROBLEM), Field("urgency", Sort.URGENCY), Field("community", Sort.COMMUNITY))
_MEETING = (Field("meet_at", Sort.MOMENT), Field("meet_place", Sort.LINE))
_BEFORE_REPORTING = frozenset({CallState.CALLED, CallState.SIGNED, CallState.CONTACTED})
RAISED = (
    Field("where", Sort.LINE, needed=True),
    Field("text", needed=True),
    Field("problem", Sort.PROBLEM, needed=True),
    Field("urgency", Sort.URGENCY),
    Field("community", Sort.COMMUNITY),
    Field("origin", Sort.ORIGIN),
    Field("visit", Sort.VISIT),
    Field("pass_up", Sort.FLAG),
)
"""What a case is raised with (``acting.raise_case``); it comes from nothing, so it has no row."""


def _table() -> Iterator[Transition]:
    yield Transition(Act.EDIT, _RAISED | _WITH_STREET, None, _COMMUNITY | _STREET, Tie.HOLDS, _EDITED)
    yield Transition(Act.SETTLE, _RAISED | _WITH_STREET, CaseState.SETTLED, _COMMUNITY | _STREET, Tie.HOLDS, (_TEXT,), papers=True)
    yield Transition(Act.PASS_UP, _RAISED, CaseState.WITH_STREET, _COMMUNITY, Tie.PLACE, (Field("text"),), papers=True)
    yield Transition(Act.SEND_DOWN, _WITH_STREET, CaseState.RAISED, _STREET, Tie.PLACE, (_REASON,))
    yield Transition(
        Act.BLOW,
        _WITH_STREET,
        CaseState.BLOWN,
        _STREET,
        Tie.PLACE,
        (
            Field("whistle", Sort.WHISTLE, needed=True), Field("departments", Sort.DEPARTMENTS, needed=True), Field("lead", Sort.DEPARTMENT),
            Field("leader", Sort.LEADER), Field("ground", Sort.GROUND, needed=True), _REASON, *_MEETING,
        ),
        papers=True,
    )  # fmt: skip
    yield Transition(Act.CALL_MORE, _CALLED, None, _STREET, Tie.PLACE, (Field("departments", Sort.DEPARTMENTS, needed=True), _REASON))
    yield Transition(Act.SIGN, _CALLED, None, _DEPARTMENT, Tie.CALLED, calls=frozenset({CallState.CALLED}))
    yield Transition(Act.CONTACT, _CALLED, None, _DEPARTMENT, Tie.CALLED, (Field("contact", Sort.LINE, needed=True), Field("text")), calls=frozenset({CallState.SIGNED}))
    yield Transition(
        Act.REPORT_IN, _CALLED, CaseState.HANDLING, _DEPARTMENT, Tie.CALLED, (Field("text"), Field("promised_on", Sort.DATE)), True, frozenset({CallState.SIGNED, CallState.CONTACTED})
    )
    yield Transition(Act.HANDLE, _CALLED, None, _DEPARTMENT, Tie.CALLED, (_TEXT, Field("promised_on", Sort.DATE)), True, frozenset({CallState.REPORTED}))
    yield Transition(Act.JOINT, _CALLED, None, _STREET | _DEPARTMENT, Tie.IN_CHARGE, (_TEXT, *(Field(one.name, one.sort, needed=True) for one in _MEETING)))
    yield Transition(
        Act.OBJECT,
        _CALLED,
        None,
        _HEAD,
        Tie.CALLED,
        (_REASON, Field("office", Sort.DEPARTMENT, needed=True), Field("duty", Sort.LINE, needed=True)),
        papers=True,
        calls=_BEFORE_REPORTING,
    )
    yield Transition(Act.UPHOLD, _CALLED, None, _DELIVERY | _LEADER, fields=(Field("call", Sort.CALL, needed=True), _REASON))
    yield Transition(Act.OVERRULE, _CALLED, None, _DELIVERY | _LEADER, fields=(Field("call", Sort.CALL, needed=True), _REASON, Field("groundless", Sort.FLAG)))
    yield Transition(Act.ESCALATE, _OUT, None, _STREET | _DELIVERY, Tie.PLACE, (Field("leader", Sort.LEADER, needed=True), _REASON))
    yield Transition(Act.INSTRUCT, _OUT, None, _LEADER, fields=(_TEXT,))
    yield Transition(Act.URGE, _OUT, None, _DELIVERY | _STREET, Tie.PLACE, (_TEXT,))
    yield Transition(Act.PROPOSE, _OUT, None, _DELIVERY | _STREET, Tie.PLACE, (Field("call", Sort.CALL, needed=True), _REASON))
    yield Transition(
        Act.RESULT, _CALLED, None, _DEPARTMENT, Tie.CALLED, (Field("outcome", Sort.OUTCOME, needed=True), _TEXT, Field("promised_on", Sort.DATE)), True, frozenset({CallState.REPORTED})
    )
    yield Transition(Act.CONFIRM, frozenset({CaseState.ANSWERED}), CaseState.CONFIRMED, _STREET, Tie.PLACE, (Field("levels", Sort.LEVELS, needed=True), Field("text")), papers=True)
    yield Transition(Act.SEND_BACK, frozenset({CaseState.ANSWERED}), CaseState.HANDLING, _STREET, Tie.PLACE, (Field("departments", Sort.DEPARTMENTS), _REASON), papers=True)
    yield Transition(Act.MARK, _CONFIRMED | {CaseState.CLOSED}, None, _COMMUNITY, Tie.PLACE, (Field("level", Sort.LEVEL, needed=True), Field("text")))
    yield Transition(
        Act.CALL_BACK,
        _CONFIRMED | {CaseState.CLOSED},
        None,
        _DELIVERY,
        fields=(Field("reached", Sort.FLAG), Field("contacted", Sort.FLAG), Field("solved", Sort.FLAG), Field("level", Sort.LEVEL), Field("text")),
    )
    yield Transition(
        Act.RATE,
        _OUT | _CONFIRMED | {CaseState.CLOSED},
        None,
        _DEPARTMENT,
        Tie.CALLED,
        (Field("level", Sort.LEVEL, needed=True), Field("text")),
        calls=frozenset(CallState) - {CallState.CALLED, CallState.EXCUSED},
    )
    yield Transition(Act.CLOSE, _CONFIRMED, CaseState.CLOSED, _STREET | _DELIVERY, Tie.PLACE, (Field("text"),))
    yield Transition(Act.REOPEN, frozenset({CaseState.CONFIRMED, CaseState.CLOSED, CaseState.SETTLED}), None, _STREET | _DELIVERY, Tie.PLACE, (_REASON,))
    yield Transition(Act.WITHDRAW, _RAISED | _WITH_STREET | _CALLED, CaseState.WITHDRAWN, _COMMUNITY | _STREET, Tie.HOLDS, (_REASON,))
    yield Transition(Act.JOIN, _RAISED | _WITH_STREET | _CALLED, CaseState.JOINED, _STREET | _DELIVERY, Tie.PLACE, (Field("into", Sort.CASE, needed=True), _REASON))
    yield Transition(Act.REPEAT, OPEN, None, _STREET | _DELIVERY, Tie.PLACE, (Field("into", Sort.CASE, needed=True), Field("reason")))


TABLE = tuple(_table())
TRANSITIONS: dict[Act, Transition] = {one.act: one for one in TABLE}
"""The row of each action."""
