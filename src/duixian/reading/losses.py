"""What of a file could not be read although the rest was: characters that decode to nothing, pages without text."""

from __future__ import annotations

import re

from duixian.model import Finding
from duixian.reading.quoting import identity, quoted
from duixian.reading.source import Source

__all__ = ["losses"]

_MOST = 50
"""Findings of one kind that are listed singly; a text with more is damaged throughout."""

_UNDECODED = re.compile("\ufffd+")


def losses(source: Source) -> tuple[Finding, ...]:
    """Gives a finding for each stretch that could not be decoded and for each page without text.

    A page's finding stands on the last line before it (on the first line of the document, where it is the first).
    """
    findings = []
    if "\ufffd" in source.text:
        for match in list(_UNDECODED.finditer(source.text))[:_MOST]:
            findings.append(_finding(source, "undecoded", match.start(), match.end(), "此处有无法解码的字节，文字缺失；请核对原文件"))
    if source.blank_pages and source.anchors:
        last_lines = {anchor.page: anchor for anchor in source.anchors if not source.furniture or anchor.start < source.furniture[-1].start}
        for page in source.blank_pages[:_MOST]:
            before = max((number for number in last_lines if number < page), default=0)
            anchor = last_lines.get(before, source.anchors[0])
            findings.append(_finding(source, "missing", anchor.start, anchor.end, f"第 {page} 页没有文字层，可能是扫描图片，内容未读；请做文字识别（OCR）"))
    return tuple(findings)


def _finding(source: Source, kind: str, start: int, end: int, message: str) -> Finding:
    quote, prefix, suffix = quoted(source.text, start, end)
    return Finding(
        id=identity(source.sha256, kind, start, end, message),
        start=start,
        end=end,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        kind=kind,
        message=message,
        rules=(f"losses.{kind}",),
    )
