"""JSON lines, CSV and JSON: every record flat, whole, in its own words, with its place in the file."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from msgspec.structs import replace

from duixian.model import Anchor, Commitment, Fact, Report
from duixian.publishing.comma import columns, table
from duixian.publishing.document import Document, document
from duixian.publishing.jsonl import all_lines, lines
from duixian.publishing.records import KINDS, anchor_at

FACT_FIELDS = ["start", "end", "role", "indicator", "indicator_id", "value", "value_high", "unit", "qualifier", "measure", "period", "base", "estimate", "hardness", "wording", "confidence", "quote"]
COMMITMENT_FIELDS = ["start", "end", "checkable", "why", "quote"]


def objects(data: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.decode().splitlines()]


@pytest.mark.parametrize(("kind", "fields"), [("facts", FACT_FIELDS), ("commitments", COMMITMENT_FIELDS)])
def test_lines_hold_the_promised_fields(report: Report, kind: str, fields: list[str]) -> None:
    for line in objects(lines(report, kind)):
        assert set(fields) <= set(line)
        assert all(not isinstance(value, dict) for value in line.values()), "flat objects only"
        assert report.text[line["start"] : line["end"]] == line["quote"]


def test_lines_read_back_as_the_same_records(report: Report) -> None:
    assert tuple(msgspec.json.decode(line, type=Fact) for line in lines(report, "facts").splitlines()) == report.facts
    read = (msgspec.json.decode(line, type=Commitment) for line in lines(report, "commitments").splitlines())
    assert tuple(read) == report.commitments


def test_a_line_names_its_place_in_a_file_that_is_not_plain_text(report: Report) -> None:
    fact = report.facts[0]
    anchors = (
        Anchor(0, fact.start, path="body/p[1]"),
        Anchor(fact.start, fact.end, path="body/p[2]", page=3, box=(1.0, 2.0, 3.5, 4.0)),
    )
    placed = objects(lines(replace(report, anchors=anchors), "facts"))
    assert (placed[0]["path"], placed[0]["page"], placed[0]["box"]) == ("body/p[2]", 3, [1.0, 2.0, 3.5, 4.0])
    assert "path" not in placed[-1], "a record outside every anchor names no place"
    assert {key: placed[0][key] for key in FACT_FIELDS} == {key: objects(lines(report, "facts"))[0][key] for key in FACT_FIELDS}


@pytest.mark.parametrize(("position", "path"), [(0, "a"), (4, "a"), (5, None), (7, "b"), (9, None), (99, None)])
def test_anchor_at(position: int, path: str | None) -> None:
    found = anchor_at((Anchor(0, 5, path="a"), Anchor(7, 9, path="b")), position)
    assert (found and found.path) == path


def test_one_stream_names_the_kind_of_each_record(report: Report) -> None:
    stream = objects(all_lines(report))
    assert [line["record"] for line in stream[:2]] == ["report", "fact"]
    assert sum(line["record"] == "fact" for line in stream) == len(report.facts)
    assert sum(line["record"] == "commitment" for line in stream) == len(report.commitments)
    assert stream[0]["sha256"] == report.sha256


def test_the_reports_own_line_says_where_the_text_says_it(report: Report) -> None:
    (own,) = objects(lines(report, "report"))
    assert report.text[own["place_start"] : own["place_end"]] == own["place"] == "临湖区"
    assert own["kind"] == "work_report"
    assert (own["meeting"], own["meeting_start"]) == ("", -1)


@pytest.mark.parametrize("kind", KINDS)
def test_csv_has_a_mark_for_excel_and_a_row_a_record(report: Report, kind: str) -> None:
    data = table(report, kind)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(lines(report, kind).splitlines())
    assert all(tuple(row) == columns(kind) for row in rows)


def test_csv_cells(report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(table(report, "facts").decode("utf-8-sig"), newline="")))
    target = next(row for row in rows if row["indicator"] == "地区生产总值")
    assert (target["value"], target["value_high"], target["estimate"]) == ("5", "", "false")
    assert (target["hardness"], target["rules"]) == ("soft", "number.percent|measure.growth")
    assert target["report"] == report.name


@pytest.mark.parametrize("text", ["=1+1", "+86", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_csv_text_is_never_a_formula(report: Report, text: str) -> None:
    facts = (replace(report.facts[0], indicator=text, value=-3.5, wording=(text,)),)
    (row,) = csv.DictReader(io.StringIO(table(replace(report, facts=facts), "facts").decode("utf-8-sig"), newline=""))
    assert row["indicator"] == row["wording"] == "'" + text
    assert row["value"] == "-3.5", "a number below zero is a number"


def test_the_json_document_reads_back(report: Report) -> None:
    data = document(report)
    whole = msgspec.json.decode(data, type=Document)
    assert whole.facts == report.facts
    assert whole.metadata == report.metadata
    assert whole.characters == len(report.text)
    assert data.endswith(b"}\n")
    assert "公厕".encode() in data, "Chinese stands as it is, not as escapes"
