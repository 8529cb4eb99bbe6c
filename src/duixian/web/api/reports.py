"""Reports and what was read in them: facts and commitments, of one report with all their fields and across all reports as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query

import duixian
from duixian.model import ReportKind, Role
from duixian.web.api.addresses import Addresses
from duixian.web.api.corrections import corrections_of, record_state
from duixian.web.api.operations import described
from duixian.web.api.paging import ByCursor, ByOffset, after, part
from duixian.web.api.routing import router
from duixian.web.api.schemas import (
    Archive,
    Commitment,
    CommitmentRow,
    Correction,
    Fact,
    FactRow,
    Level,
    Ref,
    Report,
    ReportText,
    Short,
    Word,
    page_of,
    state_of,
)
from duixian.web.api.words import asked
from duixian.web.archive.correcting import Corrected
from duixian.web.archive.correcting_actions import record_of
from duixian.web.archive.models import Commitment as CommitmentModel
from duixian.web.archive.models import Fact as FactModel
from duixian.web.archive.models import Place, Standing
from duixian.web.archive.models import Report as ReportModel
from duixian.web.archive.stamp import archive_stamp
from duixian.web.archive.storing import as_people_left_it

__all__ = ["report_or_404"]


class _Reports(ByOffset):
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    year: int | None = asked("year", ge=1, le=9999)
    kind: ReportKind | None = asked("kind")
    followed: bool | None = asked("followed")


class _Records(ByOffset):
    role: Role | None = asked("role")


class _Facts(ByCursor):
    report: Ref | None = asked("report")
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    year: int | None = asked("year", ge=1, le=9999)
    indicator: Word | None = asked("indicator")
    role: Role | None = asked("role")


class _Commitments(ByCursor):
    report: Ref | None = asked("report")
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    year: int | None = asked("year", ge=1, le=9999)
    theme: Word | None = asked("theme")
    checkable: bool | None = asked("checkable")


@described(router.get, "/archive", "getArchive", Archive, tag="archive")
def get_archive(request: HttpRequest) -> dict[str, Any]:
    counts = ReportModel.objects.aggregate(
        reports=Count("pk"), facts=Sum("facts_count"), commitments=Sum("commitments_count"), first_year=Min("year"), last_year=Max("year")
    )
    return {
        **{name: value or 0 if name in ("facts", "commitments") else value for name, value in counts.items()},
        "places": Place.objects.count(),
        "goals": Standing.objects.aggregate(goals=Sum("goals"))["goals"] or 0,
        "version": duixian.__version__,
        "stamp": archive_stamp(),
        "package": request.build_absolute_uri(reverse("archive:package")),
    }


@described(router.get, "/reports", "listReports", page_of("ReportPage", Report, counted=True), tag="reports")
def list_reports(request: HttpRequest, asked: Query[_Reports]) -> dict[str, Any]:
    rows = _reports()
    for name, value in (("place__slug", asked.place), ("place__level", asked.level), ("year", asked.year), ("kind", asked.kind), ("followed", asked.followed)):
        if value is not None:
            rows = rows.filter(**{name: value})
    count = rows.count()
    found = part(request, rows.order_by("-year", "place_id", "kind", "id"), asked, count)
    addresses = Addresses(request)
    return {"items": [_report(one, addresses) for one in found.rows], "count": count, "next": found.next}


@described(router.get, "/reports/{ref}", "getReport", Report, tag="reports")
def get_report(request: HttpRequest, ref: Path[Ref]) -> dict[str, Any]:
    return _report(report_or_404(ref), Addresses(request))


@described(router.get, "/reports/{ref}/text", "getReportText", ReportText, tag="reports")
def get_report_text(request: HttpRequest, ref: Path[Ref]) -> dict[str, Any]:
    row = report_or_404(ref, whole=True)
    text = row.machine().text
    return {"ref": row.ref, "revision": row.revision, "characters": len(text), "text": text}


@described(router.get, "/reports/{ref}/facts", "listReportFacts", page_of("FactPage", Fact, counted=True), tag="records")
def list_report_facts(request: HttpRequest, ref: Path[Ref], asked: Query[_Records]) -> dict[str, Any]:
    row = report_or_404(ref, whole=True)
    left = as_people_left_it(row)
    return _records(request, row, left, "fact", [one for one in left.report.facts if asked.role in (None, one.role)], asked)


@described(router.get, "/reports/{ref}/commitments", "listReportCommitments", page_of("CommitmentPage", Commitment, counted=True), tag="records")
def list_report_commitments(request: HttpRequest, ref: Path[Ref], asked: Query[ByOffset]) -> dict[str, Any]:
    row = report_or_404(ref, whole=True)
    left = as_people_left_it(row)
    return _records(request, row, left, "commitment", left.report.commitments, asked)


@described(router.get, "/reports/{ref}/facts/{id}", "getFact", state_of("FactState", Fact), tag="records")
def get_fact(request: HttpRequest, ref: Path[Ref], id: Path[Short]) -> dict[str, Any]:
    return _state(request, ref, "fact", id)


@described(router.get, "/reports/{ref}/commitments/{id}", "getCommitment", state_of("CommitmentState", Commitment), tag="records")
def get_commitment(request: HttpRequest, ref: Path[Ref], id: Path[Short]) -> dict[str, Any]:
    return _state(request, ref, "commitment", id)


@described(router.get, "/reports/{ref}/corrections", "listCorrections", page_of("CorrectionPage", Correction, counted=True), tag="corrections")
def list_corrections(request: HttpRequest, ref: Path[Ref], asked: Query[ByOffset]) -> dict[str, Any]:
    row = report_or_404(ref)
    rows = row.corrections.select_related("by").order_by("id")
    count = rows.count()
    found = part(request, rows, asked, count)
    return {"items": corrections_of(row.ref, found.rows), "count": count, "next": found.next}


_FACT = (
    "pk", "record", "report__ref", "place__name", "place__code", "year", "role", "indicator", "indicator_id", "key", "measure", "value", "value_high", "unit",
    "dimension", "base_value", "base_value_high", "qualifier", "period", "base", "estimate", "hardness", "wording", "start", "end", "quote", "section",
    "confidence", "standing",
)  # fmt: skip
_COMMITMENT = (
    "pk", "record", "report__ref", "place__name", "place__code", "year", "checkable", "why", "action", "object", "deadline", "theme", "lead", "start", "end",
    "quote", "section", "confidence", "standing",
)  # fmt: skip


@described(router.get, "/facts", "listFacts", page_of("FactRowPage", FactRow), tag="records")
def list_facts(request: HttpRequest, asked: Query[_Facts]) -> dict[str, Any]:
    rows = _filtered(FactModel.objects.all(), asked)
    if asked.indicator is not None:
        rows = rows.filter(key=asked.indicator)
    if asked.role is not None:
        rows = rows.filter(role=asked.role)
    return _rows(request, rows.values(*_FACT), asked)


@described(router.get, "/commitments", "listCommitments", page_of("CommitmentRowPage", CommitmentRow), tag="records")
def list_commitments(request: HttpRequest, asked: Query[_Commitments]) -> dict[str, Any]:
    rows = _filtered(CommitmentModel.objects.all(), asked)
    if asked.theme is not None:
        rows = rows.filter(theme=asked.theme)
    if asked.checkable is not None:
        rows = rows.filter(checkable=asked.checkable)
    return _rows(request, rows.values(*_COMMITMENT), asked)


def report_or_404(ref: str, *, whole: bool = False) -> ReportModel:
    """Gives a report by its reference; its reading only where the whole is needed."""
    row = (ReportModel.objects.select_related("document", "place") if whole else _reports()).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _reports() -> QuerySet[ReportModel]:
    return ReportModel.objects.select_related("document", "place").defer("reading")


def _report(row: ReportModel, addresses: Addresses) -> dict[str, Any]:
    place = row.place
    return {
        "ref": row.ref, "sha256": row.document.sha256, "file": row.document.name, "label": row.label, "title": row.title, "kind": row.kind,
        "place": place.name if place else None, "slug": place.slug if place else None, "place_code": place.code if place else row.place_code,
        "level": place.level if place else "", "year": row.year, "reviewed": row.reviewed, "date": row.date, "speaker": row.speaker, "format": row.format,
        "characters": row.characters, "facts": row.facts_count, "commitments": row.commitments_count, "findings": row.findings_count,
        "followed": row.followed, "revision": row.revision, "read_at": row.read_at.isoformat(), "url": addresses.report(row.ref),
    }  # fmt: skip


def _records(request: HttpRequest, row: ReportModel, left: Corrected, sort: str, records: Iterable[Any], asked: ByOffset) -> dict[str, Any]:
    known = list(records)
    found = part(request, known, asked, len(known))
    addresses = Addresses(request)
    return {"items": [whole_record(row, left, sort, one, addresses) for one in found.rows], "count": len(known), "next": found.next}


def whole_record(row: ReportModel, left: Corrected, sort: str, record: Any, addresses: Addresses) -> dict[str, Any]:
    """Gives a fact or a commitment with all its fields."""
    return {
        **msgspec.to_builtins(record), "report": row.ref, "report_place": row.place.name if row.place else None,
        "place_code": row.place.code if row.place else row.place_code, "year": row.year, "standing": left.standing.get((sort, record.id), ""),
        "source": addresses.source(row.ref, record.start, record.end),
    }  # fmt: skip


def _state(request: HttpRequest, ref: str, sort: str, id: str) -> dict[str, Any]:
    row = report_or_404(ref, whole=True)
    left = as_people_left_it(row)
    found = record_of(left, sort, id)
    if found is None:
        raise Http404
    record, struck = found
    return {"record": whole_record(row, left, sort, record, Addresses(request)), "struck": struck, **record_state(row, left, sort, record)}


def _filtered(rows: QuerySet[Any], asked: _Facts | _Commitments) -> QuerySet[Any]:
    for name, value in (("report__ref", asked.report), ("place__slug", asked.place), ("place__level", asked.level), ("year", asked.year)):
        if value is not None:
            rows = rows.filter(**{name: value})
    return rows


def _rows(request: HttpRequest, rows: QuerySet[Any, Any], asked: ByCursor) -> dict[str, Any]:
    found = after(request, rows, asked)
    addresses = Addresses(request)
    items = []
    for row in found.rows:
        ref = row.pop("report__ref")
        items.append(
            {
                **row, "id": row["record"], "report": ref, "report_place": row["place__name"], "place_code": row["place__code"] or "",
                "source": addresses.source(ref, row["start"], row["end"]),
            }
        )
    return {"items": items, "next": found.next}
