"""The office's own file given back: state, light, value, progress and last entry in the columns that fit or behind the last one, all else as it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import Any

import openpyxl
from django.utils.translation import override
from docx import Document
from docx.shared import Cm
from docx.table import _Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from duixian.web.ledger.drafting.models import Sheet
from duixian.web.ledger.drafting.sheets.grids import word_tables
from duixian.web.ledger.drafting.sheets.taking import data_of
from duixian.web.ledger.drafting.words import words
from duixian.web.ledger.models import Entry, Item, Ledger, Verdict

__all__ = ["BACK", "filled", "heading_of", "last_entries", "standing"]

BACK = ("number", "state", "light", "value", "progress", "entry")
"""What is written into a file, and the order of the columns that are added."""
_WIDTHS = {"number": 13, "entry": 40}


def heading_of(field: str) -> str:
    """Gives the heading of a column that holds a field, as it is read again."""
    entry = next(one for one in words("columns")["column"] if one["field"] == field)
    return str(entry["parts"][0] if entry.get("back") else entry["names"][0])


def last_entries(ledger: Ledger) -> dict[int, Entry]:
    """Gives the last approved entry of each item of a ledger; one query."""
    rows = Entry.objects.filter(item__ledger=ledger, verdict=Verdict.GRANTED).order_by("as_of", "id").only("item", "as_of", "text", "value")
    return {one.item_id: one for one in rows}


def standing(item: Item, entry: Entry | None) -> dict[str, str]:
    """Gives how an item stands, in the words of the file's columns; what is not known yet is left out."""
    said = {"number": item.number, "state": str(item.get_state_display()), "light": str(item.get_light_display()) if item.light else ""}
    if item.value is not None:
        said["value"] = f"{item.value.normalize():f}{item.unit}"
        if item.target:
            said["progress"] = f"{item.value / item.target * 100:.0f}%" if item.better == "higher" and item.measure in ("", "level") else ""
    if entry is not None and entry.text:
        said["entry"] = entry.text
    return {name: value for name, value in said.items() if value}


def filled(sheet: Sheet) -> bytes:
    """Gives the file as it was handed in, with how its items stand."""
    rows = list(sheet.rows.filter(item__isnull=False).select_related("item"))
    entries = last_entries(sheet.ledger)
    with override("zh-hans"):
        found: dict[int, dict[int, dict[str, str]]] = {}
        for one in rows:
            assert one.item is not None
            found.setdefault(one.table, {})[one.row] = standing(one.item, entries.get(one.item.pk))
    fill = _excel if sheet.form == "xlsx" else _word
    return fill(data_of(sheet), sheet.tables, found)


def _places(columns: Sequence[str], wide: int) -> tuple[dict[str, int], list[str]]:
    """Gives the column of each field (from 0), and the fields whose columns are added."""
    places = {name: columns.index(name) for name in BACK if name in columns}
    added = [name for name in BACK if name not in places]
    return places | {name: wide + at for at, name in enumerate(added)}, added


def _excel(data: bytes, tables: Sequence[Mapping[str, Any]], found: Mapping[int, Mapping[int, Mapping[str, str]]]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    for at, rows in found.items():
        sheet, told = book.worksheets[at], tables[at]
        wide = max(len(told["columns"]), sheet.max_column)
        places, added = _places(told["columns"], wide)
        for name in added:
            column = places[name] + 1
            head = sheet.cell(told["body"], column)
            head.value = heading_of(name)
            _like(head, sheet.cell(told["body"], wide))
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 11)
        for row, said in rows.items():
            for name, value in said.items():
                cell = sheet.cell(row, places[name] + 1)
                if isinstance(cell, MergedCell):
                    continue
                cell.value = value
                cell.data_type = "s"  # text that begins with = is no formula
                if name in added:
                    _like(cell, sheet.cell(row, wide))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _like(cell: Any, other: Any) -> None:
    if other.has_style:
        cell.font, cell.border, cell.fill, cell.alignment = copy(other.font), copy(other.border), copy(other.fill), copy(other.alignment)


def _word(data: bytes, tables: Sequence[Mapping[str, Any]], found: Mapping[int, Mapping[int, Mapping[str, str]]]) -> bytes:
    document = Document(BytesIO(data))
    for at, rows in found.items():
        table, told = word_tables(document)[at], tables[at]
        wide = len(told["columns"])
        places, added = _places(told["columns"], wide)
        for name in added:
            table.add_column(Cm(4 if name == "entry" else 2.5))
        for name in added:
            _write(table, told["body"], places[name], added.index(name) - len(added), heading_of(name))
        for row, said in rows.items():
            for name, value in said.items():
                _write(table, row, places[name], added.index(name) - len(added) if name in added else 0, value)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write(table: Any, row: int, column: int, behind: int, text: str) -> None:
    """Writes into a cell of a Word table; one that was added is counted from the right (``behind``, -1 the last), for rows may begin with gaps."""
    line = table._tbl.tr_lst[row - 1]
    cell = line.tc_lst[behind] if behind else None
    at = line.grid_before
    for one in line.tc_lst if not behind else ():
        if at <= column < at + max(one.grid_span, 1):
            cell = one
            break
        at += max(one.grid_span, 1)
    if cell is None or cell.vMerge == "continue":
        return
    whole = _Cell(cell, table)
    for paragraph in whole.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    first = whole.paragraphs[0]
    if first.runs:
        first.runs[0].text = text
        for run in first.runs[1:]:
            run._r.getparent().remove(run._r)
    else:
        first.add_run(text)
