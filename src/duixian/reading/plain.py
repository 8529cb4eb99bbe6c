"""Plain text: finds the encoding and gives the decoded file, line ends as they are, the byte order mark left out."""

from __future__ import annotations

import codecs
import re
from functools import cache

from duixian.errors import EmptyInput, UnknownEncoding, UnknownFormat
from duixian.language.lexicon import lexicon
from duixian.reading.content import Text

__all__ = ["decode", "read_txt"]

_SAMPLE = 65_536
"""Bytes looked at to choose an encoding: 20,000 characters, more than a page needs and as much as a report has."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")

_DECLARED = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cp950": "cp950", "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
"""Encodings that pages name, each with the one that reads all of it."""

_ENOUGH = 0.5
"""Share of the characters that must be common ones. Chinese prose in its own encoding has 0.9 and more, read in
another at most 0.4."""

_FREQUENT = 0.1
"""Share that the most frequent characters must have in a longer text. In Chinese prose they have more than half, in
Korean or Japanese bytes read as Chinese a twentieth."""

_LONG_ENOUGH = 60
"""Characters outside ASCII from which on that share means something."""

_FEW_ERRORS = 0.002
"""Share of undecodable places that a damaged file may have and still be read: two in a thousand characters."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read_txt(name: str, data: bytes) -> Text:
    """Gives the text of a txt file with its furniture.

    Raises:
        EmptyInput: nothing but blanks.
        UnknownFormat: binary.
        UnknownEncoding: no encoding known here fits.
    """
    from duixian.reading.furniture import page_furniture

    text, encoding = decode(name, data)
    if not text.strip():
        raise EmptyInput(f"{name}：文件里没有文字；请检查是否选对了文件", f"{name}: there is no text in the file; check that it is the right one")
    return Text(text=text, furniture=page_furniture(text), encoding=encoding)


def decode(name: str, data: bytes, declared: str = "") -> tuple[str, str]:
    """Gives the decoded text and the encoding it was read in.

    A byte order mark decides; then whether it is UTF-8; then ``declared`` (what a page says of itself) where it
    fits; then the encoding among GB18030, Big5 and UTF-16 in which most characters are common ones. A few undecodable places are
    kept as U+FFFD, each one character, so that they can be seen.

    >>> decode("a.txt", "工作报告".encode("utf-8-sig"))
    ('工作报告', 'utf-8')

    Raises:
        UnknownFormat: binary.
        UnknownEncoding: no encoding known here fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" not in text:
            return text, "utf-8"
    encoding = _DECLARED.get(declared.lower(), "")
    if encoding:
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") <= len(text) * _FEW_ERRORS and "\x00" not in text and _commonness(text[:_SAMPLE]) >= _ENOUGH:
            return text, encoding
    return _guess(name, data)


def _guess(name: str, data: bytes) -> tuple[str, str]:
    """Gives text and encoding by trying each that is known and counting common characters."""
    sample = data[:_SAMPLE]
    wide = b"\x00" in sample
    best, found = 0.0, ""
    utf8 = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    if not wide and utf8.count("\ufffd") <= len(utf8) * _FEW_ERRORS:
        best, found = 1.0, "utf-8"
    for encoding in _GUESSES if not found else ():
        if wide != encoding.startswith("utf-16") and wide:
            continue
        text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
        if text.count("\ufffd") > len(text) * _FEW_ERRORS + 1:
            continue
        score = _commonness(text)
        if score > best:
            best, found = score, encoding
    if found and best >= _ENOUGH:
        text = data.decode(found, "replace")
        if text.count("\ufffd") <= len(text) * _FEW_ERRORS + 1 and "\x00" not in text:
            return text, found
    if wide or len(_CONTROL.findall(sample)) > len(sample) * 0.01:
        raise UnknownFormat(
            f"{name}：这是二进制文件，不是能读取的格式；请提供 txt、docx、html、PDF、csv 或 jsonl",
            f"{name}: this is a binary file of no format that is read; give txt, docx, html, PDF, csv or jsonl",
        )
    raise UnknownEncoding(
        f"{name}：无法判断文字编码；请另存为 UTF-8 后再读",
        f"{name}: the text is in no encoding known here; save it as UTF-8",
    )


@cache
def _common() -> re.Pattern[str]:
    """Gives the pattern of common characters: the frequent levels of GB 2312 and Big5, and Chinese punctuation."""
    simplified = _decoded("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    traditional = _decoded("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return re.compile(f"[{simplified}{traditional}，。、；：？！“”‘’（）《》「」『』【】—…·％\u3000０-９]")


@cache
def _frequent() -> re.Pattern[str]:
    return re.compile(f"[{lexicon('characters')['frequent']['characters']}]")


def _decoded(encoding: str, leads: range, trails: range | tuple[int, ...]) -> str:
    return bytes(byte for lead in leads for trail in trails for byte in (lead, trail)).decode(encoding, "ignore")


def _commonness(text: str) -> float:
    """Gives the share of common characters among those outside ASCII; controls count against."""
    foreign = sum(map(len, re.findall(r"[^\x09\x0a\x0d\x20-\x7e]+", text)))
    if not foreign:
        return 0.0
    if foreign >= _LONG_ENOUGH and len(_frequent().findall(text)) < foreign * _FREQUENT:
        return 0.0
    return len(_common().findall(text)) / foreign
