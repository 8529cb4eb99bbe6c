"""Findings across documents as people use them: a list on the screen, CSV, a workbook."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from duixian.following.archive import Archive
from duixian.following.findings import KINDS
from duixian.model import CrossFinding
from duixian.publishing.archive_sheets import FINDINGS
from duixian.publishing.comma import text_cell
from duixian.publishing.decisions import Decisions
from duixian.publishing.sources import Sources
from duixian.publishing.spreadsheet import Styles, new_book, write_sheet
from duixian.publishing.summary import plain
from duixian.publishing.wording import label, message, value_word

__all__ = ["finding_table", "findings_csv", "findings_workbook", "kinds"]


def kinds(findings: Sequence[CrossFinding]) -> list[str]:
    """Gives the kinds of some findings, those across documents first."""
    there = Counter(one.kind for one in findings)
    return [*(kind for kind in KINDS if kind in there), *sorted(there.keys() - set(KINDS))]


def finding_table(archive: Archive, language: str) -> RenderableType:
    """Gives the findings for the terminal: how many of each kind, then each with both its places, kind by kind."""
    sources = Sources(archive.reports)
    if not archive.findings:
        return Text(label("no_findings", language), style="dim")
    groups: defaultdict[str, list[CrossFinding]] = defaultdict(list)
    for one in archive.findings:
        groups[one.kind].append(one)
    counts = Table(title=label("findings", language), title_justify="left", title_style="bold", show_header=False, box=None, pad_edge=False)
    counts.add_column(style="yellow", no_wrap=True)
    counts.add_column(justify="right")
    parts: list[RenderableType] = [counts]
    for kind in kinds(archive.findings):
        counts.add_row(value_word("finding", kind, language), str(len(groups[kind])))
        parts += ["", _table(kind, groups[kind], sources, language)]
    return Group(*parts)


def findings_csv(archive: Archive) -> bytes:
    """Gives the findings as CSV, UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(column.title for column in FINDINGS.columns)
    for cells in FINDINGS.rows(archive, Sources(archive.reports), Decisions()):
        writer.writerow(text_cell(cell) if isinstance(cell, str) else cell for cell in cells)
    return stream.getvalue().encode()


def findings_workbook(archive: Archive) -> bytes:
    """Gives the findings as an Excel workbook of one sheet."""
    stream = io.BytesIO()
    book = new_book(stream, FINDINGS.name)
    rows = FINDINGS.rows(archive, Sources(archive.reports), Decisions())
    write_sheet(book.add_worksheet(FINDINGS.name), FINDINGS.columns, rows, Styles(book), FINDINGS.name, printed=FINDINGS.printed)
    book.close()
    return stream.getvalue()


def _table(kind: str, findings: Sequence[CrossFinding], sources: Sources, language: str) -> Table:
    title = message("findings_of_kind", language, kind=value_word("finding", kind, language), count=len(findings))
    table = Table(title=title, title_justify="left", title_style="bold yellow", header_style="bold")
    table.add_column(label("place", language), overflow="fold", ratio=2)
    table.add_column(label("what", language), overflow="fold", ratio=7)
    table.add_column(label("here", language), overflow="fold", style="dim", ratio=4)
    table.add_column(label("there", language), overflow="fold", style="dim", ratio=4)
    for one in findings:
        table.add_row(
            Text(plain(f"{one.place}{one.year or ''}")),
            Text(plain(one.message)),
            _where(sources, one.report, one.start, one.end),
            _where(sources, one.other_report or one.report, one.other_start, one.other_end),
        )
    return table


def _where(sources: Sources, report: str, start: int, end: int) -> str:
    return f"{plain(sources.short(report))} {start}—{end}" if start >= 0 else "—"
