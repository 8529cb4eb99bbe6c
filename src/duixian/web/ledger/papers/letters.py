"""Laying out an official document by GB/T 9704-2012: A4, 22 lines of 28 characters, type by name with what to take in its stead.

The same document gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from duixian.publishing.packing import font_table, repacked
from duixian.web.ledger.papers.blocks import (
    Attachment,
    Block,
    Document,
    Form,
    Head,
    Heading,
    Masthead,
    PageBreak,
    Paragraph,
    Table,
)
from duixian.web.ledger.papers.form import chinese_number, day_in_words, form, wide
from duixian.web.ledger.papers.grids import add_form, add_table
from duixian.web.ledger.papers.setting import CHARACTER, add_run, field, line, printable, rule_below, shaped

__all__ = ["docx_of"]

_MADE = datetime.datetime(2000, 1, 1)
_CENTRE, _RIGHT, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_FONTS = ("black", "kai", "body", "body")
_HELD = 2
"""Headings down to this level stay with what follows; deeper ones are often whole tasks."""
_SIGNED_IN = 4
"""Characters that the date stays away from the right."""
_THICK, _THIN, _RULE_HEIGHT = 14.0, 9.0, 6.0
"""Points of the record's rules: a leader's thickness goes with its size."""
_RED_GAP = 4 / 25.4 * 72
"""Points from the number to the red rule."""


def docx_of(said: Document) -> bytes:
    """Gives a document as the bytes of a docx file."""
    document = docx.Document()
    section = document.sections[0]
    _page(section)
    _plain(document)
    _page_numbers(document, section)
    _head(document, said)
    _title(document, said)
    _body(document, said.body, form()["page"]["text_width"])
    _attachment_list(document, said.attachments)
    _signature(document, said)
    turned = False
    for number, one in enumerate(said.attachments, 1):
        if one.body:
            turned = _attachment(document, one, number if len(said.attachments) > 1 else 0, turned)
    _record(document, said)
    document.core_properties.title = printable(said.title.replace("\n", ""))
    document.core_properties.author = printable(said.signed_by)
    document.core_properties.created = document.core_properties.modified = _MADE
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), {"word/fontTable.xml": font_table()})


def _page(section: Any, *, landscape: bool = False) -> None:
    page = form()["page"]
    top, left = page["top"], page["binding"]
    bottom, right = page["height"] - top - page["text_height"], page["width"] - left - page["text_width"]
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(page["height"]), Mm(page["width"])
        # A turned page is bound at what is then its upper edge.
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(left), Mm(right), Mm(bottom), Mm(top)
        section.footer_distance = Mm(right - page["number_below"] - 5)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(top), Mm(bottom), Mm(left), Mm(right)
        section.footer_distance = Mm(bottom - page["number_below"] - 5)  # the number's own line is about 5 mm high
    section.header_distance = Mm(15)


def _plain(document: Any) -> None:
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = form()["fonts"]["latin"], Pt(form()["sizes"]["body"])
    style.element.rPr.rFonts.set(qn("w:eastAsia"), form()["fonts"]["body"])
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def _page_numbers(document: Any, section: Any) -> None:
    """Numbers stand on the outer side: right on odd pages, left on even ones, a character in."""
    document.settings.odd_and_even_pages_header_footer = True
    size = form()["sizes"]["page_number"]
    before, _between, after = form()["words"]["page"].partition("{number}")
    for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        shape = paragraph.paragraph_format
        shape.alignment = align
        shape.right_indent = shape.left_indent = Pt(size)
        add_run(paragraph, before, "song", size)
        field(paragraph, "PAGE", "song", size)
        add_run(paragraph, after, "song", size)


def _head(document: Any, said: Document) -> None:
    if said.head is None:
        return
    red, sizes = form()["colours"]["red"], form()["sizes"]
    size = min(sizes["head_largest"], form()["page"]["text_width"] / 25.4 * 72 / max(wide(said.head.name), 1) * 0.98)
    match said.head:
        case Head():
            paragraph = line(document, align=_CENTRE, height=size * 1.2)
            paragraph.paragraph_format.space_before = Mm(form()["page"]["head_below"])
            add_run(paragraph, said.head.name, "title", size, colour=red)
            line(document)
            line(document)
            last = line(document, said.number, align=_CENTRE)
        case Masthead(name=_, issue=issue, maker=maker, day=day):
            paragraph = line(document, align=_CENTRE, height=size * 1.2)
            add_run(paragraph, said.head.name, "title", size, colour=red)
            line(document, issue, align=_CENTRE)
            last = line(document)
            shape = last.paragraph_format
            shape.left_indent = shape.right_indent = Pt(CHARACTER)
            shape.tab_stops.add_tab_stop(Mm(form()["page"]["text_width"]) - Pt(CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
            add_run(last, f"{maker}\t{day_in_words(day)}")
    rule_below(last, 0.6, colour=red, away=_RED_GAP)
    line(document)
    line(document)


def _title(document: Any, said: Document) -> None:
    sizes = form()["sizes"]
    for part in said.title.split("\n"):
        line(document, part, "title", sizes["title"], align=_CENTRE, height=sizes["title_line"])
    if said.number and said.head is None:
        line(document, said.number, "kai", sizes["body"], align=_CENTRE)
    if said.under_title:
        line(document, said.under_title, "kai", sizes["body"], align=_CENTRE)
    line(document)
    if said.to:
        line(document, form()["words"]["to"].format(to=form()["words"]["between"].join(said.to)), align=_JUSTIFIED)


def _body(document: Any, blocks: Iterable[Block], width: float) -> None:
    counts = [0, 0, 0, 0]
    for one in blocks:
        match one:
            case Heading(text=text, level=level, numbered=numbered):
                paragraph = line(document, align=_JUSTIFIED)
                paragraph.paragraph_format.first_line_indent = Pt(2 * CHARACTER)
                paragraph.paragraph_format.keep_with_next = level <= _HELD
                add_run(paragraph, (_counted(counts, level) if numbered else "") + text, _FONTS[level - 1])
            case Paragraph(text=text, lead=lead, indent=indent, kai=kai):
                for number, part in enumerate(text.split("\n")):
                    paragraph = line(document, align=_JUSTIFIED)
                    if indent:
                        paragraph.paragraph_format.first_line_indent = Pt(2 * CHARACTER)
                    if lead and number == 0:
                        add_run(paragraph, lead, "body", bold=True)
                    add_run(paragraph, part, "kai" if kai else "body")
            case Table():
                add_table(document, one, width)
                _after_table(document)
            case Form():
                add_form(document, one, width)
                _after_table(document)
            case PageBreak():
                line(document).add_run().add_break(WD_BREAK.PAGE)


def _counted(counts: list[int], level: int) -> str:
    counts[level - 1] += 1
    for deeper in range(level, len(counts)):
        counts[deeper] = 0
    number = counts[level - 1]
    text: str = form()["words"]["headings"][level - 1]
    return text.format(number=number, chinese=chinese_number(number))


def _after_table(document: Any) -> None:
    """Two tables that touch become one, and a document may not end with one: a line of almost no height keeps them apart."""
    line(document, height=2)


def _attachment_list(document: Any, attachments: Sequence[Attachment]) -> None:
    if not attachments:
        return
    line(document)
    several = len(attachments) > 1
    words = form()["words"]["attachments"]
    indent = 5 + 1.0 * several
    for number, one in enumerate(attachments, 1):
        name = (f"{number}. " if several else "") + one.title.replace("\n", "")
        paragraph = line(document, words.format(name=name) if number == 1 else name)
        shape = paragraph.paragraph_format
        shape.left_indent = Pt(indent * CHARACTER)
        shape.first_line_indent = Pt(-(3 + 1.0 * several) * CHARACTER) if number == 1 else Pt(-1.0 * CHARACTER)


def _signature(document: Any, said: Document) -> None:
    """The signature stands in the middle over the date, whose end is four characters from the right; a signature longer than that moves both."""
    if said.date is None and not said.signed_by:
        return
    line(document)
    line(document)
    day = day_in_words(said.date) if said.date else ""
    over = (wide(said.signed_by) - wide(day)) / 2
    signed = max(_SIGNED_IN - over, 2.0)
    dated = signed + over if over > 0 and said.signed_by else float(_SIGNED_IN)
    for text, indent in ((said.signed_by, signed), (day, dated)):
        if text:
            shape = line(document, text, align=_RIGHT).paragraph_format
            shape.right_indent = Pt(indent * CHARACTER)
            shape.keep_together = True
            shape.keep_with_next = text is said.signed_by
    if said.note:
        line(document, form()["words"]["note"].format(note=said.note)).paragraph_format.first_line_indent = Pt(2 * CHARACTER)


def _attachment(document: Any, said: Attachment, number: int, turned: bool) -> bool:
    """Lays an attachment out on pages of its own; tells whether they are turned."""
    page, sizes = form()["page"], form()["sizes"]
    if said.landscape or turned:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _page(section, landscape=said.landscape)
        first = line(document)
    else:
        first = line(document)
        first.paragraph_format.page_break_before = True
    add_run(first, f"{form()['words']['attachment']}{number or ''}", "black")
    line(document)
    for part in said.title.split("\n"):
        line(document, part, "title", sizes["title"], align=_CENTRE, height=sizes["title_line"])
    line(document)
    margins = page["height"] - page["text_height"]
    _body(document, said.body, page["height"] - margins if said.landscape else page["text_width"])
    return said.landscape


def _record(document: Any, said: Document) -> None:
    """The record (版记) stands at the foot of the last page, between thick rules, with a thin one between its lines."""
    words, size = form()["words"], form()["sizes"]["record"]
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    rows: list[tuple[str, str]] = []
    if said.copies:
        rows.append((words["copies"].format(copies=words["between"].join(said.copies)) + words["stop"], ""))
    if said.issued_by:
        rows.append((said.issued_by, words["issued"].format(date=day_in_words(said.issued_on)) if said.issued_on else ""))
    for number, (left, right) in enumerate(rows):
        _rule(document, width, thick=number == 0)
        paragraph = document.add_paragraph()
        shape = shaped(paragraph, height=size * 1.6)
        shape.left_indent = shape.right_indent = Pt(size)
        if right:
            shape.tab_stops.add_tab_stop(width - Pt(size), WD_TAB_ALIGNMENT.RIGHT)
        else:  # further lines begin under the first name
            hang = wide(words["copies"].partition("{")[0]) * size
            shape.left_indent, shape.first_line_indent = Pt(size + hang), Pt(-hang)
        add_run(paragraph, f"{left}\t{right}" if right else left, "body", size)
        _at_the_foot(paragraph, width)
    if rows:
        _rule(document, width, thick=True)
        line(document, height=1)  # a frame hangs on the paragraph after it


def _rule(document: Any, width: Any, *, thick: bool) -> None:
    """A rule of the record. It is a tab's leader: borders of paragraphs that differ would break the frame in two, and in LibreOffice out of its place."""
    paragraph = document.add_paragraph()
    shaped(paragraph, height=_RULE_HEIGHT).tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    add_run(paragraph, "\t", "song", _THICK if thick else _THIN)
    _at_the_foot(paragraph, width)


def _at_the_foot(paragraph: Any, width: Any) -> None:
    frame = OxmlElement("w:framePr")
    for name, value in (("w", str(round(width / 635))), ("wrap", "around"), ("vAnchor", "margin"), ("hAnchor", "margin"), ("xAlign", "left"), ("yAlign", "bottom")):
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(frame, "w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
