"""The reports of an archive as a reader meets them: short names, titles, the sentences behind records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from duixian.errors import UsageError
from duixian.following.archive import Archive
from duixian.following.standing import chosen_places
from duixian.model import CrossFinding, Evidence, Outcome, Report
from duixian.publishing.files import Names
from duixian.publishing.wording import message

__all__ = ["Passage", "Sources", "select"]


_CLAUSE = re.compile(r"[，。；！？：\n]|[,;:!?](?!\d)")


class Passage(NamedTuple):
    """A stretch of a report: the report's short name, where it stands, its text."""

    report: str
    start: int
    end: int
    text: str

    def around(self, start: int, end: int, most: int) -> tuple[str, str, str]:
        """Gives the clauses that the number at ``[start, end)`` of the report stands in, cut in three: before it, it, behind it.

        As many whole clauses as fit into ``most`` characters, white space in one line; … where something is left out.
        """
        first, last = max(0, start - self.start), min(len(self.text), end - self.start)
        breaks = [0, *(stop.end() for stop in _CLAUSE.finditer(self.text)), len(self.text)]
        low = max(at for at in breaks if at <= first)
        high = min(at for at in breaks if at >= last)
        if high - low > most:
            low, high = max(low, first - most // 2), min(high, last + most // 2)
        else:
            while (wider := max((at for at in breaks if at < low), default=-1)) >= 0 and high - wider <= most:
                low = wider
            while (wider := min((at for at in breaks if at > high), default=-1)) >= 0 and wider - low <= most:
                high = wider
        before, number, behind = self.text[low:first], self.text[first:last], self.text[last:high]
        return _one_line(("…" if low else "") + before), _one_line(number), _one_line(behind + ("…" if high < len(self.text) else ""))


def _one_line(text: str) -> str:
    return " ".join(text.split())


class Sources:
    """Answers questions about the reports of an archive; reports are asked for by their own names.

    A report's short name is its file's name without folder and suffix; where two reports share it, the second keeps
    its suffix.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = {report.name: report for report in reports}

    def short(self, name: str) -> str:
        """Gives a report's short name; of a report that is not there, the name as it is."""
        return self._short.get(name, name)

    def text(self, name: str, start: int, end: int) -> str:
        """Gives a stretch of a report's source text, or an empty string where there is none."""
        report = self.reports.get(name)
        return report.text[start:end] if report is not None and 0 <= start < end else ""

    def goal(self, outcome: Outcome) -> Passage:
        """Gives the sentence that a goal stands in."""
        return self._passage(outcome.goal_report, outcome.goal_sentence_start, outcome.goal_sentence_end, outcome.goal_start, outcome.goal_end)

    def result(self, outcome: Outcome) -> Passage | None:
        """Gives the sentence of the result, or of what was found instead; None where nothing was found."""
        if outcome.actual_report:
            return self._passage(
                outcome.actual_report,
                outcome.actual_sentence_start,
                outcome.actual_sentence_end,
                outcome.actual_start,
                outcome.actual_end,
            )
        if outcome.other_report:
            return self._passage(
                outcome.other_report, outcome.other_sentence_start, outcome.other_sentence_end, outcome.other_start, outcome.other_end
            )
        return None

    def _passage(self, name: str, start: int, end: int, number_start: int, number_end: int) -> Passage:
        if start < 0:
            start, end = number_start, number_end
        return Passage(self.short(name), start, end, self.text(name, start, end))

    @cached_property
    def _short(self) -> dict[str, str]:
        names = Names()
        return {name: names.take(name)[0] for name in self.reports}


def select(archive: Archive, *, place: str = "", year: int | None = None) -> Archive:
    """Gives the archive with the records of one place or year only; its reports stay, for records point into them.

    Args:
        archive: The whole archive.
        place: A place's name, an end of it (南开区 for 天津市南开区) or its code; any where empty.
        year: The year of goals, evidence and findings; series stay whole.

    Raises:
        UsageError: the archive has no such place, or several that it may mean.
    """
    if not place and year is None:
        return archive
    chosen, unknown = chosen_places(archive, (place,) if place else ())
    if unknown:
        known = "、".join(sorted({name for _, name in chosen_places(archive, ())[0]})) or "—"
        values = {"place": place, "places": known}
        raise UsageError(message("no_such_place", "zh", **values), message("no_such_place", "en", **values))
    names = {name for _, name in chosen}

    def wanted(record: Outcome | Evidence | CrossFinding) -> bool:
        return (year is None or record.year == year) and (not place or record.place in names)

    return replace(
        archive,
        series=tuple(one for one in archive.series if not place or one.place in names),
        outcomes=tuple(one for one in archive.outcomes if wanted(one)),
        evidence=tuple(one for one in archive.evidence if wanted(one)),
        findings=tuple(one for one in archive.findings if wanted(one)),
    )
