"""``duixian findings``: what a reader should look at across reports."""

from __future__ import annotations

from typing import Annotated

import typer

from duixian.cli.console import complain, out, pour, say, to_text
from duixian.cli.follow import left_out_lines
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.gather import gather
from duixian.errors import UsageError
from duixian.following import follow
from duixian.following.archive import Archive
from duixian.publishing.archive_files import target, write_files
from duixian.publishing.archive_lines import archive_lines
from duixian.publishing.files import format_of
from duixian.publishing.finding_list import finding_table, findings_csv, findings_workbook, kinds
from duixian.publishing.sources import select
from duixian.publishing.wording import language, message, value_word

__all__ = ["register"]

_FORMATS = ("table", "jsonl", "csv", "xlsx")


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("findings", cls=Command, help=help_text("findings"), rich_help_panel=help_text("commands"))(_findings)


def _findings(
    paths: Annotated[list[str], argument("follow_paths", "PATH…")],
    output: Annotated[str, option("findings_out", "-o", "--out", metavar="OUT")] = "",
    format: Annotated[str, option("follow_format", "-f", "--format", metavar="FORMAT", formats=", ".join(_FORMATS))] = "",
    kind: Annotated[list[str] | None, option("findings_kind", "--kind", metavar="KIND")] = None,
    place: Annotated[str, option("follow_place", "--place", metavar="PLACE")] = "",
    year: Annotated[int | None, option("findings_year", "--year", metavar="YEAR")] = None,
) -> None:
    chosen = format_of(output, format, _FORMATS)
    to_screen = output in ("", "-")
    if to_screen and chosen == "xlsx":
        raise UsageError(message("needs_file", "zh", format=chosen), message("needs_file", "en", format=chosen))
    reports, intake, files = gather(paths)
    archive = _of_kinds(select(follow(reports), place=place, year=year), kind or [])
    for line in left_out_lines(archive):
        complain(line)
    if to_screen and chosen == "table":
        out().print(finding_table(archive, language()))
    elif to_screen:
        pour(_content(archive, chosen))
    else:
        path, folder = target(output, chosen, files)
        path = path / f"findings.{'txt' if chosen == 'table' else chosen}" if folder else path
        write_files({path: _content(archive, chosen)})
        complain(say("written", path=path))
    raise typer.Exit(intake.finish())


def _content(archive: Archive, format: str) -> bytes:
    match format:
        case "jsonl":
            return archive_lines(archive, "findings")
        case "csv":
            return findings_csv(archive)
        case "xlsx":
            return findings_workbook(archive)
    return to_text(finding_table(archive, language()))


def _of_kinds(archive: Archive, wanted: list[str]) -> Archive:
    """The archive with the findings of some kinds only; a kind goes by its word or its name in Chinese or English."""
    from msgspec.structs import replace

    if not wanted:
        return archive
    names = {kind: {kind, value_word("finding", kind, "zh"), value_word("finding", kind, "en")} for kind in kinds(archive.findings)}
    return replace(archive, findings=tuple(one for one in archive.findings if not names[one.kind].isdisjoint(wanted)))
