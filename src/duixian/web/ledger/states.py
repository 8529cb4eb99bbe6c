"""What can be done to an item: one table that pages, API and tests share (DESIGN.md, The ledger)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import PostRole
from duixian.web.ledger.models import State

__all__ = ["OPEN", "TABLE", "TRANSITIONS", "Act", "Field", "Sort", "Tie", "Transition"]


class Act(models.TextChoices):
    """Something that is done to an item."""

    CREATE = "create", pgettext_lazy("act", "Enter")
    EDIT = "edit", pgettext_lazy("act", "Edit")
    ASSIGN = "assign", pgettext_lazy("act", "Assign")
    ACCEPT = "accept", pgettext_lazy("act", "Accept")
    RETURN = "return", pgettext_lazy("act", "Return")
    REPORT = "report", pgettext_lazy("act", "Report progress")
    APPROVE = "approve", pgettext_lazy("act", "Approve the entry")
    REFUSE = "refuse", pgettext_lazy("act", "Send the entry back")
    REACH = "reach", pgettext_lazy("act", "Milestone reached")
    REPORT_DONE = "report_done", pgettext_lazy("act", "Report done")
    VERIFY = "verify", pgettext_lazy("act", "Verify and close")
    SEND_BACK = "send_back", pgettext_lazy("act", "Send back")
    ASK_SUSPEND = "ask_suspend", pgettext_lazy("act", "Ask to suspend")
    SUSPEND = "suspend", pgettext_lazy("act", "Suspend")
    ASK_RESUME = "ask_resume", pgettext_lazy("act", "Ask to resume")
    RESUME = "resume", pgettext_lazy("act", "Resume")
    ASK_EXTEND = "ask_extend", pgettext_lazy("act", "Ask for a later deadline")
    EXTEND = "extend", pgettext_lazy("act", "Extend the deadline")
    ASK_CHANGE = "ask_change", pgettext_lazy("act", "Ask to change the goal")
    CHANGE = "change", pgettext_lazy("act", "Change the goal")
    DENY = "deny", pgettext_lazy("act", "Refuse what is asked")
    DROP = "drop", pgettext_lazy("act", "Drop")
    MERGE = "merge", pgettext_lazy("act", "Merge into another")
    REOPEN = "reopen", pgettext_lazy("act", "Reopen")
    CARRY = "carry", pgettext_lazy("act", "Carry over to next year")
    INSTRUCT = "instruct", pgettext_lazy("act", "Instruct")
    URGE = "urge", pgettext_lazy("act", "Urge")


class Tie(StrEnum):
    """What a post must have to do with the item it acts on."""

    NONE = "none"
    LEAD = "lead"
    """It is of the office that leads."""
    TAKES_PART = "takes_part"
    """It is of the office that leads, or of one that supports."""


class Sort(StrEnum):
    """What a field of an action holds; forms, API and tests are made from it."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    OFFICE = "office"
    OFFICES = "offices"
    POST = "post"
    ITEM = "item"
    ENTRY = "entry"
    PETITION = "petition"
    MILESTONE = "milestone"
    MILESTONES = "milestones"
    KIND = "kind"
    BETTER = "better"


@dataclass(frozen=True)
class Field:
    """Something that an action is told. A day that is ``past`` cannot lie ahead."""

    name: str
    sort: Sort = Sort.TEXT
    needed: bool = False
    past: bool = False


@dataclass(frozen=True)
class Transition:
    """One row of the table. ``target`` is None where the state stays. An action ``asks`` where it only lays a petition before somebody."""

    act: Act
    sources: frozenset[State]
    target: State | None
    roles: frozenset[PostRole]
    tie: Tie = Tie.NONE
    fields: tuple[Field, ...] = ()
    papers: bool = False


_REASON = Field("reason", needed=True)
_DOERS = frozenset({PostRole.OFFICER, PostRole.HEAD, PostRole.STREET})
_HEADS = frozenset({PostRole.HEAD, PostRole.STREET})
_DELIVERY = frozenset({PostRole.DELIVERY})
_LEADER = frozenset({PostRole.LEADER})
_AT_WORK = frozenset({State.ACCEPTED, State.IN_PROGRESS})
OPEN = frozenset({State.DRAFT, State.ASSIGNED, State.RETURNED, State.ACCEPTED, State.IN_PROGRESS, State.REPORTED_DONE, State.SUSPENDED})
"""The states of an item that is not at its end."""
_EDITED = (
    Field("kind", Sort.KIND),
    Field("title"),
    Field("text"),
    Field("section"),
    Field("theme"),
    Field("indicator"),
    Field("measure"),
    Field("unit"),
    Field("baseline", Sort.NUMBER),
    Field("target", Sort.NUMBER),
    Field("qualifier"),
    Field("better", Sort.BETTER),
    Field("begins", Sort.DATE),
    Field("deadline", Sort.DATE),
    Field("lead", Sort.OFFICE),
    Field("post", Sort.POST),
    Field("supporting", Sort.OFFICES),
    Field("leader", Sort.POST),
    Field("milestones", Sort.MILESTONES),
)
_PETITION = Field("petition", Sort.PETITION, needed=True)


def _table() -> Iterator[Transition]:
    yield Transition(Act.EDIT, frozenset({State.DRAFT, State.RETURNED}), None, _DELIVERY, fields=_EDITED)
    yield Transition(Act.ASSIGN, frozenset({State.DRAFT, State.RETURNED}), State.ASSIGNED, _DELIVERY, fields=(Field("reason"),))
    yield Transition(Act.ACCEPT, frozenset({State.ASSIGNED}), State.ACCEPTED, _DOERS, Tie.LEAD)
    yield Transition(Act.RETURN, frozenset({State.ASSIGNED}), State.RETURNED, _HEADS, Tie.LEAD, (_REASON,))
    yield Transition(
        Act.REPORT,
        _AT_WORK,
        State.IN_PROGRESS,
        _DOERS,
        Tie.TAKES_PART,
        (Field("as_of", Sort.DATE, needed=True, past=True), Field("value", Sort.NUMBER), Field("text"), Field("difficulties"), Field("needs_coordination", Sort.FLAG)),
        papers=True,
    )
    yield Transition(Act.APPROVE, frozenset({State.IN_PROGRESS, State.SUSPENDED}), None, _HEADS, Tie.TAKES_PART, (Field("entry", Sort.ENTRY, needed=True),))
    yield Transition(Act.REFUSE, frozenset({State.IN_PROGRESS, State.SUSPENDED}), None, _HEADS, Tie.TAKES_PART, (Field("entry", Sort.ENTRY, needed=True), _REASON))
    yield Transition(Act.REACH, _AT_WORK, None, _DOERS, Tie.LEAD, (Field("milestone", Sort.MILESTONE, needed=True), Field("done_on", Sort.DATE, needed=True, past=True), Field("text")), papers=True)
    yield Transition(Act.REPORT_DONE, frozenset({State.IN_PROGRESS}), State.REPORTED_DONE, _HEADS, Tie.LEAD, (Field("text", needed=True),), papers=True)
    yield Transition(Act.VERIFY, frozenset({State.REPORTED_DONE}), State.VERIFIED, _DELIVERY, fields=(Field("evidence", needed=True),), papers=True)
    yield Transition(Act.SEND_BACK, frozenset({State.REPORTED_DONE}), State.IN_PROGRESS, _DELIVERY, fields=(_REASON,))
    yield Transition(Act.ASK_SUSPEND, _AT_WORK, None, _HEADS, Tie.LEAD, (_REASON,), papers=True)
    yield Transition(Act.SUSPEND, _AT_WORK, State.SUSPENDED, _LEADER, fields=(_PETITION, Field("reason")))
    yield Transition(Act.ASK_RESUME, frozenset({State.SUSPENDED}), None, _HEADS, Tie.LEAD, (_REASON,))
    yield Transition(Act.RESUME, frozenset({State.SUSPENDED}), State.IN_PROGRESS, _LEADER, fields=(_PETITION, Field("reason")))
    yield Transition(Act.ASK_EXTEND, _AT_WORK, None, _HEADS, Tie.LEAD, (_REASON, Field("deadline", Sort.DATE, needed=True)), papers=True)
    yield Transition(Act.EXTEND, _AT_WORK, None, _DELIVERY, fields=(_PETITION, Field("reason")))
    yield Transition(Act.ASK_CHANGE, _AT_WORK, None, _HEADS, Tie.LEAD, (_REASON, Field("target", Sort.NUMBER, needed=True)), papers=True)
    yield Transition(Act.CHANGE, _AT_WORK, None, _LEADER, fields=(_PETITION, Field("reason")))
    yield Transition(Act.DENY, OPEN, None, _LEADER | _DELIVERY, fields=(_PETITION, _REASON))
    yield Transition(Act.DROP, OPEN, State.DROPPED, _DELIVERY, fields=(_REASON,))
    yield Transition(Act.MERGE, OPEN, State.MERGED, _DELIVERY, fields=(Field("into", Sort.ITEM, needed=True), _REASON))
    yield Transition(Act.REOPEN, frozenset({State.VERIFIED}), State.IN_PROGRESS, _DELIVERY, fields=(_REASON,))
    yield Transition(Act.CARRY, OPEN, State.CARRIED, _DELIVERY)
    yield Transition(Act.INSTRUCT, OPEN - {State.DRAFT}, None, _LEADER, fields=(Field("text", needed=True),))
    yield Transition(Act.URGE, OPEN - {State.DRAFT}, None, _DELIVERY, fields=(Field("text", needed=True),))


TABLE = tuple(_table())
TRANSITIONS: dict[Act, Transition] = {one.act: one for one in TABLE}
"""The row of each action. An item is made by ``create`` (``acting.create``), which has none: it comes from nothing, as a draft."""
CREATED = (*_EDITED, Field("origin", Sort.ITEM))
