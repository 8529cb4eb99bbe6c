"""The forms of questions and answers about the ledger: what an action is told is made from the table of actions itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, create_model

from duixian.web.api.schemas import Asked, answer
from duixian.web.api.words import asked
from duixian.web.ledger.doing.offers import NOT_HERE
from duixian.web.ledger.given import longest
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Kind, Light, Source, State
from duixian.web.ledger.states import CREATED, TRANSITIONS, Act, Sort
from duixian.web.ledger.states import Field as Told

__all__ = ["ActName", "Deed", "DoneDeed", "ItemRow", "ItemStory", "LedgerRow", "LogRow", "NewItem"]

ActName = Literal[tuple(sorted(act.value for act in TRANSITIONS if act not in NOT_HERE))]  # type: ignore[valid-type]
"""What may be done to one item; carrying over is done to a whole ledger."""
_NO_NUL = r"^[^\x00]*$"
_Key = Annotated[int, Field(ge=1, le=2**53)]
_Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_Number = Annotated[float, Field(gt=-1e14, lt=1e14)]


class MilestoneFields(Asked):
    """A point on an item's way."""

    due: _Day = asked("due", ..., record="deed")
    what: str = asked("what", "", record="deed", max_length=200, pattern=_NO_NUL)
    planned: _Number | None = asked("planned", record="deed")


class SourceFields(Asked):
    """A sentence that an item stands in."""

    ref: str = asked("ref", "", record="deed", pattern=r"^([0-9a-f]{16})?$")
    record: str = asked("record", "", record="deed", max_length=40, pattern=r"^[0-9A-Za-z_-]*$")
    document: str = asked("document", "", record="deed", max_length=400, pattern=_NO_NUL)
    start: int | None = asked("start", record="deed", ge=0, le=100_000_000)
    end: int | None = asked("end", record="deed", ge=0, le=100_000_000)
    quote: str = asked("quote", "", record="deed", max_length=longest("quote", Source), pattern=_NO_NUL)


def _kind(field: Told) -> Any:
    """The type of what a field of the table is told."""
    match field.sort:
        case Sort.DATE:
            return _Day
        case Sort.NUMBER:
            return _Number
        case Sort.FLAG:
            return bool
        case Sort.OFFICES:
            return Annotated[list[_Key], Field(max_length=100)]
        case Sort.MILESTONES:
            return Annotated[list[MilestoneFields], Field(max_length=60)]
        case Sort.KIND:
            return Literal[tuple(Kind.values)]
        case Sort.BETTER:
            return Literal["higher", "lower"]
        case Sort.TEXT:
            return Annotated[str, Field(max_length=longest(field.name), pattern=_NO_NUL)]
        case _:
            return _Key


def _asked_of(fields: dict[str, Told]) -> dict[str, Any]:
    return {name: (_kind(field) | None, asked(name, record="deed")) for name, field in fields.items() if name in LABELS}


_told = {field.name: field for row in TRANSITIONS.values() if row.act is not Act.EDIT for field in row.fields}
_edited = {field.name: field for field in TRANSITIONS[Act.EDIT].fields}
_Fields = create_model("ActionFields", __base__=Asked, __doc__="What an action is told; which fields each takes says docs/ledger.", **_asked_of({**_told, **_edited}))


class Deed(Asked):
    """An action on an item."""

    fields: _Fields | None = asked("fields", record="deed")  # type: ignore[valid-type]
    revision: int | None = asked("revision", record="deed", ge=0, le=2**31 - 1)


NewItem = create_model(
    "NewItem",
    __base__=Asked,
    __doc__="A draft to enter.",
    **{
        **_asked_of({field.name: field for field in CREATED if field.name != "title"}),
        "title": (Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_NUL)], asked("title", ..., record="deed")),
        "kind": (Literal[tuple(Kind.values)], asked("kind", ..., record="deed")),
        "sources": (Annotated[list[SourceFields], Field(max_length=40)], asked("sources", [], record="deed")),
    },
)

LedgerRow = answer(
    "Ledger", "ledger",
    {"id": int, "place": str, "year": int, "title": str, "report": str | None, "frozen_at": str | None, "items": int, "url": str},
    "The ledger of one year of one place.",
)  # fmt: skip
_ITEM: dict[str, Any] = {
    "id": int, "ledger": int, "number": str, "kind": Literal[tuple(Kind.values)], "title": str, "text": str, "section": str, "theme": str, "indicator": str,
    "measure": str, "unit": str, "baseline": float | None, "target": float | None, "qualifier": str, "better": str, "begins": str | None, "deadline": str | None,
    "lead": str | None, "lead_id": int | None, "post": str | None, "leader": str | None, "state": Literal[tuple(State.values)], "revision": int,
    "value": float | None, "value_on": str | None, "light": Literal[("", *Light.values)], "assigned_at": str | None, "sign_by": str | None,
    "accepted_at": str | None, "done_at": str | None, "verified_at": str | None, "origin": int | None, "merged_into": int | None, "url": str,
}  # fmt: skip
ItemRow = answer("ItemRow", "item", _ITEM, "A line of the ledger.")
_Source = answer(
    "ItemSource", "deed", {"ref": str, "record": str, "document": str, "start": int | None, "end": int | None, "quote": str}, "A sentence that an item stands in."
)
_Milestone = answer("ItemMilestone", "deed", {"id": int, "due": str, "what": str, "planned": float | None, "done_on": str | None}, "A point on an item's way.")
_Entry = answer(
    "ItemEntry", "entry",
    {
        "id": int, "as_of": str, "value": float | None, "text": str, "difficulties": str, "needs_coordination": bool, "office": str, "by": str, "at": str,
        "verdict": str, "decided_at": str | None, "answer": str,
    },
    "What an office reported of an item.",
)  # fmt: skip
_Petition = answer(
    "ItemPetition", "entry",
    {
        "id": int, "kind": str, "reason": str, "old_deadline": str | None, "new_deadline": str | None, "old_target": float | None, "new_target": float | None,
        "office": str, "by": str, "at": str, "verdict": str, "decided_at": str | None, "answer": str,
    },
    "What a head asked for.",
)  # fmt: skip
LogRow = answer(
    "LogRow", "event",
    {
        "id": int, "subject": str, "number": int, "action": str, "before": str, "after": str, "at": str, "user": str, "post": str, "office": str, "reason": str,
        "data": dict[str, Any],
    },
    "One thing that was done.",
)  # fmt: skip
ItemStory: type[Schema] = answer(
    "ItemStory", "item",
    {
        **_ITEM, "supporting": list[str], "light_why": dict[str, Any], "sources": list[_Source], "milestones": list[_Milestone],  # type: ignore[valid-type]
        "entries": list[_Entry], "petitions": list[_Petition], "events": list[LogRow], "open": list[str],  # type: ignore[valid-type]
    },
    "An item with its whole story, and what whoever asks may do to it now.",
)  # fmt: skip
DoneDeed = answer("DoneAction", "deed", {"event": int, "item": ItemRow}, "The row of the log that was written, and the item as it is now.")
