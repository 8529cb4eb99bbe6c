"""The goals of an archive by place and year, each with the counts and shares that go with it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from duixian.following.archive import Archive
from duixian.following.comparison import standings
from duixian.model import Outcome, Standing

__all__ = ["Chapter", "chapters", "share"]


class Chapter(NamedTuple):
    """The goals of one place and year, in text order, and how the place kept them."""

    standing: Standing
    outcomes: tuple[Outcome, ...]


def chapters(archive: Archive) -> tuple[Chapter, ...]:
    """Gives the places and years that have goals, in the order of the archive."""
    goals: defaultdict[tuple[str, int], list[Outcome]] = defaultdict(list)
    for outcome in archive.outcomes:
        goals[outcome.place_code or outcome.place, outcome.year].append(outcome)
    counted = {(one.place_code or one.place, one.year): one for one in standings(archive)}
    return tuple(Chapter(counted[key], tuple(outcomes)) for key, outcomes in goals.items())


def share(value: float | None) -> str:
    """Gives a share in whole percent, or an empty string where there is none.

    >>> share(0.774), share(None)
    ('77%', '')
    """
    return "" if value is None else f"{value:.0%}"
