"""Prints how the time of following grows: with reports of one place, and with places.

    python -m bench.growth [SIZE …]

The reports of provinces beside the repository (``../shared``), else the examples, are read once and repeated: for
more years of a place the years of their records are shifted, for more places the place's name and code.
"""

from __future__ import annotations

import os
import re
import sys
import time
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from bench.labels import read
from duixian.following import follow
from duixian.model import Report

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIXIAN_SHARED") or ROOT.parent / "shared")
SIZES = (100, 1_000, 10_000)
YEARS = 20
"""Reports a place has where places are many."""
MOST_OF_A_PLACE = 1_000
"""All reports of a place are held at a time, about 1.4 MB each."""
_FIRST, _LAST = 1000, 9000
_YEAR = re.compile(r"\d{4}(?=-|/|$)")


def main(sizes: list[int]) -> int:
    pair = _pair()
    read_in = f"two reports with {sum(len(one.facts) for one in pair)} facts and {sum(len(one.commitments) for one in pair)} commitments"
    print(f"{read_in}, repeated; seconds of CPU\n{'reports':>10} {'places':>8} {'seconds':>9} {'a report':>10} {'outcomes':>10} {'evidence':>10} {'findings':>10}")
    for reports in sizes:
        if reports <= MOST_OF_A_PLACE:
            _measure(pair, reports, reports)
    for reports in sizes:
        _measure(pair, reports, YEARS)
    return 0


def _pair() -> tuple[Report, Report]:
    """Gives a year's report and the next one's."""
    folder = SHARED / "reports" if (SHARED / "reports").is_dir() else ROOT / "examples" / "reports"
    paths = sorted(folder.glob("*-report.txt"))
    later = {path.name: path for path in paths}
    for path in paths:
        place, year, _ = path.stem.rsplit("-", 2)
        following = later.get(f"{place}-{int(year) + 1}-report.txt")
        if following and int(year) > 2020:
            return read(path), read(following)
    raise SystemExit(f"{folder}: no two reports of consecutive years")


def _measure(pair: tuple[Report, Report], count: int, years: int) -> None:
    reports = [_copy(pair[k % 2], k % 2, k // years, _shift(k % years // 2)) for k in range(count)]
    before = time.process_time()
    archive = follow(reports)
    spent = time.process_time() - before
    shown = f"{len(archive.outcomes):10,} {len(archive.evidence):10,} {len(archive.findings):10,}"
    print(f"{count:10,} {-(-count // years):8,} {spent:9.2f} {1000 * spent / count:7.1f} ms {shown}", flush=True)


def _shift(step: int) -> int:
    """Gives by how many years the ``step``-th pair is shifted, within years of four digits."""
    return (2 * step) % (_LAST - _FIRST) - (2025 - _FIRST)


def _copy(report: Report, second: int, place: int, years: int) -> Report:
    shifted = _shifted(report, years)
    metadata = replace(
        shifted.metadata,
        place=replace(report.metadata.place, value=f"{report.metadata.place.value}{place}"),
        place_code=f"{200000 + place:06d}",
    )
    name = f"{place}-{years}-{second}"
    return replace(shifted, name=f"{name}.txt", sha256=name, metadata=metadata)


@cache
def _shifted(report: Report, years: int) -> Report:
    def moved(period: str) -> str:
        return _YEAR.sub(lambda year: f"{int(year.group()) + years:04d}", period)

    said = report.metadata
    year, reviewed = (replace(one, value=moved(one.value)) for one in (said.year, said.reviewed))
    metadata = replace(said, year=year, reviewed=reviewed)
    return replace(
        report,
        metadata=metadata,
        facts=tuple(replace(fact, period=moved(fact.period), base=moved(fact.base)) for fact in report.facts),
        commitments=tuple(replace(one, deadline=moved(one.deadline)) for one in report.commitments),
        blocks=tuple(replace(block, period=moved(block.period)) for block in report.blocks),
        sections=tuple(replace(section, period=moved(section.period)) for section in report.sections),
    )


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
