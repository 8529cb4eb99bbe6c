"""Files made for the tests of reading: Word documents, PDFs, archives, with prose about an invented district."""

from __future__ import annotations

import io
import re
import zipfile

PROSE = (
    "各位代表：",
    "下面，我受区政府委托作工作报告，请大家审议，也请列席的同志多提意见。",
    "一、过去一年工作回顾",
    "过去一年，全区上下齐心协力，经济运行稳中向好，较好完成了全年目标任务。全区生产总值比上年增长5.3%，财政收入增长4.2%。",
    "（一）产业升级迈出新步伐。新引进重点项目32个，新增规上企业18家。",
    "二、今年主要任务",
    "今年发展的主要预期目标是：全区生产总值增长5%左右，新增就业1.2万人以上。",
    "办好20件民生实事，新建口袋公园6个，改造老旧小区14个。",
)
TEXT = "\n".join(PROSE) + "\n"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def archive(members: dict[str, bytes | str]) -> bytes:
    """Gives a zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return held.getvalue()


def part(kind: str, inside: str) -> str:
    """Gives one part of a docx: its root element around what is inside."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:{kind} xmlns:w="{_W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">'
        f"{inside}</w:{kind}>"
    )


def paragraph(text: str, properties: str = "") -> str:
    """Gives a paragraph of a docx."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """Gives a docx; ``parts`` are further parts by name (``footnotes``, ``numbering``, ``header1``)."""
    members: dict[str, bytes | str] = {"[Content_Types].xml": _TYPES.format(main=main), main: part("document", f"<w:body>{body}</w:body>")}
    return archive(members | {f"word/{name}.xml": content for name, content in parts.items()})


def pdf(pages: list[list[tuple[float, float, float, str]]], *, password: bool = False) -> bytes:
    """Gives a PDF of lines at (x, y from below, size, text), with a Chinese font that readers know by name."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 /W [1 95 500 814 939 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    kids = []
    for lines in pages:
        content = "".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, size, text in lines).encode()
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        objects.append(page.encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    trailer = "/Root 1 0 R"
    if password:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00><00>]"
    out = b"%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def typeset(paragraphs: list[str], *, head: str = "澄江市临湖区文件", columns: int = 28, size: int = 16) -> list[list[tuple[float, float, float, str]]]:
    """Gives pages as an office sets them: paragraphs set in by two characters, a running head, page numbers."""
    pages: list[list[tuple[float, float, float, str]]] = [[]]
    y = 760
    for text in paragraphs:
        lines, line, width = [], "", 4
        for token in re.findall(r"[0-9A-Za-z.%]+|.", text):
            wide = sum(1 if char.isascii() else 2 for char in token)
            if width + wide > 2 * columns and token not in "，。、；：":
                lines.append(line)
                line, width = "", 0
            line, width = line + token, width + wide
        lines.append(line)
        for number, piece in enumerate(lines):
            if y < 90:
                pages.append([])
                y = 760
            pages[-1].append((72 + (0 if number else 2 * size), y, size, piece))
            y -= 26
    for number, page in enumerate(pages, 1):
        page.insert(0, (72, 805, 9, head))
        page.append((285, 40, 9, f"— {number} —"))
    return pages
