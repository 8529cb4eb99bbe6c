"""The scoreboard as a government prints it: 《政府工作报告》量化指标任务落实情况, on paper and as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.timezone import localtime
from msgspec.structs import replace

import duixian
from duixian.following.archive import Archive
from duixian.following.verdicts import standard_rules
from duixian.model import LeftOut as LeftOutRecord
from duixian.model import Metadata, Named, View
from duixian.publishing.official_table import official_table
from duixian.publishing.sources import Passage
from duixian.web.archive.board import Board, Row
from duixian.web.archive.models import LeftOut, Report
from duixian.web.archive.passages import texts
from duixian.web.archive.replies import Thread

__all__ = ["Line", "Part", "as_document", "printed"]

_MOST = 48
"""Characters of a sentence in the table, as in the Word document."""


class Line(NamedTuple):
    """A row of the printed table: the goal with the clauses around both its numbers, cut in three."""

    row: Row
    goal: tuple[str, str, str]
    goal_report: str
    result: tuple[str, str, str]
    result_report: str


class Part(NamedTuple):
    """Main targets, or the others."""

    main: bool
    lines: Sequence[Line]


def printed(board: Board) -> list[Part]:
    """Gives the rows of the printed table, main targets first; one query for the texts."""
    held = texts(ref for one in board.rows for ref in (one.record.goal_report, one.found[0] if one.found else ""))
    lines = [_line(one, board, held) for one in board.rows]
    return [Part(main, chosen) for main in (True, False) if (chosen := [one for one in lines if one.row.row.main is main])]


def as_document(board: Board) -> bytes:
    """Gives the table as a Word document, replies beside the verdicts they answer."""
    held = texts({one.record.goal_report for one in board.rows} | {one.found[0] for one in board.rows if one.found})
    names = {ref: report.label for ref, report in board.reports.items()}
    for ref, report in board.reports.items():
        if list(names.values()).count(names[ref]) > 1:
            names[ref] = f"{names[ref]}（{report.document.name}）"
    reports = tuple(
        duixian.Report(name=names[ref], sha256=ref, format=board.reports[ref].format, text=text, view=View("", (), ()), metadata=Metadata(place=Named(board.place.name), place_code=board.place.code))
        for ref, text in held.items()
    )
    outcomes = tuple(
        replace(
            one.record,
            goal_report=names.get(one.record.goal_report, one.record.goal_report),
            actual_report=names.get(one.record.actual_report, one.record.actual_report),
            other_report=names.get(one.record.other_report, one.record.other_report),
            searched=tuple(names.get(ref, ref) for ref in one.record.searched),
        )
        for one in board.rows
    )
    left = tuple(
        LeftOutRecord(kind=one.kind, report="", message=one.message, english=one.english)
        for one in LeftOut.objects.filter(place=board.place, report__year=board.year)
    )
    replies = {one.record.id: [_reply(thread) for thread in one.threads] for one in board.rows if one.threads}
    return official_table(Archive(reports=reports, outcomes=outcomes, left_out=left, rules=standard_rules()), replies)


def _line(one: Row, board: Board, held: dict[str, str]) -> Line:
    record = one.record
    goal = _around(held, record.goal_report, record.goal_start, record.goal_end, (record.goal_sentence_start, record.goal_sentence_end))
    result = ("", "", "")
    if one.found:
        ref, start, end = one.found
        sentence = (record.actual_sentence_start, record.actual_sentence_end) if record.actual_report else (record.other_sentence_start, record.other_sentence_end)
        result = _around(held, ref, start, end, sentence)
    return Line(one, goal, _called(board.reports.get(record.goal_report)), result, _called(board.reports.get(one.found[0])) if one.found else "")


def _around(held: dict[str, str], ref: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[str, str, str]:
    text = held.get(ref, "")
    low, high = sentence if 0 <= sentence[0] <= start else (start, end)
    high = max(high, end)
    return Passage("", low, high, text[low:high]).around(start, end, _MOST) if text else ("", "", "")


def _called(report: Report | None) -> str:
    return report.label if report else ""


def _reply(thread: Thread) -> str:
    """A reply in one line: who for which unit, when, what."""
    one = thread.current
    who = f"{one.unit} {one.by.get_full_name()}".strip()
    return f"{who}（{localtime(one.at):%Y-%m-%d}）：{' '.join(one.text.split())}"
