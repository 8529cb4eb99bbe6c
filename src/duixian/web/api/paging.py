"""Answers page by page: by a cursor where tables are long, by an offset where they are short; never more than a bound at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest

from duixian.web.api.schemas import Asked
from duixian.web.api.words import asked

__all__ = ["ByCursor", "ByOffset", "Part", "after", "next_page", "part"]

MOST = 500
"""Records of a page at the most."""
_FARTHEST = 100_000


class ByCursor(Asked):
    """A question about a long table."""

    limit: int = asked("limit", 100, ge=1, le=MOST)
    cursor: str = asked("cursor", "", max_length=18, pattern=r"^[0-9]*$")


class ByOffset(Asked):
    """A question about a short table."""

    limit: int = asked("limit", 100, ge=1, le=MOST)
    offset: int = asked("offset", 0, ge=0, le=_FARTHEST)


class Part(NamedTuple):
    """Rows of one page, and the address of the next (None on the last)."""

    rows: list[Any]
    next: str | None


def after(request: HttpRequest, rows: QuerySet[Any], asked: ByCursor) -> Part:
    """Gives the page of rows, in the order of their keys, that the cursor points to."""
    if asked.cursor:
        rows = rows.filter(pk__gt=int(asked.cursor))
    found = list(rows.order_by("pk")[: asked.limit + 1])
    some = found[: asked.limit]
    if len(found) == len(some):
        return Part(some, None)
    last = some[-1]
    return Part(some, next_page(request, cursor=str(last["pk"] if isinstance(last, dict) else last.pk)))


def part(request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], asked: ByOffset, count: int) -> Part:
    """Gives the page of rows that begins at the offset."""
    some = list(rows[asked.offset : asked.offset + asked.limit])
    further = asked.offset + len(some)
    return Part(some, next_page(request, offset=str(further)) if further < count and further <= _FARTHEST else None)


def next_page(request: HttpRequest, **changes: str) -> str:
    """Gives the address of the same question with some parameters changed."""
    own = request.GET.copy()
    for name, value in changes.items():
        own[name] = value
    return request.build_absolute_uri(f"{request.path}?{own.urlencode()}")
