"""Following finds what careful readers found: the examples always, real reports where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

import duixian
from bench.follow import figures
from duixian.following import follow

FLOORS = {"listed": 0.95, "pair": 0.88, "precision": 0.92, "verdict": 0.90, "missed": 0.80}


def test_the_examples(examples: Path) -> None:
    found = figures(examples / "labels" / "follow", examples / "reports")
    assert {key: value for key, value in found.items() if key in FLOORS and value < 0.95} == {}


@pytest.mark.shared
def test_real_reports(shared: Path) -> None:
    found = figures(shared / "follow", shared / "reports")
    assert {key: found[key] for key, floor in FLOORS.items() if found[key] < floor} == {}


def test_every_span_of_the_examples_says_its_quote(examples: Path) -> None:
    reports = [duixian.read(path) for path in sorted((examples / "reports").glob("*.txt"))]
    archive = follow(reports)
    texts = {report.name: report.text for report in archive.reports}
    assert archive.outcomes
    for row in archive.outcomes:
        assert texts[row.goal_report][row.goal_start : row.goal_end] == row.goal_quote
        if row.verdict.decided:
            assert texts[row.actual_report][row.actual_start : row.actual_end] == row.actual_quote
        else:
            assert (row.actual_report, row.actual_start, row.actual_value) == ("", -1, None)
        if row.verdict == "other_form":
            assert texts[row.other_report][row.other_start : row.other_end] == row.other_quote
    for one in archive.evidence:
        assert texts[one.report][one.start : one.end]
        assert texts[one.commitment_report][one.commitment_start : one.commitment_end]
    assert len({row.id for row in archive.outcomes}) == len(archive.outcomes)
    assert follow(reports[::-1]) == archive
