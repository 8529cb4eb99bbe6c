"""``duixian follow``: reports of years in, what became of their goals out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Group, RenderableType

from duixian.cli.console import complain, out, pour, say, to_text
from duixian.cli.frame import Command, argument, help_text, option
from duixian.cli.gather import gather
from duixian.errors import UsageError
from duixian.following import follow
from duixian.following.archive import Archive
from duixian.publishing.archive_files import FORMATS, write_archive
from duixian.publishing.archive_lines import archive_document, archive_lines
from duixian.publishing.chapters import chapters
from duixian.publishing.files import format_of
from duixian.publishing.scoreboard import overview, scoreboard
from duixian.publishing.sources import Sources, select
from duixian.publishing.wording import language, message

__all__ = ["left_out_lines", "register", "screen"]

_ALL = 400  # goals up to which the screen shows every one unasked


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("follow", cls=Command, help=help_text("follow"), rich_help_panel=help_text("commands"))(_follow)


def _follow(
    paths: Annotated[list[str], argument("follow_paths", "PATH…")],
    output: Annotated[str, option("follow_out", "-o", "--out", metavar="OUT")] = "",
    format: Annotated[str, option("follow_format", "-f", "--format", metavar="FORMAT", formats=", ".join(FORMATS))] = "",
    place: Annotated[str, option("follow_place", "--place", metavar="PLACE")] = "",
    year: Annotated[int | None, option("follow_year", "--year", metavar="YEAR")] = None,
    whole: Annotated[bool, option("follow_all", "--all")] = False,
    sentences: Annotated[bool, option("follow_sentences", "--sentences")] = False,
) -> None:
    chosen = format_of(output, format, FORMATS)
    if output in ("", "-") and chosen in ("xlsx", "docx"):
        values = {"format": chosen}
        raise UsageError(message("binary_needs_out", "zh", **values), message("binary_needs_out", "en", **values))
    reports, intake, files = gather(paths)
    archive = select(follow(reports), place=place, year=year)
    for line in left_out_lines(archive):
        complain(line)
    if not archive.outcomes:
        complain(say("no_goals"))
    if output in ("", "-"):
        match chosen:
            case "table":
                out().print(screen(archive, whole=whole, sentences=sentences))
            case "jsonl":
                pour(archive_lines(archive, "outcomes"))
            case "json":
                pour(archive_document(archive))
    else:
        table = to_text(screen(archive, whole=True, sentences=sentences)) if chosen == "table" else b""
        written = write_archive(archive, output, chosen, inputs=files, table=table)
        complain(say("written", path=written))
    raise typer.Exit(intake.finish())


def screen(archive: Archive, *, whole: bool = False, sentences: bool = False) -> RenderableType:
    """Gives the scoreboards of an archive, each place and year under the one before, and the overview last.

    Where there are many goals, only the main expected targets are shown, unless ``whole``.
    """
    sources = Sources(archive.reports)
    parts = chapters(archive)
    main_only = not whole and len(archive.outcomes) > _ALL
    shown: list[RenderableType] = []
    for chapter in parts:
        shown += [scoreboard(chapter, sources, language(), main_only=main_only, sentences=sentences), ""]
    if len(parts) > 1:
        shown.append(overview(parts, language()))
    return Group(*shown)


def left_out_lines(archive: Archive) -> Iterable[str]:
    """Gives a line for each report that was not used and each gap of years, in the language of the locale."""
    return (one.message if language() == "zh" else one.english for one in archive.left_out)
