"""Tables of pages: columns and rows once, shown as HTML and downloaded as CSV, Excel, JSON and Parquet.

A page that shows a table offers the same rows, all of them and not one screen, at its own address with ``format=csv`` and so on.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, NamedTuple
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

__all__ = ["FORMATS", "Column", "Download", "Table", "downloads", "wanted", "write_parquet"]

FORMATS = ("csv", "xlsx", "json", "parquet")
_LABELS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "parquet": "Parquet"}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST = 1_000_000
"""Rows of a download; a sheet of Excel holds 1,048,576."""
_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a file above which it is made on the disk."""
_AT_ONCE = 10_000
"""Rows of a group of Parquet, held in memory at once."""


class Column(NamedTuple):
    """A column: ``name`` is the stable name in files (a field of the records), ``label`` what people read, ``kind`` text, number, integer or flag."""

    name: str
    label: str
    kind: str = "text"


class Download(NamedTuple):
    """An entry of the line of downloads."""

    label: str
    url: str


class Table(NamedTuple):
    """Rows under columns. ``rows`` is called when a file is asked for and gives every row, in the order of the columns."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Sequence[Any]]]

    def response(self, form: str) -> HttpResponseBase:
        """Gives the whole table as a file of the form; its name is that of the table."""
        response: HttpResponseBase
        if form == "csv":
            response = StreamingHttpResponse(self._csv(), content_type=_TYPES[form])
        else:
            stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 — the response closes it
            {"xlsx": self._xlsx, "json": self._json, "parquet": self._parquet}[form](stream)
            large = stream.tell() > _IN_MEMORY
            stream.seek(0)
            response = FileResponse(stream, content_type=_TYPES[form]) if large else HttpResponse(stream.read(), content_type=_TYPES[form])
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(self.name)}.{form}"
        return response

    def _bounded(self) -> Iterator[Sequence[Any]]:
        for _at, row in zip(range(_MOST), self.rows(), strict=False):
            yield row

    def _csv(self) -> Iterator[bytes]:
        """With a byte order mark, so that Excel reads Chinese; names of columns first. Text that a sheet would take for a formula is quoted."""
        line = io.StringIO()
        writer = csv.writer(line)
        yield "\ufeff".encode()
        writer.writerow([column.name for column in self.columns])
        for row in self._bounded():
            writer.writerow([_harmless(value) for value in row])
            if line.tell() > 65536:
                yield line.getvalue().encode()
                line.seek(0)
                line.truncate()
        yield line.getvalue().encode()

    def _json(self, stream: IO[bytes]) -> None:
        """A list of objects, one a line."""
        names = [column.name for column in self.columns]
        before = b"["
        for row in self._bounded():
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
            stream.write(before + b"\n" + line.encode())
            before = b","
        stream.write(b"\n]\n" if before == b"," else b"[]\n")

    def _xlsx(self, stream: IO[bytes]) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True, "bottom": 1})
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(self.columns):
                sheet.write_string(0, at, str(column.label), bold)
                sheet.set_column(at, at, 12 if column.kind != "text" else 24)
            count = 0
            for count, row in enumerate(self._bounded(), 1):
                for at, value in enumerate(row):
                    _write(sheet, count, at, value)
            sheet.autofilter(0, 0, count, len(self.columns) - 1)

    def _parquet(self, stream: IO[bytes]) -> None:
        write_parquet(stream, self.columns, self._bounded())


def write_parquet(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Writes rows as Parquet, some thousand at a time, and gives how many there were."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "flag": pa.bool_()}
    casts: dict[str, Callable[[Any], Any]] = {"text": str, "number": float, "integer": int, "flag": bool}
    schema = pa.schema([pa.field(column.name, kinds[column.kind], metadata={"label": str(column.label)}) for column in columns])
    count = 0
    remaining = iter(rows)
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while some := list(islice(remaining, _AT_ONCE)):
            arrays = [
                pa.array([None if row[at] is None else casts[column.kind](row[at]) for row in some], kinds[column.kind])
                for at, column in enumerate(columns)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(some)
    return count


def wanted(request: HttpRequest) -> str:
    """Gives the form of file a request asks for, empty for the page itself."""
    form = request.GET.get("format", "")
    return form if form in FORMATS else ""


def downloads(request: HttpRequest, **changes: str) -> list[Download]:
    """Gives the line of downloads of a page: its own address in each form, with some parameters changed."""
    own = request.GET.copy()
    own.pop("page", None)
    for name, value in changes.items():
        own[name] = value
    links = []
    for form in FORMATS:
        own["format"] = form
        links.append(Download(_LABELS[form], f"{request.path}?{own.urlencode()}"))
    return links


def _harmless(value: Any) -> Any:
    """A value as CSV may hold it: a text that begins as a formula does gets an apostrophe before it, as sheets themselves write it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:32767])
