"""The package around a Word document: fonts with what to take in their stead, and the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

__all__ = ["FONTS", "font_table", "repacked"]

FONTS = {
    "方正小标宋简体": "方正小标宋_GBK;FZXiaoBiaoSong-B05S;小标宋;华文中宋;宋体;SimSun;Noto Serif CJK SC",
    "黑体": "SimHei;Noto Sans CJK SC",
    "仿宋_GB2312": "仿宋;FangSong;FangSong_GB2312;华文仿宋;Noto Serif CJK SC",
    "楷体_GB2312": "楷体;KaiTi;KaiTi_GB2312;华文楷体;Noto Serif CJK SC",
    "宋体": "SimSun;Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif",
}
"""The fonts of official documents, each with those to take where it is not installed, the likest first."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WHEN = (2000, 1, 1, 0, 0, 0)


def font_table() -> bytes:
    """Gives the part of a docx file that names its fonts and their substitutes."""
    table = etree.Element(f"{{{_W}}}fonts", nsmap={"w": _W})
    for name, others in FONTS.items():
        font = etree.SubElement(table, f"{{{_W}}}font", {f"{{{_W}}}name": name})
        etree.SubElement(font, f"{{{_W}}}altName", {f"{{{_W}}}val": others})
        charset = "00" if name.isascii() else "86"
        etree.SubElement(font, f"{{{_W}}}charset", {f"{{{_W}}}val": charset})
        etree.SubElement(font, f"{{{_W}}}family", {f"{{{_W}}}val": "roman" if name.isascii() else "auto"})
    return bytes(etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True))


def repacked(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Gives a zip package with some of its parts replaced and every part's time fixed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, parts.get(name) or old.read(name))
    return stream.getvalue()
