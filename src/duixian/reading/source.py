"""One file becomes one source: its bytes identified, its format found, its text as the format's reader gives it."""

from __future__ import annotations

import hashlib

import msgspec

from duixian.model import Anchor, Span
from duixian.reading.formats import reader

__all__ = ["Source", "load"]


class Source(msgspec.Struct, frozen=True):
    """The text of one file before any cleaning, and what its format says of it.

    ``text`` is what every position counts in: the decoded file for txt (line ends as they are, no byte order mark),
    what the format's reader gives for the rest. ``anchors`` say where stretches of it stand in the file; ``furniture``
    are the stretches that belong to the page and not to the document (navigation, counters, running heads);
    ``joins`` are the line ends that the layout shows to stand inside a paragraph. All three are in order and do not
    overlap. ``encoding`` is the encoding a text file was read in, ``blank_pages`` the pages of a PDF without text
    where others have some.
    """

    name: str
    sha256: str
    format: str
    text: str
    anchors: tuple[Anchor, ...] = ()
    furniture: tuple[Span, ...] = ()
    joins: tuple[int, ...] = ()
    encoding: str = ""
    blank_pages: tuple[int, ...] = ()


def load(name: str, data: bytes) -> Source:
    """Gives the source that ``data`` holds; its format is found by content, ``name`` only helps.

    The same bytes under any name give the same ``sha256``.

    >>> source = load("notice.txt", "各位代表：\\r\\n".encode("gb18030"))
    >>> source.format, source.encoding, source.text
    ('txt', 'gb18030', '各位代表：\\r\\n')

    Raises:
        ReadingError: the file cannot be read; the subclass says why, the message what to do.
    """
    form, read = reader(name, data)
    found = read(name, data)
    return Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format=form,
        text=found.text,
        anchors=found.anchors,
        furniture=found.furniture,
        joins=found.joins,
        encoding=found.encoding,
        blank_pages=found.blank_pages,
    )
