"""The tables of one report and of the list of reports, as they are downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duixian.model import Commitment, Fact
from duixian.web.archive.models import Report
from duixian.web.archive.record_detail import field_words
from duixian.web.archive.report_page import Opened
from duixian.web.archive.tables import FORMATS, Column, Download, Table

__all__ = ["TABLES", "files", "table_of", "table_of_reports"]

TABLES = ("facts", "commitments", "findings")
_NUMBERS = frozenset(("value", "value_high", "base_value", "base_value_high"))
_POSITIONS = frozenset(("start", "end", "sentence_start", "sentence_end", "other_start", "other_end"))
_FLAGS = frozenset(("estimate", "checkable"))


def files(base: str, table: str) -> list[Download]:
    """Gives the line of downloads of a report's table."""
    labels = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "parquet": "Parquet"}
    return [Download(labels[form], f"{base}?{urlencode({'table': table, 'format': form})}") for form in FORMATS]


def table_of(shown: Opened, table: str) -> Table:
    """Gives the facts, commitments or findings of a report, as people left them."""
    name = f"{shown.row.ref}-{table}"
    if table == "findings":
        columns = [Column(field, _word(field), _kind(field)) for field in _FINDING]
        return Table(name, columns, lambda: [[_cell(getattr(one, field)) for field in _FINDING] for one in shown.doubts])
    kind: type[Fact] | type[Commitment] = Fact if table == "facts" else Commitment
    fields = [field.name for field in msgspec.structs.fields(kind)]
    columns = [Column(field, _word(field), _kind(field)) for field in fields]
    records: Sequence[Fact | Commitment] = shown.report.facts if kind is Fact else shown.report.commitments
    sort = "fact" if kind is Fact else "commitment"

    def rows() -> Iterable[Sequence[Any]]:
        for one in records:
            yield [*(_cell(getattr(one, field)) for field in fields), shown.left.standing.get((sort, one.id), "")]

    return Table(name, [*columns, Column("standing", _("Corrected"))], rows)


def table_of_reports(found: QuerySet[Report]) -> Table:
    """Gives a list of reports."""
    columns = [
        Column("ref", _("Report")), Column("title", _("Title")), Column("place", _("Place")), Column("place_code", _("Code of the place")),
        Column("year", _("Year"), "integer"), Column("kind", _("Kind")), Column("date", _("Date")), Column("speaker", _("Speaker")),
        Column("format", _("Format")), Column("characters", _("Characters"), "integer"), Column("facts", _("Facts"), "integer"),
        Column("commitments", _("Commitments"), "integer"), Column("findings", _("Findings"), "integer"), Column("followed", _("Followed"), "flag"),
        Column("file", _("File")), Column("sha256", "SHA-256"),
    ]  # fmt: skip
    fields = (
        "ref", "title", "place__name", "place__code", "year", "kind", "date", "speaker", "format", "characters", "facts_count",
        "commitments_count", "findings_count", "followed", "document__name", "document__sha256",
    )  # fmt: skip
    return Table("reports", columns, lambda: found.values_list(*fields).iterator(chunk_size=2000))


_FINDING = ("id", "kind", "message", "start", "end", "quote", "other", "other_start", "other_end", "state")


def _word(field: str) -> str:
    return field_words().get(field, field)


def _kind(field: str) -> str:
    if field in _NUMBERS:
        return "number"
    if field in _POSITIONS:
        return "integer"
    return "flag" if field in _FLAGS else "text"


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value) if isinstance(value, str) else value
