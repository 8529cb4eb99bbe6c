"""Prints how right the reading is, against every set of labels that is there, and fails where a score fell.

    python -m bench.score [--pin raise|lower] [--misses N]

The example reports' labels are part of the repository; those of real reports are scored too where they lie beside
it (``../shared``), there with the scorers that come with them as well, which give the figures of record.
``DUIXIAN_REQUIRE_SHARED=1`` makes their absence a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import follow, targets
from bench.floors import Floors
from bench.labels import Labels, digest, read
from bench.scoring import FIELDS, Tally, balance, score_facts, score_promises
from duixian.model import SectionRole
from duixian.publishing.archive_lines import archive_lines
from duixian.publishing.context import Context
from duixian.publishing.jsonl import lines

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIXIAN_SHARED") or ROOT.parent / "shared")
GOALS = {
    **{"core": 0.94, "record": 0.91, "sure_right": 0.985, "sure_share": 0.70, "all": 0.88, "checkable": 0.80, "main_targets_identified": 0.95},
    **{"listed": 0.95, "pair": 0.88, "precision": 0.92, "verdict": 0.90, "missed": 0.80},
}
MOST_OUTSIDE = 0.02
_OUTSIDE = (SectionRole.REVIEW, SectionRole.PROBLEMS)


@dataclass
class Outcome:
    """The figures of one set of labels and the lines that show them."""

    name: str
    digest: str
    figures: dict[str, float] = field(default_factory=dict)


def main() -> int:
    options = _options()
    floors = Floors()
    sets = [("examples", Labels(ROOT / "examples" / "labels", ROOT / "examples" / "reports"))]
    if (SHARED / "gold").is_dir():
        sets.append(("shared", Labels(SHARED, SHARED / "reports")))
    elif os.environ.get("DUIXIAN_REQUIRE_SHARED") == "1":
        print(f"the labels of real reports are required here and are not at {SHARED}")
        return 1
    else:
        print(f"the labels of real reports are not at {SHARED}; only the examples are scored\n")
    complaints = []
    for name, labels in sets:
        outcome = _score(name, labels)
        if name == "shared":
            complaints += _official(labels, outcome)
        if options.pin:
            complaints += floors.pin(name, outcome.digest, outcome.figures, lower=options.pin == "lower")
        else:
            complaints += floors.failures(name, outcome.figures)
            if not floors.measured_on(name, outcome.digest):
                line = f"{name}: labels or texts changed since the floors were pinned; look at the figures, then make score PIN=raise"
                # Labels outside the repository may change under a commit that did nothing to them.
                if name == "examples":
                    complaints.append(line)
                else:
                    print(f"NOTE {line}")
        _show(outcome, floors)
    if options.pin and not complaints:
        floors.save()
        print(f"pinned in {floors.path.relative_to(ROOT)}")
    for line in complaints:
        print(f"FAILED {line}")
    return 1 if complaints else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", choices=("raise", "lower"), help="write the figures down as the new floors")
    return parser.parse_args()


def _score(name: str, labels: Labels) -> Outcome:
    outcome = Outcome(name, digest(labels.files()))
    facts, promises = Tally.nothing(), Tally.nothing()
    print(f"== {name}: facts")
    for report, _, numbers in labels.numbers():
        tally = score_facts(numbers, read(labels.reports / f"{report}.txt").facts)
        facts += tally
        shares = "  ".join(f"{key} {balance(tally[key], tally['labelled'], tally['given']):.3f}" for key in ("found", "core", "record"))
        print(f"{report:28} labelled {tally['labelled']:4}  given {tally['given']:4}  {shares}")
    print(f"== {name}: promises")
    for report, _, spans in labels.promises():
        tally = score_promises(spans, read(labels.reports / f"{report}.txt").commitments)
        promises += tally
        every, checkable = _promise_figures(tally)
        print(f"{report:28} labelled {tally['labelled']:4}  given {tally['given']:4}  all {every:.3f}  checkable {checkable:.3f}")
    for key in ("found", "core", "record"):
        outcome.figures[key] = balance(facts[key], facts["labelled"], facts["given"])
    outcome.figures["sure_share"] = facts["sure"] / (facts["given"] or 1)
    outcome.figures["sure_right"] = facts["sure_core"] / (facts["sure"] or 1)
    outcome.figures |= {key: facts[key] / (facts["found"] or 1) for key in FIELDS}
    outcome.figures["all"], outcome.figures["checkable"] = _promise_figures(promises)
    outcome.figures["agree"] = promises["agree"] / (promises["hit"] or 1)
    outcome.figures["promises_outside"] = _outside(labels.reports)
    outcome.figures["main_targets_identified"] = targets.identified(labels.reports)
    print(f"== {name}: goals and what came of them")
    followed = follow.figures(labels.folder / "follow", labels.reports)
    print(f"{followed['goals']:.0f} goals")
    outcome.figures |= {key: followed[key] for key in follow.FIGURES}
    return outcome


def _promise_figures(tally: Tally) -> tuple[float, float]:
    return balance(tally["hit"], tally["labelled"], tally["given"]), balance(tally["c_hit"], tally["c_labelled"], tally["c_given"])


def _outside(reports: Path) -> float:
    """The share of promises that stand where a report looks back or names problems; checks every quote on the way."""
    total = outside = 0
    for path in sorted(reports.glob("*.txt")):
        report = read(path)
        context = Context(report)
        for record in (*report.facts, *report.commitments):
            if report.text[record.start : record.end] != record.quote:
                raise SystemExit(f"{path.name}: the quote at {record.start} is not what the text says there")
        total += len(report.commitments)
        outside += sum(context.role(one.start) in _OUTSIDE for one in report.commitments)
    print(f"promises in all {sum(1 for _ in reports.glob('*.txt'))} reports: {total}, in review or problems: {outside}")
    return outside / (total or 1)


def _show(outcome: Outcome, floors: Floors) -> None:
    print(f"== {outcome.name}: figures (floor, goal)")
    for key, value in outcome.figures.items():
        floor, goal = floors.floor(outcome.name, key), GOALS.get(key) if outcome.name == "shared" else None
        if key == "promises_outside":
            goal = MOST_OUTSIDE
        reached = "" if goal is None else "  reached" if (value <= goal if key == "promises_outside" else value >= goal) else "  not reached"
        print(f"{key:24} {value:.4f}   {'' if floor is None else f'{floor:.3f}':6} {'' if goal is None else f'{goal:.3f}':6}{reached}")
    print()


def _official(labels: Labels, outcome: Outcome) -> list[str]:
    """Runs the scorers that come with the labels; gives a line for each figure where they and ours differ."""
    print("== shared: figures of record")
    differing = []
    scorers: tuple[tuple[str, str, Callable[[str], bytes]], ...] = (
        ("score_facts", "gold", lambda name: lines(read(labels.reports / f"{name}.txt"), "facts")),
        ("score_commitments", "commitments", lambda name: lines(read(labels.reports / f"{name}.txt"), "commitments")),
        ("score_follow", "follow", lambda name: archive_lines(follow.archive_of(labels.reports, name), "outcomes")),
    )
    for script, folder, written in scorers:
        with tempfile.TemporaryDirectory() as given:
            for path in sorted((labels.folder / folder).glob("*.jsonl")):
                (Path(given) / path.name).write_bytes(written(path.stem))
            command = [sys.executable, str(labels.folder / "score" / f"{script}.py"), str(labels.folder / folder), given]
            said = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout)
        print(f"{script}: " + "  ".join(f"{key} {value:.4f}" for key, value in said.items() if isinstance(value, float)))
        differing += [
            f"{script}: {key} is {said[key]:.4f} there and {value:.4f} here"
            for key, value in outcome.figures.items()
            if isinstance(said.get(key), float) and abs(said[key] - value) > 1e-4
        ]
    return differing


if __name__ == "__main__":
    sys.exit(main())
