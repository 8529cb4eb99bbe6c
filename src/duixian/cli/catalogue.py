"""``duixian catalogue``: the indicators that are known, all of them or those that go with some words."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from duixian.cli.console import complain, out, say
from duixian.cli.frame import Command, argument, help_text, option
from duixian.errors import UsageError
from duixian.language.indicators import Indicator, catalogue
from duixian.publishing.wording import label, language, message, value_word

__all__ = ["register", "search"]

_FORMATS = ("table", "jsonl")
_NAMES = 2  # aliases shown on the screen; the JSON lines have the patterns that give all


def register(app: typer.Typer) -> None:
    """Adds the subcommand to the command."""
    app.command("catalogue", cls=Command, help=help_text("catalogue"), rich_help_panel=help_text("commands"))(_catalogue)


def _catalogue(
    words: Annotated[list[str] | None, argument("catalogue_words", "[WORDS]…")] = None,
    format: Annotated[str, option("catalogue_format", "-f", "--format", metavar="FORMAT")] = "table",
) -> None:
    if format not in _FORMATS:
        values = {"format": format, "formats": ", ".join(_FORMATS)}
        raise UsageError(message("unknown_format", "zh", **values), message("unknown_format", "en", **values))
    found = search(words or [])
    if format == "jsonl":
        sys.stdout.flush()
        sys.stdout.buffer.write(msgspec.json.Encoder().encode_lines(found))
        return
    if not found:
        complain(say("no_indicator", words=" ".join(words or [])))
        return
    out().print(_table(found, language()))
    complain(say("indicators_found", count=len(found)))


def search(words: list[str]) -> tuple[Indicator, ...]:
    """Gives the indicators that every one of ``words`` occurs in: in a name, an id, a theme or an office.

    Those with all words in their own name come first.
    """
    wanted = [word.casefold() for word in words]
    found = (one for one in catalogue() if all(word in _searched(one) for word in wanted))
    return tuple(sorted(found, key=lambda one: not all(word in one.name.casefold() for word in wanted)))


def _searched(one: Indicator) -> str:
    theme = f"{one.theme}\n{value_word('theme', one.theme, 'zh')}"
    return "\n".join((one.id, one.name, one.english, *one.names, theme, one.office)).casefold()


def _table(found: tuple[Indicator, ...], language: str) -> Table:
    """A line an indicator; the last column is its other names, or for readers of English its English one."""
    table = Table(header_style="bold")
    table.add_column(label("id", language), style="cyan", no_wrap=True)
    table.add_column(label("name", language), overflow="fold")
    for key in ("dimension", "better", "theme", "lead"):
        table.add_column(label(key, language), overflow="fold")
    table.add_column(label("english" if language == "en" else "aliases", language), overflow="fold", ratio=1)
    for one in found:
        others = sorted(one.names[1:], key=len)
        more = say("more_names", count=len(others) - _NAMES) if len(others) > _NAMES else ""
        table.add_row(
            Text(one.id),
            one.name,
            "、".join(value_word("dimension", part, language) for part in one.dimensions),
            value_word("better", one.better, language) if one.better else "",
            value_word("theme", one.theme, language),
            one.office,
            one.english if language == "en" else Text("、".join(others[:_NAMES]) + more, style="dim"),
        )
    return table
