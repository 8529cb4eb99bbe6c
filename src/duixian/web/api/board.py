"""The public board: what the delivery office has published, for whoever asks; nothing of the ledger itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query
from pydantic import Field

from duixian.web.accounts.models import Office
from duixian.web.api.operations import described
from duixian.web.api.paging import ByCursor, after
from duixian.web.api.routing import router
from duixian.web.api.schemas import Short, answer, page_of
from duixian.web.api.words import asked
from duixian.web.ledger.models import Kind
from duixian.web.ledger.openly.board import Shown, promise_url, published, said_of, searched, shown
from duixian.web.ledger.openly.facts import Standing
from duixian.web.ledger.openly.models import Publication

__all__: list[str] = []

_Key = Annotated[int, Field(ge=1, le=2**53)]
_FIELDS: dict[str, Any] = {
    "id": int, "uid": str, "kind": Literal[tuple(Kind.values)], "year": int, "section": str, "title": str, "text": str, "theme": str,
    "standing": Literal[("", *Standing.values)], "value": float | None, "value_on": str | None, "target": float | None, "unit": str, "deadline": str | None, "lead": str,
    "streets": list[str], "satisfied": int, "fairly": int, "dissatisfied": int, "published_at": str, "updated_at": str, "url": str,
}  # fmt: skip
_Row = answer("BoardItem", "board", _FIELDS, "A published item.")
_Promise = answer("BoardPromise", "board", {"quote": str, "url": str}, "A sentence that it was promised in.")
_Point = answer("BoardFigure", "board", {"on": str, "value": float}, "A figure that was approved, with its day.")
_Stage = answer("BoardStage", "board", {"key": str, "zh": str, "en": str, "on": str | None}, "A stage, with the day it was reached.")
_Vote = answer("BoardVote", "board", {"body": str, "on": str, "ayes": int, "noes": int, "abstained": int}, "A vote of deputies.")
_File = answer("BoardFile", "board", {"name": str, "size": int, "url": str}, "A file that was published with it.")
_Said = answer("BoardSuggestion", "board", {"text": str, "at": str, "answer": str}, "A suggestion that is shown.")
_Whole = answer(
    "BoardItemWhole", "board",
    {
        **_FIELDS, "promise": list[_Promise], "progress": list[_Point], "stages": list[_Stage], "votes": list[_Vote],  # type: ignore[valid-type]
        "evidence": list[_File], "suggestions": list[_Said], "feed": str,  # type: ignore[valid-type]
    },
    "A published item with all that is published of it.",
)  # fmt: skip


class _Asking(ByCursor):
    year: Annotated[int, Field(ge=1900, le=2200)] | None = asked("board_year")
    kind: Literal[tuple(Kind.values)] | None = asked("board_kind")  # type: ignore[valid-type]
    theme: Short | None = asked("board_theme")
    street: _Key | None = asked("board_street")


@described(router.get, "/board", "listBoard", page_of("BoardPage", _Row), tag="board")
def list_board(request: HttpRequest, asked: Query[_Asking]) -> dict[str, Any]:
    found = after(request, searched(_rows(), kind=asked.kind or "", theme=asked.theme or "", street=asked.street or 0, year=asked.year or 0), asked)
    return {"items": [_row_of(one, request) for one in shown(found.rows)], "next": found.next}


@described(router.get, "/board/{id}", "getBoardItem", _Whole, tag="board")
def get_board_item(request: HttpRequest, id: Path[_Key]) -> dict[str, Any]:
    row = _rows().filter(pk=id).first()
    if row is None or row.current is None:
        raise Http404
    (one,) = shown([row])
    facts = one.facts
    return {
        **_row_of(one, request),
        "promise": [{"quote": said["quote"], "url": _absolute(request, promise_url(said))} for said in facts.get("promise", ())],
        "progress": [{"on": day.isoformat(), "value": float(value)} for day, value in one.progress],
        "stages": facts.get("stages", []),
        "votes": facts.get("votes", []),
        "evidence": [{"name": file.name, "size": file.size, "url": _absolute(request, reverse("public:evidence", args=[file.pk]))} for file in row.current.evidence.all()],
        "suggestions": [{"text": said.shown, "at": said.at.isoformat(), "answer": said.answer} for said in said_of(row)[:100]],
        "feed": _absolute(request, reverse("public:item-feed", args=[row.pk])),
    }


def _rows() -> QuerySet[Publication]:
    return published().prefetch_related(Prefetch("streets", Office.objects.order_by("order", "pk")))


def _row_of(one: Shown, request: HttpRequest) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.pk, "uid": str(row.uid), "kind": row.kind, "year": row.year, "section": row.section, "title": one.title, "text": one.text, "theme": row.theme,
        "standing": row.standing, "value": float(one.value) if one.value is not None else None, "value_on": one.value_on.isoformat() if one.value_on else None,
        "target": float(one.target) if one.target is not None else None, "unit": one.unit, "deadline": one.deadline.isoformat() if one.deadline else None, "lead": one.lead,
        "streets": [str(street) for street in row.streets.all()], **one.counts._asdict(), "published_at": row.first_at.isoformat() if row.first_at else "",
        "updated_at": row.changed_at.isoformat() if row.changed_at else "", "url": _absolute(request, one.url),
    }  # fmt: skip


def _absolute(request: HttpRequest, url: str) -> str:
    return request.build_absolute_uri(url) if url else ""
