"""Words found anywhere in items, entries, cases and slips.

The database reads the text itself: 20,000 items and 100,000 entries are some ten megabytes, which it looks through in a fraction of a second; words without Latin letters
are compared as they are, which is several times faster than without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import User
from duixian.web.ledger.dispatch.rights import visible
from duixian.web.ledger.models import Entry, Item
from duixian.web.ledger.urging.steps import visible_to

__all__ = ["MOST", "SHORTEST", "SORTS", "Found", "Hit", "Piece", "Sort", "marked", "rows_of", "search", "words_of"]

SHORTEST = 2
"""Characters that a word needs to be looked for."""
MOST = 1000
"""Rows that are counted; beyond them it is said that there are more."""
_WORDS = 5
_AROUND = 36
"""Characters on either side of the first hit that are shown."""
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


class Piece(NamedTuple):
    """A stretch of shown text, and whether it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Hit:
    """A row that was found: its title and address, more about it, and the words around the hit."""

    title: tuple[Piece, ...]
    url: str
    meta: tuple[str, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class Sort:
    """A sort of row that can be searched: the fields looked into, what a user sees of it, and how a row is shown. ``ledger`` is the way to the year's ledger, empty where it has none."""

    key: str
    label: Promise
    fields: tuple[str, ...]
    rows: Callable[[User], QuerySet[Any]]
    shown: Callable[[Any, Sequence[str]], Hit]
    ledger: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one sort: ``count`` up to :data:`MOST`, with one more where there are more."""

    sort: Sort
    count: int
    hits: tuple[Hit, ...]


def words_of(asked: str) -> list[str]:
    """Gives the words of a question that are long enough, each once, at most five."""
    return list(dict.fromkeys(one for one in asked.split() if len(one) >= SHORTEST))[:_WORDS]


def rows_of(sort: Sort, user: User, words: Sequence[str], ledger: int = 0) -> QuerySet[Any]:
    """Gives the rows of a sort that a user sees and that hold every word in one of their fields, the newest first."""
    rows = sort.rows(user)
    if ledger and sort.ledger:
        rows = rows.filter(**{sort.ledger: ledger})
    for word in words:
        how = "icontains" if _LATIN.search(word) else "contains"
        rows = rows.filter(_any(sort.fields, how, word))
    return rows.order_by("-pk")


def search(sort: Sort, user: User, words: Sequence[str], ledger: int, start: int, most: int) -> Found:
    """Gives the hits of a sort from ``start`` on, at most ``most`` of them."""
    rows = rows_of(sort, user, words, ledger)
    found = list(rows[start : start + most + 1])
    whole = len(found) <= most and (found or not start)
    counted = start + len(found) if whole else rows.order_by().values("pk")[: MOST + 1].count()
    return Found(sort, counted, tuple(sort.shown(one, words) for one in found[:most]))


def marked(text: str, words: Iterable[str], around: int = _AROUND) -> tuple[Piece, ...]:
    """Gives the text with the words marked; a long one around the first of them only.

    >>> [(one.text, one.hit) for one in marked("新建口袋公园三处", ["公园"])]
    [('新建口袋', False), ('公园', True), ('三处', False)]
    """
    known = [re.escape(one) for one in sorted(words, key=len, reverse=True)]
    text = " ".join(text.split())
    first = re.search("|".join(known), text, re.IGNORECASE) if known else None
    begin = max(0, first.start() - around) if first else 0
    end = (first.end() if first else 0) + around * 2
    shown = ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
    parts = re.split(f"({'|'.join(known)})", shown, flags=re.IGNORECASE) if known else [shown]
    return tuple(Piece(one, number % 2 == 1) for number, one in enumerate(parts) if one)


def _any(fields: Iterable[str], how: str, word: str) -> Q:
    asked = Q()
    for name in fields:
        asked |= Q(**{f"{name}__{how}": word})
    return asked


def _texts(words: Sequence[str], *texts: str) -> tuple[Piece, ...]:
    """The first text that holds a word, marked; the first there is where none does."""
    lowered = [one.lower() for one in words]
    chosen = next(
        (one for one in texts if any(word in one.lower() for word in lowered)), next((one for one in texts if one), "")
    )
    return marked(chosen, words)


def _item(one: Item, words: Sequence[str]) -> Hit:
    return Hit(
        marked(one.title, words, 200),
        one.get_absolute_url(),
        (one.number, str(one.lead or ""), str(one.get_state_display())),
        _texts(words, one.text),
    )


def _entry(one: Entry, words: Sequence[str]) -> Hit:
    meta = (one.item.number, str(one.office or ""), one.as_of.isoformat(), str(one.get_verdict_display()))
    return Hit(
        marked(one.item.title, words, 200),
        f"{one.item.get_absolute_url()}#entries",
        meta,
        _texts(words, one.text, one.difficulties),
    )


def _case(one: Any, words: Sequence[str]) -> Hit:
    return Hit(
        marked(one.title, words, 200),
        one.get_absolute_url(),
        (one.number, str(one.street), one.where, str(one.get_state_display())),
        _texts(words, one.text, one.where),
    )


def _slip(one: Any, words: Sequence[str]) -> Hit:
    return Hit(
        marked(one.matter, words, 200),
        one.get_absolute_url(),
        (one.number, str(one.office), str(one.get_state_display())),
        _texts(words, one.text, one.asked, one.answer),
    )


SORTS = (
    Sort(
        "items",
        pgettext_lazy("search", "Items"),
        ("number", "title", "text"),
        lambda _user: Item.objects.select_related("lead").defer("light_why"),
        _item,
        "ledger",
    ),
    Sort(
        "entries",
        pgettext_lazy("search", "Entries"),
        ("text", "difficulties"),
        lambda _user: Entry.objects.select_related("item", "office").defer("item__light_why"),
        _entry,
        "item__ledger",
    ),
    Sort(
        "cases",
        pgettext_lazy("search", "Cases"),
        ("number", "where", "text"),
        lambda user: visible(user).select_related("street"),
        _case,
    ),
    Sort(
        "slips",
        pgettext_lazy("search", "Slips"),
        ("number", "matter", "text", "asked", "answer"),
        visible_to,
        _slip,
        "ledger",
    ),
)
"""What can be searched, in the order in which it is shown."""
