"""What a reader should look at across the reports of an archive (疑点), each with both places.

Every kind is one that can be checked by eye in the two places it names; a doubt that needs knowledge from elsewhere is
none. ``docs/findings.md`` lists the kinds.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duixian.following.consistency import contradictions
from duixian.following.crossing import Spot, crossing
from duixian.following.disputes import disputed
from duixian.following.growths import contradicted_growth
from duixian.following.places import Place, places
from duixian.following.repetition import repetitions
from duixian.following.restated import restated
from duixian.following.selection import year_of
from duixian.model import CrossFinding, Report

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["KINDS", "find"]

KINDS = (
    "goal_differs",
    "goal_strength",
    "goal_renamed",
    "goal_lowered",
    "goal_raised",
    "figure_revised",
    "growth_contradicts",
    "direction_contradicts",
    "sum_contradicts",
    "rank_claimed_twice",
    "rank_denied",
    "text_repeated",
    "text_from_above",
)
"""The kinds that following finds, in the order of ``docs/findings.md``; those of reading (repeated, missing, cut_off…) are carried along."""


def find(archive: Archive) -> tuple[CrossFinding, ...]:
    """Gives what a reader should look at across the reports of ``archive``, which has all but its findings.

    In order of the reports and the places in them.
    """
    known = places(archive.reports)
    groups: defaultdict[Place, list[Report]] = defaultdict(list)
    for report in archive.reports:
        groups[known.get(report.sha256, Place("", report.metadata.place.value))].append(report)
    found: list[CrossFinding] = []
    for reports in groups.values():
        for report in reports:
            found += _of_reading(report)
            found += contradictions(report)
        found += contradicted_growth(reports)
        found += restated(reports)
    found += disputed((place, report) for place, reports in groups.items() for report in reports)
    found += repetitions([(place, sorted(reports, key=year_of)) for place, reports in groups.items()])
    order = {report.name: at for at, report in enumerate(archive.reports)}
    names = {report.name: known[report.sha256].name for report in archive.reports if report.sha256 in known}
    single = {finding.id: finding for finding in found}
    ordered = sorted(single.values(), key=lambda one: (order[one.report], one.start, one.end, one.kind, one.id))
    return tuple(replace(one, place=names.get(one.report, one.place)) for one in ordered)


def _of_reading(report: Report) -> list[CrossFinding]:
    """What reading one report found, in the same form."""
    carried = []
    for finding in report.findings:
        there = Spot(report, finding.other_start, finding.other_end) if finding.other_start >= 0 else None
        carried.append(
            crossing(
                finding.kind, finding.message, Spot(report, finding.start, finding.end), there, rules=finding.rules
            )
        )
    return carried
