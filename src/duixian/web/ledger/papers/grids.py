"""Tables and printed forms in documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell

from duixian.web.ledger.papers.blocks import Form, Table
from duixian.web.ledger.papers.form import form
from duixian.web.ledger.papers.setting import add_run, line, shaped

__all__ = ["add_form", "add_table"]

_LABEL = 26.0
"""Millimetres of a form's labels."""
_ROW, _TALL = 11.0, 45.0
"""Least heights of a form's rows."""
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def add_table(document: Any, said: Table, width: float) -> None:
    """Adds a table ``width`` millimetres wide, with its head on every page and no row broken."""
    if said.caption:
        line(document, said.caption, "black", form()["sizes"]["table"] + 2, align=_CENTRE).paragraph_format.keep_with_next = True
    whole = sum(column.width for column in said.columns)
    widths = [column.width / whole * width for column in said.columns]
    table = _grid(document, widths)
    head = table.add_row()
    _keep(head, head=True)
    for cell, column in zip(head.cells, said.columns, strict=True):
        _write(cell, column.title, font="black", align=_CENTRE)
        _shade(cell)
    for said_row in said.rows:
        row = table.add_row()
        _keep(row)
        if len(said_row) == 1:
            cell = row.cells[0].merge(row.cells[-1])
            _write(cell, said_row[0], font="black")
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            continue
        for cell, text, column in zip(row.cells, said_row, said.columns, strict=True):
            _write(cell, text, align=_CENTRE if column.centred else None)
    _narrow(table, widths)


def add_form(document: Any, said: Form, width: float) -> None:
    """Adds a printed form ``width`` millimetres wide; rows with fewer pairs than others give the room to their last answer."""
    most = max(len(row) for row in said.rows)
    answer = (width - most * _LABEL) / most
    widths = [_LABEL, answer] * most
    table = _grid(document, widths)
    for number, pairs in enumerate(said.rows):
        row = table.add_row()
        row.height, row.height_rule = Mm(_TALL if number in said.tall else _ROW), WD_ROW_HEIGHT_RULE.AT_LEAST
        _keep(row)
        for place, (label, text) in enumerate(pairs):
            _write(row.cells[2 * place], label, font="black", align=_CENTRE)
            cell = row.cells[2 * place + 1]
            if place == len(pairs) - 1 and len(pairs) < most:
                cell = cell.merge(row.cells[-1])
            _write(cell, text)
    _narrow(table, widths)


def _grid(document: Any, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side, value in (("top", 57), ("left", 85), ("bottom", 57), ("right", 85)):  # twentieths of a point: 1 and 1.5 mm
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(value))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
    return table


def _narrow(table: Any, widths: Sequence[float]) -> None:
    """Sets each cell's width: some programs take it from there, not from the column. A merged cell has that of all it covers."""
    for row in table.rows:
        place = 0
        for cell in row._tr.tc_lst:
            span = cell.grid_span
            cell.width = Mm(sum(widths[place : place + span]))
            place += span


def _write(cell: _Cell, text: str, *, font: str = "body", align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    sizes = form()["sizes"]
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, part in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        shaped(paragraph, height=sizes["table_line"], align=align)
        add_run(paragraph, part, font, sizes["table"])


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), form()["colours"]["head_ground"])
    properties = cell._tc.get_or_add_tcPr()
    aligned = properties.find(qn("w:vAlign"))
    if aligned is None:
        properties.append(shade)
    else:
        aligned.addprevious(shade)


def _keep(row: Any, *, head: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
