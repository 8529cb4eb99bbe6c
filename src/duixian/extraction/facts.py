"""Report → facts: every number that states a result, a baseline or a target, with what it means.

Needs a report's view and blocks (roles and periods by paragraph); adds nothing to them. A paragraph is read once
from left to right, sentence by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from msgspec import structs

from duixian.extraction.certainty import certainty
from duixian.extraction.hardness import estimated, hardness
from duixian.extraction.measures import economy
from duixian.extraction.quantities import quantities
from duixian.extraction.quantity import Quantity
from duixian.extraction.readings import Reading, Sentence
from duixian.extraction.sentences import read_sentence
from duixian.extraction.tables import Cell, cells, give_unit, in_cell
from duixian.extraction.timing import When, usual_role, when
from duixian.language.indicators import identify
from duixian.language.periods import cues
from duixian.model import Block, BlockKind, Fact, Measure, Report, Role, SectionRole

__all__ = ["extract_facts"]

CONTEXT = 24
"""Code points of source text kept on either side of a fact, enough to find the place again in an edited copy."""

LONGEST = 2_000
"""Code points of the longest sentence that is read as one; the longest of a real report has about 700. What runs on
without a stop is read in stretches of this length, so that the work grows as the text does."""

_QUOTED = re.compile(r"“[^“”\n]{1,30}”|《[^《》\n]{1,40}》|〔[^〔〕\n]{1,12}〕")
_END = re.compile(r"[。！？；\n]")
_WHOLE_END = re.compile(r"[。！？\n]")
_NOT_READ = frozenset([BlockKind.FURNITURE, BlockKind.TITLE])
_STATES = frozenset([Measure.LEVEL, Measure.RANK])
_COUNTRY = "100000"
_COLUMN_ROLES = {Role.TARGET: SectionRole.GOALS, Role.ACTUAL: SectionRole.REVIEW}
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))


class _Draft(NamedTuple):
    """A number that states a fact, as read: its paragraph, what was read, and its sentence."""

    block: Block
    reading: Reading
    sentence: Sentence


def extract_facts(report: Report) -> tuple[Fact, ...]:
    """Gives the facts of a report in the order of the text.

    All numbers are read before the first is dated, and all are dated before the first is judged: the words of one question
    stay in the processor's cache so.

    Positions are code points of ``report.text``; ``report.text[fact.start:fact.end] == fact.quote`` always holds.
    """
    text = report.view.text
    found = quantities(text, [match.span() for match in _QUOTED.finditer(text)])
    starts = [quantity.start for quantity in found]
    year = int(report.metadata.year.value) if report.metadata.year.value.isdigit() else 0
    paths = _section_paths(report)
    rows = cells(text, report.blocks, year)
    drafts: list[_Draft] = []
    for block in report.blocks:
        if block.kind in _NOT_READ or block.role is SectionRole.GLOSSARY:
            continue
        low, high = bisect_left(starts, block.start), bisect_left(starts, block.end)
        if low < high:
            path = paths[block.section] if block.section >= 0 else ""
            if block.start in rows:
                _read_row(report, block, rows[block.start], found[low:high], year, path, drafts)
            else:
                _read_paragraph(report, block, found[low:high], year, path, drafts)
    term = report.metadata.term.value
    times = [when(text, block, reading, sentence, year, term) for block, reading, sentence in drafts]
    names = [_name(report, reading) for _, reading, _ in drafts]
    known = [identify(name, unit=_unit(reading.quantity), measure=reading.measure.value) for (_, reading, _), name in zip(drafts, names, strict=True)]
    digest = blake2b(f"{report.sha256}\x1f".encode(), digest_size=8)
    return tuple([_fact(report, digest, *read) for read in zip(drafts, times, names, known, strict=True)])


def _read_paragraph(report: Report, block: Block, found: list[Quantity], year: int, path: str, drafts: list[_Draft]) -> None:
    """Adds the facts of a paragraph; ``found`` are its numbers."""
    text = report.view.text
    at = whole_end = block.start
    low = 0
    while low < len(found):
        first = found[low]
        floor, ceiling = max(at, first.start - LONGEST), min(block.end, first.end + LONGEST)
        stop = _behind_stop(text, floor, first.start)
        if first.start >= whole_end:
            whole = stop
            match = _WHOLE_END.search(text, first.end, ceiling)
            whole_end = match.start() if match else ceiling
            times = cues(text, year, whole, whole_end)
        begin = max(stop, text.rfind("；", floor, first.start) + 1)
        match = _END.search(text, first.end, ceiling)
        end = match.start() if match else ceiling
        count = low + 1
        while count < len(found) and found[count].start < end:
            count += 1
        spoken = [cue for cue in times if begin <= cue.start < end]
        readings = read_sentence(text, begin, end, found[low:count], spoken)
        if readings:
            sentence = Sentence(whole, begin, *report.view.span(begin, max(end, readings[-1].end)), times, path)
            for reading in readings:
                drafts.append(_Draft(block, reading, sentence))
        low = count
        at = end


def _read_row(report: Report, block: Block, row: list[Cell], found: list[Quantity], year: int, path: str, drafts: list[_Draft]) -> None:
    """Adds the facts of a table's row, each named by the row and dated by its column; ``found`` are its numbers."""
    text = report.view.text
    for cell in row:
        numbers = [quantity for quantity in found if cell.start <= quantity.start < cell.end]
        for quantity in numbers:
            give_unit(quantity, cell.unit)
        section = _COLUMN_ROLES[cell.role] if cell.role else block.role
        period = cell.period or (str(year - (section is SectionRole.REVIEW)) if year else "")
        column = structs.replace(block, role=section, period=period)
        sentence = Sentence(cell.start, cell.start, *report.view.span(block.start, block.end), [], path)
        for reading in read_sentence(text, cell.start, cell.end, numbers, []):
            in_cell(reading, cell)
            drafts.append(_Draft(column, reading, sentence))


def _behind_stop(text: str, low: int, at: int) -> int:
    """Gives where the text behind the last full stop between ``low`` and ``at`` begins, ``low`` where there is none."""
    rfind = text.rfind
    return max(low - 1, rfind("。", low, at), rfind("！", low, at), rfind("？", low, at), rfind("\n", low, at)) + 1


def _name(report: Report, reading: Reading) -> str:
    """Gives the indicator's name as it is written into the record."""
    if "economy" in reading.rules and report.metadata.place_code == _COUNTRY:
        reading.name = economy("country")
    return _tidy(reading.name, report.metadata.place.value)


def _unit(quantity: Quantity) -> str:
    return quantity.scale + quantity.unit + quantity.per


def _fact(report: Report, digest: blake2b, draft: _Draft, time: When, name: str, indicator_id: str) -> Fact:
    """Gives the record of a reading."""
    block, reading, sentence = draft
    quantity, measure = reading.quantity, reading.measure
    metadata, text, source = report.metadata, report.view.text, report.text
    role, period, against, rules = time
    factor = quantity.factor.scaleb(quantity.power)
    start, end = report.view.span(reading.start, reading.end)
    expected = usual_role(block.role)
    confidence, reasons = certainty(reading, name, bool(indicator_id), role, expected, block.role, block.kind)
    firmness, wording = hardness(text, sentence.begin, reading) if role is Role.TARGET else (None, ())
    return Fact(
        id=_identity(digest, start, end),
        start=start,
        end=end,
        quote=source[start:end],
        prefix=source[max(0, start - CONTEXT) : start],
        suffix=source[end : end + CONTEXT],
        role=role,
        indicator=name,
        indicator_id=indicator_id,
        value=_number(quantity.value),
        value_high=_number(quantity.high) if quantity.high is not None else None,
        unit=_unit(quantity),
        dimension=quantity.dimension,
        base_value=_number(quantity.value * factor),
        base_value_high=_number(quantity.high * factor) if quantity.high is not None else None,
        qualifier=reading.qualifier,
        measure=measure,
        period=period,
        base="" if measure in _STATES else "yearly" if reading.yearly else against,
        estimate=role is Role.ACTUAL and estimated(text, sentence.begin, reading.start),
        hardness=firmness,
        wording=wording,
        place=metadata.place.value,
        section=sentence.path,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        confidence=confidence,
        reasons=reasons,
        rules=(*reading.rules, *rules),
    )


def _tidy(name: str, place: str) -> str:
    """Takes from a name what does not belong to it.

    These are stops at its ends, quotation marks without their pair, and the report's own place at its front.
    """
    name = name.strip("，、：；。 \t")
    for opening, closing in _PAIRS:
        if name.count(opening) != name.count(closing) and (
            name.startswith((opening, closing)) or name.endswith((opening, closing))
        ):
            name = name.strip(opening + closing)
    return name[len(place) :] if place and len(name) > len(place) + 1 and name.startswith(place) else name


def _identity(digest: blake2b, start: int, end: int) -> str:
    """Gives the id of a place in a report; ``digest`` has taken in what identifies the report."""
    digest = digest.copy()
    digest.update(b"%d\x1f%d" % (start, end))
    return digest.hexdigest()


def _number(value: Decimal) -> float | int:
    """Gives a number as a whole one where it is one."""
    whole = int(value)
    return whole if value == whole else float(value)


def _section_paths(report: Report) -> list[str]:
    """Gives the titles above each section, joined from the top."""
    paths: list[str] = []
    for section in report.sections:
        above = paths[section.parent] if 0 <= section.parent < len(paths) else ""
        paths.append(" / ".join(part for part in (above, section.title) if part))
    return paths
