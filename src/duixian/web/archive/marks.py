"""Marks in a stretch of text as HTML: any number of them, nested or across one another, in valid markup.

The text of what comes out is the text that went in, character by character; pieces are only wrapped. So a position in the page is a
position in the source text, and a script can find any place by counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["CUT", "Mark", "Spot", "escaped", "marked", "whole"]

CUT = "\x00"
"""Stands in what :func:`marked` gives at each cut; text itself never holds it there."""

_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;", 0: "\ufffd"}
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Mark(NamedTuple):
    """A stretch that is wrapped, ``[start, end)``.

    ``look`` is its classes, ``href`` where it leads (empty: nowhere), ``name`` its id, ``tag`` what wraps it if it is no link. A mark that leads
    somewhere becomes a link; where links would lie within one another, the outer one becomes a span whose own pieces of text are links.
    """

    start: int
    end: int
    look: str
    href: str = ""
    name: str = ""
    tag: str = "span"


class Spot(NamedTuple):
    """A place between two characters that addresses can name."""

    at: int
    name: str


def escaped(text: str) -> str:
    """Gives text as HTML that a browser reads as exactly this text, carriage returns included.

    >>> escaped("增长<5%\\r")
    '增长&lt;5%&#13;'
    """
    return text.translate(_ESCAPES)


def whole(text: str) -> str:
    """Gives text in which each half of a character, which no encoding can send, is replaced by U+FFFD.

    >>> whole("甲\\ud800乙") == "甲\\ufffd乙"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_HALVES)
    return text


def marked(text: str, start: int, end: int, marks: Sequence[Mark], spots: Sequence[Spot] = (), cuts: Iterable[int] = ()) -> str:
    """Gives ``text[start:end]`` as HTML with marks and spots in it.

    Args:
        text: The source text.
        start: Where the stretch begins.
        end: Where it ends.
        marks: Those that touch the stretch, by start and the longer first; they may reach beyond it.
        spots: Those in the stretch, in order.
        cuts: Places at which every mark is closed and opened again, and where the caller puts something between: an empty place
            is left there, ``\\x00``.

    >>> marked("建成3所", 0, 4, [Mark(0, 4, "c", "c/1/"), Mark(2, 4, "t", "f/2/", "n")])
    '<span class="c"><a class="k" href="c/1/">建成</a><a class="t" id="n" href="f/2/">3所</a></span>'
    >>> marked("甲乙丙", 0, 3, [Mark(0, 2, "a", "1/"), Mark(1, 3, "b", "2/")])
    '<span class="a"><a class="k" href="1/">甲</a><a class="b" href="2/">乙</a></span><a class="b" href="2/" tabindex="-1">丙</a>'
    """
    if not marks and not spots and not cuts:
        return escaped(text[start:end])
    closing = frozenset(cuts)
    sheet = _Sheet(marks, start)
    bounds = {start, end, *closing, *(spot.at for spot in spots)}
    for mark in marks:
        bounds.add(max(mark.start, start))
        bounds.add(min(mark.end, end))
    places = sorted(bounds)
    next_mark = next_spot = 0
    for at, until in zip(places, [*places[1:], end], strict=True):
        pending = sheet.close(at, every=at in closing or at == end)
        if at in closing:
            sheet.out.append(CUT)
        if at == end:
            break
        while next_mark < len(marks) and marks[next_mark].start <= at:
            pending.append(marks[next_mark])
            next_mark += 1
        while next_spot < len(spots) and spots[next_spot].at <= at:
            sheet.out.append(f'<i id="{spots[next_spot].name}"></i>')
            next_spot += 1
        pending.sort(key=sheet.order)
        for mark in pending:
            sheet.open(mark)
        sheet.write(text[at:until])
    return "".join(sheet.out)


class _Sheet:
    """What has been written of a stretch, and which marks are open at its end.

    ``outer`` are the links that another link begins in, ``begun`` those whose id has been written, ``met`` those that the keyboard reaches.
    """

    def __init__(self, marks: Sequence[Mark], start: int) -> None:
        links = [mark for mark in marks if mark.href]
        self.outer = {mark for mark, following in pairwise(links) if following.start < mark.end}
        self.begun = {mark for mark in marks if mark.start < start}
        self.met = set(self.begun)
        self.opened: list[Mark] = []
        self.out: list[str] = []

    def order(self, mark: Mark) -> tuple[bool, int, int]:
        """The order in which marks are opened at one place: the longest first, links that hold no other last."""
        return bool(mark.href) and mark not in self.outer, -mark.end, mark.start

    def open(self, mark: Mark) -> None:
        """Begins a mark, or goes on with one."""
        name = f' id="{mark.name}"' if mark.name and mark not in self.begun else ""
        self.begun.add(mark)
        if mark.href and mark not in self.outer:
            self.out.append(f'<a class="{mark.look}"{name} href="{mark.href}"{self._reach(mark)}>')
        else:
            self.out.append(f'<{mark.tag} class="{mark.look}"{name}>')
        self.opened.append(mark)

    def close(self, at: int, *, every: bool) -> list[Mark]:
        """Ends what ends at a place, and what was opened within it; gives those that must be opened again behind it."""
        kept = 0
        if not every:
            while kept < len(self.opened) and self.opened[kept].end > at:
                kept += 1
        again = [mark for mark in self.opened[kept:] if mark.end > at]
        while len(self.opened) > kept:
            mark = self.opened.pop()
            self.out.append("</a>" if mark.href and mark not in self.outer else f"</{mark.tag}>")
        return again

    def write(self, text: str) -> None:
        """Writes text; where the innermost link is a span, the piece is the link."""
        mark = next((mark for mark in reversed(self.opened) if mark.href), None)
        if mark is None or mark not in self.outer or text.isspace():
            self.out.append(escaped(text))
        else:
            self.out.append(f'<a class="k" href="{mark.href}"{self._reach(mark)}>{escaped(text)}</a>')

    def _reach(self, mark: Mark) -> str:
        """The attribute that lets the keyboard pass over the later pieces of a link."""
        if mark in self.met:
            return ' tabindex="-1"'
        self.met.add(mark)
        return ""
