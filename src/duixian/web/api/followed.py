"""What following found: series, outcomes with the replies to them, findings."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Path, Query, Status

from duixian.model import CrossFinding, Hardness, Verdict
from duixian.model import Outcome as OutcomeRecord
from duixian.model import Series as SeriesRecord
from duixian.web.accounts.models import User
from duixian.web.api.addresses import Addresses
from duixian.web.api.gate import asker
from duixian.web.api.operations import described
from duixian.web.api.paging import ByCursor, after
from duixian.web.api.problems import Problem
from duixian.web.api.routing import router
from duixian.web.api.schemas import Asked, Finding, Level, Outcome, Ref, Reply, Series, Short, Word, page_of
from duixian.web.api.words import asked
from duixian.web.archive.models import Finding as FindingModel
from duixian.web.archive.models import Outcome as OutcomeModel
from duixian.web.archive.models import Reply as ReplyModel
from duixian.web.archive.models import Series as SeriesModel
from duixian.web.archive.replies import Replies, Thread
from duixian.web.archive.replying import ReplyForm, TooOften, reply

__all__ = ["reply_of"]

_series = msgspec.json.Decoder(SeriesRecord)
_outcome = msgspec.json.Decoder(OutcomeRecord)
_finding = msgspec.json.Decoder(CrossFinding)


class _Series(ByCursor):
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    indicator: Word | None = asked("indicator")


class _Outcomes(ByCursor):
    place: Word | None = asked("place")
    level: Level | None = asked("level")
    year: int | None = asked("year", ge=1, le=9999)
    indicator: Word | None = asked("indicator")
    verdict: Verdict | None = asked("verdict")
    main: bool | None = asked("main")
    hardness: Hardness | None = asked("hardness")


class _Findings(ByCursor):
    report: Ref | None = asked("report")
    place: Word | None = asked("place")
    year: int | None = asked("year", ge=1, le=9999)
    kind: Short | None = asked("kind")
    state: Literal["open", "explained", "dismissed"] | None = asked("state")


class _Replying(Asked):
    text: str = asked("text", ..., record="body", min_length=1, max_length=2000, pattern=r"^[^\x00]*$")
    evidence_url: str = asked("evidence_url", "", record="body", max_length=200, pattern=r"^[^\x00]*$")


@described(router.get, "/series", "listSeries", page_of("SeriesPage", Series), tag="series")
def list_series(request: HttpRequest, asked: Query[_Series]) -> dict[str, Any]:
    rows = _filtered(SeriesModel.objects.select_related("place"), place__slug=asked.place, place__level=asked.level, key=asked.indicator)
    found = after(request, rows, asked)
    addresses = Addresses(request)
    items = [
        {**msgspec.to_builtins(_series.decode(one.record)), "slug": one.place.slug, "url": f"{addresses.of('indicator', one.key)}?place={one.place.slug}"}
        for one in found.rows
    ]
    return {"items": items, "next": found.next}


@described(router.get, "/outcomes", "listOutcomes", page_of("OutcomePage", Outcome), tag="outcomes")
def list_outcomes(request: HttpRequest, asked: Query[_Outcomes]) -> dict[str, Any]:
    rows = _filtered(
        OutcomeModel.objects.select_related("place"), place__slug=asked.place, place__level=asked.level, year=asked.year, key=asked.indicator,
        verdict=asked.verdict, main=asked.main, hardness=asked.hardness,
    )  # fmt: skip
    found = after(request, rows, asked)
    replies = Replies({one.goal_report_id for one in found.rows})
    addresses = Addresses(request)
    return {"items": [_said(one, replies, addresses) for one in found.rows], "next": found.next}


@described(router.get, "/outcomes/{id}", "getOutcome", Outcome, tag="outcomes")
def get_outcome(request: HttpRequest, id: Path[Short]) -> dict[str, Any]:
    one = _outcome_or_404(id)
    return _said(one, Replies({one.goal_report_id}), Addresses(request))


@described(router.get, "/outcomes/{id}/replies", "listReplies", page_of("ReplyPage", Reply), tag="outcomes")
def list_replies(request: HttpRequest, id: Path[Short]) -> dict[str, Any]:
    one = _outcome_or_404(id)
    addresses = Addresses(request)
    items = [
        reply_of(said, addresses, current=at == 0)
        for thread in Replies({one.goal_report_id}).to(one)
        for at, said in enumerate((thread.current, *thread.earlier))
    ]
    return {"items": items, "next": None}


@described(router.post, "/outcomes/{id}/replies", "replyToOutcome", Reply, tag="outcomes", status=201)
def reply_to_outcome(request: HttpRequest, id: Path[Short], said: _Replying) -> Status[dict[str, Any]]:
    user = asker(request)
    assert isinstance(user, User)
    one = _outcome_or_404(id)
    form = ReplyForm({"text": said.text, "evidence_url": said.evidence_url})
    if not form.is_valid():
        raise Problem("invalid", errors=[{"where": f"body.{name}", "message": str(error)} for name, errors in form.errors.items() for error in errors])
    try:
        kept = reply(user, one, form.cleaned_data["text"], url=form.cleaned_data["evidence_url"])
    except TooOften as often:
        raise Problem("too_many_requests", " ".join(often.messages)) from often
    except ValidationError as refused:
        raise Problem("refused", " ".join(refused.messages)) from refused
    return Status(201, reply_of(kept, Addresses(request), current=True))


@described(router.get, "/findings", "listFindings", page_of("FindingPage", Finding), tag="findings")
def list_findings(request: HttpRequest, asked: Query[_Findings]) -> dict[str, Any]:
    rows = _filtered(FindingModel.objects.all(), report__ref=asked.report, place__slug=asked.place, year=asked.year, kind=asked.kind, state=asked.state)
    found = after(request, rows, asked)
    addresses = Addresses(request)
    items = []
    for one in found.rows:
        record = _finding.decode(one.record)
        items.append({
            **msgspec.to_builtins(record), "across": one.across, "state": one.state, "source": addresses.source(record.report, record.start, record.end),
        })  # fmt: skip
    return {"items": items, "next": found.next}


def _filtered(rows: QuerySet[Any], **wanted: Any) -> QuerySet[Any]:
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _outcome_or_404(id: str) -> OutcomeModel:
    one = OutcomeModel.objects.select_related("place").filter(outcome=id).first()
    if one is None:
        raise Http404
    return one


def _said(one: OutcomeModel, replies: Replies, addresses: Addresses) -> dict[str, Any]:
    record = _outcome.decode(one.record)
    return {
        **msgspec.to_builtins(record), "slug": one.place.slug, "url": addresses.of("outcome", one.outcome),
        "source": addresses.source(record.goal_report, record.goal_start, record.goal_end),
        "replies": [reply_of(said, addresses, current=at == 0) for thread in replies.to(one) for at, said in enumerate(_versions(thread))],
    }  # fmt: skip


def _versions(thread: Thread) -> tuple[ReplyModel, ...]:
    return (thread.current, *thread.earlier)


def reply_of(one: ReplyModel, addresses: Addresses, *, current: bool) -> dict[str, Any]:
    """Gives a reply as answers have it."""
    return {
        "id": one.pk, "text": one.text, "name": one.by.get_full_name(), "unit": one.unit, "at": one.at.isoformat(), "evidence_url": one.evidence_url,
        "evidence_name": one.evidence_name, "evidence_file": addresses.of("evidence-file", one.pk) if one.evidence else None, "follows": one.follows_id,
        "current": current,
    }  # fmt: skip
