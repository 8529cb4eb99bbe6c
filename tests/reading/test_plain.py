"""Plain text: which encodings are read, what stays as it is, and what is refused."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import TEXT

from duixian.errors import EmptyInput, ReadingError, UnknownEncoding, UnknownFormat
from duixian.reading.plain import decode
from duixian.reading.source import load

TRADITIONAL = opencc.OpenCC("s2t").convert(TEXT)


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("utf-8", TEXT, "utf-8"),
        ("utf-8-sig", TEXT, "utf-8"),
        ("gb18030", TEXT, "gb18030"),
        ("gbk", TEXT, "gb18030"),
        ("gb18030", TRADITIONAL, "gb18030"),
        ("big5", TRADITIONAL, "big5hkscs"),
        ("utf-16", TEXT, "utf-16-le"),
        ("utf-16-le", TEXT, "utf-16-le"),
        ("utf-16-be", TEXT, "utf-16-be"),
        ("utf-32", TEXT, "utf-32-le"),
    ],
)
def test_encodings_are_told_apart(encoding: str, text: str, found: str) -> None:
    assert decode("a.txt", text.encode(encoding)) == (text, found)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be"])
@given(st.data())
def test_any_stretch_of_prose_is_read_in_its_encoding(encoding: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 12))
    stretch = TEXT[start : start + data.draw(st.integers(12, len(TEXT)))]
    assert decode("a.txt", stretch.encode(encoding))[0] == stretch


def test_line_ends_stay_and_the_mark_is_not_counted() -> None:
    text = "各位代表：\r\n\r\n　　现在报告工作。\r\n"
    source = load("a.txt", text.encode("utf-8-sig"))
    assert source.text == text
    assert source.text.index("现在") == 11


def test_a_few_damaged_bytes_are_kept_in_sight() -> None:
    text = TEXT * 20
    source = load("a.txt", text[:200].encode() + b"\xff" + text[200:].encode())
    assert source.text.count("\ufffd") == 1
    assert source.encoding == "utf-8"


def test_a_declared_encoding_holds_where_it_fits_and_not_where_it_does_not() -> None:
    short = "新區計畫"
    assert decode("a.html", short.encode("big5"), "big5")[0] == short
    assert decode("a.html", TEXT.encode(), "gb2312") == (TEXT, "utf-8")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "これは区の予算についての文章です。新しい年度の計画を説明します。" * 5),
        ("euc-jp", "これは区の予算についての文章です。新しい年度の計画を説明します。" * 5),
        ("euc-kr", "올해 구의 예산과 사업 계획에 대하여 설명드리겠습니다. 많은 관심을 부탁드립니다." * 5),
        ("koi8-r", "Бюджет района на новый год и план работ" * 5),
        ("latin-1", "Le budget de la ville a été adopté à une large majorité. " * 5),
    ],
)
def test_other_encodings_are_refused_and_not_read_as_chinese(encoding: str, text: str) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        decode("a.txt", text.encode(encoding))
    assert "a.txt" in caught.value.zh
    assert "UTF-8" in caught.value.zh


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x7fELF" + b"\x00\x01\x02" * 400, b"\x00" * 4000])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        load("a.txt", data)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n ", "　\n　\n".encode()])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyInput):
        load("a.txt", data)


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_one_clear_error(data: bytes) -> None:
    try:
        text, encoding = decode("a.txt", data)
    except ReadingError as error:
        assert "a.txt" in error.zh
        assert "a.txt" in error.en
    else:
        assert isinstance(text, str)
        assert encoding
