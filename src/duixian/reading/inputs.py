"""Finds the documents in what a user names: files, folders, zip archives, tables of many documents, standard input.

Each document comes as its bytes and a name that says where it was found (``2025.zip/临湖区.docx``, ``corpus.csv#12``).
What cannot be read comes as an error in its place, and the rest goes on.
"""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from duixian.errors import EmptyInput, ReadingError, TooLarge, UnknownFormat, UsageError
from duixian.reading.archive import member_bytes, member_name, open_archive
from duixian.reading.formats import suffix, too_large
from duixian.reading.limits import MAX_EXPANSION, MAX_FILE_BYTES, MIN_ARCHIVE_BYTES
from duixian.reading.tabular import csv_rows, jsonl_rows

__all__ = ["Input", "count", "inputs", "is_one_report", "one"]

STANDARD_INPUT = "-"

_TABLES: dict[str, Callable[[str, BinaryIO, str], Iterator[tuple[int, str | ReadingError]]]] = {
    ".csv": csv_rows,
    ".tsv": csv_rows,
    ".jsonl": jsonl_rows,
    ".ndjson": jsonl_rows,
}
_DOCUMENTS = frozenset({".txt", ".text", ".docx", ".docm", ".html", ".htm", ".shtml", ".xhtml", ".pdf"})
# Read by nobody here, but a reader would miss them if a folder were read without a word about them.
_UNREAD = frozenset({".doc", ".wps", ".rtf", ".odt", ".ofd"})


# What this program itself writes beside the documents (linhu.facts.jsonl); read by name only.
_OWN = re.compile(r"\.(?:facts|commitments|findings|sections|terms|report)\.(?:jsonl|csv)\Z")


class Input(msgspec.Struct, frozen=True):
    """One document: its name and bytes, or the error that stands in its place."""

    name: str
    data: bytes = b""
    error: ReadingError | None = None


def inputs(paths: Iterable[str | Path], *, column: str = "") -> Iterator[Input]:
    """Gives every document in ``paths``, in their order; folders are walked in the order of names, plain text before the same name in another format.

    In folders and archives, files of formats that are not read are passed over, and so are the tables of records that
    this program writes; office documents (doc, wps, rtf, odt, ofd) come and are refused with what to do.

    Args:
        paths: files, folders, zip archives, csv, tsv or JSON lines; ``-`` is standard input.
        column: the column of text of tables; guessed by its name where empty.

    Raises:
        UsageError: a path names nothing. Raised at once, before any document is read.
    """
    named = [str(path) for path in paths]
    for path in named:
        if path != STANDARD_INPUT and not _exists(path):
            raise UsageError(f"找不到 {path}；请检查路径", f"{path} does not exist; check the path")
    return (item for path in named for item in _found(path, column))


def is_one_report(path: str | Path) -> bool:
    """Tells whether ``path`` names one document, and not a folder, an archive or a table of many."""
    if str(path) == STANDARD_INPUT:
        return True
    path = Path(path)
    return not path.is_dir() and suffix(path.name) not in {*_TABLES, ".zip"}


def count(paths: Iterable[str | Path]) -> int | None:
    """Gives how many documents ``paths`` name, opening none; None where an archive or a table hides how many it holds."""
    total = 0
    for path in map(str, paths):
        files = [path] if path == STANDARD_INPUT or not Path(path).is_dir() else list(_walk(path))
        if not all(is_one_report(file) for file in files):
            return None
        total += len(files)
    return total


def one(path: str | Path) -> Input:
    """Gives the one document that ``path`` names.

    Raises:
        UsageError: it names nothing, or more than one.
    """
    found = list(_first(inputs([path]), 2))
    if len(found) != 1:
        raise UsageError(f"{path} 不是一份文档；请指定其中一份", f"{path} is not one document; name one of those in it")
    return found[0]


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _first(items: Iterator[Input], count: int) -> Iterator[Input]:
    for _, item in zip(range(count), items, strict=False):
        yield item


def _found(path: str, column: str) -> Iterator[Input]:
    """Gives the documents of one path."""
    if path == STANDARD_INPUT:
        yield from _standard_input(column)
    elif Path(path).is_dir():
        for file in _walk(path):
            yield from _file(file, column)
    else:
        yield from _file(path, column)


def _walk(folder: str) -> Iterator[str]:
    """Gives the files under a folder that are, or might be taken for, documents; links to folders are not followed."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_aside(name))
        for name in sorted(files, key=_place):
            if _is_wanted(name):
                yield str(Path(here) / name)


def _place(name: str) -> tuple[str, bool, str]:
    """Orders files by name; of one report in several formats, plain text comes first."""
    end = suffix(name)
    return name[: len(name) - len(end)], end != ".txt", name


def _is_aside(name: str) -> bool:
    """Tells whether a file or folder is some program's own: hidden, a lock of Word, a shadow of a Mac's archive."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _is_wanted(name: str) -> bool:
    return not _is_aside(name) and suffix(name) in {*_DOCUMENTS, *_TABLES, *_UNREAD, ".zip"} and not _OWN.search(name)


def _file(path: str, column: str) -> Iterator[Input]:
    """Gives the documents of one file."""
    try:
        with Path(path).open("rb") as stream:
            end = suffix(path)
            if end in _TABLES:
                yield from _rows(path, stream, end, column)
            elif _is_archive(end, stream):
                yield from _members(path, stream, column)
            else:
                size = os.fstat(stream.fileno()).st_size
                if size > MAX_FILE_BYTES:
                    yield Input(path, error=too_large(path, size))
                else:
                    yield Input(path, stream.read(MAX_FILE_BYTES + 1))
    except OSError as cause:
        reason = cause.strerror or str(cause)
        yield Input(path, error=ReadingError(f"{path}：无法打开（{reason}）；请检查权限", f"{path}: cannot be opened ({reason}); check its permissions"))


def _is_archive(end: str, stream: BinaryIO) -> bool:
    """Tells whether a file is an archive of documents: a zip that is no Office document itself."""
    head = stream.read(4)
    stream.seek(0)
    if end == ".zip":
        return True
    if not head.startswith(b"PK\x03\x04") or end in _DOCUMENTS or end in _UNREAD:
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {member.filename for member in archive.filelist}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        stream.seek(0)
    return names.isdisjoint({"[Content_Types].xml", "OFD.xml", "mimetype"})


def _members(path: str, stream: BinaryIO, column: str) -> Iterator[Input]:
    """Gives the documents of an archive, member by member; archives inside it are refused."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not size:
        yield Input(path, error=EmptyInput(f"{path}：文件是空的；请检查是否下载完整", f"{path}: the file is empty; check that it was downloaded whole"))
        return
    left = max(size * MAX_EXPANSION, MIN_ARCHIVE_BYTES)
    try:
        with open_archive(path, stream) as archive:
            members = sorted(((member_name(member), member) for member in archive.filelist if not member.is_dir()), key=lambda pair: _place(pair[0]))
            for inner, member in members:
                if any(_is_aside(part) for part in inner.split("/")) or not _is_wanted(inner):
                    continue
                name = f"{path}/{inner}"
                if left <= 0:
                    yield Input(name, error=_bomb(path))
                    return
                try:
                    if suffix(inner) == ".zip":
                        raise UnknownFormat(f"{name}：压缩包里套着压缩包；请先解压", f"{name}: an archive inside an archive; unpack it first")
                    data = member_bytes(name, archive, member, MAX_FILE_BYTES)
                except ReadingError as error:
                    left -= member.compress_size * MAX_EXPANSION
                    yield Input(name, error=error)
                    continue
                left -= len(data)
                if suffix(inner) in _TABLES:
                    yield from _rows(name, io.BytesIO(data), suffix(inner), column)
                else:
                    yield Input(name, data)
    except ReadingError as error:
        yield Input(path, error=error)


def _rows(name: str, stream: BinaryIO, end: str, column: str) -> Iterator[Input]:
    """Gives the documents of a table, one a row."""
    number = 0
    try:
        for number, text in _TABLES[end](name, stream, column):
            if isinstance(text, ReadingError):
                yield Input(f"{name}#{number}", error=text)
            else:
                # Halves of surrogate pairs, which JSON can hold and no file can, become U+FFFD.
                yield Input(f"{name}#{number}", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode())
    except ReadingError as error:
        yield Input(name if not number else f"{name}#{number + 1}", error=error)
        return
    if not number:
        yield Input(name, error=EmptyInput(f"{name}：表格里没有一行正文；请检查文件", f"{name}: there is no row in the table; check the file"))


def _standard_input(column: str) -> Iterator[Input]:
    """Gives the documents that come on standard input: one document, JSON lines, or an archive."""
    name = "stdin"
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        yield Input(name, error=too_large(name, len(data)))
        return
    stream = io.BytesIO(data)
    if _is_archive("", stream):
        yield from _members(name, stream, column)
    elif data[:1] == b"{" and _is_object(data.split(b"\n", 1)[0]):
        yield from _rows(name, stream, ".jsonl", column)
    else:
        yield Input(name, data)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return False


def _bomb(path: str) -> TooLarge:
    return TooLarge(
        f"{path}：解压后总量膨胀超过 {MAX_EXPANSION} 倍，疑似压缩炸弹，其余未读；请核对来源",
        f"{path}: all in all it grows more than {MAX_EXPANSION} times when unpacked, as a zip bomb does; the rest is not read",
    )
