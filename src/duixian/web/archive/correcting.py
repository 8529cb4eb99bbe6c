"""The machine's reading with what people said of it applied: what every page, table and verdict is made from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from duixian.model import Commitment, Fact, Report
from duixian.reading.quoting import quoted
from duixian.web.archive.models import Correction, CorrectionKind

__all__ = ["SORTS", "Corrected", "corrected", "found_again", "shifted", "standing_ones"]

_POSITIONS = ("start", "end", "sentence_start", "sentence_end")

SORTS: dict[str, type[Fact] | type[Commitment]] = {"fact": Fact, "commitment": Commitment}


class Corrected(NamedTuple):
    """A report as people left it.

    ``standing`` gives, by sort and id of a record, what people did with it (right, amended, added), ``anchors`` the place by which their
    corrections name it, where that is not its own (struck records too). ``struck`` are the records that were marked wrong; ``lost`` the
    corrections whose place is no longer found in the text. ``names`` gives the names of the indicators of facts, by id, that are
    followed under another here.
    """

    report: Report
    standing: dict[tuple[str, str], str]
    anchors: dict[tuple[str, str], tuple[int, int]]
    struck: tuple[Fact | Commitment, ...]
    lost: tuple[Correction, ...]
    names: dict[str, str]


def corrected(machine: Report, corrections: Iterable[Correction], joined: Mapping[str, str] | None = None) -> Corrected:
    """Gives ``machine`` with the correction of each record applied that stands, and indicators renamed that people joined.

    A correction belongs to the record at the place it names. Where the text was read anew and the place moved, it is found again by its
    quote with the characters around it. Of a record that the machine no longer finds, the person's word stays.

    Args:
        machine: The report as it was read.
        corrections: All corrections of the report, oldest first.
        joined: Names of indicators with the name under which each is followed instead.
    """
    standing: dict[tuple[str, str], str] = {}
    anchors: dict[tuple[str, str], tuple[int, int]] = {}
    struck: list[Fact | Commitment] = []
    lost: list[Correction] = []
    given: dict[str, dict[tuple[int, int], Any]] = {
        "fact": {(one.start, one.end): one for one in machine.facts},
        "commitment": {(one.start, one.end): one for one in machine.commitments},
    }
    peoples: dict[str, dict[tuple[int, int], Any]] = {"fact": {}, "commitment": {}}
    moved = False
    for one in standing_ones(corrections):
        sort = one.sort
        place = found_again(machine.text, one)
        if place is None:
            lost.append(one)
            continue
        machines = given[sort].pop(place, None)
        moved = moved or machines is None or one.kind == CorrectionKind.WRONG or "start" in one.fields
        if one.kind == CorrectionKind.WRONG:
            if machines is None and one.before.get("id"):
                machines = _applied(machine.text, sort, place, None, one)
            if machines is not None:
                struck.append(machines)
                if place != (one.start, one.end):
                    anchors[sort, machines.id] = one.start, one.end
            continue
        record = _applied(machine.text, sort, place, machines, one)
        peoples[sort][record.start, record.end] = record
        standing[sort, record.id] = str(one.kind)
        if (record.start, record.end) != (one.start, one.end):
            anchors[sort, record.id] = one.start, one.end
    facts = sorted((given["fact"] | peoples["fact"]).values(), key=lambda one: (one.start, one.end))
    commitments = sorted((given["commitment"] | peoples["commitment"]).values(), key=lambda one: (one.start, one.end))
    if moved:
        commitments = [_with_facts(commitment, facts) for commitment in commitments]
    names: dict[str, str] = {}
    if joined:
        names = {fact.id: fact.indicator for fact in facts if fact.indicator in joined}
        facts = [_renamed(fact, joined) for fact in facts]
    report = msgspec.structs.replace(machine, facts=tuple(facts), commitments=tuple(commitments))
    return Corrected(report, standing, anchors, tuple(sorted(struck, key=lambda one: one.start)), tuple(lost), names)


def standing_ones(corrections: Iterable[Correction]) -> list[Correction]:
    """Gives the correction of each place and sort of record that stands: the last that was not taken back. ``corrections`` are the oldest first."""
    said: dict[tuple[str, int, int], list[Correction]] = {}
    for one in corrections:
        chain = said.setdefault((one.sort, one.start, one.end), [])
        if one.kind != CorrectionKind.UNDONE:
            chain.append(one)
        elif chain:
            chain.pop()
    return [chain[-1] for chain in said.values() if chain]


def _with_facts(commitment: Commitment, facts: list[Fact]) -> Commitment:
    """A commitment with the facts that stand in it now."""
    low = bisect_left(facts, commitment.start, key=lambda fact: fact.start)
    inside = []
    for fact in facts[low:]:
        if fact.start >= commitment.end:
            break
        if fact.end <= commitment.end:
            inside.append(fact.id)
    return commitment if tuple(inside) == commitment.facts else msgspec.structs.replace(commitment, facts=tuple(inside))


def found_again(text: str, one: Correction) -> tuple[int, int] | None:
    """Gives where a corrected record stands now: its own place if the quote still stands there, else the one place with the same surroundings."""
    if text[one.start : one.end] == one.quote:
        return one.start, one.end
    prefix, suffix = str(one.before.get("prefix", "")), str(one.before.get("suffix", ""))
    around = f"{prefix}{one.quote}{suffix}"
    at = text.find(around)
    if at < 0 or text.find(around, at + 1) >= 0:
        return None
    return at + len(prefix), at + len(prefix) + len(one.quote)


def _applied(text: str, sort: str, place: tuple[int, int], machines: Fact | Commitment | None, one: Correction) -> Any:
    """The record as the person left it: the machine's, or as it stood when the person spoke, with the fields that the person set."""
    kind = SORTS[sort]
    shift = place[0] - one.start
    base: dict[str, Any] = shifted(one.before, shift) if machines is None else msgspec.to_builtins(machines)
    fields = {**base, "start": place[0], "end": place[1], **shifted(one.fields, shift)}
    quote, prefix, suffix = quoted(text, fields["start"], fields["end"])
    fields |= {"quote": quote, "prefix": prefix, "suffix": suffix}
    fields.setdefault("id", f"p{one.pk}")
    fields["confidence"] = "sure"
    fields["reasons"] = []
    return msgspec.convert(fields, kind, strict=False)


def shifted(fields: Mapping[str, Any], by: int) -> dict[str, Any]:
    """Gives a record's fields with its positions moved by ``by`` characters; those that are not known (-1) stay so."""
    return {**fields, **{name: fields[name] + by for name in _POSITIONS if by and fields.get(name, -1) >= 0}}


def _renamed(fact: Fact, joined: Mapping[str, str]) -> Fact:
    """A fact under the indicator that people joined its own to."""
    into = joined.get(fact.indicator)
    if not into:
        return fact
    from duixian.language.indicators import identify

    return msgspec.structs.replace(fact, indicator=into, indicator_id=identify(into, unit=fact.unit, measure=fact.measure.value, place=fact.place))
