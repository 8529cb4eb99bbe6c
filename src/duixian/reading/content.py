"""What the reader of one format gives back: text, where it stands in the file, and what belongs to the page only."""

from __future__ import annotations

import msgspec

from duixian.model import Anchor, Span

__all__ = ["Text"]


class Text(msgspec.Struct, frozen=True):
    """The text of a file before any cleaning; the fields are those of :class:`duixian.reading.source.Source`."""

    text: str
    anchors: tuple[Anchor, ...] = ()
    furniture: tuple[Span, ...] = ()
    joins: tuple[int, ...] = ()
    encoding: str = ""
    blank_pages: tuple[int, ...] = ()
