"""Makes the 2024 report of examples/reports again as a Word file, a web page, a PDF and a newspaper page.

Run it from anywhere: ``python examples/make_formats.py``. It needs the development extra (python-docx, reportlab) and
writes the same bytes every time, so that a test or a reader can compare. What each file has that a plain text has
not is told in examples/README.md.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import opencc
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).resolve().parent
NAME = "linhu-2024-report"
OUT = HERE / "formats"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
TABLE = (
    ("指标", "2023年完成", "2024年预期目标"),
    ("地区生产总值增速", "5.8%", "5.5%左右"),
    ("一般公共预算收入增速", "8.6%", "6%"),
    ("固定资产投资增速", "3.1%", "5%"),
    ("社会消费品零售总额增速", "7.9%", "6.5%"),
    ("城镇新增就业", "1.92万人", "1.8万人以上"),
    ("PM2.5年均浓度", "33微克/立方米", "32微克/立方米以内"),
)
FOOTNOTE = "“1”指数字经济，“4”指光电信息、智能装备、生物医药、新型储能，“N”指未来产业和现代服务业。"
BOX = "阅读提示：文中2023年数据为快报数，增长速度按可比口径计算，以统计年报为准。"
NO_LINE_START = set("，。；：、！？）》”’％%】")
NO_LINE_END = set("（《“‘【")


def paragraphs() -> list[str]:
    """Gives the paragraphs of the report's text, without their indents and without blank ones."""
    text = (HERE / "reports" / f"{NAME}.txt").read_text(encoding="utf-8")
    return [line.strip("　 ") for line in text.split("\n") if line.strip("　 ")]


def is_heading(paragraph: str) -> bool:
    """Says whether a paragraph is one of the report's own numbered headings."""
    return bool(re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|名词解释$", paragraph))


def same_every_time(archive: bytes) -> bytes:
    """Gives a zip archive again with fixed dates, so that two runs make equal files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2024, 1, 16, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry.filename))
    return out.getvalue()


def footnotes() -> bytes:
    """Gives the part that holds the report's one footnote (python-docx cannot make one)."""
    note = f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{FOOTNOTE}</w:t></w:r></w:p></w:footnote>'
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in enumerate(("separator", "continuationSeparator"))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {W}>{rules}{note}</w:footnotes>'.encode()
    )


def text_box(text: str) -> Any:
    """Gives a run with a text box as Word writes it: the drawing, and the same text again for older readers."""
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="4680000" cy="720000"/>'
        '<wp:docPr id="1" name="文本框 1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4680000" cy="720000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        '<mc:Fallback><w:pict><v:shape style="width:368pt;height:57pt">'
        f"<v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def make_docx() -> bytes:
    """Gives the report as a Word file with headings, a table after the goals, a footnote and a text box."""
    document = Document()
    document.styles["Normal"].font.name = "仿宋"
    document.styles["Normal"].font.size = Pt(16)
    noted = boxed = tabled = False
    for n, text in enumerate(paragraphs()):
        if n == 0:
            document.add_paragraph(text, style="Title")
            continue
        level = 1 if re.match(r"[一二三四五六七八九十]+、|名词解释", text) else 2
        paragraph = document.add_heading(level=level) if is_heading(text) else document.add_paragraph()
        head, mark, tail = text.partition("“1+4+N”产业体系") if not noted else (text, "", "")
        paragraph.add_run(head + mark)
        if mark:
            paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
            paragraph.add_run(tail)
            noted = True
        if not boxed and text.startswith("各位代表"):
            document.add_paragraph()._p.append(text_box(BOX))
            boxed = True
        if not tabled and "主要预期目标建议这样安排" in text:
            document.add_paragraph("主要指标对照表")
            table = document.add_table(rows=0, cols=3, style="Table Grid")
            for row in TABLE:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
            tabled = True
    part = Part(PackURI("/word/footnotes.xml"), NOTE_TYPE, footnotes(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    out = io.BytesIO()
    document.save(out)
    return same_every_time(out.getvalue())


def make_html() -> bytes:
    """Gives the report as a page of a government site: navigation, counters, related links and a footer around it."""
    rows = []
    for n, text in enumerate(paragraphs()):
        safe = html.escape(text, quote=False)
        if is_heading(text):
            rows.append(f'<p style="text-indent:2em"><strong><span style="font-family:黑体">{safe}</span></strong></p>')
        elif n < 3:
            rows.append(f'<p align="center">{safe}</p>')
        else:  # as pasted from a word processor: spans end and begin inside sentences and numbers
            safe = re.sub(r"(\d)(\.\d+%)", r'\1<span lang="EN-US">\2</span>', safe, count=2)
            rows.append(f'<p><span style="font-size:16pt">&emsp;&emsp;{safe}</span></p>')
    page = (HERE / "templates" / "site.html").read_text(encoding="utf-8")
    return page.replace("@@CONTENT@@", "\n".join(rows)).encode()


def lines(text: str, font: str, size: float, width: float) -> list[str]:
    """Gives ``text`` wrapped to ``width`` points, with no full stop at a line's start and no opening quote at its end."""
    out, line = [], ""
    for character in text:
        if pdfmetrics.stringWidth(line + character, font, size) > width and character not in NO_LINE_START:
            keep = line[-1] if line[-1] in NO_LINE_END else ""
            out.append(line[: len(line) - len(keep)])
            line = keep
        line += character
    return [*out, line]


def make_pdf() -> bytes:
    """Gives the report as a PDF with a running head and a page number on every page, its lines wrapped."""
    font = "STSong-Light"
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("2024年临湖区政府工作报告")
    left, top, bottom, width = 79.0, A4[1] - 105.0, 99.0, A4[0] - 158.0
    size, leading = 15.5, 27.0
    page, y = 0, 0.0
    for n, text in enumerate(paragraphs()):
        centred = n < 3
        shown = text if centred or is_heading(text) else f"　　{text}"
        for line in lines(shown, font, size, width):
            if y < bottom:
                if page:
                    canvas.showPage()
                page, y = page + 1, top
                canvas.setFont(font, 9)
                canvas.drawString(left, A4[1] - 60, "临湖区第六届人民代表大会第三次会议文件")
                canvas.drawRightString(A4[0] - left, A4[1] - 60, "政府工作报告")
                canvas.drawCentredString(A4[0] / 2, 50, f"— {page} —")
                canvas.setFont(font, size)
            if centred:
                canvas.drawCentredString(A4[0] / 2, y, line)
            else:
                canvas.drawString(left, y, line)
            y -= leading
    canvas.save()
    return out.getvalue()


def make_newspage() -> bytes:
    """Gives a copy of a newspaper page: a news story, then part of the report, damaged as such copies are.

    The report begins in the middle (上接第一版), one of its paragraphs stands twice, the parts jump from (三) to (六),
    one sentence is cut off, two paragraphs broke at a line's end, one is in traditional characters, one has
    full-width digits and one ASCII punctuation.
    """
    rows = paragraphs()
    at = {text[:3]: n for n, text in enumerate(rows) if re.match(r"（[一二三四五六七八九]）突出", text)}
    ends = [*sorted(at.values()), next(n for n, text in enumerate(rows) if text.startswith("四、"))]
    part = {key: rows[n : ends[ends.index(n) + 1]] for key, n in at.items()}

    def broken(text: str) -> list[str]:
        """Two lines, as where a column ended inside a sentence."""
        middle = len(text) // 2
        return [text[:middle], text[middle:]]

    full_width = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
    ascii_marks = str.maketrans("，；：（）", ",;:()")
    one, two, three, six = part["（一）"], part["（二）"], part["（三）"], part["（六）"]
    story = [
        "政府工作报告（摘要）",
        "临湖区人民政府区长　顾明棠",
        "（上接第一版）",
        "三、2024年重点工作",
        one[0], one[1], *broken(one[2]), one[3], one[2], one[4],
        two[0], two[1], opencc.OpenCC("s2t").convert(two[2]), two[3].translate(ascii_marks),
        three[0], three[1].translate(full_width), three[2], three[3][: three[3].index("拓展人工智能") + 9],
        *six,
        "（下转第四版）",
        "▲环湖绿道成为市民健身的好去处。　　　　　　　　本报记者 叶小川 摄",
        "公益广告：珍惜每一滴水　守护一湖清",
    ]  # fmt: skip
    frame = (HERE / "templates" / "newspage.txt").read_text(encoding="utf-8")
    head, news, _ = frame.split("@@ARTICLE@@\n")
    return (head + news + "\n\n".join(story) + "\n").encode()


def main() -> None:
    """Writes the four files beside the reports."""
    OUT.mkdir(exist_ok=True)
    makers = {
        f"{NAME}.docx": make_docx,
        f"{NAME}.html": make_html,
        f"{NAME}.pdf": make_pdf,
        "linhu-2024-newspage.txt": make_newspage,
    }
    for name, make in makers.items():
        (OUT / name).write_bytes(make())


if __name__ == "__main__":
    main()
