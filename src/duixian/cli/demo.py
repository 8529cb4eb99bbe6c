"""``duixian demo``: the main job on the example reports of the repository, and a look into the data set that ships."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import duixian
from duixian.cli.console import complain, out, say, to_text
from duixian.cli.explain import explain
from duixian.cli.frame import Command, help_text, option
from duixian.model import Report
from duixian.publishing.context import Context
from duixian.publishing.files import Destination
from duixian.publishing.summary import promises, row, rows_table, summary
from duixian.publishing.wording import language

__all__ = ["register"]

_FORMATS = ("xlsx", "jsonl")
_PROMISES = 12  # shown on the screen; all are in the files


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("demo", cls=Command, help=help_text("demo"), rich_help_panel=help_text("commands"))(_demo)


def _demo(
    output: Annotated[str, option("demo_out", "-o", "--out", metavar="OUT")] = "out/demo/",
    site: Annotated[bool, option("demo_site", "--site")] = False,
    serve: Annotated[bool, option("demo_serve", "--serve")] = False,
    port: Annotated[int, option("demo_port", "--port", metavar="PORT")] = 8000,
) -> None:
    from duixian.cli.demo_follow import follow_examples, look_into_dataset

    screen = out()
    folder = output if output.endswith("/") else f"{output}/"
    paths = _examples()
    if paths:
        reports = [duixian.read(path) for path in paths]
        _read_examples(reports, screen, folder)
        follow_examples(reports, screen, folder)
        screen.print(say("written", path=folder))
        screen.print()
    else:
        complain(say("examples_missing"))
    look_into_dataset(screen)
    if paths:
        screen.print()
        screen.print(say("demo_try"), style="bold")
        for line in _commands(_shown(paths[-1])):
            screen.print(f"  .venv/bin/{line}", style="cyan", soft_wrap=True)
        if site or serve:
            from duixian.cli.demo_site import make_site, serve_site, tell_made

            made = Path(folder) / "site"
            accounts = make_site(made, paths)
            if serve:
                raise typer.Exit(serve_site(port, accounts))
            tell_made(made, accounts)


def _read_examples(reports: list[Report], screen: Console, folder: str) -> None:
    """Prints what reading finds, in all reports and in the newest, and writes their files."""
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
    for format in _FORMATS:
        destination = Destination(folder, format, single=False)
        for report in reports:
            name, _ = destination.name(report.name)
            destination.write(report, name, partial(to_text, summary(report, language())))


def _commands(path: str) -> Iterator[str]:
    """What to try next, with a report at hand."""
    folder = Path(path).parent
    yield f"duixian read {path}"
    yield f"duixian read {path} -o out/report.xlsx"
    yield f"duixian follow {folder} --year 2024"
    yield f"duixian follow {folder} -o out/outcomes.docx"
    yield f"duixian compare {folder} --indicator 地区生产总值"
    yield f"duixian findings {folder}"
    yield "duixian catalogue 就业"


def _examples() -> list[Path]:
    """The example reports in plain text; they lie in the repository, beside ``src``."""
    folder = Path(__file__).parents[3] / "examples" / "reports"
    return sorted(folder.glob("*.txt"))


def _shown(path: Path) -> str:
    """A path as one would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
