"""Jump lines: where a newspaper sends its reader to another page, so that part of the article stands elsewhere."""

from __future__ import annotations

import re

from duixian.model import Finding, View
from duixian.reading.lines import jump_line
from duixian.reading.quoting import identity, quoted

__all__ = ["jump_lines"]

_END = re.compile(r"[版页][）)】]?(?=\n|\Z)")
_LONGEST = 20
"""Characters of the longest jump line."""


def jump_lines(sha256: str, text: str, view: View) -> tuple[Finding, ...]:
    """Gives a finding for each jump line in the view of ``text`` (上接第十七版, 下转第20版).

    Needs the digest of the report's bytes for the ids. What goes before or after such a line may be missing from
    the file; nothing is joined across it.
    """
    findings = []
    for found in _END.finditer(view.text):
        match = jump_line().search(view.text, max(0, found.end() - _LONGEST), found.end())
        if match is None:
            continue
        first, last = match.span()
        start, end = view.span(first, last)
        quote, prefix, suffix = quoted(text, start, end)
        findings.append(
            Finding(
                id=identity(sha256, "jump_line", start, end),
                start=start,
                end=end,
                quote=quote,
                prefix=prefix,
                suffix=suffix,
                kind="jump_line",
                message=f"报纸转版标记“{match.group().strip()}”：前后文可能在另一版，请核对是否缺文",
                rules=("jump_line",),
            )
        )
    return tuple(findings)
