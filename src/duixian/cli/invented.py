"""Reports of invented places over many years, made of the example reports: as many as a measurement of a large archive needs.

Nothing in them is true and nothing is anybody's: names, years and figures are drawn anew for each place, the sentences are those of
the examples. The same seed gives the same reports.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import NamedTuple

import duixian
from duixian.model import BlockKind

__all__ = ["Invented", "Inventor"]

_FIRST = "澜岚沧泓溪淞沅澧漳淮洛汾渭泾浔潇湘漓滇邕榕"
_SECOND = "江山川原州陵阳宁安海"
_DISTRICT = ("云栖", "望溪", "青禾", "鹿鸣", "松岭", "白石", "长堤", "新渡", "南浦", "北岸", "东篱", "西沙", "柏林", "桐花", "枫桥", "莲塘", "竹溪", "梅岭", "兰亭", "荷塘", "金滩", "银杏", "丹霞", "碧湾")
_KINDS = ("区", "县")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|—|－|-|～|至)")
_NUMBER = re.compile(r"(?<![第\d.])(\d+(?:\.\d+)?)(?!\d|\.\d|年|月|日|届|次会议|岁)")
_HEADING = re.compile(r"^[一二三四五六七八九十]+、|^（[一二三四五六七八九十]+）")


class Invented(NamedTuple):
    """A report's name as a file and its text."""

    name: str
    text: str


class _Line(NamedTuple):
    """A paragraph of an example: its sentences, and which of them hold facts."""

    heading: bool
    sentences: tuple[str, ...]
    facts: tuple[int, ...]


class _Base(NamedTuple):
    """An example report taken apart."""

    year: int
    lines: tuple[_Line, ...]
    facts: int


class Inventor:
    """Makes reports of ``facts`` facts and ``characters`` characters each, give or take a tenth.

    Args:
        examples: The work reports of the example district.
        facts: Facts of a report, on average.
        characters: Characters of a report, on average; sentences without figures fill it up.
    """

    def __init__(self, examples: Sequence[Path], facts: int = 150, characters: int = 18_000) -> None:
        self._examples = examples
        self._facts = facts
        self._characters = characters

    @cached_property
    def _bases(self) -> tuple[_Base, ...]:
        return tuple(_taken_apart(path) for path in self._examples)

    @cached_property
    def _filling(self) -> tuple[str, ...]:
        """The sentences of all examples that hold no digit."""
        found = (one for base in self._bases for line in base.lines if not line.heading for one in line.sentences)
        return tuple(dict.fromkeys(one for one in found if not re.search(r"\d", one)))

    def reports(self, places: int, years: Sequence[int]) -> Iterator[Invented]:
        """Gives the reports of the first ``places`` invented places, year by year."""
        for at, (city, district) in zip(range(places), self._names(), strict=False):
            for year in years:
                yield self._report(at, city, district, year)

    @staticmethod
    def _names() -> Iterator[tuple[str, str]]:
        """Cities and their districts: no two districts share a name with another city's under the same first word."""
        for first, second in product(_FIRST, _SECOND):
            for at, name in enumerate(_DISTRICT):
                yield f"{first}{second}市", f"{name}{_KINDS[at % len(_KINDS)]}"

    def _report(self, place: int, city: str, district: str, year: int) -> Invented:
        base = self._bases[place % len(self._bases)]
        keeps = random.Random(f"sentences {place}")
        figures = random.Random(f"figures {place} {year}")
        share = self._facts / base.facts
        paragraphs: list[str] = []
        for line in base.lines:
            if line.heading:
                paragraphs.append("".join(line.sentences))
                continue
            kept = [one for one, facts in zip(line.sentences, line.facts, strict=True) if not facts or keeps.random() < share]
            if kept:
                paragraphs.append("　　" + "".join(kept))
        lacking = self._characters - sum(map(len, paragraphs))
        slots = [at for at, one in enumerate(paragraphs) if one.startswith("　　")]
        while lacking > 0 and slots:
            more = "".join(figures.sample(self._filling, 4))
            paragraphs[figures.choice(slots)] += more
            lacking -= len(more)
        title = f"{city}{district}{year}年政府工作报告"
        text = "\n\n".join([title, *paragraphs])
        text = _YEAR.sub(lambda found: str(int(found[0]) + year - base.year), text.replace(title, "\0", 1)).replace("\0", title, 1)
        text = _NUMBER.sub(lambda found: _changed(found[1], figures), text.replace("澄江市", city).replace("临湖区", district).replace("临湖", district[:-1]).replace("澄江", city[:-1]))
        text = title + text[len(title) :] if text.startswith(city) else text
        return Invented(f"{place:04d}-{year}.txt", text)


def _taken_apart(path: Path) -> _Base:
    report = duixian.read(path)
    lines: list[_Line] = []
    for block in report.blocks:
        if block.kind in (BlockKind.FURNITURE, BlockKind.TITLE) or block.end <= block.start:
            continue
        start, end = report.view.span(block.start, block.end)
        text = report.text[start:end].strip()
        sentences = tuple(_SENTENCE.findall(text))
        counts, at = [], start + report.text[start:end].index(text[0]) if text else start
        for one in sentences:
            counts.append(sum(at <= fact.start < at + len(one) for fact in report.facts))
            at += len(one)
        if sentences:
            lines.append(_Line(block.kind is BlockKind.HEADING or bool(_HEADING.match(text)), sentences, tuple(counts)))
    return _Base(int(report.metadata.year.value), tuple(lines), len(report.facts))


def _changed(digits: str, figures: random.Random) -> str:
    """A number of the same form within a tenth of the old one; small counts stay what they are half of the time."""
    value = float(digits)
    places = len(digits.partition(".")[2])
    new = value * figures.uniform(0.9, 1.1)
    return f"{new:.{places}f}" if places or value >= 10 else str(max(1, round(value + figures.choice((0, 0, 1, -1)))))
