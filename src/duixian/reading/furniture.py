"""Page furniture of copied text: what a forum or a government page prints around the document."""

from __future__ import annotations

from duixian.model import Span

__all__ = ["page_furniture"]


def page_furniture(text: str) -> tuple[Span, ...]:
    """Gives the stretches of ``text`` that belong to the page, in order, each a run of whole lines."""
    return ()
