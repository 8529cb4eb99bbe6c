"""The font that text is measured with while a figure is laid out: a Han character is as wide as high, a Latin one as in common Hei faces.

A renderer that measures text with a whole Chinese font opens its megabytes anew for each word: a millisecond a word, most of what a figure
costs. Readers see their own system's font in any case. This one is four kilobytes, draws nothing but boxes, and measures the same
on a server without any Chinese font. ``python -m duixian.publishing.charts.widths`` writes the file beside this module.
"""

from __future__ import annotations

import struct
from pathlib import Path

__all__ = ["FAMILY", "FOLDER", "font"]

FAMILY = "Duixian Widths"
FOLDER = Path(__file__).with_name("font")

_EM = 1000
_ASCENT, _DESCENT = 880, -120
_HALF = 555
"""Of letters with accents and of Greek and Cyrillic: near enough."""
_FULL = 0x2010
"""From the dashes and quotation marks on, Chinese fonts draw everything as wide as high."""
_ASCII = (
    224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, 555, 555, 555, 555, 555, 555, 555, 555, 555, 555, 278, 278, 555, 555, 555,
    474, 946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812, 723, 742, 633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338,
    555, 559, 606, 563, 618, 510, 620, 554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338, 270,
    338, 555,
)  # fmt: skip
"""Widths of the characters from space to tilde, in thousandths of the size, as Source Han Sans and Noto Sans CJK draw them."""


def font() -> bytes:
    """Gives the font as a TrueType file: one box for each width, and which characters have which."""
    widths = sorted({_HALF, _EM, *_ASCII})
    boxes = [_box(width) for width in widths]
    offsets = [sum(map(len, boxes[:k])) for k in range(len(boxes) + 1)]
    glyphs = len(widths)
    tables = {
        b"cmap": _cmap([(0x20 + k, 0x20 + k, widths.index(width)) for k, width in enumerate(_ASCII)] + [(0xA0, _FULL - 1, widths.index(_HALF)), (_FULL, 0x10FFFF, widths.index(_EM))]),
        b"glyf": b"".join(boxes),
        b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 0, 0, 0, 0, glyphs),
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
        b"loca": struct.pack(f">{len(offsets)}I", *offsets),
        b"maxp": struct.pack(">I14H", 0x10000, glyphs, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name({1: FAMILY, 2: "Regular", 4: FAMILY, 6: FAMILY.replace(" ", "")}),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _file(tables)


def _box(width: int) -> bytes:
    """A rectangle over the whole width: an empty glyph would count as no text at all."""
    head = struct.pack(">5h", 1, 0, 0, width, _ASCENT)
    return _padded(head + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1) + struct.pack(">8h", 0, width, 0, -width, 0, 0, _ASCENT, 0))


def _cmap(ranges: list[tuple[int, int, int]]) -> bytes:
    """Many characters to one glyph: format 13."""
    groups = b"".join(struct.pack(">III", *one) for one in ranges)
    return struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 13, 0, 16 + len(groups), 0, len(ranges)) + groups


def _name(names: dict[int, str]) -> bytes:
    records, texts = b"", b""
    for id, name in names.items():
        text = name.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, id, len(text), len(texts))
        texts += text
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + texts


def _padded(table: bytes) -> bytes:
    return table + b"\0" * (-len(table) % 4)


def _file(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0)
    at = len(head) + 16 * len(tables)
    body = b""
    for tag, table in sorted(tables.items()):
        padded = _padded(table)
        sum_ = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        head += struct.pack(">4sIII", tag, sum_, at + len(body), len(table))
        body += padded
    return head + body


if __name__ == "__main__":
    (FOLDER / "widths.ttf").write_bytes(font())
