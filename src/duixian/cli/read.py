"""``duixian read``: reports in, a summary on the screen or files out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import duixian
from duixian.cli.console import aside, complain, out, say, to_text
from duixian.cli.frame import Command, argument, help_text, option
from duixian.errors import DuixianError, ReadingError, UsageError
from duixian.model import Report
from duixian.publishing.files import FORMATS, Destination, format_of, os_reason
from duixian.publishing.summary import row, rows_table, summary
from duixian.publishing.wording import language, message
from duixian.reading.inputs import Input, count, inputs, is_one_report

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("read", cls=Command, help=help_text("read"), rich_help_panel=help_text("commands"))(_read)


def _read(
    files: Annotated[list[str], argument("read_files", "FILE…")],
    output: Annotated[str, option("read_out", "-o", "--out", metavar="OUT")] = "",
    format: Annotated[str, option("read_format", "-f", "--format", metavar="FORMAT", formats=", ".join(FORMATS))] = "",
) -> None:
    chosen = format_of(output, format)
    single = len(files) == 1 and is_one_report(files[0])
    if output in ("", "-"):
        sink: _Sink = _Screen(chosen, single=single)
    else:
        sink = _Files(Destination(output, chosen, single=single, inputs=map(Path, files)))
    run = _Run(sink)
    for item in _progress(_each(files), total=count(files)):
        run.take(item)
    if run.read + len(run.failed) == 0:
        given = " ".join(files)
        raise UsageError(message("no_input", "zh", name=given), message("no_input", "en", name=given))
    raise typer.Exit(run.finish())


def _each(files: list[str]) -> Iterator[Input]:
    """Gives the documents of every path; one that names nothing fails by itself and does not stop the rest."""
    for file in files:
        try:
            yield from inputs([file])
        except UsageError as error:
            yield Input(file, error=ReadingError(error.zh, error.en))


class _Run:
    """Reads one input after another into a sink and keeps count; one that fails never stops the rest."""

    def __init__(self, sink: _Sink) -> None:
        self.sink = sink
        self.read = self.facts = self.commitments = self.findings = 0
        self.failed: list[str] = []

    def take(self, item: Input) -> None:
        try:
            if item.error is not None:
                raise item.error
            report = duixian.read(item.data, name=item.name)
            self.sink.take(report)
        except UsageError:
            raise
        except DuixianError as error:
            self._fail(item.name, error.message(language()))
        except BrokenPipeError:
            raise
        except OSError as error:
            self._fail(item.name, os_reason(error, language()))
        except Exception as error:  # a defect of ours must not cost a batch its other files
            self._fail(item.name, say("internal", reason=f"{type(error).__name__}: {error}"))
        else:
            self.read += 1
            self.facts += len(report.facts)
            self.commitments += len(report.commitments)
            self.findings += len(report.findings)

    def finish(self) -> int:
        """Closes the sink, says what was read and what was not, and gives the exit code."""
        if self.read:
            self.sink.close()
        if self.read > 1 or (self.failed and self.read):
            complain(say("done", read=self.read, facts=self.facts, commitments=self.commitments, findings=self.findings))
        if self.failed and self.read + len(self.failed) > 1:
            complain(say("failed_list", count=len(self.failed)))
            for name in self.failed:
                complain(f"  {name}")
        return 1 if self.failed else 0

    def _fail(self, name: str, reason: str) -> None:
        self.failed.append(name)
        complain(say("failed", name=name, reason=reason.removeprefix(name).lstrip("：: ")))


class _Sink:
    """Where reports go as they are read."""

    def take(self, report: Report) -> None:
        raise NotImplementedError

    def close(self) -> None:
        return None


class _Files(_Sink):
    """Files, each input's under its own name."""

    def __init__(self, destination: Destination) -> None:
        self.destination = destination

    def take(self, report: Report) -> None:
        name, changed = self.destination.name(report.name)
        if changed:
            complain(say("renamed", source=report.name, name=self.destination.shown(name)))
        self.destination.write(report, name, lambda: to_text(summary(report, language())))

    def close(self) -> None:
        complain(say("written", path=self.destination.path))


class _Screen(_Sink):
    """Standard output: a summary for people, or records for another program."""

    def __init__(self, format: str, *, single: bool) -> None:
        if format == "xlsx":
            raise UsageError(message("xlsx_needs_out", "zh"), message("xlsx_needs_out", "en"))
        if format == "json" and not single:
            raise UsageError(message("json_several", "zh"), message("json_several", "en"))
        self.format = format
        self.rows = None if single else rows_table(language())
        self.first = True

    def take(self, report: Report) -> None:
        match self.format:
            case "table":
                if self.rows is None:
                    out().print(summary(report, language()))
                else:
                    self.rows.add_row(*row(report, language()))
            case "jsonl":
                from duixian.publishing.jsonl import all_lines

                _pour(all_lines(report))
            case "csv":
                from duixian.publishing.comma import table

                _pour(table(report, "facts", head=self.first))
            case "json":
                from duixian.publishing.document import document

                _pour(document(report))
        self.first = False

    def close(self) -> None:
        if self.rows is not None and self.rows.row_count:
            out().print(self.rows)


def _pour(data: bytes) -> None:
    """Writes bytes to standard output as they are: records are UTF-8 whatever the terminal is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _progress(items: Iterator[Input], *, total: int | None) -> Iterator[Input]:
    """Gives the items on, showing on standard error how far they are where somebody is looking and there are several."""
    if total == 1 or not aside().is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside(), transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task(say("reading"), total=total)
        for item in items:
            yield item
            progress.advance(task)
