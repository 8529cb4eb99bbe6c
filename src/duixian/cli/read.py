"""``duixian read``: reports in, a summary on the screen or files out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duixian.cli.console import complain, out, pour, say, to_text
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.gather import Intake, documents
from duixian.errors import UsageError
from duixian.model import Report
from duixian.publishing.files import FORMATS, Destination, format_of
from duixian.publishing.summary import row, rows_table, summary
from duixian.publishing.wording import language, message
from duixian.reading.inputs import is_one_report

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
    for item in documents(files):
        run.take(item, run.use)
    run.something(files)
    raise typer.Exit(run.finish())


class _Run(Intake):
    """Reads one input after another into a sink and keeps count."""

    def __init__(self, sink: _Sink) -> None:
        super().__init__()
        self.sink = sink
        self.facts = self.commitments = self.findings = 0

    def use(self, report: Report) -> None:
        self.sink.take(report)
        self.facts += len(report.facts)
        self.commitments += len(report.commitments)
        self.findings += len(report.findings)

    def finish(self) -> int:
        """Closes the sink, says what was read and what was not, and gives the exit code."""
        if self.read:
            self.sink.close()
        if self.read > 1 or (self.failed and self.read):
            complain(say("done", read=self.read, facts=self.facts, commitments=self.commitments, findings=self.findings))
        return super().finish()


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

                pour(all_lines(report))
            case "csv":
                from duixian.publishing.comma import table

                pour(table(report, "facts", head=self.first))
            case "json":
                from duixian.publishing.document import document

                pour(document(report))
        self.first = False

    def close(self) -> None:
        if self.rows is not None and self.rows.row_count:
            out().print(self.rows)
