"""`duixian read` as a person uses it: what is printed, what is written, how it ends."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from duixian.cli import run
from duixian.publishing.records import KINDS


def objects(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_summary_on_the_screen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "note.txt"]) == 0
    out = capsys.readouterr().out
    assert "临湖区" in out
    assert "2025年" in out
    assert "增长5%左右" in out, "the main target"
    assert "社区食堂" not in out, "other targets are in the files"


def test_lines_into_a_folder(folder: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "note.txt", "--format", "jsonl", "-o", "out"]) == 0
    assert {path.name for path in (folder / "out").iterdir()} == {f"note.{kind}.jsonl" for kind in KINDS}
    facts = objects(folder / "out" / "note.facts.jsonl")
    assert [(fact["value"], fact["unit"], fact["role"]) for fact in facts] == [
        (12, "座", "actual"),
        (5, "%", "target"),
        (3, "个", "target"),
        (1.2, "万人", "target"),
    ]
    assert all(note[record["start"] : record["end"]] == record["quote"] for record in facts)
    promises = objects(folder / "out" / "note.commitments.jsonl")
    assert promises
    assert all(note[record["start"] : record["end"]] == record["quote"] for record in promises)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1, "one line says where"


def test_each_format_by_the_ending_of_the_output(folder: Path) -> None:
    for name in ("a.xlsx", "a.json", "a.csv", "a.txt"):
        assert run(["read", "note.txt", "-o", name]) == 0
    assert "主要目标" in openpyxl.load_workbook(folder / "a.xlsx").sheetnames
    assert len(json.loads((folder / "a.json").read_text(encoding="utf-8"))["facts"]) == 4
    assert (folder / "a.facts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "临湖区" in (folder / "a.txt").read_text(encoding="utf-8")


def test_two_inputs_of_one_name(folder: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "deeper").mkdir()
    body = "".join(f"<p>{line}</p>" for line in note.splitlines())
    (folder / "deeper" / "note.htm").write_bytes(f"<html><body>{body}</body></html>".encode())
    assert run(["read", "note.txt", "deeper/note.htm", "--format", "json", "-o", "out"]) == 0
    assert {path.name for path in (folder / "out").iterdir()} == {"note.json", "note.htm.json"}
    assert capsys.readouterr().err.count("note.htm") >= 1


def test_a_failed_file_never_stops_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    assert run(["read", "empty.txt", "note.txt", "broken.docx", "absent.txt", "--format", "jsonl", "-o", "out"]) == 1
    assert (folder / "out" / "note.facts.jsonl").exists()
    assert not list((folder / "out").glob("empty*"))
    lines = capsys.readouterr().err.splitlines()
    assert [sum(f"未能读取 {name}" in line for line in lines) for name in ("empty.txt", "broken.docx", "absent.txt")] == [1, 1, 1]
    assert [line.strip() for line in lines[-3:]] == ["empty.txt", "broken.docx", "absent.txt"], "and a list at the end"
    assert not any("Traceback" in line for line in lines)


def test_a_folder_is_read_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        shutil.copy("note.txt", folder / "in" / name)
    assert run(["read", "in"]) == 0
    out = capsys.readouterr().out
    assert "a.txt" in out
    assert "b.txt" in out


def test_standard_input(folder: Path, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(note.encode()), encoding="utf-8"))
    assert run(["read", "-", "--format", "json", "-o", "a.json"]) == 0
    assert len(json.loads((folder / "a.json").read_text(encoding="utf-8"))["facts"]) == 4


def test_records_to_standard_output(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["read", "note.txt", "--format", "jsonl"]) == 0
    stream = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert stream[0]["record"] == "report"
    assert sum(line["record"] == "fact" for line in stream) == 4
    assert run(["read", "note.txt", "note.txt", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"), newline="")))
    assert len(rows) == 8, "one header for both"
    assert {row["report"] for row in rows} == {"note.txt"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "note.txt", "--format", "pdf"],
        ["read", "note.txt", "--format", "xlsx"],
        ["read", "note.txt", "--format", "csv", "-o", "a.xlsx"],
        ["read", "note.txt", "note.txt", "-o", "a.xlsx"],
        ["read", "note.txt", "-o", "note.txt"],
        ["read", "note.txt", "--no-such-option"],
        ["read", "note.txt", "-o"],
        ["no-such-command"],
        ["explain", "note.txt"],
        ["explain", "note.txt", "--at", "many"],
        ["explain", "note.txt", "--at", "100000"],
        ["explain", "note.txt", "--at", "-1"],
        ["catalogue", "--format", "pdf"],
    ],
    ids=" ".join,
)
def test_misuse_ends_in_one_line_and_exit_code_2(
    folder: Path, note: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert captured.err.count("\n") == 1
    assert (folder / "note.txt").read_text(encoding="utf-8") == note


def test_an_empty_folder_is_misuse(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nothing").mkdir()
    assert run(["read", "nothing"]) in (1, 2)
    assert "nothing" in capsys.readouterr().err


def test_a_defect_of_ours_costs_one_file_only(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import duixian

    whole = duixian.read

    def broken(data: bytes, *, name: str = "") -> duixian.Report:
        if name == "bad.txt":
            raise IndexError("planted")
        return whole(data, name=name)

    monkeypatch.setattr("duixian.read", broken)
    shutil.copy("note.txt", "bad.txt")
    assert run(["read", "bad.txt", "note.txt", "--format", "jsonl", "-o", "out"]) == 1
    assert "bad.txt" in capsys.readouterr().err
    assert (folder / "out" / "note.facts.jsonl").exists()
