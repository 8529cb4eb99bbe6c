"""Prints every number in the paragraphs of main expected targets, with its indicator and catalogue id.

`python -m bench.targets [FOLDER]` reads the reports of FOLDER (../shared/reports where it is there, else the examples): the
provinces and districts, and the national reports since 1998. The last line gives the share of numbers with an id; whether
an id is right is for a person to see.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.labels import read
from duixian.model import Fact, Report

ROOT = Path(__file__).parents[1]
_TARGETS = re.compile(r"预期目标[^。]{0,16}?[是为：:]|主要(?:预期)?目标[是为：:]|目标建议这样安排|目标初步考虑为")


def targets(report: Report) -> list[Fact]:
    """Gives the targets that stand in paragraphs of main expected targets."""
    text, view = report.view.text, report.view
    spans = [view.span(block.start, block.end) for block in report.blocks if block.end > block.start and _TARGETS.search(text, block.start, block.end)]
    return [fact for fact in report.facts if fact.role == "target" and any(start <= fact.start < end for start, end in spans)]


def reports(folder: Path) -> Iterator[tuple[Path, list[Fact]]]:
    """Gives the reports of a folder, the national ones since 1998, with their main targets."""
    for path in sorted(folder.glob("*.txt")):
        report = read(path)
        if report.metadata.place_code != "100000" or (report.metadata.year.value or "0") >= "1998":
            yield path, targets(report)


def identified(folder: Path) -> float:
    """Gives the share of numbers in paragraphs of main expected targets that have a catalogue id."""
    found = [bool(fact.indicator_id) for _, facts in reports(folder) for fact in facts]
    return sum(found) / len(found) if found else 0.0


def main() -> int:
    """Prints the table and gives 0."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "reports"
    if not folder.is_dir():
        folder = ROOT / "examples" / "reports"
    filled = total = 0
    for path, facts in reports(folder):
        for fact in facts:
            total += 1
            filled += bool(fact.indicator_id)
            high = f"-{fact.value_high}" if fact.value_high is not None else ""
            print(f"{path.stem:28} {fact.start:6} {fact.measure:8} {fact.value}{high}{fact.unit:10} {fact.indicator_id or '-':32} {fact.indicator}")
    print(f"{filled} of {total} numbers have an id: {filled / total:.4f}" if total else "no paragraph of main expected targets")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
