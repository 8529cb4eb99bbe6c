"""``duixian dataset``: the figures of many reports as Parquet with a data package; builds one, shows and checks one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import duixian
from duixian.cli.console import complain, out, say
from duixian.cli.follow import left_out_lines
from duixian.cli.frame import Command, Frame, argument, help_text, option
from duixian.cli.gather import gather
from duixian.following import follow
from duixian.publishing.wording import label, language

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Adds the subcommand, which has subcommands of its own, to the command."""
    inner = typer.Typer(cls=Frame, add_completion=False, no_args_is_help=True)
    for key, function in (("dataset_build", _build), ("dataset_show", _show), ("dataset_check", _check)):
        name = key.removeprefix("dataset_")
        inner.command(name, cls=Command, help=help_text(key), rich_help_panel=help_text("commands"))(function)
    app.add_typer(inner, name="dataset", help=help_text("dataset"), rich_help_panel=help_text("commands"))


def _build(
    paths: Annotated[list[str], argument("follow_paths", "PATH…")],
    output: Annotated[str, option("dataset_out", "-o", "--out", metavar="DIR")],
) -> None:
    from duixian.publishing.dataset.building import build

    reports, intake, _ = gather(paths)
    archive = follow(reports)
    for line in left_out_lines(archive):
        complain(line)
    digest = build(archive, Path(output), version=duixian.__version__)
    complain(say("dataset_built", path=output, reports=len(archive.reports)))
    typer.echo(f"sha256:{digest}")
    raise typer.Exit(intake.finish())


def _show(folder: Annotated[str, argument("dataset_folder", "[DIR]")] = "") -> None:
    from duixian.publishing.dataset.shipped import description

    there = description(Path(folder) if folder else None)
    screen = out()
    screen.print(f"{there['title']} {there['version']}", style="bold")
    screen.print(there["description"])
    screen.print(say("dataset_sources", count=len(there["sources"]), digest=there["digest"]))
    tables = Table(header_style="bold")
    for key in ("table", "name", "rows", "bytes"):
        tables.add_column(label(key, language()), justify="right" if key in ("rows", "bytes") else "left")
    for resource in there["resources"]:
        tables.add_row(resource["path"], resource["title"], f"{resource['rows']:,}", f"{resource['bytes']:,}")
    screen.print(tables)
    columns = Table(header_style="bold")
    for key in ("table", "column", "name", "what"):
        columns.add_column(label(key, language()), overflow="fold")
    for resource in there["resources"]:
        for field in resource["schema"]["fields"]:
            columns.add_row(resource["name"], field["name"], field["title"], field["description"])
        columns.add_section()
    screen.print(columns)


def _check(folder: Annotated[str, argument("dataset_folder", "[DIR]")] = "") -> None:
    from duixian.publishing.dataset.shipped import complaints, description

    where = Path(folder) if folder else None
    found = complaints(where)
    for line in found:
        complain(line)
    if found:
        raise typer.Exit(1)
    complain(say("dataset_right", digest=description(where)["digest"]))
