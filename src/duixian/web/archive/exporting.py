"""The tables of the whole archive, for its data package: columns from the records themselves, rows streamed from the database.

Nothing is held but the replies, which people write by hand. Lists within a cell are parted by ``|``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec
from django.db.models import Model, QuerySet

from duixian.model import CrossFinding, Observation
from duixian.model import Outcome as OutcomeRecord
from duixian.model import Series as SeriesRecord
from duixian.web.archive.fields import meaning
from duixian.web.archive.models import (
    Commitment,
    Correction,
    Fact,
    Finding,
    Joining,
    Judgement,
    Outcome,
    Place,
    Reply,
    Report,
    Series,
    Standing,
)
from duixian.web.archive.replies import Replies, reply_cells
from duixian.web.archive.tables import Column

__all__ = ["Export", "exports"]

_AT_ONCE = 2000
_LISTS = "|"

_outcome = msgspec.json.Decoder(OutcomeRecord)
_series = msgspec.json.Decoder(SeriesRecord)
_finding = msgspec.json.Decoder(CrossFinding)

Rows = Iterable[Sequence[Any]]


class Export(NamedTuple):
    """A table of the package: its name, its Chinese title, the record whose fields it has, its columns, what gives its rows, and what one row is told by."""

    name: str
    title: str
    record: str
    columns: tuple[Column, ...]
    rows: Callable[[], Rows]
    key: tuple[str, ...]


def _columns(record: str, fields: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(name, meaning(record, name).zh, kind) for name, kind in fields)


@cache
def _kinds(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """The fields of a record that fit into a cell, each with the kind of its column."""
    kinds = []
    for field in msgspec.structs.fields(struct):
        types = set(get_args(field.type)) - {type(None)} or {field.type}
        kind = "flag" if types == {bool} else "integer" if types == {int} else "number" if float in types else "text"
        kinds.append((field.name, kind))
    return tuple(kinds)


def _cell(value: Any) -> Any:
    """A field as a cell holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return _LISTS.join(str(one) for one in value)
    return value


def _of(rows: QuerySet[Any], names: Sequence[str]) -> Iterator[Sequence[Any]]:
    return iter(rows.values_list(*names).iterator(_AT_ONCE))


_REPORT = (
    ("ref", "text"), ("sha256", "text"), ("file", "text"), ("title", "text"), ("kind", "text"), ("place", "text"), ("place_code", "text"),
    ("level", "text"), ("year", "integer"), ("reviewed", "text"), ("date", "text"), ("speaker", "text"), ("format", "text"),
    ("characters", "integer"), ("facts", "integer"), ("commitments", "integer"), ("findings", "integer"), ("followed", "flag"),
    ("revision", "integer"), ("read_at", "text"),
)  # fmt: skip
_REPORT_FROM = (
    "ref", "document__sha256", "document__name", "title", "kind", "place__name", "place__code", "place__level", "year", "reviewed", "date",
    "speaker", "format", "characters", "facts_count", "commitments_count", "findings_count", "followed", "revision", "read_at",
)  # fmt: skip


def _reports() -> Rows:
    for row in _of(Report.objects.order_by("id"), _REPORT_FROM):
        yield (*row[:-1], row[-1].isoformat())


_PLACE = (("slug", "text"), ("name", "text"), ("code", "text"), ("level", "text"))


def _model_fields(model: type[Model], names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Fields of a table of the database, each with the kind of its column."""
    kinds = {"BooleanField": "flag", "FloatField": "number", "PositiveIntegerField": "integer", "PositiveSmallIntegerField": "integer"}
    return tuple((name, kinds.get(model._meta.get_field(name).get_internal_type(), "text")) for name in names)


_WHERE = ("start", "end", "quote", "section", "confidence", "standing")
_FACT = (
    "role", "indicator", "indicator_id", "key", "measure", "value", "value_high", "unit", "dimension", "base_value", "base_value_high",
    "qualifier", "period", "base", "estimate", "hardness", "wording", *_WHERE,
)  # fmt: skip
_COMMITMENT = ("checkable", "why", "action", "object", "deadline", "theme", "lead", *_WHERE)
_OF_RECORD = (("report", "text"), ("id", "text"), ("report_place", "text"), ("place_code", "text"), ("year", "integer"))
_OF_RECORD_FROM = ("report__ref", "record", "place__name", "place__code", "year")


def _observation_fields() -> tuple[tuple[str, str], ...]:
    own = [(name, kind) for name, kind in _kinds(SeriesRecord) if name not in ("observations", "indicator")]
    return (*own, *_kinds(Observation))


def _observations() -> Rows:
    own = [name for name, _kind in _kinds(SeriesRecord) if name not in ("observations", "indicator")]
    each = [name for name, _kind in _kinds(Observation)]
    for (record,) in _of(Series.objects.order_by("id"), ["record"]):
        series = _series.decode(record)
        before = tuple(_cell(getattr(series, name)) for name in own)
        for one in series.observations:
            yield (*before, *(_cell(getattr(one, name)) for name in each))


_REPLIED = (
    ("replies", "integer"), ("reply_text", "text"), ("reply_name", "text"), ("reply_unit", "text"), ("reply_time", "text"), ("reply_link", "text"),
    ("reply_file", "text"),
)  # fmt: skip
_REPLY_TITLES = {
    "replies": "答复数", "reply_text": "答复", "reply_name": "答复人", "reply_unit": "答复单位", "reply_time": "答复时间", "reply_link": "佐证链接",
    "reply_file": "佐证文件",
}  # fmt: skip


def _outcomes() -> Rows:
    names = [name for name, _kind in _kinds(OutcomeRecord)]
    replies = Replies()
    for row in Outcome.objects.order_by("id").only("record", "goal_report_id", "goal_start", "goal_end").iterator(_AT_ONCE):
        record = _outcome.decode(row.record)
        said = reply_cells(replies.to(row)) if replies else [0, *[""] * (len(_REPLIED) - 1)]
        yield (*(_cell(getattr(record, name)) for name in names), *said)


_REPLY = (
    ("id", "integer"), ("report", "text"), ("start", "integer"), ("end", "integer"), ("outcome", "text"), ("text", "text"), ("name", "text"),
    ("unit", "text"), ("at", "text"), ("evidence_url", "text"), ("evidence_name", "text"), ("follows", "integer"),
)  # fmt: skip


def _replies() -> Rows:
    for one in Reply.objects.select_related("by", "report").defer("report__reading").order_by("id").iterator(_AT_ONCE):
        yield (
            one.pk, one.report.ref, one.start, one.end, one.outcome, one.text, one.by.get_full_name(), one.unit, one.at.isoformat(), one.evidence_url,
            one.evidence_name, one.follows_id,
        )  # fmt: skip


_STANDING = (
    "year", "goals", "decided", "exceeded", "met", "nearly", "missed", "other_form", "absent", "pending", "binding", "plain", "soft", "kept_share",
    "absent_share",
)  # fmt: skip


def _findings() -> Rows:
    names = [name for name, _kind in _kinds(CrossFinding)]
    for record, across, state in _of(Finding.objects.order_by("id"), ["record", "across", "state"]):
        one = _finding.decode(record)
        yield (*(_cell(getattr(one, name)) for name in names), across, state)


_CORRECTION = (
    ("id", "integer"), ("report", "text"), ("sort", "text"), ("start", "integer"), ("end", "integer"), ("quote", "text"), ("kind", "text"),
    ("fields", "text"), ("before", "text"), ("why", "text"), ("by", "text"), ("at", "text"), ("number", "integer"),
)  # fmt: skip


def _corrections() -> Rows:
    for one in Correction.objects.select_related("by", "report").defer("report__reading").order_by("id").iterator(_AT_ONCE):
        fields, before = (msgspec.json.encode(value).decode() for value in (one.fields, one.before))
        yield (
            one.pk, one.report.ref, one.sort, one.start, one.end, one.quote, one.kind, fields, before, one.why, one.by.get_full_name(),
            one.at.isoformat(), one.number,
        )  # fmt: skip


def _judgements() -> Rows:
    for one in Judgement.objects.select_related("by").order_by("id").iterator(_AT_ONCE):
        yield one.finding, one.state, one.why, one.by.get_full_name(), one.at.isoformat()


def _joinings() -> Rows:
    for one in Joining.objects.select_related("by", "place").order_by("id").iterator(_AT_ONCE):
        yield one.name, one.into, one.place.name if one.place else "", one.why, one.by.get_full_name(), one.at.isoformat()


def _replied_columns() -> tuple[Column, ...]:
    return tuple(Column(name, _REPLY_TITLES[name], kind) for name, kind in _REPLIED)


@cache
def exports() -> tuple[Export, ...]:
    """Gives the tables in the order in which the package lists them."""
    return (
        Export("reports", "报告", "report", _columns("report", _REPORT), _reports, ("ref",)),
        Export("places", "地区", "place", _columns("place", _PLACE), lambda: _of(Place.objects.order_by("code", "name"), [name for name, _kind in _PLACE]), ("slug",)),
        Export(
            "facts", "数据", "fact", _columns("fact", (*_OF_RECORD, *_model_fields(Fact, _FACT))),
            lambda: _of(Fact.objects.order_by("id"), (*_OF_RECORD_FROM, *_FACT)), ("report", "id"),
        ),
        Export(
            "commitments", "承诺", "commitment", _columns("commitment", (*_OF_RECORD, *_model_fields(Commitment, _COMMITMENT))),
            lambda: _of(Commitment.objects.order_by("id"), (*_OF_RECORD_FROM, *_COMMITMENT)), ("report", "id"),
        ),
        Export("series", "序列", "observation", _columns("observation", _observation_fields()), _observations, ()),
        Export("outcomes", "兑现情况", "outcome", (*_columns("outcome", _kinds(OutcomeRecord)), *_replied_columns()), _outcomes, ("id",)),
        Export("replies", "答复", "reply", _columns("reply", _REPLY), _replies, ("id",)),
        Export(
            "standings", "兑现率", "standing", _columns("standing", (("place", "text"), ("place_code", "text"), ("level", "text"), *_model_fields(Standing, _STANDING))),
            lambda: _of(Standing.objects.order_by("place__code", "place_id", "year"), ("place__name", "place__code", "level", *_STANDING)), ("place", "year"),
        ),
        Export("findings", "疑点", "finding", _columns("finding", (*_kinds(CrossFinding), ("across", "flag"), ("state", "text"))), _findings, ()),
        Export(
            "judgements", "疑点处理", "judgement",
            _columns("judgement", (("finding", "text"), ("state", "text"), ("why", "text"), ("by", "text"), ("at", "text"))), _judgements, (),
        ),
        Export("corrections", "更正", "correction", _columns("correction", _CORRECTION), _corrections, ("id",)),
        Export(
            "joinings", "指标合并", "joining",
            _columns("joining", (("name", "text"), ("into", "text"), ("place", "text"), ("why", "text"), ("by", "text"), ("at", "text"))), _joinings, (),
        ),
    )  # fmt: skip
