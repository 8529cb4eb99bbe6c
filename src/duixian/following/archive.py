"""What following gives back: the reports it used and the records it made of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from duixian.following.verdicts import VerdictRules
from duixian.model import CrossFinding, Evidence, LeftOut, Outcome, Report, Series

if TYPE_CHECKING:
    from duixian.following.comparison import Comparison

__all__ = ["Archive"]


class Archive(msgspec.Struct, frozen=True, kw_only=True):
    """Reports of one or many places over years, and what became of what they promise.

    ``reports`` are those that were used, in order of place, year and name; ``left_out`` says which were not, and which years
    have no report after them. ``outcomes`` are in the order of the reports and the goals in them.
    """

    reports: tuple[Report, ...]
    series: tuple[Series, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[CrossFinding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    rules: VerdictRules

    def report(self, name: str) -> Report:
        """Gives the report with this name.

        Raises:
            KeyError: no report of the archive has it.
        """
        for report in self.reports:
            if report.name == name:
                return report
        raise KeyError(name)

    def compare(self, indicator: str, *, year: int | None = None, places: Iterable[str] = ()) -> Comparison:
        """Gives one indicator across places and years: target, result, gap and rank.

        Args:
            indicator: A catalogue id, an indicator's name, or a series' key.
            year: Only this year; all years where left out.
            places: Names or codes of the places to compare; all where left out.
        """
        from duixian.following.comparison import compare

        return compare(self, indicator, year=year, places=tuple(places))
