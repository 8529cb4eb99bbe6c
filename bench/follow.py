"""Prints how right the following is: five figures against pairs made by careful readers, and lists to look at.

    python -m bench.follow [--misses N] [--gdp] [--evidence N] [--goals N]

The example reports' pairs are part of the repository; those of real reports are scored too where they lie beside it
(``../shared``). A year is followed with its own report and the next year's alone, as the pairs were made.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.labels import followed, read
from bench.scoring import scaled
from duixian.following import follow
from duixian.following.archive import Archive
from duixian.model import Measure, Outcome

__all__ = ["FIGURES", "archive_of", "figures", "rows"]

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIXIAN_SHARED") or ROOT.parent / "shared")
FIGURES = ("listed", "pair", "precision", "verdict", "missed")
_CLASSES = dict.fromkeys(("exceeded", "met", "nearly"), "kept") | {"missed": "missed"}
_DOWN = ("decline", "fall")
_TOLERANCE = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=0, help="show so many goals that are not as the labels say")
    parser.add_argument("--gdp", action="store_true", help="list the growth targets of the national reports with what came of them")
    parser.add_argument("--evidence", type=int, default=0, help="show so many commitments with their evidence, drawn at random")
    parser.add_argument("--goals", type=int, default=0, help="show so many rows, drawn at random")
    options = parser.parse_args()
    sets = [("examples", ROOT / "examples" / "labels" / "follow", ROOT / "examples" / "reports")]
    if (SHARED / "follow").is_dir():
        sets.append(("shared", SHARED / "follow", SHARED / "reports"))
    else:
        print(f"the pairs of real reports are not at {SHARED}; only the examples are scored")
    for name, labels, reports in sets:
        misses: list[str] = []
        found = figures(labels, reports, misses)
        print(f"{name:10}" + "  ".join(f"{key} {found[key]:.4f}" for key in FIGURES) + f"  ({found['goals']:.0f} goals)")
        for line in misses[: options.misses]:
            print(f"  {line}")
    if not (options.gdp or options.evidence or options.goals):
        return
    archive = follow(read(path) for _, _, reports in sets[-1:] for path in sorted(reports.glob("*.txt")))
    if options.gdp:
        _show_growth_targets(archive)
    _show_goals(archive, options.goals)
    _show_evidence(archive, options.evidence)


def archive_of(reports: Path, pair: str) -> Archive:
    """Gives a place's year, ``PLACE-YEAR``, followed with that year's report and the next alone."""
    return follow(read(reports / f"{name}.txt") for name in followed(pair))


def rows(archive: Archive) -> tuple[Outcome, ...]:
    """Gives the outcomes of the goals in the first of two reports."""
    return tuple(row for row in archive.outcomes if row.goal_report == archive.reports[0].name)


def figures(labels: Path, reports: Path, misses: list[str] | None = None) -> dict[str, float]:
    """Gives the five figures over all ``PLACE-YEAR.jsonl`` of a folder of pairs, and ``goals``, how many there are.

    Args:
        labels: The folder of pairs.
        reports: The folder of ``PLACE-YEAR-report.txt``.
        misses: Where lines about the goals that are not as the labels say are put.
    """
    total: Counter[str] = Counter()
    for path in sorted(labels.glob("*.jsonl")):
        given = rows(archive_of(reports, path.stem))
        for line in path.read_text(encoding="utf-8").splitlines():
            goal = json.loads(line)
            counts = _score(goal, given)
            total += counts
            if misses is not None and not (counts["listed"] and counts["verdict"] and counts["pairs"] == counts["right"]):
                row = next((one for one in given if one.goal_start <= goal["at"] < one.goal_end), None)
                said = f"{row.verdict.value} {row.actual_indicator} {row.actual_quote} {row.reason}" if row else "not listed"
                misses.append(f"{path.stem} {goal['ind']} {goal['v']}{goal['u']}: {goal['actual'] or goal.get('why')}; given: {said}")
    return {
        "listed": _share(total["listed"], total["goals"]),
        "pair": _share(2 * total["right"], total["results"] + total["given"]),
        "precision": _share(total["right"], total["given"]),
        "verdict": _share(total["verdict"], total["goals"]),
        "missed": _share(2 * total["missed_both"], total["missed_said"] + total["missed_true"]),
        "goals": float(total["goals"]),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _score(goal: dict[str, Any], given: tuple[Outcome, ...]) -> Counter[str]:
    """Counts for one labelled goal; the shortest row that covers its number is the one that speaks of it."""
    truth = _verdict(goal)
    actual = goal["actual"]
    row = min((one for one in given if one.goal_start <= goal["at"] < one.goal_end), key=lambda one: one.goal_end - one.goal_start, default=None)
    said = _CLASSES.get(row.verdict.value, "none") if row else ""
    has_pair = row is not None and said != "none"
    right = bool(actual and row and has_pair and _same(row, actual))
    return Counter(
        goals=1,
        listed=int(row is not None),
        results=int(actual is not None),
        given=int(has_pair),
        pairs=int(actual is not None or has_pair),
        right=int(right),
        verdict=int(said == truth),
        missed_true=int(truth == "missed"),
        missed_said=int(said == "missed"),
        missed_both=int(said == truth == "missed"),
    )


def _same(row: Outcome, actual: dict[str, Any]) -> bool:
    if row.actual_start <= actual["at"] < row.actual_end:
        return True
    mine, other = scaled(float(row.actual_value or 0), row.actual_unit)[0], scaled(actual["v"], actual["u"])[0]
    return abs(mine - other) <= 1e-9 * max(1.0, abs(mine), abs(other))


def _verdict(goal: dict[str, Any]) -> str:
    """What a labelled pair amounts to: kept (within the tolerance), missed, or none without a result."""
    actual = goal["actual"]
    if actual is None:
        return "none"
    lower = goal["better"] == "lower"
    ends = [scaled(goal[key], goal["u"])[0] for key in ("v", "v2") if goal.get(key) is not None]
    bar = max(ends) if lower else min(ends)
    result = scaled(actual["v"], actual["u"])[0]
    if (actual.get("m") in _DOWN) != (goal["m"] in _DOWN):
        result = -result
    short = (result - bar if lower else bar - result) / (abs(bar) or 1)
    return "kept" if short <= _TOLERANCE + 1e-9 else "missed"


def _show_growth_targets(archive: Archive) -> None:
    """National reports: every growth target of the product, with the next report's figure."""
    print("\nnational reports: growth targets of the product and what came of them")
    for row in _growth_targets(archive):
        place = f"{row.goal_report}:{row.goal_start}"
        found = f"{row.actual_quote} ({row.actual_report}:{row.actual_start})" if row.actual_report else row.reason
        print(f"{row.year}  {''.join(row.goal_quote.split()):10} {row.indicator:12} {row.verdict.value:10} {found}  [{place}]")


def _growth_targets(archive: Archive) -> Iterator[Outcome]:
    known = ("gdp", "gnp", "output_industry_agriculture", "national_income", "social_product")
    for row in archive.outcomes:
        if row.place_code == "100000" and 1978 <= row.year <= 2014 and row.indicator_id in known and row.measure is Measure.GROWTH:
            yield row


def _show_goals(archive: Archive, count: int) -> None:
    """Rows drawn at random, each to be looked at: is it a goal of that year?"""
    for row in random.Random(1).sample(archive.outcomes, min(count, len(archive.outcomes))):
        text = archive.report(row.goal_report).text
        around = f"{text[max(0, row.goal_start - 40) : row.goal_start]}[{row.goal_quote}]{text[row.goal_end : row.goal_end + 16]}"
        print(f"{row.goal_report} {row.year} {row.indicator} | {''.join(around.split())}")


def _show_evidence(archive: Archive, count: int) -> None:
    """Commitments drawn at random with the sentences proposed for them."""
    proposed = [one for one in archive.evidence if one.rank == 1 and not one.outcome]
    for first in random.Random(1).sample(proposed, min(count, len(proposed))):
        text = archive.report(first.commitment_report).text
        print(f"{first.commitment_report} {''.join(text[first.commitment_start : first.commitment_end].split())}")
        for one in archive.evidence:
            if one.commitment == first.commitment and one.commitment_report == first.commitment_report:
                print(f"    {one.score:.2f} {''.join(one.quote.split())[:100]} {'；'.join(one.reasons)}")


if __name__ == "__main__":
    main()
