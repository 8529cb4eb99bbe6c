"""《政府工作报告》量化指标任务落实情况 as a Word document: the table in which a government says what came of its goals.

A4 with the margins, type and page numbers of official documents (GB/T 9704); a table for each place and year, with the number of the
goal, the goal, its result with the sentence behind it, and its state. Fonts are named as official documents have
them, with the fonts to take where they are not installed. The same archive gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from duixian.following.archive import Archive
from duixian.language.indicators import indicator
from duixian.model import Outcome
from duixian.publishing.chapters import Chapter, chapters, share
from duixian.publishing.packing import font_table, repacked
from duixian.publishing.phrases import number
from duixian.publishing.sources import Passage, Sources
from duixian.publishing.verdict_words import LOOKS, actual_in_words, goal_in_words, note, verdict_word

__all__ = ["official_table"]

_TITLE, _HEAD, _BODY, _ASIDE = "方正小标宋简体", "黑体", "仿宋_GB2312", "楷体_GB2312"
_LATIN = "Times New Roman"
_MADE = datetime.datetime(2000, 1, 1)
_WIDTHS = (14, 52, 64, 26)  # millimetres of the four columns: the 156 of an official page
_QUOTE = 48  # characters of a sentence that stand in the table; the rest is where its position says
_GREY = RGBColor(0x59, 0x59, 0x59)


def official_table(archive: Archive, replies: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Gives the document of an archive, one table for each place and year, as the bytes of a docx file.

    Args:
        archive: What following found.
        replies: By the id of an outcome, what those whom the verdict concerns replied: a line each, to stand beside it.
    """
    document = docx.Document()
    _page(document)
    sources = Sources(archive.reports)
    parts = chapters(archive)
    for place, chapter in enumerate(parts):
        _chapter(document, chapter, sources, replies or {}, first=place == 0)
    if not parts:
        _line(document, "《政府工作报告》量化指标任务落实情况", _TITLE, 22, centred=True)
        _line(document, "给出的报告里没有当年的量化目标。", _BODY, 16)
    _legend(document, archive)
    document.core_properties.title = "《政府工作报告》量化指标任务落实情况"
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = _MADE
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), {"word/fontTable.xml": font_table()})


def _page(document: Document) -> None:
    """A4 with the margins of GB/T 9704 and page numbers as — 1 —."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", "宋体", 14)
    run = _run(footer, "", "宋体", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _run(footer, " —", "宋体", 14)


def _chapter(document: Document, chapter: Chapter, sources: Sources, replies: Mapping[str, Sequence[str]], *, first: bool) -> None:
    said = chapter.standing
    title = document.add_paragraph() if first else _on_new_page(document)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(33)
    _run(title, f"{said.place}{said.year}年《政府工作报告》", _TITLE, 22).add_break()
    _run(title, "量化指标任务落实情况", _TITLE, 22)
    goals = dict.fromkeys(sources.short(one.goal_report) for one in chapter.outcomes)
    results = dict.fromkeys(sources.short(name) for one in chapter.outcomes for name in one.searched)
    under = f"（目标据 {'、'.join(goals)}；" + (f"结果据 {'、'.join(results)}）" if results else "无后续报告）")
    _line(document, under, _ASIDE, 12, centred=True, after=10)
    _line(document, _summary(chapter), _BODY, 16, indent=True, after=8)
    main = [one for one in chapter.outcomes if one.main]
    others = [one for one in chapter.outcomes if not one.main]
    _table(document, (("主要预期目标", main), ("其他量化任务", others)), sources, replies)


def _summary(chapter: Chapter) -> str:
    said = chapter.standing
    counts = "，".join(
        f"{verdict_word(verdict, 'higher', 'zh')}{count}项" for verdict in LOOKS if (count := getattr(said, verdict))
    )
    kept = f"有可比结果的{said.decided}项中，兑现{said.exceeded + said.met}项，兑现率{share(said.kept_share)}。" if said.decided else ""
    return f"{said.year}年量化指标任务共{said.goals}项：{counts}。{kept}"


def _table(document: Document, parts: Iterable[tuple[str, Sequence[Outcome]]], sources: Sources, replies: Mapping[str, Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _pad(table)
    for place, width in enumerate(_WIDTHS):
        table.columns[place].width = Mm(width)
    head = table.rows[0]
    for cell, text, width in zip(head.cells, ("序号", "量化指标任务", "落实情况", "完成情况"), _WIDTHS, strict=True):
        cell.width = Mm(width)
        _write(cell, text, _HEAD, 12, centred=True)
        _shade(cell, "#DDE7F3")
    _mark_row(head._tr, "w:tblHeader")
    _mark_row(head._tr, "w:cantSplit")
    count = 0
    for k, (caption, outcomes) in enumerate((part for part in parts if part[1]), 1):
        row = table.add_row()
        whole = row.cells[0].merge(row.cells[3])
        _write(whole, f"{'一二'[k - 1]}、{caption}（{len(outcomes)}项）", _HEAD, 12)
        _mark_row(row._tr, "w:cantSplit")
        whole.paragraphs[0].paragraph_format.keep_with_next = True
        for one in outcomes:
            count += 1
            _row(table.add_row(), count, one, sources, replies.get(one.id, ()))


def _row(row: Any, count: int, one: Outcome, sources: Sources, replies: Sequence[str]) -> None:
    for cell, width in zip(row.cells, _WIDTHS, strict=True):
        cell.width = Mm(width)
    number_cell, goal, result, state = row.cells
    _mark_row(row._tr, "w:cantSplit")
    _write(number_cell, str(count), _BODY, 12, centred=True)
    _write(goal, f"{one.indicator}{goal_in_words(one)}", _BODY, 12)
    if lead := _lead(one):
        _add(goal, f"牵头单位（建议）：{lead}", _ASIDE, 9)
    _source(goal, sources.goal(one), one.goal_start, one.goal_end)
    found = sources.result(one)
    actual = actual_in_words(one)
    beside = note(one, "zh")
    named = "" if one.actual_indicator in ("", one.indicator) else one.actual_indicator
    said = f"{named}{actual}" + (f"，{beside}" if actual and beside else beside)
    _write(result, f"{said or one.reason}。".replace("。。", "。"), _BODY, 12)
    if found:
        start, end = (one.actual_start, one.actual_end) if one.actual_report else (one.other_start, one.other_end)
        _source(result, found, start, end)
    for reply in replies:
        _add(result, f"答复：{reply}", _BODY, 10.5)
    look = LOOKS[one.verdict]
    _write(state, f"{look.sign} {verdict_word(one.verdict, one.better, 'zh')}", _BODY, 12, centred=True)
    _shade(state, look.ground)


def _lead(one: Outcome) -> str:
    known = indicator(one.indicator_id) if one.indicator_id else None
    return known.office if known else ""


def _source(cell: _Cell, passage: Passage, start: int, end: int) -> None:
    """The sentence behind a number and where it stands, in small type; a long one is cut down to the clauses around the number."""
    quote = "".join(passage.around(start, end, _QUOTE))
    _add(cell, f"“{quote}”（{passage.report}，第{passage.start}—{passage.end}字）", _ASIDE, 9)


def _legend(document: Document, archive: Archive) -> None:
    rules = archive.rules
    said = {name: number(round(getattr(rules, name) * 100, 2)) for name in ("exceeded", "nearly", "tolerance")}
    _line(document, "说明", _HEAD, 12, before=10)
    for text in (
        f"超额完成（越低越好的指标为优于目标）：比目标好{said['exceeded']}%以上。接近完成（接近目标）：差距在目标的{said['nearly']}%以内，不计入兑现率。"
        f"目标写“左右”的，差距在{said['tolerance']}%以内算完成，并注明不计容差时的评定。口径不同：后续报告只有另一种度量、范围或时期的数字。"
        "未再提及：后续报告没有提到。",
        f"兑现率＝（超额完成＋完成）÷有可比结果的目标。评定规则版本 {rules.version}。第几字从 0 数起，含起不含止。牵头单位按指标目录建议，以分工文件为准。",
    ):
        _line(document, text, _BODY, 10.5)
    for left in archive.left_out:
        _line(document, left.message, _BODY, 10.5)


def _on_new_page(document: Document) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    return paragraph


def _line(
    document: Document, text: str, font: str, size: float, *, centred: bool = False, indent: bool = False, before: float = 0, after: float = 0
) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        form.first_line_indent = Pt(size * 2)
    if size >= 16:
        form.line_spacing = Pt(28)
    _run(paragraph, text, font, size)


def _write(cell: _Cell, text: str, font: str, size: float, *, centred: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, font, size)


def _add(cell: _Cell, text: str, font: str, size: float) -> None:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, font, size).font.color.rgb = _GREY


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> Any:
    run: Any = paragraph.add_run(_printable(text))
    run.font.name, run.font.size = _LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _printable(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")


def _pad(table: Table) -> None:
    """A little room above and below the text of every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "57")  # twentieths of a point: 1 mm
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)  # the order that the format prescribes


def _shade(cell: _Cell, ground: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), ground.lstrip("#"))
    cell._tc.get_or_add_tcPr().append(shade)


def _mark_row(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))
