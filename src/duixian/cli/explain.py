"""``duixian explain``: what made the records at a position of a report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec.structs import asdict
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import duixian
from duixian.cli.console import out
from duixian.cli.frame import Command, argument, help_text, option
from duixian.errors import UsageError
from duixian.model import Anchored, Commitment, Fact, Finding, Report, Term
from duixian.publishing.context import Context
from duixian.publishing.records import anchor_at
from duixian.publishing.summary import plain
from duixian.publishing.wording import label, language, message, value_word
from duixian.reading.inputs import one

__all__ = ["explain", "register"]

_CAPTIONS = {Fact: "fact", Commitment: "commitment", Finding: "finding", Term: "glossary_term"}
_SHOWN_APART = {"id", "start", "end", "quote", "prefix", "suffix", "section", "sentence_start", "sentence_end", "rules", "reasons"}
_WORDED = {"role", "measure", "qualifier", "hardness", "confidence", "why"}
_EMPTY: tuple[object, ...] = ("", None, (), -1, False)


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("explain", cls=Command, help=help_text("explain"), rich_help_panel=help_text("commands"))(_explain)


def _explain(
    file: Annotated[str, argument("explain_file", "FILE")],
    at: Annotated[int, option("explain_at", "--at", metavar="N")],
) -> None:
    item = one(file)
    report = duixian.read(item.data, name=item.name)
    if not 0 <= at < len(report.text):
        values = {"at": at, "name": report.name, "length": len(report.text)}
        raise UsageError(message("position_outside", "zh", **values), message("position_outside", "en", **values))
    out().print(explain(report, at, language()))


def explain(report: Report, at: int, language: str) -> RenderableType:
    """Gives all records at a position with the rules that made them, or the nearest one where there is none."""
    every: tuple[Anchored, ...] = (*report.facts, *report.commitments, *report.glossary, *report.findings)
    here = [record for record in every if record.start <= at < record.end]
    context = Context(report)
    if here:
        return Group(*(_record(record, context, language) for record in here))
    parts: list[RenderableType] = [message("nothing_at", language, at=at)]
    if every:
        nearest = min(every, key=lambda record: (min(abs(record.start - at), abs(record.end - 1 - at)), record.start))
        parts += [message("nearest", language, at=nearest.start), _record(nearest, context, language)]
    return Group(*parts)


def _record(record: Anchored, context: Context, language: str) -> RenderableType:
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    for caption, value in _lines(record, context, language):
        lines.add_row(caption, value)
    title = label(_CAPTIONS[type(record)], language)
    head = Text.assemble((title, "bold"), "  ", (plain(record.quote), "green"), f"  [{record.start}, {record.end})")
    return Group(head, Padding(lines, (0, 0, 1, 2)))


def _lines(record: Anchored, context: Context, language: str) -> Iterable[tuple[str, Text]]:
    for name, value in asdict(record).items():
        if name in _SHOWN_APART or value in _EMPTY:
            continue
        if name in _WORDED:
            word = value_word(name, value, language)
            yield name, Text(f"{value}  {word}" if word != value else str(value))
        else:
            yield name, Text(plain("、".join(map(str, value)) if isinstance(value, tuple) else str(value)))
    report = context.report
    whole = context.sentence_span(record.start, record.end)
    yield (
        label("sentence", language),
        Text.assemble(
            plain(report.text[whole.start : record.start]),
            (plain(record.quote), "underline"),
            plain(report.text[record.end : whole.end]),
        ),
    )
    if section := getattr(record, "section", "") or context.heading(record.start):
        yield label("section", language), Text(plain(section))
    role = value_word("section_role", context.role(record.start), language)
    yield label("section_role", language), Text(role)
    if anchor := anchor_at(report.anchors, record.start):
        place = (anchor.path, f"p. {anchor.page}" if anchor.page else "", str(anchor.box) if anchor.box else "")
        yield label("in_file", language), Text(plain(" ".join(filter(None, place))))
    yield from ((label("rules", language), Text(rule)) for rule in getattr(record, "rules", ()))
    yield from ((label("reasons", language), Text(plain(reason))) for reason in getattr(record, "reasons", ()))


