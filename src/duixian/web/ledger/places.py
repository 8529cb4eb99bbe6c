"""Keeping ledgers with their place."""

from __future__ import annotations

from duixian.web.archive.models import Place
from duixian.web.ledger.models import Ledger

__all__ = ["follow_place"]


def follow_place(sender: type[Place], before: Place, after: Place, **_: object) -> None:
    """Gives the ledgers of a place that no report is of any more to the place that its reports turned out to be of, where that has none of the year."""
    taken = Ledger.objects.filter(place=after).values_list("year", flat=True)
    Ledger.objects.filter(place=before).exclude(year__in=list(taken)).update(place=after)
