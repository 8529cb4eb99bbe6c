"""The one way in which people correct records: permission checked, two people at once told of each other, kept, rows made again.

A record is named by its anchor: sort, start and end by which its corrections name it. Pages, API and tests call :func:`correct`.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duixian.model import Commitment, Fact
from duixian.reading.quoting import identity, quoted
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.archive.correcting import Corrected, found_again, shifted, standing_ones
from duixian.web.archive.models import Correction, CorrectionKind, Report
from duixian.web.archive.record_fields import clause, derived, path_of
from duixian.web.archive.storing import as_people_left_it, refresh

__all__ = ["Anchor", "Basis", "Conflict", "Done", "NothingChanged", "Refused", "anchor_of", "basis_of", "correct", "record_at", "record_of"]

_ALWAYS = {
    "fact": ("role", "indicator", "indicator_id", "value", "value_high", "unit", "dimension", "base_value", "base_value_high", "qualifier",
             "measure", "period", "base", "estimate", "hardness", "wording"),
    "commitment": ("checkable", "why", "action", "object", "deadline", "theme", "lead", "places", "names"),
}  # fmt: skip
"""What a person vouches for who says that a record is right: it stays so when the report is read anew."""


class Anchor(NamedTuple):
    """The place by which corrections name a record."""

    sort: str
    start: int
    end: int


class Basis(NamedTuple):
    """What a person had before them: the number of the record's last correction (0: none) and a digest of the record (empty: none)."""

    number: int
    digest: str


class Done(NamedTuple):
    """What was stored, and the record as it is now (None: there is none any more). ``again`` says that it was stored before: the form was sent twice."""

    correction: Correction
    record: Fact | Commitment | None
    again: bool = False


class Conflict(Exception):
    """Somebody else came first. ``last`` is what they said (None: the report was read anew), ``record`` the record as it is now."""

    def __init__(self, last: Correction | None, record: Fact | Commitment | None) -> None:
        super().__init__("somebody else came first")
        self.last, self.record = last, record


class Refused(Exception):
    """The correction makes no sense; the message is for the person."""


class NothingChanged(Exception):
    """The form says what the record says already."""


def anchor_of(left: Corrected, sort: str, record: Fact | Commitment) -> Anchor:
    """Gives the place by which corrections name a record."""
    return Anchor(sort, *left.anchors.get((sort, record.id), (record.start, record.end)))


def record_of(left: Corrected, sort: str, id: str) -> tuple[Fact | Commitment, bool] | None:
    """Gives a record by its id and whether it is struck; None where there is none."""
    for record in _records(left, sort):
        if record.id == id:
            return record, False
    for record in _struck(left, sort):
        if record.id == id:
            return record, True
    return None


def record_at(left: Corrected, anchor: Anchor) -> tuple[Fact | Commitment | None, bool]:
    """Gives the record at an anchor and whether it is struck; no record where there is none."""
    for record in _records(left, anchor.sort):
        if anchor_of(left, anchor.sort, record) == anchor:
            return record, False
    for record in _struck(left, anchor.sort):
        if anchor_of(left, anchor.sort, record) == anchor:
            return record, True
    return None, False


def basis_of(record: Fact | Commitment | None, last: Correction | None) -> Basis:
    """Gives what a form for a record must bring back."""
    return Basis(last.number if last else 0, _digest(record))


def correct(
    user: User, report: int, anchor: Anchor, kind: CorrectionKind, basis: Basis, *, fields: Mapping[str, Any] | None = None, why: str = ""
) -> Done:
    """Keeps what a person says of a record and makes the report's rows again.

    Args:
        user: Who says it.
        report: The report's key.
        anchor: The record; for an added one the place it stands at.
        kind: What is said; for ``amended`` and ``added`` with ``fields``.
        basis: What the person had before them.
        fields: The record's fields, all that the form has, ``start`` and ``end`` among them.
        why: The reason.

    Raises:
        PermissionDenied: the person may not.
        Conflict: another came first; nothing is stored.
        Refused: it makes no sense; nothing is stored.
        NothingChanged: it would change nothing; nothing is stored.
    """
    if not may(user, Action.CORRECT):
        raise PermissionDenied
    with transaction.atomic():
        row = Report.objects.select_for_update().get(pk=report)
        return _correct(user, row, anchor, kind, basis, dict(fields or {}), why.strip())


def _correct(user: User, row: Report, anchor: Anchor, kind: CorrectionKind, basis: Basis, fields: dict[str, Any], why: str) -> Done:
    left = as_people_left_it(row)
    record, struck = record_at(left, anchor)
    chain = list(_chain(row, anchor))
    last = chain[-1] if chain else None
    if (last.number if last else 0) != basis.number:
        if last is not None and _is_the_same(last, user, kind, basis, record, fields, why):
            return Done(last, record, again=True)
        raise Conflict(last, record)
    if _digest(record) != basis.digest and kind != CorrectionKind.ADDED:
        raise Conflict(last, record)
    standing = left.standing.get((anchor.sort, record.id), "") if record is not None else ""
    if kind == CorrectionKind.ADDED:
        said = _whole(left, anchor, fields)
    elif record is None:
        raise Refused(_("There is no such record any more."))
    elif kind == CorrectionKind.UNDONE:
        if not standing and not struck:
            raise Refused(_("There is nothing to take back."))
        said = {}
    elif struck:
        raise Refused(_("The record is marked wrong; take that back first."))
    elif kind == CorrectionKind.WRONG:
        said = {}
    elif kind == CorrectionKind.RIGHT:
        if standing == CorrectionKind.RIGHT:
            raise NothingChanged
        now = _plain(record)
        joined = {"indicator", "indicator_id"} if record.id in left.names else set()
        said = {name: now[name] for name in _ALWAYS[anchor.sort] if name not in joined} | _moved(record, last)
    else:
        said = _earlier(chain) | _changes(left, anchor, record, fields)
    shift = _shift(left.report.text, last)
    correction = Correction.objects.create(
        report=row, sort=anchor.sort, start=anchor.start, end=anchor.end, quote=last.quote if last else left.report.text[anchor.start : anchor.end],
        kind=kind, fields=shifted(said, -shift), before=_before(left.report.text, anchor, record, last, shift), why=why, by=user,
        number=basis.number + 1,
    )  # fmt: skip
    refresh(row)
    return Done(correction, record_at(as_people_left_it(row), anchor)[0])


def _changes(left: Corrected, anchor: Anchor, record: Fact | Commitment, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form that differ from the record, and those that follow from them."""
    now = _plain(record)
    changes = {name: value for name, value in fields.items() if value != now.get(name)}
    if not changes:
        raise NothingChanged
    if "start" in changes or "end" in changes:
        place = {"start": fields["start"], "end": fields["end"]}
        _check_free(left, anchor.sort, record, **place)
        changes |= place | _standing_at(left, anchor.sort, **place)
    if isinstance(record, Fact) and {"indicator", "unit", "measure", "value", "value_high"} & changes.keys():
        worked_out = derived({**now, **fields}, record, left.report.metadata.place.value)
        changes |= {name: value for name, value in worked_out.items() if value != now.get(name)}
    return changes


def _whole(left: Corrected, anchor: Anchor, fields: dict[str, Any]) -> dict[str, Any]:
    """All fields of a record that a person adds."""
    start, end = fields["start"], fields["end"]
    if (start, end) != (anchor.start, anchor.end):
        raise Refused(_("The place of the form and the place of the record differ; choose the words again."))
    _check_free(left, anchor.sort, None, start, end)
    report = left.report
    said = fields | _standing_at(left, anchor.sort, start, end)
    if anchor.sort == "fact":
        said |= derived(fields, None, report.metadata.place.value) | {"place": report.metadata.place.value}
    else:
        said["facts"] = [fact.id for fact in report.facts if start <= fact.start and fact.end <= end]
    return said | {"id": identity(report.sha256, "person", anchor.sort, start, end)}


def _standing_at(left: Corrected, sort: str, start: int, end: int) -> dict[str, Any]:
    """What a record's place says of it: the part of the report and, for facts, the sentence."""
    said: dict[str, Any] = {"section": path_of(left.report, start)}
    if sort == "fact":
        said["sentence_start"], said["sentence_end"] = clause(left.report.text, start, end)
    return said


def _check_free(left: Corrected, sort: str, record: Fact | Commitment | None, start: int, end: int) -> None:
    for other in (*_records(left, sort), *_struck(left, sort)):
        if other is not record and (other.start, other.end) == (start, end):
            raise Refused(_("There is another record at that very place; amend that one, or take back that it is wrong."))


def _earlier(chain: list[Correction]) -> dict[str, Any]:
    """What people set before and still holds: the last correction counts alone, so it carries those before it."""
    return dict(standing.fields) if (standing := next(iter(standing_ones(chain)), None)) else {}


def _before(text: str, anchor: Anchor, record: Fact | Commitment | None, last: Correction | None, shift: int) -> dict[str, Any]:
    """The record as it stands, with the characters around the anchor, by which the place is found when the text is read anew."""
    before = shifted(_plain(record), -shift) if record is not None else {}
    if last is not None:
        return before | {side: last.before.get(side, "") for side in ("prefix", "suffix")}
    _quote, prefix, suffix = quoted(text, anchor.start, anchor.end)
    return before | {"prefix": prefix, "suffix": suffix}


def _shift(text: str, last: Correction | None) -> int:
    """By how much the text has moved at a record since people first spoke of it; positions are kept as they were then."""
    place = found_again(text, last) if last else None
    return place[0] - last.start if place and last else 0


def _moved(record: Fact | Commitment, last: Correction | None) -> dict[str, int]:
    """The place of a record that people moved."""
    return {"start": record.start, "end": record.end} if last and "start" in last.fields else {}


def _is_the_same(
    last: Correction, user: User, kind: CorrectionKind, basis: Basis, record: Fact | Commitment | None, fields: dict[str, Any], why: str
) -> bool:
    """Whether a form was sent twice: the same person said the same a moment ago, upon the same."""
    if last.by_id != user.pk or last.kind != kind or last.number != basis.number + 1 or last.why != why:
        return False
    now = _plain(record) if record is not None else {}
    return all(now.get(name) == value for name, value in fields.items())


def _chain(row: Report, anchor: Anchor) -> QuerySet[Correction]:
    said = Correction.objects.filter(report=row, sort=anchor.sort, start=anchor.start, end=anchor.end)
    return said.select_related("by").order_by("number")


def _plain(record: Fact | Commitment) -> dict[str, Any]:
    """A record's fields as JSON has them."""
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return fields


def _records(left: Corrected, sort: str) -> tuple[Fact | Commitment, ...]:
    return left.report.facts if sort == "fact" else left.report.commitments


def _struck(left: Corrected, sort: str) -> list[Fact | Commitment]:
    return [one for one in left.struck if isinstance(one, Fact) == (sort == "fact")]


def _digest(record: Fact | Commitment | None) -> str:
    return "" if record is None else blake2b(msgspec.json.encode(record), digest_size=8).hexdigest()
