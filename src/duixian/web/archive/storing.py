"""A reading into the database: one transaction a report, so that nothing is ever half stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone
from msgspec.structs import replace

import duixian
from duixian.following.standing import level_of
from duixian.following.wording import wording
from duixian.model import Commitment as CommitmentRecord
from duixian.model import Fact as FactRecord
from duixian.web.archive.correcting import Corrected, corrected
from duixian.web.archive.models import Commitment, Correction, Document, Fact, Joining, Place, Report, State
from duixian.web.archive.rows import insert
from duixian.web.archive.search.storing import forget_sentences, reindex, store_sentences
from duixian.web.archive.sentences import sentences
from duixian.web.archive.version import reader_version
from duixian.web.locks import Lock

__all__ = ["as_people_left_it", "joined_names", "key_of", "place_of", "refresh", "store"]

_SHARED = ("report_id", "record", "place_id", "year", "start", "end", "quote", "section", "confidence", "standing")
_FACT = (
    *_SHARED, "role", "indicator", "indicator_id", "key", "measure", "value", "value_high", "unit", "dimension", "base_value",
    "base_value_high", "qualifier", "period", "base", "estimate", "hardness", "wording", "joined",
)  # fmt: skip
_COMMITMENT = (*_SHARED, "checkable", "why", "action", "object", "deadline", "theme", "lead")
_REF = 16


def store(document: Document, machine: duixian.Report) -> Report:
    """Keeps what reading found in a document, in place of an earlier reading; what people said of it is applied again.

    Args:
        document: The document; it becomes ``read``.
        machine: What :func:`duixian.read` gave for its bytes, under any name.
    """
    ref = document.sha256[:_REF]
    machine = replace(machine, name=ref)
    meta = machine.metadata
    year = int(meta.year.value) if meta.year.value.isdigit() else None
    # What takes long is done before the transaction begins: SQLite has one writer at a time.
    reading, found = Report.packed(machine), list(sentences(machine))
    with _in_turn(), transaction.atomic():
        # Two workers at one document, and whoever follows its place, take turns: document, report, place is the order in which all lock.
        Document.objects.select_for_update(no_key=True).filter(pk=document.pk).values_list("pk").first()
        before = Report.objects.select_for_update(no_key=True).filter(document=document).first()
        place = place_of(meta.place_code, meta.place.value)
        row = before or Report(document=document, ref=ref)
        stale = {pk for pk in (before.place_id if before else None, place.pk if place else None) if pk is not None}
        row.place = place
        row.year = year
        row.kind = meta.kind.value
        row.title = _cut(meta.title.value, 400)
        row.place_name = _cut(meta.place.value, 80)
        row.place_code = meta.place_code
        row.reviewed = _cut(meta.reviewed.value, 20)
        row.date = _cut(meta.date.value, 20)
        row.speaker = _cut(meta.speaker.value, 80)
        row.format = machine.format
        row.characters = len(machine.text)
        row.findings_count = len(machine.findings)
        row.read_at = timezone.now()
        row.reading = reading
        row.revision = row.revision + 1 if before else 1
        left = as_people_left_it(row, machine)
        row.facts_count, row.commitments_count = len(left.report.facts), len(left.report.commitments)
        row.save()
        if before:
            _forget_records(row)
            forget_sentences(row)
        _store_records(row, left)
        store_sentences(row, found, left.report)
        document.state = State.READ
        document.error_zh = document.error_en = ""
        document.reader = reader_version()
        document.claimed_at = None
        document.save(update_fields=["state", "error_zh", "error_en", "reader", "claimed_at"])
        Place.objects.filter(pk__in=stale).update(stale=True)
    return row


def _in_turn() -> AbstractContextManager[object]:
    """Lets workers store one after another on SQLite, each as soon as the one before is done: SQLite's own waiting sleeps ever longer and looks again."""
    return Lock("storing") if connection.vendor == "sqlite" else nullcontext()


def refresh(report: Report) -> None:
    """Makes a report's rows again after people said something of it, and has its place followed anew. To be called inside a transaction."""
    left = as_people_left_it(report)
    _forget_records(report)
    _store_records(report, left)
    reindex(report)
    report.facts_count, report.commitments_count = len(left.report.facts), len(left.report.commitments)
    report.revision += 1
    report.save(update_fields=["revision", "facts_count", "commitments_count"])
    if report.place_id is not None:
        Place.objects.filter(pk=report.place_id).update(stale=True)


def as_people_left_it(report: Report, machine: duixian.Report | None = None) -> Corrected:
    """Gives a stored report with all that people said of it applied; ``machine`` is its reading where that is at hand."""
    said = Correction.objects.filter(report=report).order_by("id") if report.pk else ()
    return corrected(machine or report.machine(), said, joined_names(report.place_id))


def joined_names(place: int | None) -> dict[str, str]:
    """Gives the names of indicators that people joined to another, for the reports of one place; what is said of one place goes before what is said of all."""
    everywhere: dict[str, str] = {}
    here: dict[str, str] = {}
    for one in Joining.objects.order_by("id"):
        if one.place_id is None:
            everywhere[one.name] = one.into
        elif one.place_id == place:
            here[one.name] = one.into
    return {name: into for name, into in (everywhere | here).items() if into}


def place_of(code: str, name: str) -> Place | None:
    """Gives the place a report names, made where it is new; None where it names none."""
    slug = code or name
    if not slug:
        return None
    place, _ = Place.objects.get_or_create(slug=slug, defaults={"code": code, "name": name or code, "level": level_of(code, name)})
    if code and len(name) > len(place.name):
        place.name = name
        place.save(update_fields=["name"])
    return place


def key_of(fact: FactRecord) -> str:
    """Gives what names a fact's indicator among all reports: its id in the catalogue, else its name in the form in which following compares names."""
    return fact.indicator_id or _core(fact.indicator, fact.place)


@lru_cache(65536)
def _core(indicator: str, place: str) -> str:
    return wording(indicator, place).core or indicator


def _forget_records(row: Report) -> None:
    Fact.objects.filter(report=row).delete()
    Commitment.objects.filter(report=row).delete()


def _store_records(row: Report, left: Corrected) -> None:
    insert(Fact, _FACT, _facts(row, left))
    insert(Commitment, _COMMITMENT, _commitments(row, left))


def _shared(row: Report, left: Corrected, sort: str, one: FactRecord | CommitmentRecord) -> tuple[object, ...]:
    standing = left.standing.get((sort, one.id), "")
    return row.pk, one.id, row.place_id, row.year, one.start, one.end, one.quote, one.section, one.confidence.value, standing


def _facts(row: Report, left: Corrected) -> Iterator[Sequence[object]]:
    for one in left.report.facts:
        yield (
            *_shared(row, left, "fact", one),
            one.role.value,
            _cut(one.indicator, 200),
            one.indicator_id,
            _cut(key_of(one), 200),
            one.measure.value,
            float(one.value),
            _float(one.value_high),
            _cut(one.unit, 40),
            one.dimension,
            _float(one.base_value),
            _float(one.base_value_high),
            one.qualifier.value,
            _cut(one.period, 24),
            _cut(one.base, 24),
            one.estimate,
            one.hardness.value if one.hardness else "",
            _cut("、".join(one.wording), 120),
            _cut(left.names.get(one.id, ""), 200),
        )


def _commitments(row: Report, left: Corrected) -> Iterator[Sequence[object]]:
    for one in left.report.commitments:
        yield (
            *_shared(row, left, "commitment", one),
            one.checkable,
            one.why.value,
            _cut(one.action, 60),
            _cut(one.object, 200),
            _cut(one.deadline, 24),
            one.theme,
            _cut(one.lead, 60),
        )


def _float(value: float | int | None) -> float | None:
    return None if value is None else float(value)


def _cut(text: str, most: int) -> str:
    """A text as long as its column: only broken pages have longer ones, and the reading keeps them whole."""
    return text if len(text) <= most else text[: most - 1] + "…"
