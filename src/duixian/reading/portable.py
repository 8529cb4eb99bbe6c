"""PDF with a text layer: the text page by page, each line with its page and box.

The source text has a line for each line of the pages, in order; running heads and page numbers come after the last
page, as furniture, so that a sentence that runs over two pages is not cut by them. Scanned pages have no text and are
said to have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duixian.errors import DamagedInput, EncryptedInput, NoTextLayer, TooLarge
from duixian.model import Anchor, Span
from duixian.reading.content import Text
from duixian.reading.layout import PageLine, inside_paragraph, running_heads
from duixian.reading.limits import MAX_PAGES

__all__ = ["read_pdf"]

_PASSWORD = 4
"""Pdfium's error number for a document behind a password."""

_DROPPED = {0x00, 0x02, 0xFFFE, 0xFFFF, 0xFEFF}
"""What pdfium gives for a soft hyphen at the end of a line, and characters without meaning."""

_FEWEST = 4
"""Characters a page must have on average: a scan with a page number or the name of the scanner has fewer or little more."""

_TAIL = 65_536
"""Bytes at the end in which a whole PDF says where its directory is."""


def read_pdf(name: str, data: bytes) -> Text:
    """Gives the text of a PDF with an anchor for each line: page and box in points from the upper left corner.

    Raises:
        EncryptedInput: behind a password.
        DamagedInput: cut off or broken.
        NoTextLayer: pictures of pages.
        TooLarge: more pages than :data:`~duixian.reading.limits.MAX_PAGES`.
    """
    lines, pages = _lines(name, data)
    if sum(len(line.text.strip()) for line in lines) < _FEWEST * max(1, pages):
        raise NoTextLayer(
            f"{name}：PDF 里只有图片，没有文字层（扫描件）；请先做文字识别（OCR）",
            f"{name}: the PDF holds pictures of pages without text (a scan); run text recognition (OCR) first",
        )
    heads = running_heads(lines)
    body = [line for line in lines if line not in heads]
    pieces: list[str] = []
    anchors: list[Anchor] = []
    ends: list[int] = []
    size = 0
    for line in (*body, *(line for line in lines if line in heads)):
        anchors.append(Anchor(size, size + len(line.text), page=line.page, box=line.box))
        pieces.append(line.text + "\n")
        size += len(line.text) + 1
        ends.append(size - 1)
    start = anchors[len(body)].start if heads else size
    return Text(
        text="".join(pieces),
        anchors=tuple(anchors),
        furniture=(Span(start, size - 1),) if heads else (),
        joins=tuple(ends[n] for n in inside_paragraph(body)),
        blank_pages=tuple(sorted(set(range(1, pages + 1)) - {line.page for line in lines})),
    )


def _lines(name: str, data: bytes) -> tuple[list[PageLine], int]:
    """Gives the lines of all pages in the order in which pdfium reads them, and how many pages there are."""
    import pypdfium2

    if b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]:
        raise _damaged(name)
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PAGES:
                raise TooLarge(
                    f"{name}：PDF 有 {len(document)} 页，超过 {MAX_PAGES} 页的上限；请拆分后再读",
                    f"{name}: the PDF has {len(document)} pages, over the limit of {MAX_PAGES}; split it",
                )
            return [line for number in range(len(document)) for line in _page(document[number], number + 1)], len(document)
    except pypdfium2.PdfiumError as cause:
        if getattr(cause, "err_code", None) == _PASSWORD:
            raise EncryptedInput(f"{name}：PDF 有密码保护；请去掉密码后另存", f"{name}: the PDF has a password; save it without one") from cause
        raise _damaged(name) from cause


def _page(page: Any, number: int) -> Iterator[PageLine]:
    """Gives the lines of one page; pdfium marks their ends."""
    from pypdfium2 import raw

    left, _, _, top = page.get_bbox()
    height = page.get_height()
    text_page = page.get_textpage()
    try:
        first = 0
        codes: list[int] = []
        count = text_page.count_chars()
        for index in range(count + 1):
            code = raw.FPDFText_GetUnicode(text_page.raw, index) if index < count else 0x0A
            if code in (0x0A, 0x0D):
                text = _joined(codes)
                if text.strip():
                    yield _line(text_page, text, first, index - 1, number, left, top, height)
                first = index + 1
                codes.clear()
            elif code not in _DROPPED:
                codes.append(code)
    finally:
        text_page.close()
        page.close()


def _line(text_page: Any, text: str, first: int, last: int, number: int, left: float, top: float, height: float) -> PageLine:
    """Gives one line with its box; loose boxes are those of the em square, so that a comma is as wide as a character."""
    head, tail = text_page.get_charbox(first, loose=True), text_page.get_charbox(last, loose=True)
    high, low = max(head[3], tail[3]), min(head[1], tail[1])
    box = (round(head[0] - left, 1), round(top - high, 1), round(tail[2] - left, 1), round(top - low, 1))
    return PageLine(number, text, box, height)


def _joined(codes: list[int]) -> str:
    """Gives the text of character codes; pairs of surrogates, as some systems have them, become one character."""
    text = "".join(map(chr, codes))
    if any(0xD800 <= code < 0xE000 for code in codes):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _damaged(name: str) -> DamagedInput:
    return DamagedInput(
        f"{name}：PDF 已损坏或没有下载完整；请重新下载",
        f"{name}: the PDF is broken or was not downloaded whole; download it again",
    )
