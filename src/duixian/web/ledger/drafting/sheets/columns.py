"""Which column of a table is which, told by its headings."""

from __future__ import annotations

import re
from typing import NamedTuple

from duixian.web.ledger.drafting.sheets.grids import Grid
from duixian.web.ledger.drafting.words import words

__all__ = ["FIELDS", "Layout", "field_of", "recognise"]

_FIRST_ROWS = 12
_LEAST = 2
_NOISE = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|[\s　*＊:：]+")
_NUMBER = re.compile(r"\d{4}-\d{5}\Z")
FIELDS: tuple[str, ...] = tuple(one["field"] for one in words("columns")["column"])
"""What a column can be."""


class Layout(NamedTuple):
    """Where a table's headings stand (rows from 0), its first row behind them, the headings, and what each column is (empty: nothing that is used)."""

    head: int
    body: int
    headings: list[str]
    columns: list[str]


def field_of(heading: str) -> str:
    """Gives what a column with a heading is; empty where that is not known.

    >>> field_of("牵头（责任）单位"), field_of("完 成 时 限"), field_of("工作任务及目标"), field_of("甲")
    ('lead', 'deadline', 'text', '')
    """
    plain = _NOISE.sub("", heading)
    entries = words("columns")["column"]
    for one in entries:
        if plain in one["names"] or plain in one["parts"]:
            return str(one["field"])
    fitting = [(len(part), one["field"]) for one in entries for part in one["parts"] if part in plain]
    if fitting:
        return str(max(fitting, key=lambda pair: pair[0])[1])
    squeezed = re.sub(r"[\s　:：*]+", "", heading).translate(str.maketrans("", "", "（）()"))
    fitting = [(len(part), one["field"]) for one in entries for part in one["parts"] if part in squeezed]
    return str(max(fitting, key=lambda pair: pair[0])[1]) if fitting else ""


def recognise(grid: Grid) -> Layout | None:
    """Gives where the headings of a table stand and what its columns are; None where it has none that are known.

    Headings of two rows, the upper over several of the lower, count together.
    """
    best: tuple[int, int, Layout] | None = None
    for head in range(min(_FIRST_ROWS, len(grid.rows))):
        for depth in (1, 2):
            if head + depth > len(grid.rows):
                continue
            layout = _layout(grid, head, depth)
            known = {one for one in layout.columns if one}
            if "text" not in known and "title" not in known and "goal" not in known:
                continue
            found = (len(known) * 2 - depth, -head, layout)
            if len(known) >= _LEAST and (best is None or found[:2] > best[:2]):
                best = found
    return best[2] if best else None


def _layout(grid: Grid, head: int, depth: int) -> Layout:
    headings = []
    for column in range(len(grid.rows[head])):
        parts = list(dict.fromkeys(grid.rows[row][column] for row in range(head, head + depth)))
        headings.append(" ".join(part for part in parts if part))
    columns: list[str] = []
    for at, heading in enumerate(headings):
        last = grid.rows[head + depth - 1][at]
        field = field_of(last) or field_of(heading) if len(heading) <= 60 else ""
        if field == "order" and any(_NUMBER.match(row[at]) for row in grid.rows[head + depth :]):
            field = "number"
        columns.append("" if field in columns else field)
    if "text" not in columns:  # a table without a column of tasks says them where it says the goals
        columns = ["text" if one == "goal" else one for one in columns]
    return Layout(head, head + depth, headings, columns)
