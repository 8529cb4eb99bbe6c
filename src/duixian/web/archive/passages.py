"""What reports say at a place: sentences with a number marked in them, cut from the source text as it was read."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import msgspec
from django.urls import reverse

from duixian.publishing.sources import Passage
from duixian.web.archive.models import Report

__all__ = ["Quote", "address", "quote", "texts"]

_MOST = 600
"""Characters of a sentence that are shown; a longer one is cut to the clauses around its number."""


class _Text(msgspec.Struct):
    """The one field of a stored reading that is needed here; the rest is passed over, which takes a tenth of the time."""

    text: str


_decoder = msgspec.msgpack.Decoder(_Text)


class Quote(NamedTuple):
    """A sentence cut in three, with the number in the middle, and where the number stands."""

    before: str
    marked: str
    after: str
    ref: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence in one piece."""
        return f"{self.before}{self.marked}{self.after}"


def address(ref: str, start: int, end: int) -> str:
    """Gives the address of a place in a report, as the tag ``source`` does: for pages that have hundreds of them."""
    return f"{_reports()}{ref}/#char={start},{end}"


@cache
def _reports() -> str:
    """What the addresses of reports begin with; working it out anew takes a tenth of a millisecond."""
    return reverse("archive:report", args=["0"]).removesuffix("0/")


def texts(refs: Iterable[str]) -> dict[str, str]:
    """Gives the source texts of reports by ``ref``; one query, about 3 ms a report."""
    wanted = set(refs) - {""}
    if not wanted:
        return {}
    rows = Report.objects.filter(ref__in=wanted).values_list("ref", "reading")
    return {ref: _decoder.decode(zlib.decompress(reading)).text for ref, reading in rows}


def quote(known: Mapping[str, str], ref: str, start: int, end: int, sentence: tuple[int, int] = (-1, -1), most: int = _MOST) -> Quote | None:
    """Gives the sentence around ``[start, end)`` of a report; None where the text or the place is not known.

    Args:
        known: Source texts by ``ref`` (:func:`texts`).
        ref: The report.
        start: Where the number begins.
        end: Where it ends.
        sentence: Where the sentence stands; the number alone is given where it is not known.
        most: Characters to show at the most.
    """
    text = known.get(ref)
    if text is None or not 0 <= start < end <= len(text):
        return None
    low, high = sentence if sentence[0] >= 0 else (start, end)
    low, high = min(low, start), max(high, end)
    before, marked, after = Passage("", low, high, text[low:high]).around(start, end, most)
    return Quote(before, marked, after, ref, start, end)
