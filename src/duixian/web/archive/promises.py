"""Promises of a place and year that have no number, each with the sentences of later reports that speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from duixian.language.themes import theme_name
from duixian.model import Evidence as EvidenceRecord
from duixian.model import Why
from duixian.publishing.phrases import period_in_words
from duixian.web.archive.models import Commitment, Evidence, Place, Report
from duixian.web.archive.passages import Quote, quote, texts
from duixian.web.archive.tables import Column

__all__ = ["Promise", "Proof", "Wanted", "promise_columns", "promise_rows", "promises", "themes_of", "with_proofs"]

_AT_ONCE = 200
_decoder = msgspec.json.Decoder(EvidenceRecord)


class Wanted(NamedTuple):
    """Which promises are wanted: of a theme, and with (``found``) or without (``none``) evidence."""

    theme: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        """Gives what an address asks for."""
        evidence = query.get("evidence", "")
        return cls(query.get("theme", ""), evidence if evidence in ("found", "none") else "")

    @property
    def narrow(self) -> bool:
        """Whether it leaves promises out."""
        return bool(self.theme or self.evidence)


class Proof(NamedTuple):
    """A sentence that speaks of a promise: its record, its report, and its text."""

    record: EvidenceRecord
    report: Report | None
    quote: Quote | None


class Promise(NamedTuple):
    """A promise with its ranked evidence."""

    row: Commitment
    report: Report | None
    proofs: tuple[Proof, ...]


def promises(place: Place, year: int, wanted: Wanted | None = None) -> QuerySet[Commitment]:
    """Gives the promises of a place and year that a later reader could check though they have no number, in text order.

    Only of reports that are followed, so that the same report in two formats counts once.
    """
    rows = Commitment.objects.filter(place=place, year=year, checkable=True, report__followed=True).exclude(why=Why.NUMBER.value)
    wanted = wanted or Wanted()
    if wanted.theme:
        rows = rows.filter(theme=wanted.theme)
    if wanted.evidence:
        found = Exists(Evidence.objects.filter(commitment_report=OuterRef("report"), commitment=OuterRef("record")))
        rows = rows.filter(found) if wanted.evidence == "found" else rows.exclude(found)
    return rows.order_by("report_id", "start", "id")


def themes_of(place: Place, year: int, language: str) -> list[tuple[str, str]]:
    """Gives the themes of these promises with their names."""
    ids = promises(place, year).order_by("theme").values_list("theme", flat=True).distinct()
    return [(one, theme_name(one, language)) for one in ids if one]


def with_proofs(rows: Iterable[Commitment], reports: dict[str, Report]) -> list[Promise]:
    """Gives promises with their evidence: one query for the evidence, one for the texts.

    Args:
        rows: The promises.
        reports: The place's reports by ``ref``.
    """
    wanted = list(rows)
    by_key = {one.pk: one for one in reports.values()}
    found: defaultdict[tuple[int, str], list[EvidenceRecord]] = defaultdict(list)
    known = {(one.report_id, one.record) for one in wanted}
    evidence = Evidence.objects.filter(commitment_report__in={one.report_id for one in wanted}, commitment__in={one.record for one in wanted})
    for report, commitment, record in evidence.order_by("rank", "id").values_list("commitment_report_id", "commitment", "record"):
        if (report, commitment) in known:
            found[report, commitment].append(_decoder.decode(record))
    held = texts(one.report for proofs in found.values() for one in proofs)
    return [
        Promise(
            one,
            by_key.get(one.report_id),
            tuple(Proof(proof, reports.get(proof.report), quote(held, proof.report, proof.start, proof.end)) for proof in found[one.report_id, one.record]),
        )
        for one in wanted
    ]


def promise_columns() -> list[Column]:
    """Gives the columns of promises and their evidence: a line for each sentence, or one line where there is none."""
    return [
        Column("number", _("No."), "integer"),
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        Column("promise", _("Promise")),
        Column("theme", _("Theme")),
        Column("deadline", _("Deadline")),
        Column("lead", _("Suggested lead")),
        Column("rank", _("Rank of the evidence"), "integer"),
        Column("sentence", _("Evidence")),
        Column("score", _("Score"), "number"),
        Column("reasons", _("Reason")),
        Column("report", _("Promise's report")),
        Column("ref", _("Promise's report, reference")),
        Column("start", _("Promise from"), "integer"),
        Column("end", _("Promise to"), "integer"),
        Column("sentence_report", _("Evidence's report")),
        Column("sentence_ref", _("Evidence's report, reference")),
        Column("sentence_start", _("Evidence from"), "integer"),
        Column("sentence_end", _("Evidence to"), "integer"),
        Column("record", _("Promise's id")),
    ]


def promise_rows(place: Place, rows: Sequence[Commitment] | QuerySet[Commitment], reports: dict[str, Report]) -> Iterator[list[Any]]:
    """Gives the cells under :func:`promise_columns`."""
    waiting: list[Commitment] = []
    number = 0
    for row in [*rows, None]:
        if row is not None:
            waiting.append(row)
        if waiting and (row is None or len(waiting) == _AT_ONCE):
            for promise in with_proofs(waiting, reports):
                number += 1
                yield from _cells(number, place, promise)
            waiting.clear()


def _cells(number: int, place: Place, one: Promise) -> Iterator[list[Any]]:
    said, report = one.row, one.report
    lines: Sequence[Proof | None] = one.proofs or (None,)
    for proof in lines:
        yield [
            number,
            place.name,
            said.year,
            said.quote,
            said.theme,
            period_in_words(said.deadline),
            said.lead,
            proof.record.rank if proof else None,
            proof.quote.text if proof and proof.quote else "",
            proof.record.score if proof else None,
            "；".join(proof.record.reasons) if proof else "",
            report.label if report else "",
            report.ref if report else "",
            said.start,
            said.end,
            proof.report.label if proof and proof.report else "",
            proof.record.report if proof else "",
            proof.record.start if proof else None,
            proof.record.end if proof else None,
            said.record,
        ]
