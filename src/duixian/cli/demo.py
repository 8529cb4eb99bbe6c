"""``duixian demo``: the main job on the example reports of the repository."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import duixian
from duixian.cli.console import out, say, to_text
from duixian.cli.explain import explain
from duixian.cli.frame import Command, help_text, option
from duixian.errors import UsageError
from duixian.publishing.context import Context
from duixian.publishing.files import Destination
from duixian.publishing.summary import promises, row, rows_table, summary
from duixian.publishing.wording import language, message

__all__ = ["register"]

_FORMATS = ("xlsx", "jsonl")
_PROMISES = 12  # shown on the screen; all are in the files


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("demo", cls=Command, help=help_text("demo"), rich_help_panel=help_text("commands"))(_demo)


def _demo(output: Annotated[str, option("demo_out", "-o", "--out", metavar="OUT")] = "out/demo/") -> None:
    paths = _examples()
    reports = [duixian.read(path) for path in paths]
    screen = out()
    rows = rows_table(language())
    for report in reports:
        rows.add_row(*row(report, language()))
    screen.print(say("demo_reading", place=reports[-1].metadata.place.value), style="bold")
    screen.print(rows)
    screen.print()
    newest = max(reports, key=lambda report: (report.metadata.kind == "work_report", report.metadata.year.value))
    screen.print(summary(newest, language()))
    screen.print()
    screen.print(promises(newest, language(), most=_PROMISES))
    targets = Context(newest).main_targets()
    if targets:
        screen.print()
        screen.print(say("demo_explain"), style="bold")
        screen.print(explain(newest, targets[0].start, language()))
    folder = output if output.endswith("/") else f"{output}/"
    for format in _FORMATS:
        destination = Destination(folder, format, single=False)
        for report in reports:
            name, _ = destination.name(report.name)
            destination.write(report, name, partial(to_text, summary(report, language())))
    screen.print(say("written", path=folder))
    screen.print()
    screen.print(say("demo_try"), style="bold")
    path = _shown(paths[reports.index(newest)])
    for line in (
        f"duixian read {path}",
        f"duixian read {path} -o out/report.xlsx",
        f"duixian explain {path} --at {targets[0].start if targets else 0}",
        "duixian catalogue 就业",
    ):
        screen.print(f"  .venv/bin/{line}", style="cyan", soft_wrap=True)


def _examples() -> list[Path]:
    """The example reports in plain text; they lie in the repository, beside ``src``."""
    folder = Path(__file__).parents[3] / "examples" / "reports"
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise UsageError(message("examples_missing", "zh"), message("examples_missing", "en"))
    return paths


def _shown(path: Path) -> str:
    """A path as one would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
