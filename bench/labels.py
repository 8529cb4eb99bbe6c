"""Labelled reports: what careful readers wrote down about every number and every promise.

A folder of labels holds ``gold/NAME.jsonl`` (one line a number) and ``commitments/NAME.jsonl`` (one line a promise)
for ``reports/NAME.txt``, and ``follow/PLACE-YEAR.jsonl`` (one line a goal) for that year's report and the next one's. Positions are code points of the text as it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duixian
from duixian.model import Report

__all__ = ["FACT_ROLES", "LabelledPromise", "Labels", "Number", "digest", "followed", "mentions", "read"]

FACT_ROLES = frozenset({"actual", "baseline", "target"})
_DIGITS = "0-9０-９"
# A number in digits: thousands in groups of three, a decimal part behind either kind of point.
_MENTION = re.compile(
    rf"[{_DIGITS}]+(?:[.．·][{_DIGITS}]+)?"
    rf"(?:(?<=[{_DIGITS}])[,，](?=[{_DIGITS}]{{3}}(?![{_DIGITS}]))[{_DIGITS}]{{3}})*(?:[.．][{_DIGITS}]+)?"
)


@dataclass(frozen=True)
class Number:
    """What the labels say of one number; ``alternative`` holds the fields of an equally good reading."""

    start: int
    end: int
    written_in_words: bool
    role: str
    indicator: str
    value: float
    unit: str
    qualifier: str
    measure: str
    period: str
    alternative: dict[str, Any]

    @property
    def is_fact(self) -> bool:
        return self.role in FACT_ROLES

    @property
    def silence_is_right_too(self) -> bool:
        """Whether it may be read as a fact and as none."""
        other = self.alternative.get("r")
        return other is not None and (other in FACT_ROLES) != self.is_fact

    def readings(self, field: str, own: Any) -> tuple[Any, Any]:
        """Gives the first reading of a field and the alternative one (the same where there is none)."""
        return own, self.alternative.get(field, own)


@dataclass(frozen=True)
class LabelledPromise:
    """A promise as labelled."""

    start: int
    end: int
    checkable: bool


@dataclass(frozen=True)
class Labels:
    """The labels of a folder and the texts they belong to."""

    folder: Path
    reports: Path

    def numbers(self) -> Iterator[tuple[str, str, tuple[Number, ...]]]:
        """Gives name, text and labelled numbers of every report that has them."""
        for path in sorted((self.folder / "gold").glob("*.jsonl")):
            text = self.text(path.stem)
            spans = mentions(text)
            yield path.stem, text, tuple(_number(line, spans) for line in _objects(path))

    def promises(self) -> Iterator[tuple[str, str, tuple[LabelledPromise, ...]]]:
        """Gives name, text and labelled promises of every report that has them."""
        for path in sorted((self.folder / "commitments").glob("*.jsonl")):
            lines = (LabelledPromise(line["start"], line["end"], line["checkable"]) for line in _objects(path))
            yield path.stem, self.text(path.stem), tuple(lines)

    def text(self, name: str) -> str:
        return (self.reports / f"{name}.txt").read_bytes().decode("utf-8")

    def files(self) -> list[Path]:
        """Gives the label files and the texts they are about."""
        labels = sorted([*(self.folder / "gold").glob("*.jsonl"), *(self.folder / "commitments").glob("*.jsonl")])
        pairs = sorted((self.folder / "follow").glob("*.jsonl"))
        names = {path.stem for path in labels} | {name for path in pairs for name in followed(path.stem)}
        return [*labels, *pairs, *(self.reports / f"{name}.txt" for name in sorted(names))]


@cache
def read(path: Path) -> Report:
    """Reads a text once."""
    return duixian.read(path)


def followed(pair: str) -> tuple[str, str]:
    """Gives the names of the report with the goals and of the one with the results, for ``PLACE-YEAR``.

    >>> followed("linhu-2024")
    ('linhu-2024-report', 'linhu-2025-report')
    """
    place, _, year = pair.rpartition("-")
    return f"{pair}-report", f"{place}-{int(year) + 1}-report"


def mentions(text: str) -> list[tuple[int, int]]:
    """Gives the spans of the numbers written in digits, in text order; labels count them from 0.

    >>> [("3,200亩，6．5%")[start:end] for start, end in mentions("3,200亩，6．5%")]
    ['3,200', '6．5']
    """
    return [match.span() for match in _MENTION.finditer(text)]


def digest(files: Iterable[Path]) -> str:
    """Gives one SHA-256 over names and contents of files, so that a pinned score names what it was measured on."""
    whole = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        whole.update(f"{path.parent.name}/{path.name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _number(line: dict[str, Any], spans: list[tuple[int, int]]) -> Number:
    in_words = line["i"] is None
    start, end = (line["start"], line["end"]) if in_words else spans[line["i"]]
    return Number(
        start=start,
        end=end,
        written_in_words=in_words,
        role=line["r"],
        indicator=line.get("ind", ""),
        value=line.get("v", 0.0),
        unit=line.get("u", ""),
        qualifier=line.get("q", ""),
        measure=line.get("m", ""),
        period=str(line.get("p", "")),
        alternative=line.get("alt", {}),
    )
