"""Correcting over the interface: the same actions as pages call, with the same checks; who was second is told so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Status
from pydantic import Field

from duixian.model import Commitment, Fact, Hardness, Measure, Qualifier, Role, Why
from duixian.web.accounts.models import User
from duixian.web.api.gate import asker
from duixian.web.api.operations import described
from duixian.web.api.problems import Problem
from duixian.web.api.routing import router
from duixian.web.api.schemas import Asked, Done, Ref, Short, Word
from duixian.web.api.words import asked
from duixian.web.archive.correcting import Corrected
from duixian.web.archive.correcting_actions import (
    Anchor,
    Basis,
    Conflict,
    NothingChanged,
    Refused,
    anchor_of,
    basis_of,
    correct,
    record_of,
)
from duixian.web.archive.correcting_forms import FORMS, values_of
from duixian.web.archive.models import Correction, CorrectionKind, Report
from duixian.web.archive.storing import as_people_left_it

__all__ = ["corrections_of", "record_state"]

_MOST_WHY = 2000


Amount = Annotated[float, Field(ge=-1e20, le=1e20)]
Period = Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")]
Words = Annotated[list[Word], Field(max_length=40)]
At = Annotated[int, Field(ge=0, le=100_000_000)]


class FactFields(Asked):
    """Fields of a fact to set."""

    role: Role | None = asked("role", record="fact")
    indicator: Word | None = asked("indicator", record="fact")
    value: Amount | None = asked("value", record="fact")
    value_high: Amount | None = asked("value_high", record="fact")
    unit: Word | None = asked("unit", record="fact")
    qualifier: Qualifier | None = asked("qualifier", record="fact")
    measure: Measure | None = asked("measure", record="fact")
    period: Period | None = asked("period", record="fact")
    base: Period | None = asked("base", record="fact")
    estimate: bool | None = asked("estimate", record="fact")
    hardness: Hardness | None = asked("hardness", record="fact")
    wording: Words | None = asked("wording", record="fact")
    start: At | None = asked("start", record="fact")
    end: At | None = asked("end", record="fact")


class CommitmentFields(Asked):
    """Fields of a commitment to set."""

    why: Why | None = asked("why", record="commitment")
    action: Word | None = asked("action", record="commitment")
    object: Word | None = asked("object", record="commitment")
    deadline: Period | None = asked("deadline", record="commitment")
    theme: Word | None = asked("theme", record="commitment")
    lead: Word | None = asked("lead", record="commitment")
    places: Words | None = asked("places", record="commitment")
    names: Words | None = asked("names", record="commitment")
    start: At | None = asked("start", record="commitment")
    end: At | None = asked("end", record="commitment")


class NewFact(FactFields):
    """A fact that was missed."""

    role: Role = asked("role", ..., record="fact")
    indicator: Word = asked("indicator", ..., record="fact")
    value: Amount = asked("value", ..., record="fact")
    qualifier: Qualifier = asked("qualifier", Qualifier.EXACT, record="fact")
    measure: Measure = asked("measure", Measure.LEVEL, record="fact")
    start: At = asked("start", ..., record="fact")
    end: At = asked("end", ..., record="fact")
    reason: str = asked("why", "", record="body", max_length=_MOST_WHY, pattern=r"^[^\x00]*$")


class NewCommitment(CommitmentFields):
    """A commitment that was missed."""

    why: Why = asked("why", ..., record="commitment")
    start: At = asked("start", ..., record="commitment")
    end: At = asked("end", ..., record="commitment")
    reason: str = asked("why", "", record="body", max_length=_MOST_WHY, pattern=r"^[^\x00]*$")


class _Correcting(Asked):
    kind: Literal["right", "wrong", "amended", "undone"] = asked("kind", ..., record="body")
    number: int = asked("number", ..., record="body", ge=0, le=100_000)
    digest: Short = asked("digest", ..., record="body")
    why: str = asked("why", "", record="body", max_length=_MOST_WHY, pattern=r"^[^\x00]*$")


class _CorrectingFact(_Correcting):
    fields: FactFields | None = asked("fields", record="body")


class _CorrectingCommitment(_Correcting):
    fields: CommitmentFields | None = asked("fields", record="body")


@described(router.post, "/reports/{ref}/facts/{id}/corrections", "correctFact", Done, tag="corrections", status=201)
def correct_fact(request: HttpRequest, ref: Path[Ref], id: Path[Short], said: _CorrectingFact) -> Status[dict[str, Any]]:
    return _corrected(request, ref, "fact", id, said, said.fields)


@described(router.post, "/reports/{ref}/commitments/{id}/corrections", "correctCommitment", Done, tag="corrections", status=201)
def correct_commitment(request: HttpRequest, ref: Path[Ref], id: Path[Short], said: _CorrectingCommitment) -> Status[dict[str, Any]]:
    return _corrected(request, ref, "commitment", id, said, said.fields)


@described(router.post, "/reports/{ref}/facts", "addFact", Done, tag="corrections", status=201)
def add_fact(request: HttpRequest, ref: Path[Ref], said: NewFact) -> Status[dict[str, Any]]:
    return _added(request, ref, "fact", said)


@described(router.post, "/reports/{ref}/commitments", "addCommitment", Done, tag="corrections", status=201)
def add_commitment(request: HttpRequest, ref: Path[Ref], said: NewCommitment) -> Status[dict[str, Any]]:
    return _added(request, ref, "commitment", said)


def corrections_of(ref: str, rows: Iterable[Correction]) -> list[dict[str, Any]]:
    """Gives corrections as answers have them."""
    return [
        {
            "id": one.pk, "report": ref, "sort": one.sort, "start": one.start, "end": one.end, "quote": one.quote, "kind": one.kind, "fields": one.fields,
            "before": one.before, "why": one.why, "by": one.by.get_full_name(), "at": one.at.isoformat(), "number": one.number,
        }
        for one in rows
    ]  # fmt: skip


def record_state(row: Report, left: Corrected, sort: str, record: Fact | Commitment) -> dict[str, Any]:
    """Gives what a correction of a record must bring back, and the corrections it has."""
    anchor = anchor_of(left, sort, record)
    chain = list(_chain(row, anchor))
    basis = basis_of(record, chain[-1] if chain else None)
    return {"number": basis.number, "digest": basis.digest, "corrections": corrections_of(row.ref, chain)}


def _chain(row: Report, anchor: Anchor) -> Iterable[Correction]:
    return Correction.objects.filter(report=row, sort=anchor.sort, start=anchor.start, end=anchor.end).select_related("by").order_by("number")


def _corrected(request: HttpRequest, ref: str, sort: str, id: str, said: _Correcting, fields: Asked | None) -> Status[dict[str, Any]]:
    row, left = _opened(ref)
    found = record_of(left, sort, id)
    if found is None:
        raise Http404
    kind = CorrectionKind(said.kind)
    set_fields = fields.model_dump(exclude_unset=True) if fields is not None else {}
    if (kind is CorrectionKind.AMENDED) is not bool(set_fields):
        raise Problem("invalid", errors=[{"where": "body.fields", "message": "an amendment sets fields, and nothing else does"}])
    form = _checked(sort, {**values_of(found[0]), **_named(sort, set_fields)}, left.report.text) if set_fields else {}
    return _kept(request, row, anchor_of(left, sort, found[0]), kind, Basis(said.number, said.digest), form, said.why)


def _added(request: HttpRequest, ref: str, sort: str, said: NewFact | NewCommitment) -> Status[dict[str, Any]]:
    row, left = _opened(ref)
    fields = said.model_dump(exclude={"reason"})
    form = _checked(sort, _named(sort, fields), left.report.text)
    return _kept(request, row, Anchor(sort, said.start, said.end), CorrectionKind.ADDED, Basis(0, ""), form, said.reason)


def _opened(ref: str) -> tuple[Report, Corrected]:
    row = Report.objects.select_related("place").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row, as_people_left_it(row)


def _named(sort: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Fields under the names that the form has for them."""
    return {"reason_checkable" if sort == "commitment" and name == "why" else name: value for name, value in fields.items()}


def _checked(sort: str, fields: dict[str, Any], text: str) -> dict[str, Any]:
    """A record's fields as the form of pages takes them: checked, in the one way of writing."""
    data = {name: "" if value is None else "、".join(value) if isinstance(value, (list, tuple)) else value for name, value in fields.items()}
    form = FORMS[sort](data, text=text)
    if form.is_valid():
        return form.said()
    raise Problem("invalid", errors=[{"where": f"body.{name}", "message": str(one)} for name, errors in form.errors.items() for one in errors])


def _kept(request: HttpRequest, row: Report, anchor: Anchor, kind: CorrectionKind, basis: Basis, fields: dict[str, Any], why: str) -> Status[dict[str, Any]]:
    user = asker(request)
    assert isinstance(user, User)
    try:
        done = correct(user, row.pk, anchor, kind, basis, fields=fields, why=why)
    except Conflict as conflict:
        raise Problem("conflict") from conflict
    except NothingChanged as nothing:
        raise Problem("nothing_changed") from nothing
    except Refused as refused:
        raise Problem("refused", str(refused)) from refused
    return Status(201, {"correction": corrections_of(row.ref, [done.correction])[0], "id": done.record.id if done.record is not None else None})
