"""One indicator across places and years, or one place against its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian.model import Comparison, Standing

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["Comparison", "against_peers", "compare", "standings"]


def compare(archive: Archive, indicator: str, *, year: int | None = None, places: tuple[str, ...] = ()) -> Comparison:
    """Gives one indicator across places and years.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        indicator: A catalogue id, an indicator's name as people write it, or a series' key.
        year: Only this year; all years where left out.
        places: Names or codes of the places to compare (天津市南开区, 南开区, 120104); all where left out.

    Returns:
        A row for each place and year with a target or a result, and each place's standing in those years. An indicator or
        place that the archive does not know gives no rows and a ``message``.
    """
    return Comparison(indicator=indicator)


def against_peers(archive: Archive, place: str, *, year: int | None = None, peers: tuple[str, ...] = ()) -> Comparison:
    """Gives every indicator for which ``place`` has a target or result, beside its peers' figures of the same year.

    Args:
        archive: What :func:`duixian.following.follow` gives.
        place: The place's name or code.
        year: Only this year; all years where left out.
        peers: Names or codes of the peers; the archive's other places of the same level where left out.

    Returns:
        Rows of ``place`` only, ranked among the peers, with the peers' medians; the standings of ``place`` and all peers.
    """
    return Comparison(indicator="", place=place)


def standings(archive: Archive, *, year: int | None = None, places: tuple[str, ...] = ()) -> tuple[Standing, ...]:
    """Gives how each place kept the goals of each year, ranked among the places of the year."""
    return ()
