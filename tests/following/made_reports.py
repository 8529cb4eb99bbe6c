"""Reports written out by hand, of an invented district: what following works on, without reading and extraction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from duixian.model import (
    Block,
    BlockKind,
    Commitment,
    Confidence,
    Fact,
    Measure,
    Metadata,
    Named,
    Qualifier,
    Report,
    ReportKind,
    Role,
    SectionRole,
    View,
    Why,
)

__all__ = ["fact", "make"]

_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4}
_DIMENSIONS = {"%": "percent", "个百分点": "percent", "元": "currency", "人": "people", "亩": "area", "公里": "length", "倍": "ratio"}


def fact(report_text: str, year: int, quote: str, **fields: Any) -> Fact:
    """Gives a fact whose number stands at the first ``quote`` of the text; what is not given follows from the quote's unit."""
    start = fields.pop("start", -1)
    start = report_text.index(quote) if start < 0 else start
    value, unit = fields.pop("value"), fields.pop("unit")
    role = Role(fields.pop("role", "target"))
    scale = next((times for word, times in _SCALES.items() if unit.startswith(word)), 1)
    base = next((word for word in _SCALES if unit.startswith(word)), "")
    dimension = _DIMENSIONS.get(unit.removeprefix(base).partition("/")[0], "count")
    high = fields.pop("value_high", None)
    sentence = max(report_text.rfind(stop, 0, start) for stop in "。；\n") + 1
    ends = [at for at in (report_text.find(stop, start) for stop in "。；\n") if at >= 0]
    return Fact(
        id=hashlib.sha256(f"{year}{start}{quote}".encode()).hexdigest()[:12],
        start=start,
        end=start + len(quote),
        quote=quote,
        role=role,
        indicator=fields.pop("indicator"),
        value=value,
        value_high=high,
        unit=unit,
        dimension=dimension,
        base_value=value * scale,
        base_value_high=None if high is None else high * scale,
        period=fields.pop("period", str(year if role is Role.TARGET else year - 1)),
        measure=Measure(fields.pop("measure", "level")),
        qualifier=Qualifier(fields.pop("qualifier", "exact")),
        place=fields.pop("place", "临湖区"),
        sentence_start=sentence,
        sentence_end=min(ends, default=len(report_text)),
        confidence=Confidence.SURE,
        **fields,
    )


def make(text: str, year: int, facts: Sequence[dict[str, Any]] = (), *, place: str = "临湖区", code: str = "", name: str = "", kind: ReportKind = ReportKind.WORK_REPORT, format: str = "txt", period: str = "", promises: Sequence[dict[str, Any]] = ()) -> Report:
    """Gives a report; lines that begin with 今年 look ahead, the others back over ``period`` or the year before."""
    blocks, at = [], 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\n")
        ahead = body.startswith("今年")
        role = SectionRole.ARRANGEMENTS if ahead else SectionRole.REVIEW
        blocks.append(Block(at, at + len(body), BlockKind.PARAGRAPH, -1, role, str(year) if ahead else period or str(year - 1)))
        at += len(line)
    commitments = tuple(
        Commitment(id=f"{year}-{k}", start=text.index(one["quote"]), end=text.index(one["quote"]) + len(one["quote"]), checkable=True, why=Why.NAMED, **one)
        for k, one in enumerate(promises)
    )
    return Report(
        name=name or f"linhu-{year}-report.txt",
        sha256=hashlib.sha256(f"{text}{year}{place}{format}".encode()).hexdigest(),
        format=format,
        text=text,
        view=View(text, (0,), (0,)),
        metadata=Metadata(kind=kind, place=Named(place), place_code=code, year=Named(str(year) if year else "")),
        blocks=tuple(blocks),
        facts=tuple(fact(text, year, place=place, **one) for one in facts),
        commitments=commitments,
    )
