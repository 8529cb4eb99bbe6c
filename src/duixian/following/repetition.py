"""Sentences that stand in two reports: those of last year's, and of the upper level's.

Two sentences are versions of one when they share most of their shingles (runs of four characters). Which sentences
to compare is found by MinHash: the smallest hashes of a sentence's shingles are a fair sample of them, so two sentences
alike have most of these in common, and one look-up for each takes the place of comparing every pair. Only what is found
so is compared in full. All of it is linear in the text, needs no other package, and gives the same on every machine.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from duixian.following.crossing import Spot, bounds, crossing
from duixian.following.places import Place
from duixian.following.selection import year_of
from duixian.language.lexicon import alternation
from duixian.model import BlockKind, CrossFinding, Report

__all__ = ["Pages", "Repeated", "alike", "repeated", "repetitions", "shingles"]

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_SILENT = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_OPEN = 16
"""Reports whose sentences are kept at a time: those of a place's last years and of the places above it."""
_MIX, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""Multiplying by the first (2⁶⁴ over the golden ratio) scatters the codes of shingles over 64 bits: their order says nothing of the characters."""


class Sentence(NamedTuple):
    """A sentence of a report: ``[start, end)`` in its view, its letters, its shingles, and the smallest of their hashes."""

    start: int
    end: int
    letters: int
    shingles: frozenset[int]
    smallest: tuple[int, ...]


class Repeated(NamedTuple):
    """A sentence and the one in another report that it repeats, by their numbers; ``likeness`` is the share of shingles in common."""

    here: int
    there: int
    likeness: float


def shingles(text: str) -> frozenset[int]:
    """Gives the codes of all runs of four letters or digits in ``text``, marks and spaces left out.

    >>> len(shingles("新建公厕，十二座。")), shingles("新建公厕十二座") == shingles("新建公厕，十二座。")
    (4, True)
    """
    return _shingles(_plain(text))


def _shingles(letters: str) -> frozenset[int]:
    code = letters.encode("utf-16-le", "surrogatepass")
    codes: set[int] = set()
    for shift in (0, 2, 4, 6):
        whole = (len(code) - shift) // 8
        if whole > 0:
            codes.update(struct.unpack_from(f"<{whole}Q", code, shift))
    return frozenset(codes)


def alike(one: frozenset[int], two: frozenset[int]) -> float:
    """Gives the share of shingles that two sentences have in common (Jaccard), 0 to 1."""
    common = len(one & two)
    return common / (len(one) + len(two) - common) if common else 0.0


@cache
def _ceremony() -> re.Pattern[str]:
    return re.compile(alternation(bounds()["repetition"]["ceremony"]))


class Pages:
    """The sentences of one report that say something of their own, findable by what they are like."""

    def __init__(self, report: Report) -> None:
        words = bounds()["repetition"]
        self.report = report
        self.sentences: list[Sentence] = []
        self.letters = 0
        ceremony, least, number = _ceremony(), words["least"], words["smallest"]
        for block in report.blocks:
            if block.kind is not BlockKind.PARAGRAPH:
                continue
            for match in _SENTENCE.finditer(report.view.text, block.start, block.end):
                start, end = match.span()
                if end - start <= least or ceremony.search(report.view.text, start, end):
                    continue
                letters = _plain(match.group())
                if len(letters) >= least:
                    # Only their order needs the hashes; what two sentences share can be told by the codes themselves.
                    marks = _shingles(letters)
                    smallest = sorted([one * _MIX & _MASK for one in marks])[:number]
                    self.sentences.append(Sentence(start, end, len(letters), marks, tuple(smallest)))
                    self.letters += len(letters)
        self._by_hash: defaultdict[int, list[int]] | None = None

    def like(self, sentence: Sentence) -> tuple[int, float]:
        """Gives the number of the sentence here that is most like ``sentence``, and how much; -1 and 0 where none is near."""
        if self._by_hash is None:
            self._by_hash = defaultdict(list)
            for at, own in enumerate(self.sentences):
                for one in own.smallest:
                    self._by_hash[one].append(at)
        best, most = -1, 0.0
        for at in sorted({at for one in sentence.smallest for at in self._by_hash.get(one, ())}):
            share = alike(sentence.shingles, self.sentences[at].shingles)
            if share > most:
                best, most = at, share
        return best, most


def repeated(here: Pages, there: Pages) -> list[Repeated]:
    """Gives the sentences of one report that stand in another, word for word or nearly, in order of the text."""
    least = bounds()["repetition"]["alike"]
    found = []
    for at, sentence in enumerate(here.sentences):
        other, share = there.like(sentence)
        if share >= least:
            found.append(Repeated(at, other, share))
    return found


def repetitions(places: Sequence[tuple[Place, Sequence[Report]]]) -> Iterator[CrossFinding]:
    """Gives what reports repeat of last year's report of their place, and of the upper level's.

    Args:
        places: The reports of each place in order of their years.
    """
    by_code = {place.code: reports for place, reports in places if place.code}

    @lru_cache(maxsize=_OPEN)
    def opened(report: _Opened) -> Pages:
        return Pages(report.report)

    for place, reports in places:
        above = _above(place, by_code)
        for report in reports:
            last = _of_year(reports, year_of(report) - 1, report)
            if last is not None:
                yield from _told(opened(_Opened(report)), opened(_Opened(last)), "text_repeated", "上年报告")
            upper = _of_year(above, year_of(report), report) or _of_year(above, year_of(report) - 1, report)
            if upper is not None:
                yield from _told(opened(_Opened(report)), opened(_Opened(upper)), "text_from_above", "上级报告")


class _Opened:
    """A report by its digest, for remembering what was made of it."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __hash__(self) -> int:
        return hash(self.report.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Opened) and other.report.sha256 == self.report.sha256


def _above(place: Place, by_code: dict[str, Sequence[Report]]) -> Sequence[Report]:
    """The reports of the nearest level above a place."""
    for digits in (4, 2):
        code = place.code[:digits].ljust(6, "0") if place.code else ""
        if code != place.code and code in by_code:
            return by_code[code]
    return by_code.get("100000", ()) if place.code != "100000" else ()


def _of_year(reports: Sequence[Report], year: int, like: Report) -> Report | None:
    """The report of a year, of the same kind where there are several."""
    found = [report for report in reports if year_of(report) == year]
    same = [report for report in found if report.metadata.kind is like.metadata.kind]
    return same[0] if same else None


class _Passage(NamedTuple):
    first: Repeated
    last: Repeated
    letters: int


def _told(here: Pages, there: Pages, kind: str, what: str) -> Iterator[CrossFinding]:
    """One finding for each long passage, or for the longest one where much is repeated in short ones.

    A passage whose numbers are new says something new in old words: it counts in the share and is no finding.
    """
    found = repeated(here, there)
    if not found:
        return
    words = bounds()["repetition"]
    letters = sum(here.sentences[one.here].letters for one in found)
    share = letters / here.letters
    passages = _passages(here, there, found)
    long = [passage for passage in passages if passage.letters >= words["passage"]]
    if not long and share >= words["share"]:
        long = [max(passages, key=lambda passage: passage.letters)]
    whole = f"全文{len(here.sentences)}句中有{len(found)}句（占{share:.1%}的字数）与{there.report.name}相同或相近"
    for passage in long:
        mine = _spot(here, passage.first.here, passage.last.here)
        other = _spot(there, passage.first.there, passage.last.there)
        if _updated(mine, other):
            continue
        same = "相同" if _plain(mine.quote) == _plain(other.quote) else "基本相同"
        yield crossing(kind, f"此处{passage.letters}字与{what}{same}；{whole}", mine, other)


def _passages(here: Pages, there: Pages, found: Sequence[Repeated]) -> list[_Passage]:
    """Repeated sentences that follow one another in both reports, put together."""
    passages: list[_Passage] = []
    for one in found:
        letters = here.sentences[one.here].letters
        if passages and one.here == passages[-1].last.here + 1 and one.there == passages[-1].last.there + 1:
            before = passages[-1]
            passages[-1] = _Passage(before.first, one, before.letters + letters)
        else:
            passages.append(_Passage(one, one, letters))
    return passages


def _spot(pages: Pages, first: int, last: int) -> Spot:
    start, end = pages.report.view.span(pages.sentences[first].start, pages.sentences[last].end)
    return Spot(pages.report, start, end)


def _plain(text: str) -> str:
    return _SILENT.sub("", text)


def _updated(here: Spot, there: Spot) -> bool:
    """Whether two versions of a passage differ in their numbers."""
    return sorted(_NUMBERS.findall(here.quote)) != sorted(_NUMBERS.findall(there.quote))
