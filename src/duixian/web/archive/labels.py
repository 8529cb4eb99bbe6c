"""A report as people left it, written as labels: what readers are measured and trained with.

The format is that of hand-labelled reports: a line for each number of the text (``facts``) or each promise (``commitments``). Positions are
code points of the source text, which is offered beside them. Numbers are counted from 0 in the order of the text; ``i`` is null for
one in Chinese numerals, which then has ``start`` and ``end``. Numbers that state no fact are told apart by the reader's own means.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from duixian.extraction.quantities import quantities
from duixian.extraction.quantity import Kind
from duixian.model import BlockKind, Fact, Report

__all__ = ["EXPORTS", "commitment_labels", "fact_labels"]

_DIGITS = "0-9０-９"
_MENTION = re.compile(
    rf"[{_DIGITS}]+(?:[.．·][{_DIGITS}]+)?"
    rf"(?:(?<=[{_DIGITS}])[,，](?=[{_DIGITS}]{{3}}(?![{_DIGITS}]))[{_DIGITS}]{{3}})*(?:[.．][{_DIGITS}]+)?"
)
"""A number in digits as labels count them: thousands in groups of three, a decimal part behind either kind of point."""
_NUMERAL = re.compile(r"[零〇○一二两兩三四五六七八九十百千万萬亿億半点點分之]+")
_ROLES = {Kind.DATE: "date", Kind.DURATION: "date", Kind.NAME: "name"}


def fact_labels(report: Report) -> Iterator[str]:
    """Gives the lines for the numbers of a report, in the order of the text."""
    numbers = [match.span() for match in _MENTION.finditer(report.text)]
    starts = [start for start, _ in numbers]
    taken: dict[int, list[dict[str, Any]]] = {}
    spelled: list[tuple[int, dict[str, Any]]] = []
    for fact in report.facts:
        first, last = bisect_left(starts, fact.start), bisect_left(starts, fact.end)
        if first and numbers[first - 1][1] > fact.start:
            first -= 1
        said = _meanings(fact)
        for k, one in enumerate(said):
            if first + k < last:
                taken.setdefault(first + k, []).append(one)
        if first == last:
            for (start, end), one in zip(_numerals(fact), said, strict=True):
                spelled.append((start, {"i": None, "start": start, "end": end, **one}))
    lines: list[tuple[int, dict[str, Any]]] = [*spelled]
    others = _others(report)
    for number, (start, _) in enumerate(numbers):
        for said_here in taken.get(number) or [{"r": others.get(start, "context")}]:
            lines.append((start, {"i": number, **said_here}))
    lines.sort(key=lambda line: line[0])
    return (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for _, line in lines)


def commitment_labels(report: Report) -> Iterator[str]:
    """Gives the lines for the promises of a report, in the order of the text."""
    for one in report.commitments:
        yield json.dumps({"start": one.start, "end": one.end, "checkable": one.checkable, "why": one.why.value})


EXPORTS = {"facts": fact_labels, "commitments": commitment_labels}


def _meanings(fact: Fact) -> list[dict[str, Any]]:
    """What a fact says of its number, or of both ends of its range."""
    ends = [(fact.value, fact.qualifier.value)]
    if fact.value_high is not None:
        ends = [(fact.value, "low"), (fact.value_high, "high")]
    found = []
    for value, qualifier in ends:
        line: dict[str, Any] = {
            "r": fact.role.value, "ind": fact.indicator, "v": value, "u": fact.unit, "q": qualifier, "m": fact.measure.value, "p": fact.period,
        }  # fmt: skip
        if fact.base:
            line["b"] = fact.base
        if fact.estimate:
            line["e"] = True
        found.append(line)
    return found


def _numerals(fact: Fact) -> list[tuple[int, int]]:
    """Where the Chinese numerals of a fact stand, one for each of its values; the whole of it where they cannot be told."""
    runs = [(fact.start + match.start(), fact.start + match.end()) for match in _NUMERAL.finditer(fact.quote)]
    if fact.value_high is None:
        return runs[:1] or [(fact.start, fact.end)]
    return runs[:2] if len(runs) >= 2 else [(fact.start, fact.end)] * 2


def _others(report: Report) -> dict[int, str]:
    """By where a number begins, what it is if it states no fact: part of a date, of a name, or of the page around the report."""
    view = report.view
    found = {view.source(one.start): _ROLES.get(one.kind, "context") for one in quantities(view.text, [])}
    for block in report.blocks:
        if block.kind is BlockKind.FURNITURE:
            start, end = view.span(block.start, block.end)
            places = (start + match.start() for match in _MENTION.finditer(report.text[start:end]))
            found |= {place: "chrome" for place in places if found.get(place) != "date"}
    return found
