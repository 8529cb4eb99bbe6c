"""The fields of a record that follow from others, and what a new record most likely says: worked out by the readers' own means."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from duixian.extraction.quantities import quantities
from duixian.extraction.timing import usual_role
from duixian.language.indicators import identify
from duixian.language.lexicon import lexicon
from duixian.language.offices import suggest_lead
from duixian.model import Fact, Measure, Qualifier, Report, Role
from duixian.publishing.context import Context
from duixian.publishing.phrases import number

__all__ = ["clause", "derived", "path_of", "proposed_commitment", "proposed_fact"]

_STOP = "。！？；\n"
_SIDE = 1000
"""Characters on either side in which the ends of a sentence are looked for."""
_CHANGES = re.compile(r"(?P<growth>增长|增加|增速)|(?P<decline>下降|减少)|(?P<rise>提高|上升)|(?P<fall>降低)")
_REACH = 6


def derived(fields: dict[str, Any], before: Fact | None, place: str) -> dict[str, Any]:
    """Gives the indicator's id, the dimension and the values in base units that belong to a fact's fields.

    Args:
        fields: ``indicator``, ``measure``, ``unit``, ``value`` and ``value_high``.
        before: The fact as it was; where the unit stays, so does the dimension.
        place: The report's own place, whose name before an indicator's changes nothing.
    """
    unit, value, high = str(fields["unit"]), fields["value"], fields["value_high"]
    same = before is not None and before.unit == unit and before.measure == fields["measure"]
    if same and before is not None and before.base_value is not None and before.value:
        dimension, factor = before.dimension, Decimal(str(before.base_value)) / Decimal(str(before.value))
    else:
        dimension, factor = _unit(unit)
    return {
        "indicator_id": identify(str(fields["indicator"]), unit=unit, measure=str(fields["measure"]), place=place),
        "dimension": dimension,
        "base_value": _plain(Decimal(str(value)) * factor),
        "base_value_high": None if high is None else _plain(Decimal(str(high)) * factor),
    }


def proposed_fact(report: Report, start: int, end: int) -> dict[str, Any]:
    """Gives what a fact at a place most likely says: number, unit and qualifier as written, role and period as of its paragraph."""
    quote = report.text[start:end]
    block = Context(report).block(start)
    found = quantities(quote, [])
    fields: dict[str, Any] = {
        "role": (usual_role(block.role) if block else None) or Role.ACTUAL,
        "period": block.period if block else "",
        "measure": Measure.LEVEL,
        "qualifier": Qualifier.EXACT,
    }
    changes = list(_CHANGES.finditer(report.text, max(0, start - _REACH), start))
    if changes and changes[-1].lastgroup:
        fields["measure"] = Measure(changes[-1].lastgroup)
    if found:
        one = found[0]
        fields |= {"value": _plain(one.value), "unit": one.scale + one.unit + one.per}
        if one.high is not None:
            fields |= {"value_high": _plain(one.high), "qualifier": Qualifier.RANGE}
        for kind, words in lexicon("qualifiers")["right"].items():
            if quote[one.end :].startswith(tuple(words)):
                fields["qualifier"] = Qualifier(kind)
    return fields


def proposed_commitment(report: Report, start: int, end: int) -> dict[str, Any]:
    """Gives what a commitment at a place most likely says: deadline as of its paragraph, theme and lead by its words."""
    quote = report.text[start:end]
    block = Context(report).block(start)
    suggested = suggest_lead(quote)
    inside = any(start <= fact.start and fact.end <= end for fact in report.facts)
    return {
        "why": "number" if inside else "degree",
        "object": quote.strip(),
        "deadline": block.period.rpartition("/")[2] if block else "",
        "theme": suggested.theme,
        "lead": suggested.office,
    }


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Gives the sentence around a stretch as facts name it: without its stop and the blanks before it.

    >>> clause("甲增长5%。  乙增长6%；丙", 11, 13)
    (8, 13)
    """
    low = max(0, start - _SIDE)
    begin = max((text.rfind(stop, low, start) for stop in _STOP), default=-1)
    begin = low if begin < 0 else begin + 1
    while begin < start and text[begin].isspace():
        begin += 1
    stops = [at for at in (text.find(stop, end, end + _SIDE) for stop in _STOP) if at >= 0]
    return begin, min(stops, default=min(len(text), end + _SIDE))


def path_of(report: Report, position: int) -> str:
    """Gives the titles of the parts around a position, joined from the top, as facts have it."""
    section = Context(report).section(position)
    titles: list[str] = []
    while section is not None:
        if section.title:
            titles.append(section.title)
        section = report.sections[section.parent] if section.parent >= 0 else None
    return " / ".join(reversed(titles))


def _unit(unit: str) -> tuple[str, Decimal]:
    """The dimension of a unit as written, and the factor to its base unit; a unit that no list has measures nothing known."""
    for found in quantities(f"{number(1)}{unit}", [])[:1]:
        if found.scale + found.unit + found.per == unit:
            return found.dimension, found.factor.scaleb(found.power)
    return "", Decimal(1)


def _plain(value: Decimal) -> float | int:
    whole = int(value)
    return whole if value == whole else float(value)
