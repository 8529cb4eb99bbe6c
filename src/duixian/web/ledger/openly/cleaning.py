"""Copies of files for the public: pictures without what cameras and programs write into them, and what is to be looked at in each."""

from __future__ import annotations

import hashlib
import io
import struct
from typing import NamedTuple

import pypdfium2 as pdfium
from django.utils.translation import gettext as _

from duixian.web.archive.attachments import kind_of
from duixian.web.ledger.openly.checking import Flag, flag, flags_in
from duixian.web.ledger.refusals import Lacking

__all__ = ["SORTS", "Clean", "cleaned", "jpeg", "png"]

SORTS = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
"""Kinds of file that go out, and their media types; Word and Excel files keep what was deleted in them and stay inside."""
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"})
_ORIENTATION = 0x0112
_PAGES = 200
_LETTERS = 400_000


class Clean(NamedTuple):
    """A copy: its kind (a key of :data:`SORTS`), its bytes, and what a person must look at in it."""

    sort: str
    content: bytes
    flags: list[Flag]


def cleaned(content: bytes, name: str) -> Clean:
    """Gives the copy of a file that may go out.

    Raises:
        Lacking: it is of a kind that does not go out, or broken.
    """
    sort = kind_of(io.BytesIO(content))
    where = f"file {hashlib.sha256(content).hexdigest()[:8]}"
    try:
        match sort:
            case "jpg":
                return Clean(sort, jpeg(content), [flag("photo", where, name)])
            case "png":
                return Clean(sort, png(content), [flag("photo", where, name)])
            case "pdf":
                return Clean(sort, content, [flag("document", where, name), *_of_pdf(content, where)])
    except (ValueError, struct.error, pdfium.PdfiumError) as error:
        raise Lacking(_("The file “%(name)s” is damaged and cannot be published.") % {"name": name}, "papers") from error
    raise Lacking(_("“%(name)s” is neither a photo (JPEG, PNG) nor a PDF; only these are published.") % {"name": name}, "papers")


def jpeg(content: bytes) -> bytes:
    """Gives a JPEG without camera data, comments, previews and what follows its end. Which way up it is stays.

    Raises:
        ValueError: it is no whole JPEG.
    """
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    head, body = io.BytesIO(), io.BytesIO()
    at, turned = 2, 1
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if content[at : at + 1] != b"\xff" or at + 2 > len(content):
            raise ValueError("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xD9:
            body.write(b"\xff\xd9")
            break
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("a segment is cut off")
        if marker == 0xE1:
            turned = _orientation(content[at + 4 : end]) or turned
        if (marker in (0xE0, 0xEE) and content[at + 4 : at + 9] in (b"JFIF\0", b"Adobe")) or (marker == 0xE2 and content[at + 4 : at + 15] == b"ICC_PROFILE") or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            body.write(content[at:end])
        at = end
        if marker == 0xDA:
            begin = at
            while True:
                at = content.find(b"\xff", at)
                if at < 0 or at + 1 >= len(content):
                    raise ValueError("the picture has no end")
                if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
                    at += 2
                else:
                    break
            body.write(content[begin:at])
    head.write(b"\xff\xd8")
    if turned != 1:
        head.write(_turned(turned))
    return head.getvalue() + body.getvalue()


def png(content: bytes) -> bytes:
    """Gives a PNG with what is needed to draw it and nothing else.

    Raises:
        ValueError: it is no whole PNG.
    """
    out = io.BytesIO()
    out.write(content[:8])
    at = 8
    while True:
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise ValueError("a chunk is cut off")
        if kind in _PNG_KEPT:
            out.write(content[at:end])
        at = end
        if kind == b"IEND":
            return out.getvalue()


def _orientation(segment: bytes) -> int:
    """Which way up a picture is, by its camera data (1 to 8); 0 where nothing is said."""
    if segment[:6] != b"Exif\0\0" or segment[6:8] not in (b"II", b"MM"):
        return 0
    order, data = ("<" if segment[6:8] == b"II" else ">"), segment[6:]
    try:
        (start,) = struct.unpack(f"{order}I", data[4:8])
        (count,) = struct.unpack(f"{order}H", data[start : start + 2])
        for number in range(count):
            entry = data[start + 2 + 12 * number : start + 14 + 12 * number]
            if struct.unpack(f"{order}H", entry[:2])[0] == _ORIENTATION:
                value: int = struct.unpack(f"{order}H", entry[8:10])[0]
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _turned(value: int) -> bytes:
    """Camera data that says which way up a picture is and nothing else."""
    data = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def _of_pdf(content: bytes, where: str) -> list[Flag]:
    """What the check finds in the words of a PDF, and who it says wrote it."""
    document = pdfium.PdfDocument(content)
    try:
        said = document.get_metadata_dict()
        author = " ".join(said[name] for name in ("Author", "Subject", "Keywords") if said.get(name))
        words = []
        for number in range(min(len(document), _PAGES)):
            words.append(document[number].get_textpage().get_text_bounded())
    finally:
        document.close()
    found = flags_in({where: "\n".join(words)[:_LETTERS]})
    return [*([flag("author", where, author)] if author else []), *found]
