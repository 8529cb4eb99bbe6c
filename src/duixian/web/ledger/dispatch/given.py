"""What an action on a case is told, checked: texts of forms and of JSON become rows, days and words of the lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole
from duixian.web.ledger.dispatch.labels import label
from duixian.web.ledger.dispatch.models import Call, Case, Level, Origin, Outcome, Urgency, Visit, Whistle
from duixian.web.ledger.dispatch.rules import grounds, problems
from duixian.web.ledger.dispatch.table import Field, Sort
from duixian.web.ledger.refusals import Lacking

__all__ = ["checked"]

_LONGEST, _LINE = 5_000, 120
_YES = (True, "1", "on", "true", "True")


def checked(fields: Iterable[Field], given: Mapping[str, Any], case: Case | None = None) -> dict[str, Any]:
    """Gives the fields that were given as values; those that were not are left out.

    Raises:
        Lacking: a field that is needed is empty, one is none of those to choose from, or one is not asked for here.
    """
    known = {one.name: one for one in fields}
    for name in given:
        if name not in known:
            raise Lacking(_("“%(name)s” is not asked for here.") % {"name": name}, name)
    said: dict[str, Any] = {}
    for name, field in known.items():
        raw = given.get(name)
        empty = raw is None or raw in ("", [], {}) or (isinstance(raw, str) and not raw.strip())
        if empty and field.needed:
            raise Lacking(_("“%(name)s” must be filled in.") % {"name": label(name)}, name)
        if name in given:
            said[name] = _EMPTY.get(field.sort) if empty else _READ[field.sort](field, raw, case)
    return said


def _text(field: Field, raw: Any, case: Case | None, most: int = _LONGEST) -> str:
    text = str(raw).replace("\x00", "").strip()
    if len(text) > most:
        raise Lacking(_("“%(name)s” is too long: up to %(most)s characters.") % {"name": label(field.name), "most": most}, field.name)
    return text


def _line(field: Field, raw: Any, case: Case | None) -> str:
    return " ".join(_text(field, raw, case, _LINE).split())


def _date(field: Field, raw: Any, case: Case | None) -> date:
    if isinstance(raw, date):
        return raw
    try:
        day = parse_date(str(raw).strip())
    except ValueError:
        day = None
    if day is None:
        raise Lacking(_("“%(name)s” must be a day, as 2026-06-30.") % {"name": label(field.name)}, field.name)
    return day


def _moment(field: Field, raw: Any, case: Case | None) -> datetime:
    try:
        moment = raw if isinstance(raw, datetime) else parse_datetime(str(raw).strip())
        if moment is not None:
            return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        pass
    raise Lacking(_("“%(name)s” must be a day and time, as 2026-06-30 14:00.") % {"name": label(field.name)}, field.name)


def _flag(field: Field, raw: Any, case: Case | None) -> bool:
    return raw in _YES


def _one_of(values: Callable[[], Collection[str]]) -> Callable[[Field, Any, Case | None], str]:
    def read(field: Field, raw: Any, case: Case | None) -> str:
        if not isinstance(raw, str) or not raw or raw not in values():
            raise _none(field)
        return raw

    return read


def _row(field: Field, rows: Any, raw: Any) -> Any:
    if isinstance(raw, rows.model):
        raw = raw.pk
    try:
        row = rows.filter(pk=int(raw)).first() if not isinstance(raw, bool) and abs(int(raw)) < 2**62 else None
    except (TypeError, ValueError, OverflowError):
        row = None
    if row is None:
        raise _none(field)
    return row


def _department(field: Field, raw: Any, case: Case | None) -> Office:
    office: Office = _row(field, Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None), raw)
    return office


def _departments(field: Field, raw: Any, case: Case | None) -> list[Office]:
    found = [_department(field, one, case) for one in (raw if isinstance(raw, (list, tuple)) else [raw])]
    return list({one.pk: one for one in found}.values())


def _office(field: Field, raw: Any, case: Case | None) -> Office:
    office: Office = _row(field, Office.objects.filter(closed_on=None), raw)
    return office


def _community(field: Field, raw: Any, case: Case | None) -> Office:
    office: Office = _row(field, Office.objects.filter(kind=OfficeKind.COMMUNITY, closed_on=None), raw)
    return office


def _leader(field: Field, raw: Any, case: Case | None) -> Post:
    post: Post = _row(field, Post.objects.filter(role=PostRole.LEADER, closed_on=None), raw)
    return post


def _case(field: Field, raw: Any, case: Case | None) -> Case:
    """Another case, by its number as people read it or by its key."""
    if isinstance(raw, str) and "-" in raw:
        found = Case.objects.filter(number=raw.strip()).first()
        if found is None:
            raise _none(field)
        return found
    other: Case = _row(field, Case.objects.all(), raw)
    return other


def _call(field: Field, raw: Any, case: Case | None) -> Call:
    call: Call = _row(field, Call.objects.filter(case=case).select_related("office"), raw)
    return call


def _visit(field: Field, raw: Any, case: Case | None) -> Visit:
    visit: Visit = _row(field, Visit.objects.all(), raw)
    return visit


def _levels(field: Field, raw: Any, case: Case | None) -> dict[int, str]:
    """How content the street is with each department, by the department's key; one word holds for all."""
    if isinstance(raw, Mapping):
        try:
            found = {int(office): level for office, level in raw.items()}
        except (TypeError, ValueError):
            raise _none(field) from None
    elif case is not None:
        found = dict.fromkeys(case.calls.values_list("office_id", flat=True), raw)
    else:
        found = {}
    if not all(isinstance(one, str) and one in Level.values for one in found.values()):
        raise _none(field)
    return found


def _none(field: Field) -> Lacking:
    return Lacking(_("“%(name)s” is none of those to choose from.") % {"name": label(field.name)}, field.name)


_EMPTY: dict[Sort, Any] = {Sort.TEXT: "", Sort.LINE: "", Sort.FLAG: False, Sort.DEPARTMENTS: [], Sort.LEVEL: "", Sort.LEVELS: {}, Sort.URGENCY: Urgency.ORDINARY}
_READ: dict[Sort, Callable[[Field, Any, Case | None], Any]] = {
    Sort.TEXT: _text,
    Sort.LINE: _line,
    Sort.DATE: _date,
    Sort.MOMENT: _moment,
    Sort.FLAG: _flag,
    Sort.OFFICE: _office,
    Sort.DEPARTMENT: _department,
    Sort.DEPARTMENTS: _departments,
    Sort.COMMUNITY: _community,
    Sort.LEADER: _leader,
    Sort.CASE: _case,
    Sort.CALL: _call,
    Sort.VISIT: _visit,
    Sort.PROBLEM: _one_of(problems),
    Sort.GROUND: _one_of(grounds),
    Sort.WHISTLE: _one_of(lambda: [Whistle.PUSH, Whistle.HARD]),
    Sort.URGENCY: _one_of(lambda: Urgency.values),
    Sort.ORIGIN: _one_of(lambda: Origin.values),
    Sort.OUTCOME: _one_of(lambda: Outcome.values),
    Sort.LEVEL: _one_of(lambda: Level.values),
    Sort.LEVELS: _levels,
}
