"""The ledger over the interface: the same actions as pages do, with the same checks, for those who work in it.

Reading needs the right to WORK, which the gate does not know of; its answers change with what is done, so they carry a tag of their own content.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from ninja import Header, Path, Query, Status
from pydantic import Field

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.api.gate import asker
from duixian.web.api.ledger_schemas import ActName, Deed, DoneDeed, ItemRow, ItemStory, LedgerRow, LogRow, NewItem
from duixian.web.api.operations import described
from duixian.web.api.paging import ByCursor, ByOffset, after, next_page, part
from duixian.web.api.problems import Problem, kinds
from duixian.web.api.routing import router
from duixian.web.api.schemas import Short, Word, page_of
from duixian.web.api.words import asked
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.doing.choosing import GROUPS, NO_LIGHT, Wish, chosen
from duixian.web.ledger.doing.logs import Asked as AskedEvents
from duixian.web.ledger.doing.logs import asked_events
from duixian.web.ledger.doing.offers import offered
from duixian.web.ledger.models import Event, Item, Kind, Ledger, Light, State
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.states import Act

__all__ = ["worker"]

_Id = Annotated[int, Field(ge=1, le=2**53)]
_RequestKey = Annotated[str, Field(max_length=80, pattern=r"^[!-~]*$")]
_KEY: Any = Header("", alias="Idempotency-Key")  # type: ignore[type-arg]


class _Items(ByCursor):
    ledger: int | None = asked("ledger", ge=1, le=2**53)
    state: Literal[(*GROUPS, *State.values)] | None = asked("item_state")  # type: ignore[valid-type]
    light: Literal[(*Light.values, NO_LIGHT)] | None = asked("light")  # type: ignore[valid-type]
    office: int | None = asked("office", ge=1, le=2**53)
    kind: Literal[tuple(Kind.values)] | None = asked("kind")  # type: ignore[valid-type]
    theme: Word | None = asked("theme")
    due: Literal["late", "near"] | None = asked("due")
    q: Word | None = asked("q")


class _Log(ByCursor):
    user: int | None = asked("user", ge=1, le=2**53)
    office: int | None = asked("log_office", ge=1, le=2**53)
    action: Short | None = asked("action")
    subject: Short | None = asked("subject")
    number: int | None = asked("number", ge=1, le=2**53)


@described(router.get, "/ledger/ledgers", "listLedgers", page_of("LedgerPage", LedgerRow, counted=True), tag="ledger")
def list_ledgers(request: HttpRequest, asked: Query[ByOffset]) -> dict[str, Any]:
    worker(request)
    rows = Ledger.objects.select_related("place", "report").defer("report__reading").annotate(total=Count("items"))
    count = Ledger.objects.count()
    found = part(request, rows, asked, count)
    return {
        "items": [
            {
                "id": one.pk, "place": one.place.name, "year": one.year, "title": one.title, "report": one.report.ref if one.report else None,
                "frozen_at": _said(one.frozen_at), "items": one.total, "url": request.build_absolute_uri(one.get_absolute_url()),
            }
            for one in found.rows
        ],
        "count": count,
        "next": found.next,
    }  # fmt: skip


@described(router.get, "/ledger/items", "listItems", page_of("ItemPage", ItemRow), tag="ledger")
def list_items(request: HttpRequest, asked: Query[_Items]) -> dict[str, Any]:
    worker(request)
    rows = _rows()
    if asked.ledger is not None:
        rows = rows.filter(ledger=asked.ledger)
    wish = Wish(asked.state or "", asked.light or "", asked.office or 0, asked.kind or "", "", asked.theme or "", asked.due or "", (asked.q or "").strip())
    found = after(request, chosen(rows, wish), asked)
    return {"items": [_row(request, one) for one in found.rows], "next": found.next}


@described(router.get, "/ledger/items/{id}", "getItem", ItemStory, tag="ledger")
def get_item(request: HttpRequest, id: Path[_Id]) -> dict[str, Any]:
    return _story(request, worker(request), _item(id))


@described(router.post, "/ledger/items/{id}/actions/{act}", "actOnItem", DoneDeed, tag="ledger", status=201)
def act_on_item(request: HttpRequest, id: Path[_Id], act: Path[ActName], said: Deed, key: _RequestKey = _KEY) -> Status[dict[str, Any]]:  # type: ignore[valid-type]
    user = worker(request)
    item = _item(id)
    fields: dict[str, Any] = said.fields.model_dump(exclude_unset=True) if said.fields is not None else {}
    event = _do(item, Act(act), user, fields, said.revision, key)
    return Status(201, {"event": event.pk, "item": _row(request, _item(id))})


@described(router.post, "/ledger/ledgers/{id}/items", "createItem", ItemRow, tag="ledger", status=201)
def create_item(request: HttpRequest, id: Path[_Id], said: NewItem, key: _RequestKey = _KEY) -> Status[dict[str, Any]]:  # type: ignore[valid-type]
    user = worker(request)
    ledger = Ledger.objects.filter(pk=id).first()
    if ledger is None:
        raise Http404
    try:
        made = create(ledger, user, said.model_dump(exclude_unset=True), key=key)  # type: ignore[attr-defined]
    except Refused as error:
        raise _problem(error, "body.") from error
    return Status(201, _row(request, _item(made.pk)))


@described(router.get, "/ledger/log", "listLog", page_of("LogPage", LogRow), tag="ledger")
def list_log(request: HttpRequest, asked: Query[_Log]) -> dict[str, Any]:
    if not may(worker(request), Action.AUDIT):
        raise PermissionDenied
    wish = AskedEvents(asked.user or 0, asked.office or 0, asked.action or "", asked.subject or "", str(asked.number or ""))
    rows = asked_events(wish).select_related("user", "post__office", "office").order_by("pk")
    if asked.cursor:
        rows = rows.filter(pk__gt=int(asked.cursor))
    found = list(rows[: asked.limit + 1])
    some = found[: asked.limit]
    return {"items": [_event(one) for one in some], "next": next_page(request, cursor=str(some[-1].pk)) if len(found) > len(some) else None}


def worker(request: HttpRequest) -> User:
    """Gives who asks, where they may see the ledger.

    Raises:
        Problem: nobody says who they are.
        PermissionDenied: they may not.
    """
    user = asker(request)
    if not isinstance(user, User):
        raise Problem("not_authenticated")
    if not may(user, Action.WORK):
        raise PermissionDenied
    return user


def _do(item: Item, deed: Act, user: User, fields: dict[str, Any], revision: int | None, key: str) -> Event:
    try:
        return act(item, deed, user, fields, revision=revision, key=key)
    except Refused as error:
        raise _problem(error, "body.fields.") from error


def _problem(error: Refused, where: str) -> Problem:
    code = error.code if error.code in kinds() else "refused"
    return Problem(code, error.said, [{"where": f"{where}{error.field}", "message": error.said}] if error.field else [])


def _rows() -> QuerySet[Item]:
    return Item.objects.select_related("lead", "post__office", "leader__office")


def _item(pk: int) -> Item:
    found = _rows().select_related("ledger").prefetch_related("supporting", "milestones", "sources").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _said(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _figure(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _row(request: HttpRequest, one: Item) -> dict[str, Any]:
    return {
        "id": one.pk, "ledger": one.ledger_id, "number": one.number, "kind": one.kind, "title": one.title, "text": one.text, "section": one.section,
        "theme": one.theme, "indicator": one.indicator, "measure": one.measure, "unit": one.unit, "baseline": _figure(one.baseline),
        "target": _figure(one.target), "qualifier": one.qualifier, "better": one.better, "begins": _said(one.begins), "deadline": _said(one.deadline),
        "lead": str(one.lead) if one.lead else None, "lead_id": one.lead_id, "post": str(one.post) if one.post else None,
        "leader": str(one.leader) if one.leader else None, "state": one.state, "revision": one.revision, "value": _figure(one.value),
        "value_on": _said(one.value_on), "light": one.light, "assigned_at": _said(one.assigned_at), "sign_by": _said(one.sign_by),
        "accepted_at": _said(one.accepted_at), "done_at": _said(one.done_at), "verified_at": _said(one.verified_at), "origin": one.origin_id,
        "merged_into": one.merged_into_id, "url": request.build_absolute_uri(one.get_absolute_url()),
    }  # fmt: skip


def _story(request: HttpRequest, user: User, one: Item) -> dict[str, Any]:
    def decided(row: Any) -> dict[str, Any]:
        return {
            "id": row.pk, "office": str(row.office or ""), "by": row.by.get_full_name() if row.by else "", "at": row.at.isoformat(), "verdict": row.verdict,
            "decided_at": _said(row.decided_at), "answer": row.answer,
        }  # fmt: skip

    return {
        **_row(request, one),
        "supporting": [str(office) for office in one.supporting.all()],
        "light_why": one.light_why,
        "sources": [
            {"ref": row.ref, "record": row.record, "document": row.document, "start": row.start, "end": row.end, "quote": row.quote} for row in one.sources.all()
        ],
        "milestones": [
            {"id": row.pk, "due": row.due.isoformat(), "what": row.what, "planned": _figure(row.planned), "done_on": _said(row.done_on)} for row in one.milestones.all()
        ],
        "entries": [
            {
                **decided(row), "as_of": row.as_of.isoformat(), "value": _figure(row.value), "text": row.text, "difficulties": row.difficulties,
                "needs_coordination": row.needs_coordination,
            }
            for row in one.entries.select_related("office", "by")
        ],
        "petitions": [
            {
                **decided(row), "kind": row.kind, "reason": row.reason, "old_deadline": _said(row.old_deadline), "new_deadline": _said(row.new_deadline),
                "old_target": _figure(row.old_target), "new_target": _figure(row.new_target),
            }
            for row in one.petitions.select_related("office", "by")
        ],
        "events": [_event(row) for row in Event.objects.filter(subject="item", number=one.pk).select_related("user", "post__office", "office").order_by("pk")],
        "open": [row.act.value for row in offered(user, one)],
    }  # fmt: skip


def _event(one: Event) -> dict[str, Any]:
    return {
        "id": one.pk, "subject": one.subject, "number": one.number, "action": one.action, "before": one.before, "after": one.after, "at": one.at.isoformat(),
        "user": one.user.get_full_name() if one.user else "", "post": str(one.post or ""), "office": str(one.office or ""), "reason": one.reason, "data": one.data,
    }  # fmt: skip
