"""Setting type: runs in the fonts of official documents, paragraphs of exact lines, fields, rules."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

from duixian.web.ledger.papers.form import form

__all__ = ["CHARACTER", "LINE", "add_run", "field", "line", "printable", "rule_below", "shaped"]

_PAGE = form()["page"]
LINE = Twips(int(_PAGE["text_height"] / _PAGE["lines"] / 25.4 * 1440))
"""The height of a line: so many fill the page."""
CHARACTER = _PAGE["text_width"] / _PAGE["characters"] / 25.4 * 72
"""The width of a character of the body in points: so many fill a line."""


def printable(text: str) -> str:
    """Gives a text without the control characters that XML cannot hold."""
    return "".join(char for char in text if (char >= " " or char in "\n\t") and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")


def add_run(paragraph: Paragraph, text: str, font: str = "body", size: float | None = None, *, bold: bool = False, colour: str = "") -> Any:
    """Adds a text to a paragraph in one of the form's fonts; ``size`` is that of the body unless given. Line breaks stay."""
    run: Any = paragraph.add_run(printable(text))
    sizes, fonts = form()["sizes"], form()["fonts"]
    run.font.name, run.font.size, run.font.bold = fonts["latin"], Pt(size or sizes["body"]), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), fonts[font])
    run._r.rPr.rFonts.set(qn("w:hint"), "eastAsia")
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if size is None:
        _close_up(run)
    return run


def _close_up(run: Any) -> None:
    """The body's characters stand a little closer than their size, so that the right number fills a line."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(int((CHARACTER - form()["sizes"]["body"]) * 20) - 1))
    properties = run._r.get_or_add_rPr()
    before = next((one for one in properties if one.tag in (qn("w:sz"), qn("w:szCs"))), None)
    if before is None:
        properties.append(spacing)
    else:
        before.addprevious(spacing)  # the order that the format prescribes


def shaped(paragraph: Paragraph, *, height: float | None = None, align: WD_ALIGN_PARAGRAPH | None = None) -> Any:
    """Gives the shape of a paragraph whose lines have an exact height (points; the body's unless given) and no room around them."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(height) if height else LINE
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    if align is not None:
        shape.alignment = align
    return shape


def line(holder: Any, text: str = "", font: str = "body", size: float | None = None, *, align: WD_ALIGN_PARAGRAPH | None = None, height: float | None = None) -> Paragraph:
    """Adds a paragraph with a text to a document, a cell or a footer."""
    paragraph: Paragraph = holder.add_paragraph()
    shaped(paragraph, height=height, align=align)
    if text:
        add_run(paragraph, text, font, size)
    return paragraph


def field(paragraph: Paragraph, code: str, font: str, size: float) -> None:
    """Adds a field that the reader's program fills in, such as PAGE."""
    run = add_run(paragraph, "", font, size)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def rule_below(paragraph: Paragraph, millimetres: float, *, colour: str = "auto", away: float = 1) -> None:
    """Draws a rule below a paragraph, ``away`` points under its line."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(round(Mm(millimetres).pt * 8))), ("space", str(round(away))), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr")
