"""Reads a list of offices from xlsx into rows; whatever is wrong names its sheet and row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

import openpyxl
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from duixian.web.accounts.lists import words

__all__ = ["MOST_ROWS", "Fault", "Row", "read_list"]

MOST_ROWS = 5000
_HEAD_ROWS = 10
"""So far down the headings are looked for: titles stand above them."""
_LINES = re.compile(r"[\n；;]+")
_NAMES = re.compile(r"[\n；;、，,]+")
_DAY = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")


class Fault(NamedTuple):
    """What is wrong with a row, 0 where it is the sheet or the file as a whole."""

    sheet: str
    row: int
    said: str


class Row(NamedTuple):
    """A line of the list: an office, and a post of it where ``title`` is not empty. What is None had no column or an empty cell: it changes nothing."""

    sheet: str
    row: int
    name: str
    code: str | None = None
    short: str | None = None
    kind: str | None = None
    parent: str | None = None
    duties: str | None = None
    peers: str | None = None
    email: str | None = None
    closed: date | None = None
    title: str | None = None
    role: str | None = None
    fields: str | None = None
    offices: tuple[str, ...] | None = None
    person: str | None = None
    username: str | None = None


def read_list(stream: BinaryIO) -> tuple[list[Row], list[Fault]]:
    """Gives the rows of every sheet that has a heading for the office's name, and what is wrong with them."""
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        return [], [Fault("", 0, _("This is no xlsx workbook. Save the list as .xlsx and try again."))]
    rows: list[Row] = []
    faults: list[Fault] = []
    known = 0
    try:
        for sheet in book.worksheets:
            cells = _cells(sheet)
            head = _head(cells)
            if head is None:
                continue
            known += 1
            _read_sheet(sheet.title, cells, head, rows, faults)
    finally:
        book.close()
    if not known:
        faults.append(Fault("", 0, _("No sheet has a column for the office's name. Take the template.")))
    elif not rows and not faults:
        faults.append(Fault("", 0, _("The list has headings but no rows.")))
    return rows, faults


def _cells(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row, _number in zip(sheet.iter_rows(values_only=True), range(MOST_ROWS + _HEAD_ROWS), strict=False)]


def _head(cells: list[tuple[Any, ...]]) -> tuple[int, dict[str, int]] | None:
    """Where the headings stand, and the place of each column."""
    for number, row in enumerate(cells[:_HEAD_ROWS]):
        found: dict[str, int] = {}
        for place, value in enumerate(row):
            column = words.heading_of(str(value)) if value is not None else None
            if column:
                found.setdefault(column, place)
        if "name" in found and len(found) > 1:
            return number, found
    return None


def _read_sheet(title: str, cells: list[tuple[Any, ...]], head: tuple[int, dict[str, int]], rows: list[Row], faults: list[Fault]) -> None:
    start, columns = head
    above = ""
    helps = set(words.helps().values())
    for number, row in enumerate(cells[start + 1 :], start + 2):
        said = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        texts = {name: str(value).strip() for name, value in said.items() if value is not None and str(value).strip()}
        if not texts or set(texts.values()) & helps:
            continue
        above = name = texts.get("name", above)
        problems = list(_problems(name, texts, said.get("closed")))
        if problems:
            faults += [Fault(title, number, problem) for problem in problems]
            continue
        rows.append(
            Row(
                title,
                number,
                name,
                texts.get("code"),
                texts.get("short"),
                words.kind_of(texts["kind"]) if "kind" in texts else None,
                texts.get("parent"),
                _lines(texts.get("duties")),
                texts.get("peers"),
                texts.get("email"),
                _day(said.get("closed")),
                texts.get("title"),
                words.role_of(texts["role"]) if "role" in texts else None,
                _lines(texts.get("fields")),
                tuple(one.strip() for one in _NAMES.split(texts["offices"]) if one.strip()) if "offices" in texts else None,
                texts.get("person"),
                texts.get("username"),
            )
        )


def _problems(name: str, texts: dict[str, str], closed: Any) -> Iterator[str]:
    if not name:
        yield _("The office's name is missing.")
    if "kind" in texts and words.kind_of(texts["kind"]) is None:
        yield _("“%(word)s” is no kind of office.") % {"word": texts["kind"]}
    if "role" in texts and words.role_of(texts["role"]) is None:
        yield _("“%(word)s” is no role of a post.") % {"word": texts["role"]}
    if "title" not in texts and {"role", "person", "username", "fields", "offices"} & set(texts):
        yield _("A role or person is given, but no post.")
    if "closed" in texts and _day(closed) is None:
        yield _("“%(word)s” is no day; write it as 2026-03-31.") % {"word": texts["closed"]}


def _lines(text: str | None) -> str | None:
    return None if text is None else "\n".join(one.strip() for one in _LINES.split(text) if one.strip())


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(str(value or "").strip())
    try:
        return parse_date(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}") if found else None
    except ValueError:
        return None
