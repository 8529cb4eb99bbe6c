"""Tables of many documents: csv, tsv and JSON lines with a column of text, read row by row whatever their size."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, BinaryIO

import msgspec

from duixian.errors import DamagedInput, EmptyInput, ReadingError, UnknownFormat
from duixian.language.lexicon import lexicon
from duixian.reading.limits import MAX_ROW_CHARS
from duixian.reading.plain import decode

__all__ = ["csv_rows", "jsonl_rows"]

_SAMPLE = 262_144
"""Bytes from which encoding, separator and column are told."""

_LONG = 200
"""Characters on average from which a column without a known name can be the text."""


def csv_rows(name: str, stream: BinaryIO, column: str = "") -> Iterator[tuple[int, str | ReadingError]]:
    """Gives the number (from 1) and the text of each row under the header, or the error that row has.

    Args:
        name: what errors call the file.
        stream: the file's bytes, at their start.
        column: the column of text; guessed from its name, or from being by far the longest, where empty.

    Raises:
        UnknownFormat: no column of text.
        UnknownEncoding: the text is in no encoding known here.
    """
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    encoding = _encoding(name, sample)
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_CHARS))
    lines = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    start = _text(sample, encoding)
    separator = _separator(start)
    rows = csv.reader(lines, delimiter=separator)
    try:
        header = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
        at = _column(name, header, _first_rows(start, separator), column)
        for number, row in enumerate(rows, 1):
            text = row[at] if at < len(row) else ""
            yield number, text if text.strip() else _blank(name, number, header[at])
    except csv.Error as cause:
        raise DamagedInput(
            f"{name}：表格在此处无法继续读取（{cause}）；请检查引号是否配对，或另存为 UTF-8 的 csv",
            f"{name}: the table cannot be read on from here ({cause}); check its quotes, or save it as csv in UTF-8",
        ) from cause


def jsonl_rows(name: str, stream: BinaryIO, column: str = "") -> Iterator[tuple[int, str | ReadingError]]:
    """Gives the number (from 1) and the text of each line that is not blank, or the error that line has.

    A line is a JSON object with a text field, or a JSON string. ``column`` names the field (see :func:`csv_rows`).

    Raises:
        UnknownFormat: the first object has no field of text.
    """
    encoding = _encoding(name, stream.read(_SAMPLE))
    stream.seek(0)
    field = ""
    number = 0
    for line in _lines(stream, encoding):
        if not line.strip():
            continue
        number += 1
        try:
            record = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeError):
            yield number, DamagedInput(f"{name} 第 {number} 行不是 JSON；请检查这一行", f"{name}: line {number} is not JSON; check that line")
            continue
        if isinstance(record, dict) and not field:
            keys = [str(key) for key in record]
            try:
                field = keys[_column(name, keys, [[str(value) for value in record.values()]], column)]
            except UnknownFormat as error:
                if number == 1:
                    raise  # a file of other records: one word about it, not one a line
                yield number, error
                continue
        text = record if isinstance(record, str) else record.get(field) if isinstance(record, dict) else None
        yield number, text if isinstance(text, str) and text.strip() else _blank(name, number, field)


def _lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Gives the lines of a stream; one without end is cut where it is longer than any row may be."""
    lines = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n")
    while line := lines.readline(MAX_ROW_CHARS):
        yield line


def _encoding(name: str, sample: bytes) -> str:
    """Gives the encoding of a sample that may end inside a character."""
    cut = max(sample.rfind(b"\n"), 0) if len(sample) >= _SAMPLE else len(sample)
    encoding = decode(name, sample[: cut or len(sample)])[1]
    # TextIOWrapper leaves out a mark of byte order only for these names.
    if encoding == "utf-8":
        return "utf-8-sig"
    return "utf-16" if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else encoding


def _text(sample: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _separator(start: str) -> str:
    """Gives the sign that parts the columns: the most frequent of comma, tab and semicolon in the header."""
    header = start.split("\n", 1)[0]
    return max(",\t;", key=header.count)


def _first_rows(start: str, separator: str) -> list[list[str]]:
    """Gives the rows under the header that stand whole in the sample, at most twenty."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(start, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) > 20:
                break
    except csv.Error:
        pass
    return rows[1:]


def _column(name: str, header: Sequence[str], rows: list[list[str]], wanted: str) -> int:
    """Gives the number of the column of text: the one wanted, one with a known name, or by far the longest."""
    if wanted:
        if wanted in header:
            return header.index(wanted)
        raise _no_column(name, header, wanted)
    names = [cell.casefold() for cell in header]
    for known in _known():
        if known in names:
            return names.index(known)
    lengths = sorted(((sum(len(row[at]) for row in rows if at < len(row)) / max(1, len(rows)), at) for at in range(len(header))), reverse=True)
    if lengths and lengths[0][0] >= _LONG and (len(lengths) == 1 or lengths[0][0] >= 3 * lengths[1][0]):
        return lengths[0][1]
    raise _no_column(name, header, "")


def _no_column(name: str, header: Sequence[str], wanted: str) -> UnknownFormat:
    columns = "、".join(header[:12]) or "—"
    missing_zh = f"没有名为“{wanted}”的列" if wanted else "看不出哪一列是正文"
    missing_en = f"there is no column {wanted!r}" if wanted else "no column is known to hold the text"
    return UnknownFormat(
        f"{name}：{missing_zh}（现有列：{columns}）；请把正文列命名为 text 或“正文”",
        f"{name}: {missing_en} (columns: {', '.join(header[:12]) or '-'}); name the column of text `text`",
    )


def _blank(name: str, number: int, column: str) -> EmptyInput:
    return EmptyInput(
        f"{name} 第 {number} 行：正文列（{column or '—'}）是空的；请补上或删去这一行",
        f"{name}: row {number}: the column of text ({column or '-'}) is empty; fill it in or leave the row out",
    )


@cache
def _known() -> tuple[str, ...]:
    words: list[Any] = lexicon("corpora")["text"]
    return tuple(str(word).casefold() for word in words)
