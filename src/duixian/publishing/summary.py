"""A report on one screen: what it is, how much was found, its main targets, what is doubtful."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from duixian.model import Report, Role
from duixian.publishing.context import Context
from duixian.publishing.phrases import fact_in_words, period_in_words, quantities
from duixian.publishing.wording import label, message, value_word

__all__ = ["plain", "promises", "row", "rows_table", "summary"]

_SHOWN = 40  # rows of a table on one screen; the rest is in the files
_QUOTE = 60  # characters of a sentence shown beside a target
_CLAUSE = re.compile(r"[，；。！？：\n]|[,;:!?](?!\d)")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    """Gives text safe for a terminal: control and direction characters left out, white space in one line.

    >>> plain("a\\x1b[31mb\\n c")
    'a[31mb c'
    """
    return " ".join(_UNSEEN.sub("", text).split())


def summary(report: Report, language: str, *, most: int = _SHOWN) -> RenderableType:
    """Gives a report's summary for the terminal: title, place, year, counts, main targets, findings.

    Args:
        report: The report.
        language: ``zh`` or ``en``.
        most: How many rows a table shows at most; the summary says how many there are beyond.
    """
    return Group(_head(report, language), _targets(report, language, most), _findings(report, language, most))


def promises(report: Report, language: str, *, most: int = _SHOWN) -> RenderableType:
    """Gives the promises that a reader can check, main targets aside, with what an office needs to divide them up."""
    context = Context(report)
    targets = {fact.id for fact in context.main_targets()}
    chosen = [one for one in report.commitments if one.checkable and targets.isdisjoint(one.facts)]
    table = Table(title=label("checkable_promises", language), title_justify="left", title_style="bold", header_style="bold")
    table.add_column(label("commitment", language), overflow="fold", ratio=5)
    table.add_column(label("goal", language), overflow="fold", style="green", ratio=3)
    table.add_column(label("suggested_lead", language), overflow="fold", ratio=2)
    table.add_column(label("deadline", language), no_wrap=True)
    table.add_column(label("position", language), justify="right", style="dim", no_wrap=True)
    for one in chosen[:most]:
        table.add_row(
            Text(plain(one.quote)),
            Text(plain(quantities(context.facts_of(one)))),
            one.lead,
            _period(one.deadline, language),
            str(one.start),
        )
    return _with_rest(table, len(chosen), language, most)


def rows_table(language: str) -> Table:
    """Gives an empty table of many reports, one line each; :func:`row` gives the lines."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(label("report", language), overflow="fold")
    table.add_column(label("place", language), overflow="fold")
    table.add_column(label("kind", language))
    table.add_column(label("year", language))
    for key in ("facts", "targets", "commitments", "checkable", "findings"):
        table.add_column(label(key, language), justify="right")
    return table


def row(report: Report, language: str) -> tuple[str, ...]:
    """Gives a report's line in :func:`rows_table`."""
    said = report.metadata
    return (
        escape(plain(report.name.rpartition("/")[2])),
        escape(plain(said.place.value)),
        value_word("kind", said.kind, language),
        said.year.value,
        str(len(report.facts)),
        str(sum(fact.role is Role.TARGET for fact in report.facts)),
        str(len(report.commitments)),
        str(sum(commitment.checkable for commitment in report.commitments)),
        str(len(report.findings)),
    )


def _head(report: Report, language: str) -> RenderableType:
    said = report.metadata
    roles = Counter(fact.role for fact in report.facts)
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    unknown = label("unknown", language)
    place = said.place.value and f"{said.place.value} {said.place_code}".strip()
    wanted = [
        ("place", place or unknown),
        ("kind", value_word("kind", said.kind, language)),
        ("year", _period(said.year.value, language) or unknown),
    ]
    wanted += [
        (key, text)
        for key, text in (
            ("reviewed", _period(said.reviewed.value, language)),
            ("date", _period(said.date.value, language)),
            ("speaker", " ".join(filter(None, (said.office.value, said.speaker.value)))),
            ("meeting", said.meeting.value),
        )
        if text
    ]
    counts = message(
        "counts",
        language,
        facts=len(report.facts),
        actual=roles[Role.ACTUAL],
        baseline=roles[Role.BASELINE],
        target=roles[Role.TARGET],
        commitments=len(report.commitments),
        checkable=sum(commitment.checkable for commitment in report.commitments),
        terms=len(report.glossary),
        findings=len(report.findings),
    )
    for key, text in [*wanted, ("counts", counts)]:
        lines.add_row(label(key, language), Text(plain(text)))
    title = plain(said.title.value or report.name)
    return Panel(lines, title=Text(title, style="bold"), title_align="left", border_style="cyan")


def _targets(report: Report, language: str, most: int) -> RenderableType:
    context = Context(report)
    targets = context.main_targets()
    if not targets:
        return Text(label("no_targets", language), style="dim")
    table = Table(title=label("main_targets", language), title_justify="left", title_style="bold", header_style="bold")
    table.add_column(label("indicator", language), overflow="fold", ratio=3)
    table.add_column(label("target", language), overflow="fold", style="green", ratio=2)
    table.add_column(label("period", language), no_wrap=True)
    table.add_column(label("hardness", language), no_wrap=True)
    table.add_column(label("sentence", language), overflow="fold", ratio=5)
    table.add_column(label("position", language), justify="right", style="dim", no_wrap=True)
    for fact in targets[:most]:
        table.add_row(
            Text(plain(fact.indicator)),
            Text(plain(fact_in_words(fact))),
            _period(fact.period, language),
            value_word("hardness", fact.hardness, language) if fact.hardness else "",
            _marked(context, fact.start, fact.end),
            str(fact.start),
        )
    return _with_rest(table, len(targets), language, most)


def _findings(report: Report, language: str, most: int) -> RenderableType:
    if not report.findings:
        return Text(label("no_findings", language), style="dim")
    table = Table(title=label("findings", language), title_justify="left", title_style="bold", show_header=False)
    table.add_column(style="yellow", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", style="dim", no_wrap=True)
    for finding in report.findings[:most]:
        table.add_row(value_word("finding", finding.kind, language), Text(plain(finding.message)), str(finding.start))
    return _with_rest(table, len(report.findings), language, most)


def _with_rest(table: Table, count: int, language: str, most: int) -> RenderableType:
    parts: Iterable[RenderableType] = [table]
    if count > most:
        parts = [table, Text(message("more_rows", language, count=count - most), style="dim")]
    return Group(*parts)


def _marked(context: Context, start: int, end: int) -> Text:
    """The clause that a number stands in, the number itself underlined; a long clause is cut around it."""
    text, whole = context.report.text, context.sentence_span(start, end)
    low = max((stop.end() for stop in _CLAUSE.finditer(text, whole.start, start)), default=whole.start)
    stop = _CLAUSE.search(text, end, whole.end)
    high = stop.start() if stop else whole.end
    first = max(low, min(start - _QUOTE // 2, high - _QUOTE))
    last = min(high, max(first + _QUOTE, end))
    return Text.assemble(
        "…" if first > low else "",
        plain(text[first:start]),
        (plain(text[start:end]), "underline"),
        plain(text[end:last]),
        "…" if last < high else "",
    )


def _period(period: str, language: str) -> str:
    return period_in_words(period) if language == "zh" else period
