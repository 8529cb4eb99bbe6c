"""Finding documents: folders, archives, tables, standard input; what cannot be read never stops the rest."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from made_files import PROSE, TEXT, archive, docx, paragraph, pdf, typeset

from duixian.errors import DamagedInput, EmptyInput, EncryptedInput, TooLarge, UnknownFormat, UsageError
from duixian.reading import inputs as module
from duixian.reading.inputs import Input, count, inputs, is_one_report, one
from duixian.reading.source import load

LONG = "全区上下齐心协力，经济运行稳中向好。" * 30


def named(items: list[Input]) -> dict[str, Input]:
    return {item.name: item for item in items}


def test_a_folder_gives_its_documents_in_order_and_passes_over_the_rest(tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    (tmp_path / ".隐藏").mkdir()
    for name in ("b.txt", "a.txt", "乙/c.html", "~$b.docx", "photo.jpg", ".隐藏/d.txt", "old.doc"):
        (tmp_path / name).write_bytes(TEXT.encode())
    found = [Path(item.name).relative_to(tmp_path).as_posix() for item in inputs([tmp_path])]
    assert found == ["a.txt", "b.txt", "old.doc", "乙/c.html"]


def test_of_one_report_in_several_formats_plain_text_comes_first(tmp_path: Path) -> None:
    for name in ("linhu.DOCX", "linhu.txt", "linhu.html", "aaa.pdf", "linhu-2.docx"):
        (tmp_path / name).write_bytes(TEXT.encode())
    assert [Path(item.name).name for item in inputs([tmp_path])] == ["aaa.pdf", "linhu.txt", "linhu.DOCX", "linhu.html", "linhu-2.docx"]


def test_tables_of_other_records_are_one_error_and_our_own_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text('{"start": 1}\n' * 50, encoding="utf-8")
    (tmp_path / "linhu.facts.jsonl").write_text('{"quote": "12座"}\n', encoding="utf-8")
    found = list(inputs([tmp_path]))
    assert [(Path(item.name).name, type(item.error)) for item in found] == [("other.jsonl", UnknownFormat)]


def test_documents_are_counted_without_being_opened(tmp_path: Path) -> None:
    for name in ("a.txt", "b.docx", "photo.jpg"):
        (tmp_path / name).write_bytes(b"")
    assert count([tmp_path, tmp_path / "a.txt"]) == 3
    assert count(["-"]) == 1
    (tmp_path / "more.zip").write_bytes(b"")
    assert count([tmp_path]) is None


def test_an_archive_gives_its_documents_under_their_chinese_names(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        # Chinese Windows writes names in GBK without saying so; the zipfile module would write UTF-8 and say so.
        raw = "报告/临湖区.txt".encode("gbk")
        out.writestr(zipfile.ZipInfo("placeholder" + "x" * (len(raw) - 11)), TEXT)
    data = held.getvalue().replace(b"placeholder" + b"x" * (len(raw) - 11), raw)
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert [(item.name, item.data) for item in inputs([path])] == [(f"{path}/报告/临湖区.txt", TEXT.encode())]


def test_an_archive_goes_on_after_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    whole = archive(
        {
            "1.txt": TEXT,
            "2.zip": archive({"x.txt": TEXT}),
            "3.txt": b"\x00" * 8_000_000,
            "4.csv": "text\n" + PROSE[1] + "\n",
            "__MACOSX/1.txt": "x",
            "5.docx": docx(paragraph(PROSE[0])),
        }
    )
    path.write_bytes(whole)
    items = list(inputs([path]))
    assert [item.name.removeprefix(f"{path}/") for item in items] == ["1.txt", "2.zip", "3.txt", "4.csv#1", "5.docx"]
    assert [type(item.error) for item in items] == [type(None), UnknownFormat, TooLarge, type(None), type(None)]
    assert load(items[-1].name, items[-1].data).text == PROSE[0] + "\n"


def test_a_broken_member_is_said_and_the_others_come(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(archive({"1.txt": LONG, "2.txt": TEXT}))
    data[60:70] = b"\xff" * 10
    path.write_bytes(bytes(data))
    first, second = inputs([path])
    assert isinstance(first.error, DamagedInput)
    assert second.data == TEXT.encode()


@pytest.mark.parametrize(("cut", "error"), [(0, EmptyInput), (60, DamagedInput), (-10, DamagedInput)])
def test_a_cut_off_archive_is_one_error(tmp_path: Path, cut: int, error: type[Exception]) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"1.txt": TEXT})[:cut])
    (item,) = inputs([path])
    assert isinstance(item.error, error)


def test_an_archive_behind_a_password_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(archive({"1.txt": TEXT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    (item,) = inputs([path])
    assert isinstance(item.error, EncryptedInput)


def test_an_archive_that_grows_without_measure_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIN_ARCHIVE_BYTES", 1000)
    monkeypatch.setattr(module, "MAX_EXPANSION", 2)
    path = tmp_path / "a.zip"
    path.write_bytes(archive({f"{n}.txt": "一" * 3000 for n in range(9)}))
    items = list(inputs([path]))
    assert isinstance(items[-1].error, TooLarge)
    assert len(items) < 9


TABLES = [
    ("a.csv", "id,正文\n1,{0}\n2,{1}\n", "utf-8"),
    ("a.csv", "id,正文\n1,{0}\n2,{1}\n", "utf-8-sig"),
    ("a.csv", "标题,内容\r\n甲,{0}\r\n乙,{1}\r\n", "gb18030"),
    ("a.csv", "id;Text\n1;{0}\n2;{1}\n", "utf-8"),
    ("a.tsv", "id\tcontent\n1\t{0}\n2\t{1}\n", "utf-8"),
    ("a.csv", "id\tcontent\n1\t{0}\n2\t{1}\n", "utf-16"),
    ("a.csv", "编号,报告\n1,{0}\n2,{1}\n", "utf-8"),
    ("a.jsonl", '{{"id": 1, "全文": "{0}"}}\n\n{{"id": 2, "全文": "{1}"}}\n', "utf-8"),
    ("a.jsonl", '"{0}"\n"{1}"\n', "utf-8"),
]


@pytest.mark.parametrize(("name", "table", "encoding"), TABLES)
def test_a_table_gives_a_document_a_row(tmp_path: Path, name: str, table: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(table.format(LONG, PROSE[1]).encode(encoding))
    assert [(item.name, item.data.decode()) for item in inputs([path])] == [(f"{path}#1", LONG), (f"{path}#2", PROSE[1])]


def test_the_column_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,原文\n摘要,{PROSE[1]}\n", encoding="utf-8")
    assert [item.data.decode() for item in inputs([path], column="原文")] == [PROSE[1]]
    (item,) = inputs([path], column="没有")
    assert isinstance(item.error, UnknownFormat)
    assert "没有" in item.error.zh


def test_rows_that_cannot_be_read_do_not_stop_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"text": PROSE[1]}), "{broken", json.dumps({"text": ""}), json.dumps({"other": 1}), '{"text": "\\ud800字"}', json.dumps({"text": PROSE[2]})]
    path.write_text("\n".join(lines), encoding="utf-8")
    items = list(inputs([path]))
    assert [type(item.error) for item in items] == [type(None), DamagedInput, EmptyInput, EmptyInput, DamagedInput, type(None)]
    assert items[-1].data.decode() == PROSE[2]


@pytest.mark.parametrize("table", ["", "id,name\n1,甲\n", "text\n", 'text\n"' + "字" * 200])
def test_tables_without_text_or_end_are_said_or_read(tmp_path: Path, table: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table, encoding="utf-8")
    (item,) = inputs([path])
    assert item.error is not None or item.data


def test_a_row_beyond_the_limit_ends_its_table_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import csv

    from duixian.reading import tabular

    monkeypatch.setattr(tabular, "MAX_ROW_CHARS", 10_000)
    before = csv.field_size_limit(10_000)
    try:
        (tmp_path / "a.csv").write_text(f"text\n{PROSE[1]}\n" + "字" * 20_000 + "\n", encoding="utf-8")
        (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
        first, second, third = inputs([tmp_path])
    finally:
        csv.field_size_limit(before)
    assert first.error is None
    assert isinstance(second.error, DamagedInput)
    assert third.data == TEXT.encode()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (TEXT.encode("gb18030"), ["stdin"]),
        (archive({"1.txt": TEXT, "2.txt": TEXT}), ["stdin/1.txt", "stdin/2.txt"]),
        (docx(paragraph(PROSE[0])), ["stdin"]),
        (pdf(typeset(list(PROSE))), ["stdin"]),
        (b'{"text": "a"}\n{"text": "b"}\n', ["stdin#1", "stdin#2"]),
    ],
)
def test_standard_input_is_known_by_its_content(monkeypatch: pytest.MonkeyPatch, data: bytes, names: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [item.name for item in inputs(["-"])] == names


def test_files_over_the_limit_are_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    (item,) = inputs([path])
    assert isinstance(item.error, TooLarge)
    assert "200 MB" in item.error.zh
    assert not item.data


def test_a_path_that_names_nothing_is_misuse_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.txt"):
        inputs([tmp_path, tmp_path / "none.txt"])
    with pytest.raises(UsageError):
        inputs(["a\x00b"])


def test_one_document_or_many(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert one(path) == Input(str(path), TEXT.encode())
    assert is_one_report(path)
    assert is_one_report("-")
    assert not is_one_report(tmp_path)
    assert not is_one_report("a.zip")
    assert not is_one_report("a.CSV")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError):
        one(tmp_path)
