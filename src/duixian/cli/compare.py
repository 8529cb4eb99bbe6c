"""``duixian compare``: one indicator across places and years, or one place against its peers."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from duixian.cli.console import complain, out, pour, say
from duixian.cli.follow import left_out_lines
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.gather import gather
from duixian.errors import UsageError
from duixian.following import follow
from duixian.following.comparison import against_peers, compare
from duixian.model import Comparison
from duixian.publishing.archive_files import target, write_files
from duixian.publishing.comparing import comparison_csv, comparison_table, comparison_workbook
from duixian.publishing.files import format_of
from duixian.publishing.sources import Sources
from duixian.publishing.wording import language, message

__all__ = ["register"]

_FORMATS = ("table", "csv", "xlsx", "svg", "png")
_TO_SCREEN = ("table", "csv", "svg")
_BETWEEN = re.compile(r"[,，、;；]")


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("compare", cls=Command, help=help_text("compare"), rich_help_panel=help_text("commands"))(_compare)


def _compare(
    paths: Annotated[list[str], argument("follow_paths", "PATH…")],
    indicator: Annotated[str, option("compare_indicator", "-i", "--indicator", metavar="NAME")] = "",
    place: Annotated[str, option("compare_place", "--place", metavar="PLACE")] = "",
    year: Annotated[int | None, option("compare_year", "--year", metavar="YEAR")] = None,
    places: Annotated[list[str] | None, option("compare_places", "--places", metavar="PLACES")] = None,
    output: Annotated[str, option("compare_out", "-o", "--out", metavar="OUT")] = "",
    format: Annotated[str, option("compare_format", "-f", "--format", metavar="FORMAT", formats=", ".join(_FORMATS))] = "",
) -> None:
    if bool(indicator) == bool(place):
        raise UsageError(message("no_comparison_asked", "zh"), message("no_comparison_asked", "en"))
    chosen = format_of(output, format, _FORMATS, folder="")
    to_screen = output in ("", "-")
    if (to_screen and chosen not in _TO_SCREEN) or not chosen:
        values = {"format": chosen or "svg"}
        raise UsageError(message("needs_file", "zh", **values), message("needs_file", "en", **values))
    reports, intake, files = gather(paths)
    archive = follow(reports)
    for line in left_out_lines(archive):
        complain(line)
    others = tuple(one.strip() for some in places or [] for one in _BETWEEN.split(some) if one.strip())
    if place:
        compared = against_peers(archive, place, year=year, peers=others)
    else:
        compared = compare(archive, indicator, year=year, places=others)
    if not compared.rows:
        complain(compared.message)
        raise typer.Exit(max(1, intake.finish()))
    if chosen == "table" and to_screen:
        out().print(comparison_table(compared, language()))
    else:
        content = _content(compared, Sources(archive.reports), chosen)
        if to_screen:
            pour(content)
        else:
            path, _ = target(output, chosen, files)
            write_files({path: content})
            complain(say("written", path=path))
    raise typer.Exit(intake.finish())


def _content(compared: Comparison, sources: Sources, format: str) -> bytes:
    match format:
        case "csv":
            return comparison_csv(compared, sources)
        case "xlsx":
            return comparison_workbook(compared, sources)
        case "svg":
            from duixian.publishing.charts import chart

            return chart(compared).svg.encode()
        case "png":
            from duixian.publishing.charts import chart, png

            return png(chart(compared))
    from duixian.cli.console import to_text

    return to_text(comparison_table(compared, language()))
