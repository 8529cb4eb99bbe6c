"""What following found as JSON lines: the names and nulls that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duixian.following.archive import Archive
from duixian.model import Outcome, Verdict
from duixian.publishing.archive_lines import KINDS, archive_document, archive_lines

PROMISED = {
    "place", "year", "goal_report", "goal_start", "goal_end", "indicator", "measure", "op", "value", "value_high",
    "unit", "verdict", "reason", "actual_report", "actual_start", "actual_end", "actual_value", "actual_unit",
    "other_start", "other_end", "other_value", "other_unit", "other_measure", "other_period",
}


def rows(archive: Archive, kind: str = "outcomes") -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive_lines(archive, kind).splitlines()]


def test_one_row_for_each_goal_with_every_field(archive: Archive) -> None:
    found = rows(archive)
    assert len(found) == len(archive.outcomes)
    assert all(list(row) == list(Outcome.__struct_fields__) for row in found)
    assert set(found[0]) >= PROMISED


def test_reports_go_by_file_names_without_suffix(archive: Archive) -> None:
    found = rows(archive)
    assert {row["goal_report"] for row in found} == {"linhu-2024-report"}
    assert {row["actual_report"] for row in found} == {"linhu-2025-report", None}
    assert found[0]["searched"] == ["linhu-2025-report"]
    assert [row["name"] for row in rows(archive, "reports")] == ["linhu-2024-report", "linhu-2025-report"]
    assert rows(archive, "evidence")[0]["report"] == "linhu-2025-report"
    assert rows(archive, "series")[0]["observations"][0]["report"] == "linhu-2024-report"


def test_a_result_is_there_where_it_was_decided_and_nowhere_else(archive: Archive) -> None:
    for row in rows(archive):
        decided = Verdict(row["verdict"]).decided
        assert (row["actual_start"] is not None) is decided
        assert (row["actual_value"] is not None) is decided
        assert (row["other_start"] is not None) is (row["verdict"] == "other_form")
        assert (row["derived_value"] is not None) is (row["verdict"] == "other_form")


def test_positions_are_those_of_the_quotes(archive: Archive) -> None:
    texts = {"linhu-2024-report": archive.reports[0].text, "linhu-2025-report": archive.reports[1].text}
    for row in rows(archive):
        assert texts[row["goal_report"]][row["goal_start"] : row["goal_end"]] == row["goal_quote"]
        if row["actual_report"]:
            assert texts[row["actual_report"]][row["actual_start"] : row["actual_end"]] == row["actual_quote"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_the_same_in_the_document(archive: Archive, kind: str) -> None:
    whole = json.loads(archive_document(archive))
    assert whole[kind] == rows(archive, kind)
    assert whole["rules"]["version"] == archive.rules.version
