"""The frame of the command's help: its own words in the language of the locale, in place of the parser's."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from duixian.publishing.wording import language, wording

__all__ = ["Command", "Frame", "argument", "help_text", "option"]


def help_text(key: str, /, **values: object) -> str:
    """Gives the help of a command or option in the language of the locale."""
    text: str = wording()["help"][key][language()]
    return text.format(**values)


def argument(key: str, metavar: str) -> Any:
    """Gives a positional parameter whose help is the entry ``key``."""
    return typer.Argument(metavar=metavar, help=help_text(key), rich_help_panel=help_text("arguments"))


def option(key: str, *names: str, metavar: str | None = None, **values: object) -> Any:
    """Gives an option whose help is the entry ``key``, filled in with ``values``."""
    return typer.Option(
        *names, metavar=metavar, show_default=False, help=help_text(key, **values), rich_help_panel=help_text("options")
    )


class _Worded:
    """What commands and groups share: the usage line and the help option in words of our own."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", help_text("usage"), 1)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = help_text("help")
            option.rich_help_panel = help_text("options")
        return option


class Command(_Worded, TyperCommand):
    """A subcommand."""


class Frame(_Worded, TyperGroup):
    """The command itself."""
