"""Which of the reports given are followed: one of each, with place and year; every other is listed with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from duixian.following.places import Place, places
from duixian.model import LeftOut, Report, ReportKind

__all__ = ["Chosen", "choose", "year_of"]

_FORMATS = ("docx", "html", "pdf", "txt")
_CLAUSES = re.compile(r"[，。；：、？！,;:?!\s]+")
_TELLING = 8
"""Characters from which a clause is seldom found in two reports by chance."""
_SAME = 0.6
"""Share of the shorter report's clauses that the other has when both are one report in two formats; two years' reports
of one place share under a tenth."""


def year_of(report: Report) -> int:
    """Gives the year a report plans for, 0 where it is not known."""
    return int(report.metadata.year.value) if report.metadata.year.value.isdigit() else 0


class Chosen(NamedTuple):
    """The reports to follow by place, both in order; within a place in order of year and name."""

    places: tuple[tuple[Place, tuple[Report, ...]], ...]
    left_out: tuple[LeftOut, ...]


def choose(reports: Iterable[Report]) -> Chosen:
    """Gives the reports to follow, and those left out with their reasons.

    The same bytes count once. Of one report in several formats, docx is taken before html, PDF and txt. A report whose
    place or year is not known is left out, never guessed. A year without a report between two others is a gap.
    """
    left: list[LeftOut] = []
    seen: dict[str, Report] = {}
    for report in reports:
        if report.sha256 in seen:
            left.append(_copy(report, seen[report.sha256]))
        else:
            seen[report.sha256] = report
    known = places(tuple(seen.values()))
    groups: defaultdict[tuple[Place, int, ReportKind], list[Report]] = defaultdict(list)
    for report in seen.values():
        if report.sha256 not in known or not year_of(report):
            left.append(_unknown(report, report.sha256 in known))
        else:
            groups[known[report.sha256], year_of(report), report.metadata.kind].append(report)
    kept: defaultdict[Place, list[Report]] = defaultdict(list)
    for (place, _, _), group in groups.items():
        taken, dropped = _distinct(group)
        kept[place] += taken
        left += dropped
    chosen = tuple((place, tuple(sorted(kept[place], key=lambda report: (year_of(report), report.name)))) for place in sorted(kept))
    return Chosen(chosen, (*left, *(gap for place, group in chosen for gap in _gaps(place, group))))


def _distinct(group: list[Report]) -> tuple[list[Report], list[LeftOut]]:
    """Leaves out the reports that say the same as a better formatted one."""
    if len(group) == 1:
        return group, []
    group = sorted(group, key=lambda report: (_rank(report.format), report.name))
    clauses = [{one for one in _CLAUSES.split(report.view.text) if len(one) >= _TELLING} for report in group]
    kept: list[int] = []
    left: list[LeftOut] = []
    for at, report in enumerate(group):
        for other in kept:
            common = len(clauses[at] & clauses[other])
            if common and common >= _SAME * min(len(clauses[at]), len(clauses[other])):
                left.append(_other_format(report, group[other]))
                break
        else:
            kept.append(at)
    return [group[at] for at in kept], left


def _rank(format: str) -> int:
    return _FORMATS.index(format) if format in _FORMATS else len(_FORMATS)


def _copy(report: Report, taken: Report) -> LeftOut:
    return LeftOut(
        kind="copy",
        report=report.name,
        instead=taken.name,
        place=report.metadata.place.value,
        year=year_of(report),
        message=f"{report.name} 与 {taken.name} 内容相同，只计一份",
        english=f"{report.name} has the same bytes as {taken.name} and counts once",
    )


def _other_format(report: Report, taken: Report) -> LeftOut:
    return LeftOut(
        kind="format",
        report=report.name,
        instead=taken.name,
        place=report.metadata.place.value,
        year=year_of(report),
        message=f"{report.name} 与 {taken.name} 是同一份报告，采用 {taken.name}；要改用前者，请只给前者",
        english=f"{report.name} is the same report as {taken.name}, which was taken; give only the other to take it",
    )


def _unknown(report: Report, placed: bool) -> LeftOut:
    kind, what, english = ("place", "地区", "place") if not placed else ("year", "年份", "year")
    return LeftOut(
        kind=kind,
        report=report.name,
        place=report.metadata.place.value,
        year=year_of(report),
        message=f"{report.name} 的{what}无法确定，未参加跟踪；请在标题或文件开头写明{what}",
        english=f"{report.name}: the {english} is not known, so it is not followed; state the {english} in its title",
    )


def _gaps(place: Place, group: Sequence[Report]) -> list[LeftOut]:
    """One line for each stretch of years that lies between two reports of a place and has none."""
    gaps: list[LeftOut] = []
    for one, two in pairwise(group):
        first, last = year_of(one) + 1, year_of(two) - 1
        if first <= last:
            missing = f"{first}" if first == last else f"{first}—{last}"
            gaps.append(
                LeftOut(
                    kind="gap",
                    report=one.name,
                    place=place.name,
                    year=year_of(one),
                    message=f"{place.name}缺少{missing}年的报告，{year_of(one)}年的目标只能到{year_of(two)}年的报告里查找",
                    english=f"{place.name}: no report of {missing}; goals of {year_of(one)} are looked up in that of {year_of(two)}",
                )
            )
    return gaps
