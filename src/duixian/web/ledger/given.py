"""What an action is told, checked: texts of forms and of JSON become rows, days and numbers, and fit the columns they go into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, Post
from duixian.web.ledger.models import Entry, Item, Kind, Ledger, Milestone, Petition, Source
from duixian.web.ledger.refusals import Lacking
from duixian.web.ledger.states import Field, Sort

__all__ = ["checked", "longest", "source"]

_ROWS: dict[Sort, type[models.Model]] = {
    Sort.OFFICE: Office,
    Sort.POST: Post,
    Sort.ITEM: Item,
    Sort.ENTRY: Entry,
    Sort.PETITION: Petition,
    Sort.MILESTONE: Milestone,
}
_LONGEST = 20_000
"""Characters of a text whose column sets no bound."""
_LARGEST = Decimal(10) ** 15
_QUOTED = ("ref", "record", "document", "quote")
_PLACES = ("start", "end")
_FARTHEST = 2**31 - 1


def checked(fields: Iterable[Field], given: Mapping[str, Any], ledger: Ledger) -> dict[str, Any]:
    """Gives the fields that were given as values; those that were not are left out.

    Raises:
        Lacking: a field that is needed is empty, one is no day, number or row, is longer than its column, or lies ahead where it cannot; or one is not asked for here.
    """
    known = {one.name: one for one in fields}
    for name in given:
        if name not in known:
            raise Lacking(_("“%(name)s” is not asked for here.") % {"name": name}, name)
    said: dict[str, Any] = {}
    for name, field in known.items():
        raw = given.get(name)
        empty = raw is None or raw in ("", []) or (isinstance(raw, str) and not raw.strip())
        if empty and field.needed:
            raise Lacking(_("“%(name)s” must be filled in.") % {"name": label(name)}, name)
        if name in given:
            said[name] = _empty(field.sort) if empty else _value(field, raw, ledger)
    return said


def longest(name: str, model: type[models.Model] = Item) -> int:
    """Gives how many characters the text of a field may have: what its column in ``model`` holds, where it has one that sets a bound."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return _LONGEST
    return getattr(column, "max_length", None) or _LONGEST


def source(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Gives what is said of a sentence that an item stands in, as the columns of :class:`~duixian.web.ledger.models.Source`.

    Raises:
        Lacking: something is longer than its column, is no place in a text, or is not asked for here.
    """
    said: dict[str, Any] = {}
    for name, value in raw.items():
        if name in _QUOTED:
            said[name] = _text(Field(name), value or "", Source)
        elif name in _PLACES:
            said[name] = _place(Field(name), value)
        else:
            raise Lacking(_("“%(name)s” is not asked for here.") % {"name": name}, "sources")
    return said


def label(name: str) -> str:
    """Gives what people call a field."""
    from duixian.web.ledger.labels import LABELS

    return str(LABELS.get(name, name))


def _empty(sort: Sort) -> object:
    match sort:
        case Sort.OFFICES | Sort.MILESTONES:
            return []
        case Sort.TEXT:
            return ""
        case Sort.FLAG:
            return False
        case _:
            return None


def _value(field: Field, raw: Any, ledger: Ledger) -> object:
    match field.sort:
        case Sort.TEXT:
            return _text(field, raw)
        case Sort.DATE:
            return _date(field, raw)
        case Sort.NUMBER:
            return _number(field, raw)
        case Sort.FLAG:
            return raw in (True, "1", "on", "true", "True")
        case Sort.OFFICES:
            return [_row(field, Office, one) for one in (raw if isinstance(raw, (list, tuple)) else [raw])]
        case Sort.KIND:
            return _choice(field, raw, Kind.values)
        case Sort.BETTER:
            return _choice(field, raw, ["higher", "lower"])
        case Sort.MILESTONES:
            return [_milestone(field, one) for one in raw]
        case _:
            row = _row(field, _ROWS[field.sort], raw)
            if isinstance(row, Item) and row.ledger.place_id != ledger.place_id:
                raise Lacking(_("The item belongs to another place."), field.name)
            return row


def _text(field: Field, raw: Any, model: type[models.Model] = Item) -> str:
    text, most = str(raw).replace("\x00", "").strip(), longest(field.name, model)
    if len(text) > most:
        raise Lacking(_("“%(name)s” is too long: up to %(most)s characters.") % {"name": label(field.name), "most": most}, field.name)
    return text


def _place(field: Field, raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    number = _number(field, raw)
    if number != int(number) or not 0 <= number <= _FARTHEST:
        raise Lacking(_("“%(name)s” must be a number.") % {"name": label(field.name)}, field.name)
    return int(number)


def _date(field: Field, raw: Any) -> date:
    try:
        day = raw if isinstance(raw, date) else parse_date(str(raw).strip())
    except ValueError:
        day = None
    if day is None:
        raise Lacking(_("“%(name)s” must be a day, as 2026-06-30.") % {"name": label(field.name)}, field.name)
    if field.past and day > timezone.localdate():
        raise Lacking(_("“%(name)s” cannot lie ahead: today at the latest.") % {"name": label(field.name)}, field.name)
    return day


def _number(field: Field, raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise Lacking(_("“%(name)s” must be a number.") % {"name": label(field.name)}, field.name)
    try:
        number = Decimal(str(raw).strip().replace(",", "").replace("，", ""))
        if not number.is_finite() or abs(number) >= _LARGEST:
            raise InvalidOperation
    except InvalidOperation:
        raise Lacking(_("“%(name)s” must be a number.") % {"name": label(field.name)}, field.name) from None
    return round(number, 4)


def _choice(field: Field, raw: Any, values: Iterable[str]) -> str:
    if raw not in values:
        raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": label(field.name)}, field.name)
    return str(raw)


def _row(field: Field, model: type[models.Model], raw: Any) -> models.Model:
    if isinstance(raw, model):
        return raw
    try:
        row = model._default_manager.filter(pk=int(raw)).first()
    except (TypeError, ValueError, OverflowError):
        row = None
    if row is None:
        raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": label(field.name)}, field.name)
    return row


def _milestone(field: Field, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise Lacking(_("“%(name)s” is none of those to choose from.") % {"name": label(field.name)}, field.name)
    planned = raw.get("planned")
    return {
        "due": _date(Field("due"), raw.get("due")),
        "what": _text(Field("what"), raw.get("what") or "", Milestone),
        "planned": None if planned in (None, "") else _number(Field("planned"), planned),
    }
