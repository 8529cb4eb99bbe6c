"""Which of the reports given are followed: one of each, with place and year; every other is listed with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from duixian.model import LeftOut, Report, ReportKind

__all__ = ["choose", "place_of", "year_of"]

_FORMATS = ("docx", "html", "pdf", "txt")
_CLAUSES = re.compile(r"[，。；：、？！,;:?!\s]+")
_TELLING = 8
"""Characters from which a clause is seldom found in two reports by chance."""
_SAME = 0.6
"""Share of the shorter report's clauses that the other has when both are one report in two formats; two years' reports
of one place share under a tenth."""


def place_of(report: Report) -> str:
    """Gives what tells a report's place from others: its six-digit code, else its name."""
    return report.metadata.place_code or report.metadata.place.value


def year_of(report: Report) -> int:
    """Gives the year a report plans for, 0 where it is not known."""
    return int(report.metadata.year.value) if report.metadata.year.value.isdigit() else 0


def choose(reports: Iterable[Report]) -> tuple[tuple[Report, ...], tuple[LeftOut, ...]]:
    """Gives the reports to follow, in order of place, year and name, and those left out with their reasons.

    The same bytes count once. Of one report in several formats, docx is taken before html, PDF and txt. A report whose
    place or year is not known is left out, never guessed. A year without a report between two others is a gap.
    """
    left: list[LeftOut] = []
    groups: defaultdict[tuple[str, int, ReportKind], list[Report]] = defaultdict(list)
    seen: dict[str, Report] = {}
    for report in reports:
        if report.sha256 in seen:
            left.append(_copy(report, seen[report.sha256]))
            continue
        seen[report.sha256] = report
        if not place_of(report) or not year_of(report):
            left.append(_unknown(report))
            continue
        groups[place_of(report), year_of(report), report.metadata.kind].append(report)
    chosen: list[Report] = []
    for group in groups.values():
        kept, dropped = _distinct(group)
        chosen += kept
        left += dropped
    chosen.sort(key=lambda report: (place_of(report), year_of(report), report.name))
    return tuple(chosen), (*left, *_gaps(chosen))


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


def _unknown(report: Report) -> LeftOut:
    kind, what, english = ("place", "地区", "place") if not place_of(report) else ("year", "年份", "year")
    return LeftOut(
        kind=kind,
        report=report.name,
        place=report.metadata.place.value,
        year=year_of(report),
        message=f"{report.name} 的{what}无法确定，未参加跟踪；请在标题或文件开头写明{what}",
        english=f"{report.name}: the {english} is not known, so it is not followed; state the {english} in its title",
    )


def _gaps(chosen: list[Report]) -> list[LeftOut]:
    """One line for each year of a place that lies between two reports and has none."""
    gaps: list[LeftOut] = []
    for one, two in pairwise(chosen):
        if place_of(one) == place_of(two) and year_of(two) > year_of(one) + 1:
            place = one.metadata.place.value
            missing = f"{year_of(one) + 1}" if year_of(two) == year_of(one) + 2 else f"{year_of(one) + 1}—{year_of(two) - 1}"
            gaps.append(
                LeftOut(
                    kind="gap",
                    report=one.name,
                    place=place,
                    year=year_of(one),
                    message=f"{place}缺少{missing}年的报告，{year_of(one)}年的目标只能到{year_of(two)}年的报告里查找",
                    english=f"{place}: no report of {missing}; goals of {year_of(one)} are looked up in that of {year_of(two)}",
                )
            )
    return gaps
