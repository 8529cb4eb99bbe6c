"""The cleaned reading of a source text, as a view with the way back; the source itself never changes.

A view's paragraphs are parted by ``"\\n"``, begin and end without blanks, and none is empty. Cells of a table row are
parted by a tab. Otherwise cleaning replaces characters one for one (``characters``) or leaves them out: blanks inside
words and numbers (``spacing``), line ends inside sentences (``lines``), control and zero-width characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from duixian.model import Span, View
from duixian.reading.characters import unify
from duixian.reading.lines import Breaks
from duixian.reading.spacing import between

__all__ = ["clean"]

_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_GAP = re.compile(
    r"[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_LINE_END = re.compile(f"[{_LINE_ENDS}]")
_BLANK = re.compile(r"[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_PAGE_NUMBER = re.compile(r"[-—–~·第页共/， \u3000]{0,6}\d[-—–~·第页共/， \u3000\d]{0,14}")

_LATIN = re.compile(r"[A-Za-z]")
_INDENT = re.compile(r"[\t \xa0\u2000-\u200a\u3000]")


def clean(text: str, furniture: Sequence[Span] = (), joins: Iterable[int] = ()) -> View:
    """Gives the view of ``text``.

    Takes time linear in the text: a few passes of compiled patterns, and a decision for each run of blanks.

    Args:
        text: a source text.
        furniture: its page furniture, in order; it stays in the view, as paragraphs of its own.
        joins: positions of line ends that the layout shows to stand inside a paragraph.

    >>> view = clean("　　区长 周  波\\r\\n\\r\\n　　全区新增就业２ ５００人，\\n失业率３．５％。")
    >>> view.text
    '区长 周波\\n全区新增就业2500人，失业率3.5%。'
    >>> view.source(view.text.index("500"))
    23
    """
    plain = unify(text)
    breaks: Breaks | None = None
    known = frozenset(joins)
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    size = 0
    kept = paragraph = line = 0
    fence = passed = 0
    for gap in _GAP.finditer(plain):
        start, end = gap.span()
        if start < passed:
            continue
        if start == 0 or end == len(plain):
            glue = ""
        elif not _LINE_END.search(plain, start, end):
            glue = between(plain, start, end) if _BLANK.search(plain, start, end) else ""
        else:
            if breaks is None:
                breaks = Breaks(plain, laid_out=bool(known))
                breaks.paragraph(paragraph)
            while fence < len(furniture) and furniture[fence].end <= start:
                fence += 1
            beyond = _beyond_page_number(plain, furniture, fence, end)
            if beyond and breaks.inside(paragraph, line, start, beyond, _INDENT.match(plain, beyond - 1) is not None):
                inside = True
                end = passed = beyond
            elif furniture and _fenced(furniture, fence, start, end):
                inside = False
            elif known and not known.isdisjoint(range(start, end)):
                inside = True
            else:
                indented = _INDENT.match(plain, end - 1) is not None
                inside = breaks.inside(paragraph, line, start, end, indented)
            if inside:
                glue = " " if _LATIN.match(plain, start - 1) and _LATIN.match(plain, end) else ""
            else:
                glue = "\n"
                paragraph = end
                breaks.paragraph(end)
            line = plain.rfind("\n", start, end) + 1 or end
        if glue and end - start == 1 and plain[start] == glue:
            continue
        if start == 0:
            kept = paragraph = end
            line = plain.rfind("\n", start, end) + 1
            continue
        size = _keep(plain[kept:start], kept, size, pieces, starts, sources)
        if glue:
            at = plain.find("\n", start, end) if glue == "\n" else start
            size = _keep(glue, start if at < 0 else at, size, pieces, starts, sources)
        kept = end
    _keep(plain[kept:], kept, size, pieces, starts, sources)
    return View("".join(pieces), tuple(starts), tuple(sources))


def _keep(piece: str, source: int, size: int, pieces: list[str], starts: list[int], sources: list[int]) -> int:
    """Adds ``piece``, which stands at ``source``, to a view of ``size`` characters; gives the new size."""
    if not piece:
        return size
    if not starts or source - sources[-1] != size - starts[-1]:
        starts.append(size)
        sources.append(source)
    pieces.append(piece)
    return size + len(piece)


def _beyond_page_number(plain: str, furniture: Sequence[Span], fence: int, end: int) -> int:
    """Gives where the text goes on after a page number that stands at ``end``; 0 where none does."""
    if fence >= len(furniture) or furniture[fence].start != end or not _PAGE_NUMBER.fullmatch(plain, end, furniture[fence].end):
        return 0
    after = _GAP.match(plain, furniture[fence].end)
    return after.end() if after is not None and after.end() < len(plain) else 0


def _fenced(furniture: Sequence[Span], fence: int, start: int, end: int) -> bool:
    """Tells whether the text before ``start`` or after ``end`` is furniture; ``fence`` is the first that ends after ``start``."""
    if fence < len(furniture) and furniture[fence].start <= end:
        return True
    return fence > 0 and furniture[fence - 1].end >= start

