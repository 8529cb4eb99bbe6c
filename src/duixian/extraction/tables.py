"""Tables of indicators: what the headings of rows and columns say of the numbers in the cells.

A row of a table is a paragraph whose cells are parted by tabs. The first row of a table that states no quantity is its
heading; the first cell of every other row names what is measured. A unit stands behind the name in brackets or in a
column of its own.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from duixian.extraction.measures import change_noun
from duixian.extraction.quantity import Quantity
from duixian.extraction.readings import Reading
from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import multiplier
from duixian.language.periods import cues
from duixian.language.units import rate_unit, unit_at
from duixian.model import Block, BlockKind, Measure, Role

__all__ = ["Cell", "cells", "give_unit", "in_cell"]

_NUMBER = re.compile(r"\d")
_BRACKETED = re.compile(r"[（(]([^（）()]{1,12})[）)]$")
_YEARS = re.compile(r"(?:1[89]|20)\d\d(?:年|$)|“?[一二三四五六七八九十]+五”?")


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A cell of a table with what its headings say.

    ``start`` and ``end`` are view positions; ``label`` is the row's name without its unit, ``unit`` the unit of the row as
    written, ``role`` and ``period`` what the column's heading says (None and empty where it says nothing).
    """

    start: int
    end: int
    label: str
    unit: str
    role: Role | None
    period: str


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = lexicon("tables")
    return {name: re.compile(alternation(words[name])) for name in ("target", "actual", "unit")}


def cells(text: str, blocks: tuple[Block, ...], year: int) -> dict[int, list[Cell]]:
    """Gives the cells with numbers of all tables of a report, by the view position where their row begins.

    Args:
        text: The view text.
        blocks: The report's paragraphs.
        year: The year the report plans for, 0 where it is not known.
    """
    found: dict[int, list[Cell]] = {}
    heading: list[tuple[str, Role | None, str]] = []
    previous: BlockKind | None = None
    for block in blocks:
        if block.kind is not BlockKind.TABLE:
            previous = block.kind
            continue
        parts = _parts(text, block)
        if previous is not BlockKind.TABLE:
            heading = []
        previous = BlockKind.TABLE
        written = [text[start:end] for start, end in parts]
        if not heading and not any(_NUMBER.search(_YEARS.sub("", cell)) for cell in written[1:]):
            heading = [_column(cell, year) for cell in written]
            continue
        row = _row(parts, written, heading)
        if row:
            found[block.start] = row
    return found


def _parts(text: str, block: Block) -> list[tuple[int, int]]:
    parts, start = [], block.start
    while start <= block.end:
        stop = text.find("\t", start, block.end)
        stop = block.end if stop < 0 else stop
        parts.append((start, stop))
        start = stop + 1
    return parts


def _column(heading: str, year: int) -> tuple[str, Role | None, str]:
    """Gives a column's heading with the role and the period that it names."""
    patterns = _patterns()
    named = [cue.period for cue in cues(heading + "。", year) if cue.period]
    if not named and (match := re.search(r"(?:1[89]|20)\d\d", heading)):
        named = [match.group()]
    role = Role.TARGET if patterns["target"].search(heading) else Role.ACTUAL if patterns["actual"].search(heading) else None
    return heading, role, named[-1] if named else ""


def _row(parts: list[tuple[int, int]], written: list[str], heading: list[tuple[str, Role | None, str]]) -> list[Cell]:
    label = next((cell.strip() for cell in written if cell.strip() and not cell.strip().rstrip(".、").isdigit()), "")
    bracketed = _BRACKETED.search(label)
    unit = ""
    if bracketed and _unit(bracketed.group(1)):
        unit, label = bracketed.group(1), label[: bracketed.start()]
    row: list[Cell] = []
    for place, ((start, end), cell) in enumerate(zip(parts, written, strict=True)):
        title, role, period = heading[place] if place < len(heading) else ("", None, "")
        if _patterns()["unit"].fullmatch(title) and _unit(cell.strip()):
            unit = cell.strip()
        elif cell.strip() != label and _NUMBER.search(cell) and (title or place):
            row.append(Cell(start, end, label, unit, role, period))
    return [cell for cell in row if cell.role is not None or cell.period or cell.unit] if label else []


def _unit(written: str) -> bool:
    """Says whether a stretch is a unit and nothing else."""
    head = len(written) - len(written.lstrip("十百千万亿"))
    found = unit_at(written, head)
    if found is None:
        return False
    end = head + len(found.word)
    return rate_unit(written, end) == len(written)


def give_unit(quantity: Quantity, written: str) -> None:
    """Gives a number without unit the unit of its row (万人, 微克/立方米)."""
    head = len(written) - len(written.lstrip("十百千万亿"))
    found = unit_at(written, head)
    if found is None or quantity.unit:
        return
    quantity.scale, quantity.power = written[:head], multiplier(written[:head])
    quantity.unit, quantity.dimension, quantity.factor = found.word, found.dimension, found.factor
    quantity.per = written[head + len(found.word) :]


def in_cell(reading: Reading, cell: Cell) -> None:
    """Gives a number that stands alone in its cell the name of its row, and the measure that the name announces (增速)."""
    if reading.name:
        return
    reading.name = cell.label
    reading.rules[1] = "table row"
    noun = change_noun(cell.label)
    if noun is not None and reading.quantity.dimension == "percent":
        reading.measure = Measure.GROWTH if noun.group(1) else Measure.DECLINE
        if noun.start() >= 2:
            reading.name = cell.label[: noun.start()]
