"""Which sentence of the year's reports a row of a table stands for."""

from __future__ import annotations

from typing import NamedTuple

from duixian.web.archive.models import Commitment, Report, Sentence
from duixian.web.archive.passages import texts
from duixian.web.ledger.drafting.likeness import Likeness, letters
from duixian.web.ledger.models import Item, Ledger, State

__all__ = ["Matched", "Sentences", "items_like"]

_ALIKE = 0.35
_WITHIN = 0.75
_SHORTEST = 8
"""Letters of the shortest text that may be said to stand within a sentence."""


class Matched(NamedTuple):
    """A sentence of a report, how alike it is (percent) and why: ``same``, ``within`` (one stands in the other) or ``alike``."""

    report: int
    ref: str
    record: str
    start: int
    end: int
    quote: str
    likeness: int
    reason: str


class _Spot(NamedTuple):
    report: int
    ref: str
    record: str
    start: int
    end: int
    quote: str


class Sentences:
    """The sentences and promises of the reports of a ledger's place and year; three queries."""

    def __init__(self, ledger: Ledger) -> None:
        self._like: Likeness[_Spot] = Likeness()
        refs = dict(Report.objects.filter(place=ledger.place_id, year=ledger.year).values_list("pk", "ref"))
        known = texts(refs.values())
        for report, record, start, end, quote in Commitment.objects.filter(report__in=refs).order_by("report", "start").values_list("report_id", "record", "start", "end", "quote"):
            self._like.add(quote, _Spot(report, refs[report], record, start, end, quote))
        for report, start, end in Sentence.objects.filter(report__in=refs).order_by("report", "start").values_list("report_id", "start", "end"):
            text = known.get(refs[report], "")[start:end].strip()
            if len(letters(text)) >= _SHORTEST:
                self._like.add(text, _Spot(report, refs[report], "", start, end, text))

    def candidates(self, text: str, most: int = 5) -> list[Matched]:
        """Gives the sentences that a text could stand for, the likeliest first."""
        found: dict[tuple[str, int, int], Matched] = {}
        plain = letters(text)
        for within, least in ((False, _ALIKE), (True, _WITHIN)):
            if within and len(plain) < _SHORTEST:
                continue
            for share, spot in self._like.like(text, least, within=within, most=most):
                if within and len(letters(spot.quote)) < _SHORTEST:
                    continue
                reason = "same" if letters(spot.quote) == plain else "within" if within else "alike"
                found.setdefault((spot.ref, spot.start, spot.end), Matched(*spot, round(share * 100), reason))
        order = {"same": 0, "alike": 1, "within": 2}
        return sorted(found.values(), key=lambda one: (one.reason != "same", -one.likeness, order[one.reason]))[:most]


def items_like(ledger: Ledger) -> dict[str, Item]:
    """Gives the items of a ledger by the letters of their texts and titles: a row that says the same is no new one."""
    found: dict[str, Item] = {}
    for one in ledger.items.exclude(state__in=[State.MERGED, State.DROPPED]).order_by("-number"):
        for text in (one.title, one.text):
            if len(letters(text)) >= _SHORTEST:
                found[letters(text)] = one
    return found
