"""Bad input: whatever comes, one clear message in two languages that names the file, in time linear in its size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import PROSE, TEXT, archive, docx, paragraph, pdf, typeset

from duixian.errors import DamagedInput, EmptyInput, EncryptedInput, ReadingError, TooLarge, UnknownFormat
from duixian.reading import formats
from duixian.reading.cleaning import clean
from duixian.reading.source import load

REFUSED = [
    ("空.txt", b"", EmptyInput),
    ("照片.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, UnknownFormat),
    ("照片.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 50, UnknownFormat),
    ("报告.rar", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, UnknownFormat),
    ("报告.rtf", b"{\\rtf1\\ansi}", UnknownFormat),
    ("报告.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, UnknownFormat),
    ("报告.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), EncryptedInput),
    ("报告.docx", TEXT.encode(), DamagedInput),
    ("报告.pdf", TEXT.encode(), DamagedInput),
    ("表.xlsx", archive({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), UnknownFormat),
    ("公文.ofd", archive({"OFD.xml": "<a/>"}), UnknownFormat),
    ("全部.zip", archive({"1.txt": TEXT}), UnknownFormat),
    ("全部.csv", b"text\nabc\n", UnknownFormat),
]


@pytest.mark.parametrize(("name", "data", "error"), REFUSED)
def test_what_is_not_read_is_said_in_two_languages(name: str, data: bytes, error: type[ReadingError]) -> None:
    with pytest.raises(error) as caught:
        load(name, data)
    assert caught.value.message("zh").startswith(name)
    assert caught.value.message("en").startswith(name)
    assert "；" in caught.value.message("zh") or "：" in caught.value.message("zh")


def test_a_document_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_FILE_BYTES", 100)
    with pytest.raises(TooLarge, match=r"a\.txt"):
        load("a.txt", b"x" * 101)


WHOLE = {
    "a.docx": docx("".join(map(paragraph, PROSE))),
    "a.pdf": pdf(typeset(list(PROSE))),
    "a.html": f"<html><body>{''.join(f'<p>{text}</p>' for text in PROSE)}</body></html>".encode(),
    "a.txt": TEXT.encode("gb18030"),
}


@pytest.mark.parametrize("name", WHOLE)
@given(data=st.data())
def test_damaged_files_give_a_source_or_one_clear_error(name: str, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    try:
        source = load(name, bytes(whole[:cut]))
    except ReadingError as error:
        assert name in error.zh
        assert name in error.en
        return
    assert all(0 <= anchor.start < anchor.end <= len(source.text) for anchor in source.anchors)
    view = clean(source.text, source.furniture, source.joins)
    assert len(view.text) <= len(source.text)


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.html", "a.pdf", "a"])
@given(head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"<html>", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]), data=st.binary(max_size=300))
def test_any_bytes_under_any_name_give_a_source_or_one_clear_error(name: str, head: bytes, data: bytes) -> None:
    try:
        source = load(name, head + data)
    except ReadingError as error:
        assert name in error.zh
    else:
        assert source.text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "增长5%，" * 250_000,
        "字" * 1_000_000,
        "字 " * 500_000,
        "1 " * 500_000,
        "字\n" * 500_000,
        "字，\n" * 300_000,
        " \n" * 500_000 + "字",
        "\x00\u200b" * 500_000 + "字",
        "（" * 1_000_000,
        "1." * 500_000,
        "上接第" * 300_000 + "版",
        "，" * 500_000 + "。" + "\n字" * 300_000,
        "\ud800字" * 300_000,
        "發" * 1_000_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_a_million_characters_without_end_are_cleaned(text: str) -> None:
    from duixian.reading.furniture import page_furniture

    view = clean(text, page_furniture(text))
    assert 0 < len(view.text) <= len(text)
    assert view.source(len(view.text) - 1) < len(text)
