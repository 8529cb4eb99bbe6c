"""Word documents (docx): paragraphs, tables, text boxes, foot- and endnotes, running heads, each with its place.

The source text has a line for each paragraph and for each row of a table (cells parted by a tab), in the order of the
document; then the notes, then heads and feet as furniture. Numbers that Word gives to list paragraphs are part of it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from duixian.errors import DamagedInput, EmptyInput
from duixian.model import Anchor, Span
from duixian.reading.archive import member_bytes, open_archive
from duixian.reading.content import Text
from duixian.reading.furniture import page_furniture
from duixian.reading.limits import MAX_PART_BYTES
from duixian.reading.numbering import Numbering, local

__all__ = ["read_docx"]

Element = Any
"""An lxml element; lxml's own types are private."""

_MAIN = re.compile(rb'PartName="/([^"]{1,200})"\s{1,9}ContentType="[^"]{0,200}\.document(?:\.macroEnabled)?\.main\+xml"')
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "fldData", "sectPr", "tblPr", "tblGrid", "proofErr"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = (("word/footnotes.xml", "footnotes", "footnote"), ("word/endnotes.xml", "endnotes", "endnote"))
_HEADS = re.compile(r"word/(header|footer)(\d{1,4})\.xml")


def read_docx(name: str, data: bytes) -> Text:
    """Gives the text of a docx with an anchor for each paragraph, cell paragraph, note and running head.

    Raises:
        DamagedInput: not a Word document inside, or broken.
        EncryptedInput: behind a password.
        TooLarge: a part unpacks to more than :data:`~duixian.reading.limits.MAX_PART_BYTES`.
        EmptyInput: no text in it.
    """
    with open_archive(name, data) as archive:
        parts = {member.filename: member for member in archive.filelist}
        main = "word/document.xml"
        if main not in parts and "[Content_Types].xml" in parts:
            found = _MAIN.search(member_bytes(name, archive, parts["[Content_Types].xml"], MAX_PART_BYTES))
            main = found.group(1).decode("ascii", "replace") if found else main
        if main not in parts:
            raise _damaged(name)
        numbering = Numbering(_part(name, archive, parts, "word/numbering.xml"), _part(name, archive, parts, "word/styles.xml"))
        writer = _Writer(numbering)
        root = _part(name, archive, parts, main)
        body = next((child for child in root if local(child) == "body"), None) if root is not None else None
        if body is None:
            raise _damaged(name)
        writer.blocks(body, "body")
        for part, folder, kind in _NOTES:
            notes = _part(name, archive, parts, part)
            if notes is not None:
                writer.notes(notes, folder, kind)
        end = writer.size
        for part in sorted(parts):
            match = _HEADS.fullmatch(part)
            head = _part(name, archive, parts, part) if match else None
            if match and head is not None:
                writer.blocks(head, f"{match.group(1)}[{match.group(2)}]")
    text = "".join(writer.pieces)
    if not text.strip():
        raise EmptyInput(
            f"{name}：文档里没有文字，可能只有图片；请先做文字识别（OCR）",
            f"{name}: there is no text in the document, perhaps only pictures; run text recognition (OCR) first",
        )
    furniture = tuple(span for span in page_furniture(text[:end]) if span.end <= end)
    if heads := text[end:].strip():
        start = text.index(heads, end)
        furniture = (*furniture, Span(start, start + len(heads)))
    return Text(text=text, anchors=tuple(writer.anchors), furniture=furniture)


class _Writer:
    """Puts the text together piece by piece and notes where each piece stands in the document."""

    def __init__(self, numbering: Numbering) -> None:
        self.pieces: list[str] = []
        self.anchors: list[Anchor] = []
        self.size = 0
        self._numbering = numbering

    def blocks(self, parent: Element, path: str) -> None:
        """Writes the paragraphs and tables inside ``parent``, each on lines of its own."""
        for kind, count, element in _children(parent):
            if kind == "p":
                self._paragraph(element, f"{path}/p[{count}]")
            else:
                self._table(element, f"{path}/tbl[{count}]")

    def notes(self, root: Element, folder: str, kind: str) -> None:
        """Writes foot- or endnotes; separators, which have a type of their own, are no notes."""
        count = 0
        for note in root:
            if local(note) == kind and not any(key.endswith("}type") and value != "normal" for key, value in note.attrib.items()):
                count += 1
                self.blocks(note, f"{folder}/{kind}[{count}]")

    def _paragraph(self, element: Element, path: str) -> None:
        boxes: list[Element] = []
        self._line(self._text(element, boxes), path)
        for number, box in enumerate(boxes, 1):
            self.blocks(box, f"{path}/textbox[{number}]")

    def _line(self, text: str, path: str) -> None:
        """Writes one paragraph on a line of its own, with its anchor where it is not blank."""
        if text.strip():
            self.anchors.append(Anchor(self.size, self.size + len(text), path))
        self._put(text + "\n")

    def _text(self, paragraph: Element, boxes: list[Element]) -> str:
        """Gives a paragraph's text with its automatic number; text boxes that hang on it go to ``boxes``."""
        properties = next((child for child in paragraph if local(child) == "pPr"), None)
        label = self._numbering.label(properties)
        pieces: list[str] = []
        _collect(paragraph, pieces, boxes)
        return label + "".join(pieces)

    def _table(self, table: Element, path: str) -> None:
        """Writes a table: a line for a row, or a line for each paragraph where a row is one cell (a frame around text)."""
        for row_number, row in enumerate(_descend(table, "tr"), 1):
            cells = list(_descend(row, "tc"))
            here = f"{path}/tr[{row_number}]"
            if len(cells) == 1:
                self.blocks(cells[0], f"{here}/tc[1]")
                continue
            boxes: list[Element] = []
            for number, cell in enumerate(cells, 1):
                if number > 1:
                    self._put("\t")
                self._cell(cell, f"{here}/tc[{number}]", boxes)
            self._put("\n")
            for number, box in enumerate(boxes, 1):
                self.blocks(box, f"{here}/textbox[{number}]")

    def _cell(self, cell: Element, path: str, boxes: list[Element]) -> None:
        """Writes a cell inside its row's line: paragraphs, and those of tables in it, parted by a space."""
        first = True
        for kind, count, element in _children(cell):
            here = f"{path}/{kind}[{count}]"
            if kind == "p":
                lines = [(here, self._text(element, boxes))]
            else:
                lines = [(here, "".join(self._text(inner, boxes))) for inner in element.iter("{*}p")]
            for place, text in lines:
                flat = re.sub(r"[\t\n]+", " ", text)
                if not flat.strip():
                    continue
                if not first:
                    self._put(" ")
                first = False
                self.anchors.append(Anchor(self.size, self.size + len(flat), place))
                self._put(flat)

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.size += len(piece)


def _collect(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """Adds what an element shows as text: not deleted, not hidden, one of two alternatives only."""
    for child in element:
        kind = local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind in _BREAKS:
            pieces.append(_BREAKS[kind])
        elif kind in _SKIPPED or (kind == "r" and _hidden(child)):
            continue
        elif kind == "txbxContent":
            boxes.append(child)
        elif kind == "AlternateContent":
            choice = next((one for one in child if local(one) in {"Choice", "Fallback"}), None)
            if choice is not None:
                _collect(choice, pieces, boxes)
        else:
            _collect(child, pieces, boxes)


def _hidden(run: Element) -> bool:
    """Tells whether a run is hidden text."""
    for properties in run:
        if local(properties) == "rPr":
            for child in properties:
                if local(child) == "vanish":
                    return not any(value in {"0", "false", "off"} for value in child.attrib.values())
    return False


def _children(parent: Element) -> Iterator[tuple[str, int, Element]]:
    """Gives the paragraphs and tables directly inside ``parent`` with their counts, through content controls and the like."""
    counts = {"p": 0, "tbl": 0}
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            continue
        kind = local(child)
        if kind in counts:
            counts[kind] += 1
            yield kind, counts[kind], child
        elif kind not in _SKIPPED and kind not in {"tcPr", "trPr", "sdtPr"} and len(child):
            waiting.append(iter(child))


def _descend(parent: Element, wanted: str) -> Iterator[Element]:
    """Gives the rows of a table or the cells of a row, through content controls, without those of tables inside."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            continue
        kind = local(child)
        if kind == wanted:
            yield child
        elif kind in {"sdt", "sdtContent", "customXml", "ins"}:
            waiting.append(iter(child))


def _part(name: str, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], part: str) -> Element | None:
    """Gives the root of one part, or None where the document has no such part."""
    from lxml import etree

    if part not in parts:
        return None
    data = member_bytes(name, archive, parts[part], MAX_PART_BYTES)
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise _damaged(name) from cause


def _damaged(name: str) -> DamagedInput:
    return DamagedInput(
        f"{name}：Word 文档的内部结构已损坏；请用 Word 或 WPS 打开并另存后再读",
        f"{name}: the Word document is broken inside; open it with Word or WPS and save it anew",
    )
