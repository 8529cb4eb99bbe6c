"""What people decided of promises, kept in the workbook itself: making the workbook again never loses a decision.

The sheet 承诺与佐证 has four columns for it. When a workbook is written where one lies already, its decisions are
read first and stand again beside their promises; those whose promise is not found any more stand at the end.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from duixian.errors import UsageError
from duixian.publishing.wording import message

__all__ = ["CHOICES", "COLUMNS", "SHEET", "Decided", "Decisions", "kept"]

SHEET = "承诺与佐证"
COLUMNS = ("判定", "判定人", "判定日期", "判定说明")
CHOICES = ("已兑现", "部分兑现", "未兑现", "无法判断")
"""What a person may decide of a promise."""

_KEYS = ("承诺编号", "地区", "年度", "承诺")


class Decided(NamedTuple):
    """What a person decided of a promise: which promise, and the decision, who, when and why."""

    id: str
    place: str
    year: int
    promise: str
    said: tuple[str, str, str, str]


class Decisions:
    """Decisions to be placed beside their promises; found by the promise's id, else by its place, year and words."""

    def __init__(self, decided: Iterable[Decided] = ()) -> None:
        self._waiting = {one.id: one for one in decided}
        self._taken: set[str] = set()
        self._by_words = {(one.place, one.year, one.promise): one.id for one in self._waiting.values()}

    def take(self, id: str, place: str, year: int, promise: str) -> Decided | None:
        """Gives the decision on a promise, or None; each may be taken again for further lines of the promise."""
        found = id if id in self._waiting else self._by_words.get((place, year, promise), "")
        if found:
            self._taken.add(found)
            return self._waiting[found]
        return None

    def left(self) -> Iterator[Decided]:
        """Gives the decisions that no promise has taken."""
        return (one for id, one in self._waiting.items() if id not in self._taken)


def kept(path: Path) -> tuple[Decided, ...]:
    """Gives the decisions in the workbook at ``path``; none where there is no file or no such sheet.

    Raises:
        UsageError: the file is there and is no workbook that can be read, so writing over it might lose decisions.
    """
    if not path.exists():
        return ()
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as cause:
        values = {"path": path}
        raise UsageError(message("decisions_unread", "zh", **values), message("decisions_unread", "en", **values)) from cause
    try:
        if SHEET not in book.sheetnames:
            return ()
        rows = book[SHEET].iter_rows(values_only=True)
        head = [str(cell) for cell in next(rows, ())]
        if not {*COLUMNS, *_KEYS} <= set(head):
            return ()
        return tuple(_decided(dict(zip(head, row, strict=False))) for row in rows if any(row[head.index(name)] for name in COLUMNS))
    finally:
        book.close()


def _decided(row: dict[str, object]) -> Decided:
    id, place, year, promise = (_text(row.get(name)) for name in _KEYS)
    decision, by, date, why = (_text(row.get(name)) for name in COLUMNS)
    return Decided(id, place, int(year) if year.isdigit() else 0, promise, (decision, by, date, why))


def _text(value: object) -> str:
    """A cell as text; a date without its midnight."""
    return "" if value is None else str(value).removesuffix(" 00:00:00").strip()
