"""One record in full: its fields in words and as they are, where it stands, how it was made, what came of it, what people said of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from duixian.language.themes import theme_name
from duixian.model import Commitment, Fact, Measure, Report
from duixian.model import Evidence as EvidenceRecord
from duixian.model import Outcome as OutcomeRecord
from duixian.model import Series as SeriesRecord
from duixian.publishing.context import Context
from duixian.publishing.phrases import fact_in_words, number, period_in_words, quantity
from duixian.publishing.records import anchor_at
from duixian.publishing.verdict_words import actual_in_words, goal_in_words, note
from duixian.publishing.wording import value_word
from duixian.web.archive import models
from duixian.web.archive.margin import standing_words
from duixian.web.archive.models import Correction, CorrectionKind
from duixian.web.archive.report_records import Doubt
from duixian.web.archive.storing import key_of

__all__ = ["Change", "Judged", "Line", "Sentence", "Shown", "evidence", "field_words", "in_words", "lines", "sentence", "series", "title", "told", "verdicts"]

_NEAR = 4
"""Figures of a series shown on either side of the record's own."""
_MOST = 8
"""Sentences of later reports, and verdicts, that are shown."""
_CODED = {"role": "role", "measure": "measure", "qualifier": "qualifier", "hardness": "hardness", "confidence": "confidence", "why": "why", "dimension": "dimension"}
_PERIODS = frozenset(("period", "base", "deadline"))
_LEFT_OUT = frozenset(("id", "start", "end", "quote", "prefix", "suffix", "rules", "reasons", "confidence", "sentence_start", "sentence_end", "facts", "lead_words"))
_CHANGES = frozenset((Measure.GROWTH, Measure.DECLINE, Measure.RISE, Measure.FALL))


class Sentence(NamedTuple):
    """A sentence cut in three, the record in the middle."""

    before: str
    marked: str
    after: str


class Line(NamedTuple):
    """A field: what it is called, its value in words, and as it is in files."""

    label: str
    words: str
    raw: str


class Change(NamedTuple):
    """A field that a person set, with its value before and after."""

    label: str
    before: str
    after: str


class Told(NamedTuple):
    """One thing a person said of a record."""

    kind: str
    word: str
    who: str
    unit: str
    at: datetime
    why: str
    changes: list[Change]


class Shown(NamedTuple):
    """A figure of a series; ``own`` is the record itself."""

    period: str
    role: str
    words: str
    report: str
    start: int
    end: int
    own: bool


class Judged(NamedTuple):
    """A verdict that a fact is the goal of (``goal``) or the result of."""

    row: models.Outcome
    record: OutcomeRecord
    goal: bool
    goal_words: str
    actual_words: str
    note: str


def field_words() -> dict[str, str]:
    """Gives what people call the fields of records."""
    return {
        "role": _("Role of the figure"), "indicator": _("Indicator"), "indicator_id": _("Id in the catalogue"), "value": _("Value as written"),
        "value_high": _("Upper end of a range"), "unit": _("Unit"), "dimension": _("Dimension"), "base_value": _("Value in the base unit"),
        "base_value_high": _("Upper end in the base unit"), "qualifier": _("Qualifier"), "measure": _("Measure"), "period": _("Period"),
        "base": _("Base period"), "estimate": _("An estimate"), "hardness": _("Strength of wording"), "wording": _("Words that carry it"),
        "place": _("Place"), "section": _("Part of the report"), "confidence": _("Confidence"), "checkable": _("Checkable"),
        "why": _("Checkable by"), "action": _("Action"), "object": _("Object"), "deadline": _("Deadline"), "theme": _("Theme"),
        "lead": _("Likely lead"), "places": _("Places named"), "names": _("Projects and titles named"), "start": _("First character"),
        "end": _("Behind the last character"),
    }  # fmt: skip


def sentence(report: Report, start: int, end: int) -> Sentence:
    """Gives the sentence around a place."""
    whole = Context(report).sentence_span(start, end)
    text = report.text
    return Sentence(text[whole.start : start].lstrip(), text[start:end], text[end : whole.end])


def lines(report: Report, record: Fact | Commitment, language: str) -> list[Line]:
    """Gives the fields of a record that say something, in order, and where it stands."""
    words = field_words()
    fields = msgspec.to_builtins(record)
    found = [
        Line(words[name], in_words(name, value, language), _raw(value))
        for name, value in fields.items()
        if name not in _LEFT_OUT and (value not in ("", None, False, [], ()) or name == "checkable")
    ]
    found.append(Line(_("Position"), _("characters %(start)s to %(end)s, counted from 0") % {"start": record.start, "end": record.end}, f"[{record.start}, {record.end})"))
    if anchor := anchor_at(report.anchors, record.start):
        where = " ".join(filter(None, (anchor.path, _("page %(page)s") % {"page": anchor.page} if anchor.page else "")))
        found.append(Line(_("In the file"), where, anchor.path))
    found.append(Line(_("Id"), "", record.id))
    return found


def in_words(name: str, value: Any, language: str) -> str:
    """Gives a field's value as people say it."""
    if value in ("", None, [], ()):
        return "—"
    if name in _CODED:
        group = _CODED[name]
        return value_word(group, str(value), language)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "theme":
        return theme_name(str(value), language)
    if name in _PERIODS:
        return _("yearly average") if value == "yearly" else period_in_words(str(value))
    if isinstance(value, (int, float)):
        return f"{value:,}" if isinstance(value, int) and name.startswith("base_value") else number(value)
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def told(chain: Iterable[Correction], language: str) -> list[Told]:
    """Gives what people said of a record, the oldest first."""
    kinds = {**standing_words(), CorrectionKind.UNDONE.value: _("took the last back")}
    words = field_words()
    found = []
    for one in chain:
        changes = []
        if one.kind == CorrectionKind.AMENDED:
            changes = [
                Change(words[name], in_words(name, one.before.get(name), language), in_words(name, value, language))
                for name, value in one.fields.items()
                if name in words and not name.startswith("base_value") and value != one.before.get(name)
            ]
        found.append(Told(one.kind, kinds[one.kind], one.by.get_full_name(), one.by.unit, one.at, one.why, changes))
    return found


def series(row: models.Report, fact: Fact, language: str) -> tuple[str, list[Shown], int]:
    """Gives the key of a fact's indicator, the figures of its series near it, and how many the series has."""
    key = key_of(fact)
    rows = models.Series.objects.filter(place=row.place, key=key, change=fact.measure in _CHANGES).values_list("record", flat=True)
    for found in rows[:1]:
        record = msgspec.json.decode(found, type=SeriesRecord)
        shown = [
            Shown(
                one.period, value_word("role", one.role, language),
                quantity(one.measure, one.value, one.value_high, one.unit, one.qualifier), one.report, one.start, one.end,
                one.report == row.ref and one.start == fact.start,
            )
            for one in record.observations
        ]  # fmt: skip
        own = next((at for at, one in enumerate(shown) if one.own), len(shown) - 1)
        low = max(0, min(own - _NEAR, len(shown) - 2 * _NEAR - 1))
        return key, shown[low : low + 2 * _NEAR + 1], len(shown)
    return key, [], 0


def verdicts(row: models.Report, fact: Fact, language: str) -> list[Judged]:
    """Gives the verdicts that a fact is the goal or the result of."""
    of_goal = Q(goal_report=row, goal_start=fact.start)
    of_result = Q(actual_report=row, actual_start=fact.start)
    found = []
    for one in models.Outcome.objects.filter(of_goal | of_result).order_by("year", "id")[:_MOST]:
        record = msgspec.json.decode(one.record, type=OutcomeRecord)
        goal = one.goal_report_id == row.pk and one.goal_start == fact.start
        goal_words = f"{period_in_words(str(record.year))}{record.indicator}{goal_in_words(record)}"
        found.append(Judged(one, record, goal, goal_words, actual_in_words(record), note(record, language)))
    return found


def evidence(row: models.Report, commitment: Commitment) -> list[EvidenceRecord]:
    """Gives the sentences of later reports that speak of a commitment, the likeliest first."""
    found = models.Evidence.objects.filter(commitment_report=row, commitment=commitment.id).order_by("rank")
    return [msgspec.json.decode(one, type=EvidenceRecord) for one in found.values_list("record", flat=True)[:_MOST]]


def title(record: Fact | Commitment | Doubt) -> str:
    """Gives what a record is called at the head of its page."""
    if isinstance(record, Fact):
        return f"{record.indicator or '—'} {fact_in_words(record)}"
    return record.quote if isinstance(record, Commitment) else record.message


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
