"""Files that come with a reply: only kinds that are what their content says, without programs in them."""

from __future__ import annotations

import re
import zipfile
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

__all__ = ["KINDS", "MOST_BYTES", "Kind", "checked", "kind_of", "plain_name"]

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of a file at the most."""
_ENTRIES, _UNPACKED = 5000, 300 * 1024 * 1024
"""Entries of a Word or Excel file and bytes they unpack to at the most; nothing is unpacked here."""
_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""Characters that a file's name must not hold: those of paths, and those that turn the direction of writing to hide an ending."""


class Kind(NamedTuple):
    """A kind of file: its endings and its media type."""

    endings: tuple[str, ...]
    media_type: str


KINDS: dict[str, Kind] = {
    "pdf": Kind(("pdf",), "application/pdf"),
    "docx": Kind(("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": Kind(("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "png": Kind(("png",), "image/png"),
    "jpg": Kind(("jpg", "jpeg"), "image/jpeg"),
}
"""The kinds that are taken, by name."""


def checked(file: UploadedFile[Any]) -> str:
    """Gives the kind of a file that may be kept with a reply.

    Raises:
        ValidationError: the file is empty, too large, of another kind, or not what its name says; the message says what to do.
    """
    if not file.size:
        raise ValidationError(_("The file is empty."))
    if file.size > MOST_BYTES or getattr(file, "too_large", False):
        raise ValidationError(_("The file is larger than 10 MB; send a smaller one or give a link to it."))
    if file.file is None:
        raise ValidationError(_("The file did not arrive whole; send it again."))
    kind = kind_of(file.file)
    file.file.seek(0)
    if kind is None:
        raise ValidationError(_("Only PDF, Word (docx), Excel (xlsx), PNG and JPEG files without macros are taken."))
    ending = (file.name or "").rpartition(".")[2].lower()
    if ending not in KINDS[kind].endings:
        raise ValidationError(_("The file's content is %(kind)s but its name ends in another way; give it its right name.") % {"kind": kind.upper()})
    return kind


def kind_of(stream: IO[bytes]) -> str | None:
    """Gives the kind of a file by its content, or None; the stream may stand anywhere before and after."""
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - 2048))
    tail = stream.read()
    if head.startswith(b"%PDF-") and b"%%EOF" in tail:
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and b"IEND" in tail[-64:]:
        return "png"
    if head.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in tail:
        return "jpg"
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    return None


def plain_name(name: str) -> str:
    """Gives the name under which a file is offered again: one line, no path, its ending kept.

    >>> plain_name("C:/figures/../2024 table.xlsx")
    '2024 table.xlsx'
    """
    base = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" ._") or "file"
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= _NAME else f"{(stem or ending)[: _NAME - len(ending) - 1]}{dot}{ending}"[:_NAME]


def _office(stream: IO[bytes]) -> str | None:
    """The kind of a Word or Excel file by its table of contents; None where it is broken, packed beyond reason, or holds macros."""
    try:
        with zipfile.ZipFile(stream) as book:
            entries = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    names = {one.filename.lower() for one in entries}
    if len(entries) > _ENTRIES or sum(one.file_size for one in entries) > _UNPACKED:
        return None
    if "[content_types].xml" not in names or any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        return None
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else None
