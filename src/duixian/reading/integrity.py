"""Findings inside one report: passages that stand twice, numbers that are left out, sentences that are cut off."""

from __future__ import annotations

import re
from typing import NamedTuple

from duixian.language.headings import ITEM_STYLES
from duixian.model import Finding, View
from duixian.reading.outline import ARTICLE, Paragraph, Part
from duixian.reading.quoting import identity, quoted
from duixian.reading.structure import Skeleton

__all__ = ["integrity"]

LEAST_REPEATED = 60
"""Characters of the shortest stretch that counts as repeated; set phrases and slogans that recur are shorter."""
LEAST_SENTENCE = 12
"""Characters of a sentence that is looked up; shorter ones only go on with a stretch."""
WIDEST_GAP = 12
"""Numbers that can be missing between two parts; a wider jump is no numbering."""
MOST_GAPS = 100
"""Gaps in numbering that are reported for one report; a text with more is not numbered at all."""
LEAST_CUT = 70
"""Characters of a paragraph that must end with a mark; shorter ones may be headings, topic lines and lines of lists."""
LEAST_LONG_CUT = 80
"""Characters of a paragraph of a single sentence that must end with a mark; shorter ones may be topic lines."""
LEAST_COMMAS = 3
"""Commas that such a paragraph has when it is a sentence."""
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_ENDS = frozenset("。！？!?；;：:…”’」』）)】》—")
_COUNTED = frozenset(("part", "chapter", "section", "一、", "（一）", "1."))
"""Styles of numbering whose gaps are reported; points within a part often start anew or lack a number."""
_DIGITS = "零一二三四五六七八九十"


class _Stretch(NamedTuple):
    """A passage of the view and the earlier one that reads the same."""

    start: int
    end: int
    other_start: int
    other_end: int


def integrity(text: str, view: View, bones: Skeleton, sha256: str) -> tuple[Finding, ...]:
    """Gives what a reader should look at in the report's own make-up.

    Args:
        text: The source text.
        view: Its cleaned reading.
        bones: The paragraphs and parts of the view.
        sha256: What identifies the report.
    """
    body = [at for at in range(bones.body, len(bones.found)) if at not in bones.aside and at not in bones.titles]
    findings = []
    repeated = _repeated(view.text, bones.found, body)
    for stretch in repeated:
        start, end = view.span(stretch.start, stretch.end)
        other = view.span(stretch.other_start, stretch.other_end)
        size = stretch.end - stretch.start
        message = f"此处{size}字与前文完全相同，原文可能重复排印，请核对；数字和任务只应计一次"
        findings.append(_finding(text, sha256, "repeated", start, end, message, other))
    for part, message in _gaps(view.text, bones):
        opener = bones.found[part.first]
        last = max(opener.title_end, opener.number.end if opener.number else opener.start + 1)
        start, end = view.span(opener.start, last)
        findings.append(_finding(text, sha256, "missing", start, end, message))
    for start, end in _cut(view.text, bones, body):
        source = view.span(start, end)
        findings.append(_finding(text, sha256, "cut_off", *source, "此段末句没有写完，后文可能缺失或错排，请核对原文"))
    return tuple(findings)


def _finding(text: str, sha256: str, kind: str, start: int, end: int, message: str, other: tuple[int, int] = (-1, -1)) -> Finding:
    quote, prefix, suffix = quoted(text, start, end)
    return Finding(
        id=identity(sha256, kind, start, end),
        start=start,
        end=end,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        kind=kind,
        message=message,
        other_start=other[0],
        other_end=other[1],
        rules=(kind,),
    )


def _repeated(text: str, found: list[Paragraph], body: list[int]) -> list[_Stretch]:
    """Gives the stretches of whole sentences that read like an earlier stretch, the longest first found."""
    sentences = [match.span() for at in body for match in _SENTENCE.finditer(text, found[at].start, found[at].end)]
    words = [text[start:end] for start, end in sentences]
    seen: dict[str, list[int]] = {}  # only what is looked up
    stretches: list[_Stretch] = []
    at = 0
    while at < len(words):
        word = words[at]
        if len(word) < LEAST_SENTENCE:
            at += 1
            continue
        before = seen.get(word)
        if before is None:
            seen[word] = [at]
            at += 1
            continue
        best = 0
        source = -1
        for earlier in before[:4]:
            length = 1
            while at + length < len(words) and earlier + length < at and words[earlier + length] == words[at + length]:
                length += 1
            if length > best:
                best, source = length, earlier
        if best:
            last = at + best - 1
            size = sum(len(words[number]) for number in range(at, last + 1))
            if size >= LEAST_REPEATED:
                stretches.append(_Stretch(sentences[at][0], sentences[last][1], sentences[source][0], sentences[source + best - 1][1]))
                at = last + 1
                continue
        before.append(at)
        at += 1
    return stretches


def _gaps(text: str, bones: Skeleton) -> list[tuple[Part, str]]:
    """Gives the parts before which numbers are left out, each with what to say of it."""
    found: list[tuple[Part, str]] = []
    begun: set[tuple[int, str]] = set()
    for part in bones.parts:
        if len(found) >= MOST_GAPS:
            break
        if part.style == ARTICLE or part.style in ITEM_STYLES or part.style not in _COUNTED or bones.found[part.first].opens == "item":
            continue
        first = (part.parent, part.style) not in begun
        begun.add((part.parent, part.style))
        missing = part.gap if part.gap else part.value - 1 if first and part.value > 1 and _starts_short(bones, part) else 0
        if not 0 < missing <= WIDEST_GAP:
            continue
        numbers = [_written(part.style, part.value - back) for back in range(missing, 0, -1)]
        since = 0 if not part.gap else _since(bones, part, part.value - missing - 1)
        if any(number in text[since : bones.found[part.first].start] for number in numbers):
            continue
        listed = numbers[0] if len(numbers) == 1 else f"{numbers[0]}至{numbers[-1]}"
        found.append((part, f"编号跳到{_written(part.style, part.value)}，缺少{listed}，原文可能缺段，请核对"))
    return found


def _starts_short(bones: Skeleton, part: Part) -> bool:
    """Tells whether the first part of a sequence should have been number one: only the body's own start can lack it."""
    return part.parent < 0 or bones.parts[part.parent].style == ARTICLE or part.style == "（一）"


def _since(bones: Skeleton, part: Part, value: int) -> int:
    """Gives where the numbers missing before a part would stand: from the last one of its style that counts ``value``."""
    earlier = [other.first for other in bones.parts if other.first < part.first and other.style == part.style and other.value == value]
    return bones.found[earlier[-1]].start if earlier else 0


def _written(style: str, value: int) -> str:
    if style == "1.":
        return f"{value}."
    tens, ones = divmod(value, 10)
    words = _DIGITS[value] if value <= 10 else ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    return {"一、": f"{words}、", "（一）": f"（{words}）", "part": f"第{words}篇", "chapter": f"第{words}章", "section": f"第{words}节"}[style]


def _cut(text: str, bones: Skeleton, body: list[int]) -> list[tuple[int, int]]:
    """Gives the last sentences of paragraphs that end without an end."""
    cut = []
    for at in body:
        paragraph = bones.found[at]
        if paragraph.end - paragraph.start < LEAST_CUT or paragraph.opens == "line" or text[paragraph.end - 1] in _ENDS:
            continue
        words = text[paragraph.start : paragraph.end]
        if "\t" in words or ("。" not in words and (len(words) < LEAST_LONG_CUT or words.count("，") < LEAST_COMMAS)):
            continue
        start = max(text.rfind(mark, paragraph.start, paragraph.end - 1) for mark in "。！？；") + 1
        cut.append((max(start, paragraph.start), paragraph.end))
    return cut
