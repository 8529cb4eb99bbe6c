"""``duixian bench-data``: reports of invented places and years, for measuring a large archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from duixian.cli.console import aside, complain, say
from duixian.cli.frame import Command, argument, help_text, option
from duixian.errors import UsageError
from duixian.publishing.files import os_reason
from duixian.publishing.wording import message

__all__ = ["register"]

_LAST = 2025
"""The newest year of the invented reports, which is that of the examples they are made of."""


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("bench-data", cls=Command, help=help_text("bench_data"), rich_help_panel=help_text("commands"))(_bench_data)


def _bench_data(
    folder: Annotated[str, argument("bench_data_folder", "OUT")],
    places: Annotated[int, option("bench_data_places", "--places", metavar="N")] = 500,
    years: Annotated[int, option("bench_data_years", "--years", metavar="N")] = 20,
    facts: Annotated[int, option("bench_data_facts", "--facts", metavar="N")] = 150,
) -> None:
    from duixian.cli.invented import Inventor

    examples = sorted((Path(__file__).parents[3] / "examples" / "reports").glob("*-report.txt"))
    if not examples:
        raise UsageError(message("examples_missing", "zh"), message("examples_missing", "en"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    out = Path(folder)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with Progress(*columns, console=aside(), transient=True, disable=not aside().is_terminal) as progress:
            task = progress.add_task(say("inventing"), total=places * years)
            for one in Inventor(examples, facts=facts).reports(places, range(_LAST - years + 1, _LAST + 1)):
                (out / one.name).write_text(one.text, encoding="utf-8")
                progress.advance(task)
    except OSError as error:
        raise UsageError(
            *(message("failed", tongue, name=folder, reason=os_reason(error, tongue)) for tongue in ("zh", "en"))
        ) from error
    complain(say("invented", count=places * years, path=folder))
