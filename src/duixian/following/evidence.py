"""Commitments → evidence."""

from __future__ import annotations

from collections.abc import Sequence

from duixian.following.places import Place
from duixian.model import Evidence, Outcome, Report

__all__ = ["evidence"]


def evidence(place: Place, report: Report, later: Sequence[Report], made: Sequence[Outcome]) -> list[Evidence]:
    """Gives the sentences of later reports that speak of the commitments of ``report``."""
    return []
