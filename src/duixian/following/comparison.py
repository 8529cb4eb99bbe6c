"""One indicator across places and years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["Comparison", "compare"]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator across places and years."""

    indicator: str


def compare(archive: Archive, indicator: str, *, year: int | None = None, places: tuple[str, ...] = ()) -> Comparison:
    """Gives the comparison of ``indicator`` over the places and years of ``archive``."""
    return Comparison(indicator=indicator)
