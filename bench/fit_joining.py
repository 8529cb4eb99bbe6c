#!/usr/bin/env python3
"""Fits the weights of ``language/data/joining.toml``: which neighbouring clauses make one commitment.

`bench/fit_joining.py [--labels DIR]... [--reports DIR]... [--write]` reads labelled reports (the format of ../shared/score),
prints for each how many boundaries the weights fitted on the others get right, and with --write replaces the weights.
Logistic regression with a penalty on the squares of the weights, by plain gradient descent; the same input gives the same
weights. Rerun it when the features of extraction/joining.py or the word lists of actions.toml change.
"""

from __future__ import annotations

import argparse
import json
import math
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

from duixian.extraction.clauses import sentences
from duixian.extraction.joining import features, hangs, trait
from duixian.model import BlockKind
from duixian.reading import open_report

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src/duixian/language/data/joining.toml"
HEADER = """\
# What speaks for (above 0) and against joining two neighbouring clauses; they join where the sum is above 0.
# Found by bench/fit_joining.py on labelled reports (docs/commitments.md); each name is a feature of extraction/joining.py.
[weights]
"""
PENALTY, STEPS, RATE = 0.006, 300, 2.0
APART = ["beijing-2025-report", "nankai-2024-newspage"]
"""Labelled reports kept apart, to see whether the weights hold where they were not found."""
LEAST = 0.05
"""Weights smaller than this are left out."""

Example = tuple[list[str], bool]


def examples(report_path: Path, labels_path: Path) -> list[Example]:
    """Gives the boundaries, between clauses that stand in labelled commitments, which no rule decides: features, and whether joined."""
    report = open_report(report_path)
    view, text = report.view, report.view.text
    labels = [json.loads(line) for line in labels_path.read_text(encoding="utf-8").splitlines() if line.strip()]

    def place(position: int) -> int:
        k = bisect_right(view.sources, position) - 1
        return position - view.sources[k] + view.starts[k]

    spans = [(place(label["start"]), place(label["end"] - 1) + 1) for label in labels]
    starts = [start for start, _ in spans]
    low, high = spans[0][0], spans[-1][1]

    def label_of(start: int, end: int) -> int:
        """Gives the label that covers at least half of a stretch or lies at least half in it, or -1."""
        best, share = -1, 0
        for k in range(max(0, bisect_right(starts, start) - 2), len(spans)):
            if spans[k][0] >= end:
                break
            common = min(spans[k][1], end) - max(spans[k][0], start)
            if common > share and common * 2 >= min(end - start, spans[k][1] - spans[k][0]):
                best, share = k, common
        return best

    found: list[Example] = []
    for block in report.blocks:
        if block.kind is not BlockKind.PARAGRAPH or block.end <= low or block.start >= high:
            continue
        for sentence in sentences(text, block.start, block.end):
            traits = [trait(text, clause) for clause in sentence]
            owners = [label_of(clause.start, clause.end) for clause in sentence]
            for index in range(1, len(sentence)):
                open_boundary = sentence[index - 1].mark == "，" and not hangs(text, sentence, traits, index)
                if open_boundary and owners[index] >= 0 and owners[index - 1] >= 0:
                    found.append((features(sentence, traits, index), owners[index] == owners[index - 1]))
    return found


def fit(data: list[Example]) -> dict[str, float]:
    """Gives the weights that make the labelled boundaries likeliest, less the penalty."""
    weights: dict[str, float] = defaultdict(float)
    for _ in range(STEPS):
        slope: dict[str, float] = defaultdict(float)
        for names, joined in data:
            score = sum(weights[name] for name in names)
            error = 1 / (1 + math.exp(-score)) - joined
            for name in names:
                slope[name] += error
        for name, value in slope.items():
            weights[name] -= RATE * (value / len(data) + (PENALTY / 2 * weights[name] if name != "bias" else 0.0))
    return dict(weights)


def right(weights: dict[str, float], data: list[Example]) -> float:
    """Gives the share of boundaries decided as labelled."""
    return sum((sum(weights.get(name, 0.0) for name in names) > 0) == joined for names, joined in data) / len(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, action="append", help="folder of labels (default: ../shared/commitments)")
    parser.add_argument("--reports", type=Path, action="append", help="folder of reports (default: ../shared/reports)")
    parser.add_argument("--test", type=Path, action="append", default=[], help="folder of labels to test on only")
    parser.add_argument("--apart", action="append", default=APART, help="report whose labels are not used to fit")
    parser.add_argument("--write", action="store_true", help="replace the weights of the package")
    options = parser.parse_args()
    reports = options.reports or [ROOT.parent / "shared/reports"]

    def load(folder: Path) -> dict[str, list[Example]]:
        found = {}
        for path in sorted(folder.glob("*.jsonl")):
            report = next((place / f"{path.stem}.txt" for place in reports if (place / f"{path.stem}.txt").exists()), None)
            if report is not None:
                found[path.stem] = examples(report, path)
        return found

    data = {name: found for folder in options.labels or [ROOT.parent / "shared/commitments"] for name, found in load(folder).items()}
    used = {name: found for name, found in data.items() if name not in options.apart}
    for name, found in data.items():
        weights = fit([one for other, several in used.items() if other != name for one in several])
        print(f"{name:28} boundaries {len(found):4} joined {sum(joined for _, joined in found):4} right when left out {right(weights, found):.3f}")
    weights = fit([one for several in used.values() for one in several])
    print(f"right on all that were used: {right(weights, [one for several in used.values() for one in several]):.3f}")
    for folder in options.test:
        for name, found in load(folder).items():
            print(f"{name:28} boundaries {len(found):4} joined {sum(joined for _, joined in found):4} right {right(weights, found):.3f}")
    if options.write:
        lines = [f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0])) if abs(weight) >= LEAST]
        DATA.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
