"""Where the command prints: results to standard output, everything else to standard error."""

from __future__ import annotations

import io
import sys
from functools import lru_cache
from typing import TextIO

from rich.console import Console, RenderableType
from rich.text import Text

from duixian.publishing.summary import plain
from duixian.publishing.wording import language, message

__all__ = ["aside", "complain", "out", "pour", "say", "to_text"]

_WIDTH = 120  # columns of a summary that goes to a file or a pipe


def out() -> Console:
    """Gives the console of standard output, as wide as the terminal, or 120 columns where it is none."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)


def aside() -> Console:
    """Gives the console of standard error, one and the same while the stream is, so that a line does not break a bar."""
    return _console(sys.stderr)


@lru_cache(maxsize=1)
def _console(stream: TextIO) -> Console:
    return Console(file=stream, highlight=False)


def complain(text: str) -> None:
    """Prints one line to standard error."""
    aside().print(Text(plain(text)), soft_wrap=True)


def say(key: str, /, **values: object) -> str:
    """Gives a message in the language of the locale."""
    return message(key, language(), **values)


def to_text(renderable: RenderableType) -> bytes:
    """Gives what would be printed as plain text, for a file."""
    stream = io.StringIO()
    Console(file=stream, width=_WIDTH, highlight=False, color_system=None).print(renderable)
    return stream.getvalue().encode()


def pour(data: bytes) -> None:
    """Writes bytes to standard output as they are: records are UTF-8 whatever the terminal is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
