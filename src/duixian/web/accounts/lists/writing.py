"""Writes the list of offices as xlsx: what :func:`~duixian.web.accounts.lists.reading.read_list` reads, and the empty template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter

from duixian.web.accounts.lists import words
from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, Tenure

__all__ = ["template", "write_list"]

_WIDTHS = {"name": 30, "duties": 60, "fields": 30, "offices": 30, "title": 20, "email": 24}
_WIDTH = 14
_FREE_ROWS = 500
"""Rows of the template in which kinds and roles can be chosen from a list."""


def write_list() -> bytes:
    """Gives every office with its posts and who holds them, a row a post; closed ones with their day."""
    return _book(_rows())


def template() -> bytes:
    """Gives an empty list: headings, what to write under each, and the kinds and roles to choose from."""
    return _book(())


def _rows() -> Iterator[dict[str, Any]]:
    holders = {one.post_id: one.user for one in Tenure.objects.filter(until=None).select_related("user")}
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(closed_on=None).prefetch_related("offices").order_by("order", "id"):
        posts.setdefault(post.office_id, []).append(post)
    kinds = list(OfficeKind.values)
    for office in sorted(Office.objects.select_related("parent"), key=lambda one: (kinds.index(one.kind), one.order, one.pk)):
        said = {
            "code": office.code, "name": office.name, "short": office.short, "kind": words.word_of("kinds", office.kind), "parent": office.parent.name if office.parent else "",
            "duties": office.duties, "peers": office.peers, "email": office.email, "closed": str(office.closed_on or ""),
        }  # fmt: skip
        seats: list[Post | None] = [*posts.get(office.pk, ())]
        for seat in seats or [None]:
            yield said | (_post(seat, holders) if seat else {})
            said = {**said, "duties": ""}


def _post(post: Post, holders: dict[int, Any]) -> dict[str, Any]:
    user = holders.get(post.pk)
    return {
        "title": post.title, "role": words.word_of("roles", post.role), "fields": post.fields, "offices": "、".join(one.name for one in post.offices.all()),
        "person": user.name if user else "", "username": user.username if user else "",
    }  # fmt: skip


def _book(rows: Iterable[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    # A name that begins with = is a name, no formula.
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(words.sheet())
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True, "valign": "top"})
    faint = book.add_format({"font_color": "#666666", "italic": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    headings, helps = words.headings(), words.helps()
    for column, (name, heading) in enumerate(headings.items()):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
    rows = list(rows)
    for number, row in enumerate(rows, 1):
        for column, name in enumerate(headings):
            if row.get(name):
                sheet.write_string(number, column, str(row[name]), wrapped)
    if not rows:
        for column, name in enumerate(headings):
            sheet.write_string(1, column, helps.get(name, ""), faint)
    places = list(headings)
    for table, name, values in (("kinds", "kind", OfficeKind.values), ("roles", "role", PostRole.values)):
        column = places.index(name)
        sheet.data_validation(1, column, len(rows) + _FREE_ROWS, column, {"validate": "list", "source": [words.word_of(table, one) for one in values], "error_type": "warning"})
    sheet.freeze_panes(1, 2)
    book.close()
    return stream.getvalue()
