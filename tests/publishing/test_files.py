"""Files: the names they get, the formats, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.errors import UsageError
from duixian.model import Report
from duixian.publishing.files import Destination, Names, format_of
from duixian.publishing.records import KINDS


def test_a_second_input_of_one_name_keeps_its_ending() -> None:
    names = Names()
    taken = [names.take(source) for source in ("x/hunan.txt", "x/hunan.docx", "y/HUNAN.docx", "z/hunan.txt")]
    assert taken == [("hunan", False), ("hunan.docx", True), ("HUNAN.docx-2", True), ("hunan.txt", True)]


def test_rows_of_a_table_are_numbered() -> None:
    names = Names()
    assert [names.take(f"in/corpus.csv#{row}") for row in (1, 2)] == [("corpus-1", False), ("corpus-2", False)]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_names_are_fit_for_any_file_system_and_never_shared(sources: list[str]) -> None:
    names = Names()
    taken = [names.take(source)[0] for source in sources]
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert name == Path(name).name != ""
        assert len(name.encode()) <= 140
        assert not set(name) & set('/\\:*?"<>|\n\x00')
        assert not name.startswith(".")


@pytest.mark.parametrize(
    ("out", "format", "expected"),
    [
        ("", "", "table"),
        ("", "csv", "csv"),
        ("-", "jsonl", "jsonl"),
        ("a.xlsx", "", "xlsx"),
        ("a.XLSX", "xlsx", "xlsx"),
        ("a.json", "", "json"),
        ("folder", "", "jsonl"),
        ("folder.csv/", "", "jsonl"),
        ("a.txt", "", "table"),
    ],
)
def test_format_by_what_was_said(out: str, format: str, expected: str) -> None:
    assert format_of(out, format) == expected


@pytest.mark.parametrize(("out", "format"), [("", "pdf"), ("a.xlsx", "csv")])
def test_formats_that_cannot_be(out: str, format: str) -> None:
    with pytest.raises(UsageError):
        format_of(out, format)


@pytest.mark.parametrize(
    ("out", "format", "single", "files"),
    [
        ("a.xlsx", "xlsx", True, ["a.xlsx"]),
        ("plain", "json", True, ["plain"]),
        ("folder/", "json", True, ["folder/linhu.json"]),
        ("folder", "xlsx", False, ["folder/linhu.xlsx"]),
        ("deep/er", "jsonl", True, [f"deep/er/linhu.{kind}.jsonl" for kind in KINDS]),
        ("a.csv", "csv", True, [f"a.{kind}.csv" for kind in KINDS]),
        ("folder", "table", False, ["folder/linhu.txt"]),
    ],
)
def test_where_files_go(tmp_path: Path, report: Report, out: str, format: str, single: bool, files: list[str]) -> None:
    destination = Destination(f"{tmp_path}/{out}", format, single=single)
    name, _ = destination.name("in/linhu.txt")
    written = destination.write(report, name, lambda: b"summary\n")
    assert [str(path.relative_to(tmp_path)) for path in written] == files
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(written), "and nothing else"


@pytest.mark.parametrize("out", ["a.xlsx", "there"])
def test_several_inputs_need_a_folder(tmp_path: Path, out: str) -> None:
    (tmp_path / "there").write_text("a file")
    with pytest.raises(UsageError):
        Destination(f"{tmp_path}/{out}", "xlsx", single=False)


def test_an_input_is_never_written_over(tmp_path: Path, report: Report) -> None:
    source = tmp_path / "linhu.txt"
    source.write_text(report.text, encoding="utf-8")
    with pytest.raises(UsageError):
        Destination(str(source), "table", single=True, inputs=[source])
    folder = Destination(f"{tmp_path}/", "table", single=True, inputs=[source])
    with pytest.raises(UsageError):
        folder.write(report, "linhu", lambda: b"")
    assert source.read_text(encoding="utf-8") == report.text


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError):
        Destination(f"{tmp_path}/file/folder/", "jsonl", single=True)
