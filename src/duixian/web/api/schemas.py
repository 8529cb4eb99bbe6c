"""The forms of questions and answers, made from the records of :mod:`duixian.model`: each field once, with its meaning from one list.

An answer's model has the fields of its record under their own names; what the archive knows beyond it (addresses, what people said)
is added by name.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from ninja import Schema
from pydantic import ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from duixian import model
from duixian.web.api.problems import kinds
from duixian.web.archive.fields import meaning

__all__ = [
    "Archive",
    "Asked",
    "Commitment",
    "CommitmentRow",
    "ComparedPlace",
    "Comparison",
    "Correction",
    "Done",
    "Fact",
    "FactRow",
    "Finding",
    "Indicator",
    "Level",
    "Outcome",
    "Place",
    "Problem",
    "Ref",
    "Reply",
    "Report",
    "ReportText",
    "SearchPage",
    "Series",
    "Short",
    "Standing",
    "Word",
    "answer",
    "page_of",
    "state_of",
]

Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""A text in a question: short, and without the character that no database takes."""
Short = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z_-]*$")]
"""An id or a digest."""
Ref = Annotated[str, Field(max_length=16, pattern=r"^[0-9a-f]{16}$", examples=["0123456789abcdef"])]
"""A report's reference."""
Level = Literal["nation", "province", "city", "county"]


class Asked(Schema):
    """What a question may hold; what it may not hold is refused, so that a filter that is written wrong never passes as none."""

    model_config = ConfigDict(extra="forbid")


def answer(name: str, record: str, fields: Mapping[str, Any], doc: str) -> type[Schema]:
    """Gives the model of an answer: its fields with their types, each described as the list of meanings has it."""
    made: dict[str, Any] = {field: (kind, _described(record, field)) for field, kind in fields.items()}
    return create_model(name, __base__=Schema, __doc__=doc, **made)


def of_record(struct: type[msgspec.Struct], record: str, leave: Iterable[str] = ()) -> dict[str, Any]:
    """Gives the fields of a record with their types as answers have them."""
    left = set(leave)
    return {field.name: _kind(field.type) for field in msgspec.structs.fields(struct) if field.name not in left}


@cache
def page_of(name: str, item: type[Schema], *, counted: bool = False) -> type[Schema]:
    """Gives the model of a page of answers; ``counted`` where it says how many there are in all."""
    fields: dict[str, Any] = {"items": list[item]}  # type: ignore[valid-type]
    if counted:
        fields["count"] = int
    fields["next"] = str | None
    return answer(name, "page", fields, "One page of answers.")


def _described(record: str, field: str) -> FieldInfo:
    said = meaning(record, field)
    info: FieldInfo = Field(description=said.en, json_schema_extra={"x-description-zh": said.zh})
    return info


def _kind(kind: Any) -> Any:
    """A record's type as answers have it: a tuple is a list, a record within it has its own model."""
    if get_origin(kind) is tuple:
        return list[_kind(get_args(kind)[0])]  # type: ignore[misc]
    if get_origin(kind) in (Union, types.UnionType):
        parts = [_kind(part) for part in get_args(kind)]
        numbers = [part for part in parts if part in (int, float)]
        if len(numbers) == 2:
            parts = [part for part in parts if part is not int]
        return Union[tuple(parts)]  # noqa: UP007 — made while running
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _MODELS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return kind


_MODELS: dict[type, type[Schema]] = {}

_Figure = answer("Figure", "figure", of_record(model.Figure, "figure"), "A number as a report writes it, with its place in the text.")
_MODELS[model.Figure] = _Figure
_Observation = answer("Observation", "observation", of_record(model.Observation, "observation"), "One figure of a series with its place in the text.")
_MODELS[model.Observation] = _Observation

Report = answer(
    "Report", "report",
    {
        "ref": str, "sha256": str, "file": str, "label": str, "title": str, "kind": model.ReportKind, "place": str | None, "slug": str | None,
        "place_code": str, "level": str, "year": int | None, "reviewed": str, "date": str, "speaker": str, "format": str, "characters": int,
        "facts": int, "commitments": int, "findings": int, "followed": bool, "revision": int, "read_at": str, "url": str,
    },
    "A report that the archive has read.",
)  # fmt: skip
ReportText = answer("ReportText", "report", {"ref": str, "revision": int, "characters": int, "text": str}, "The source text that positions count in.")

_OF_REPORT = {"report": str, "report_place": str | None, "place_code": str, "year": int | None, "standing": str, "source": str}

Fact = answer(
    "Fact", "fact", {**of_record(model.Fact, "fact"), **_OF_REPORT}, "One number with its meaning, as people left it, with the rules that made it."
)
Commitment = answer(
    "Commitment", "commitment", {**of_record(model.Commitment, "commitment"), **_OF_REPORT}, "One action the government says it will take, as people left it."
)
FactRow = answer(
    "FactRow", "fact",
    {
        "id": str, "report": str, "report_place": str | None, "place_code": str, "year": int | None, "role": model.Role, "indicator": str, "indicator_id": str,
        "key": str, "measure": model.Measure, "value": float, "value_high": float | None, "unit": str, "dimension": str, "base_value": float | None,
        "base_value_high": float | None, "qualifier": model.Qualifier, "period": str, "base": str, "estimate": bool, "hardness": str, "wording": str,
        "start": int, "end": int, "quote": str, "section": str, "confidence": model.Confidence, "standing": str, "source": str,
    },
    "One number with its meaning, as lists give it; the report's own list has the rules and reasons too.",
)  # fmt: skip
CommitmentRow = answer(
    "CommitmentRow", "commitment",
    {
        "id": str, "report": str, "report_place": str | None, "place_code": str, "year": int | None, "checkable": bool, "why": model.Why, "action": str,
        "object": str, "deadline": str, "theme": str, "lead": str, "start": int, "end": int, "quote": str, "section": str,
        "confidence": model.Confidence, "standing": str, "source": str,
    },
    "One action the government says it will take, as lists give it.",
)  # fmt: skip
Series = answer("Series", "series", {**of_record(model.Series, "series"), "slug": str, "url": str}, "The figures of one place and indicator over time.")
Reply = answer(
    "Reply", "reply",
    {
        "id": int, "text": str, "name": str, "unit": str, "at": str, "evidence_url": str, "evidence_name": str, "evidence_file": str | None,
        "follows": int | None, "current": bool,
    },
    "What someone whom a verdict concerns replied to it.",
)  # fmt: skip
Outcome = answer(
    "Outcome", "outcome", {**of_record(model.Outcome, "outcome"), "slug": str, "url": str, "source": str, "replies": list[Reply]},  # type: ignore[valid-type]
    "A goal and what became of it, with the replies to the verdict.",
)  # fmt: skip
Standing = answer(
    "Standing", "standing", {**of_record(model.Standing, "standing"), "slug": str, "level": str}, "How one place kept the goals of one year."
)
Place = answer(
    "Place", "place",
    {
        "slug": str, "name": str, "code": str, "level": str, "reports": int, "first_year": int | None, "last_year": int | None,
        "followed_at": str | None, "url": str,
    },
    "A place whose reports the archive has.",
)  # fmt: skip
Indicator = answer(
    "Indicator", "indicator",
    {
        "id": str, "name": str, "english": str, "aliases": list[str], "dimensions": list[str], "kind": str, "better": str, "theme": str, "office": str,
        "places": int, "observations": int, "targets": int, "first_year": int | None, "last_year": int | None, "url": str,
    },
    "An indicator of the catalogue, and how much the archive has of it.",
)  # fmt: skip
Finding = answer(
    "Finding", "finding",
    {
        **of_record(model.CrossFinding, "finding", ("prefix", "suffix")), "across": bool, "state": str, "source": str,
    },
    "Something a reader should look at: figures that disagree, a goal that vanished, text that is repeated or missing.",
)  # fmt: skip

_Heading = answer(
    "Heading", "comparison",
    {
        "spec": str, "key": str, "form": str, "indicator": str, "label": str, "base_unit": str, "better": str, "targets": int, "actuals": int,
        "target_median": float | None, "actual_median": float | None,
    },
    "A column of the comparison.",
)  # fmt: skip
_Row = answer(
    "ComparisonRow", "row", {**of_record(model.ComparisonRow, "row"), "replies": list[Reply]},  # type: ignore[valid-type]
    "One place and indicator: what was aimed at, what came of it, its ranks, and the replies to the verdict.",
)  # fmt: skip
ComparedPlace = answer(
    "ComparedPlace", "comparison",
    {"slug": str, "place": str, "place_code": str, "level": str, "standing": Standing | None, "rows": list[_Row]},  # type: ignore[valid-type]
    "A place with its figures in the columns.",
)  # fmt: skip
Comparison = answer(
    "Comparison", "comparison",
    {"year": int, "level": str, "indicators": list[_Heading], "items": list[ComparedPlace], "count": int, "next": str | None},  # type: ignore[valid-type]
    "Places × indicators of a year.",
)  # fmt: skip
Correction = answer(
    "Correction", "correction",
    {
        "id": int, "report": str, "sort": str, "start": int, "end": int, "quote": str, "kind": str, "fields": dict[str, Any], "before": dict[str, Any],
        "why": str, "by": str, "at": str, "number": int,
    },
    "What a person said of a record.",
)  # fmt: skip

_Hit = answer(
    "Hit", "hit",
    {
        "report": str, "title": str, "place": str | None, "place_code": str, "year": int | None, "kind": model.ReportKind, "start": int, "end": int,
        "text": str, "marked": list[list[int]], "role": str, "theme": str, "record": str | None, "source": str,
    },
    "A sentence that was found, or one with a record that was found.",
)  # fmt: skip
_YearCount = answer("YearCount", "hit", {"year": int, "count": int}, "How many there are of a year.")
SearchPage = answer(
    "SearchPage", "hit", {"items": list[_Hit], "count": int, "exact": bool, "years": list[_YearCount] | None, "next": str | None},  # type: ignore[valid-type]
    "What was found, newest year first, then report by report in the order of the text.",
)  # fmt: skip


def state_of(name: str, record: type[Schema]) -> type[Schema]:
    """Gives the model of one record with what people did to it."""
    fields = {"record": record, "struck": bool, "number": int, "digest": str, "corrections": list[Correction]}  # type: ignore[valid-type]
    return answer(name, "record", fields, "A record as it is now, what a correction of it must bring back, and the corrections it has.")


Done = answer("Corrected", "record", {"correction": Correction, "id": str | None}, "What was kept, and the id of the record as it is now (null where there is none any more).")
Archive = answer(
    "Archive", "archive",
    {
        "version": str, "stamp": str, "reports": int, "places": int, "facts": int, "commitments": int, "goals": int, "first_year": int | None,
        "last_year": int | None, "package": str,
    },
    "What the archive holds.",
)  # fmt: skip

_Detail = answer("ProblemDetail", "problem", {"where": str, "message": str}, "What is wrong with one parameter.")
Problem = answer(
    "Problem", "problem",
    {
        "type": str, "code": Literal[tuple(kinds())], "status": int, "title": str, "title_zh": str, "detail": str, "detail_zh": str,
        "errors": list[_Detail],  # type: ignore[valid-type]
    },
    "What is wrong with a request (RFC 9457), in both languages.",
)  # fmt: skip
