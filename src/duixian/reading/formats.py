"""Finds the format of a file by its content; the name only decides where the content leaves it open."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from duixian.errors import DamagedInput, EmptyInput, EncryptedInput, TooLarge, UnknownFormat
from duixian.reading.content import Text
from duixian.reading.limits import MAX_FILE_BYTES

__all__ = ["reader", "suffix", "too_large"]

Reader = Callable[[str, bytes], Text]

_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--.{0,2000}?-->\s{0,100}){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_TABLE_NAMES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
_HTML_NAMES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".jhtml"})
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

# What a file begins with, its name in Chinese and English, and what its owner can do.
_SIGNATURES: tuple[tuple[bytes, str, str, str, str], ...] = (
    (b"\x89PNG", "图片", "a picture", "请先做文字识别（OCR），再提供 txt 或 docx", "run text recognition (OCR) on it and give txt or docx"),
    (b"\xff\xd8\xff", "图片", "a picture", "请先做文字识别（OCR），再提供 txt 或 docx", "run text recognition (OCR) on it and give txt or docx"),
    (b"GIF8", "图片", "a picture", "请先做文字识别（OCR），再提供 txt 或 docx", "run text recognition (OCR) on it and give txt or docx"),
    (b"Rar!", "RAR 压缩包", "a RAR archive", "请先解压，或改用 zip", "unpack it first, or use zip"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive", "请先解压，或改用 zip", "unpack it first, or use zip"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip file", "请先解压", "unpack it first"),
    (b"{\\rtf", "RTF 文件", "an RTF file", "请另存为 docx", "save it as docx"),
)


def suffix(name: str) -> str:
    """Gives the last suffix of a file name in small letters, ``""`` where there is none.

    >>> suffix("报告/2025.DOCX"), suffix("报告")
    ('.docx', '')
    """
    return PurePath(name).suffix.lower()


def reader(name: str, data: bytes) -> tuple[str, Reader]:
    """Gives the format of ``data`` (txt, docx, html or pdf) and the function that reads it.

    Raises:
        EmptyInput: there are no bytes.
        TooLarge: more bytes than :data:`~duixian.reading.limits.MAX_FILE_BYTES`.
        EncryptedInput: an Office file behind a password.
        DamagedInput: the content is not what the name says.
        UnknownFormat: none of the formats that are read.
    """
    if not data:
        raise EmptyInput(f"{name}：文件是空的；请检查是否下载完整", f"{name}: the file is empty; check that it was downloaded whole")
    if len(data) > MAX_FILE_BYTES:
        raise too_large(name, len(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _compound(name, data)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _archive(name, data)
    if b"%PDF-" in data[:1024]:
        from duixian.reading.portable import read_pdf

        return "pdf", read_pdf
    for signature, zh, en, do_zh, do_en in _SIGNATURES:
        if data.startswith(signature):
            raise UnknownFormat(f"{name}：这是{zh}，不能直接读取；{do_zh}", f"{name}: this is {en} and cannot be read; {do_en}")
    end = suffix(name)
    if end in {".docx", ".pdf"}:
        raise DamagedInput(
            f"{name}：内容不是{end[1:].upper()}，文件已损坏或扩展名有误；请重新下载或用正确的扩展名",
            f"{name}: the content is not {end[1:]}; the file is damaged or misnamed: download it again or name it by what it is",
        )
    if end in _TABLE_NAMES:
        raise UnknownFormat(
            f"{name}：这是含多份文档的表格，不是一份文档；请用命令 duixian read 读取，或用 duixian.reading.inputs.inputs",
            f"{name}: this is a table of many documents and not one; use the command duixian read, or duixian.reading.inputs.inputs",
        )
    if _HTML.match(data[:8192]) or end in _HTML_NAMES:
        from duixian.reading.web import read_html

        return "html", read_html
    from duixian.reading.plain import read_txt

    return "txt", read_txt


def too_large(name: str, size: int) -> TooLarge:
    """Gives the error for a file of ``size`` bytes that is over the limit."""
    limit = MAX_FILE_BYTES // (1024 * 1024)
    return TooLarge(
        f"{name}：文件有 {size / 1048576:.0f} MB，超过 {limit} MB 的上限；请拆分后再读",
        f"{name}: the file has {size / 1048576:.0f} MB, over the limit of {limit} MB; split it first",
    )


def _compound(name: str, data: bytes) -> EncryptedInput | UnknownFormat:
    """Gives the error for an OLE container: an encrypted docx, or an Office file of before 2007."""
    if _ENCRYPTED_PACKAGE in data:
        return EncryptedInput(f"{name}：文件有密码保护；请在 Word 中去掉密码后另存", f"{name}: the file has a password; save it without one")
    return UnknownFormat(
        f"{name}：这是旧版 Office 文件（doc、xls、wps 等），不能直接读取；请用 Word 或 WPS 另存为 docx",
        f"{name}: this is an Office file of before 2007 (doc, xls, wps); save it as docx with Word, WPS or LibreOffice",
    )


def _archive(name: str, data: bytes) -> tuple[str, Reader]:
    """Gives the reader of a zip container, which is docx or nothing that is one document."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as cause:
        raise DamagedInput(
            f"{name}：压缩结构已损坏，可能没有下载完整；请重新下载",
            f"{name}: the zip structure is broken, perhaps the download was cut off; download it again",
        ) from cause
    if "word/document.xml" in members or suffix(name) == ".docx":
        from duixian.reading.word import read_docx

        return "docx", read_docx
    kinds = (
        ("xl/workbook.xml", "Excel 工作簿", "an Excel workbook", "请另存为 csv", "save it as csv"),
        ("ppt/presentation.xml", "PowerPoint 演示文稿", "a PowerPoint file", "请另存为 docx 或 txt", "save it as docx or txt"),
        ("OFD.xml", "OFD 版式文件", "an OFD file", "请转换为 PDF", "convert it to PDF"),
        ("content.xml", "OpenDocument 文件", "an OpenDocument file", "请另存为 docx", "save it as docx"),
    )
    for member, zh, en, do_zh, do_en in kinds:
        if member in members:
            raise UnknownFormat(f"{name}：这是{zh}，不能直接读取；{do_zh}", f"{name}: this is {en} and cannot be read; {do_en}")
    raise UnknownFormat(
        f"{name}：压缩包里可能有多份文件，不是一份文档；请用命令 duixian read 读取压缩包，或先解压",
        f"{name}: an archive may hold many files and is not one document; use the command duixian read, or unpack it first",
    )
