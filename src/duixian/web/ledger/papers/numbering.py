"""Numbers of documents: a series for each office, kind and year, each number given once and none left out."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor, in_turn, write
from duixian.web.ledger.papers.models import DocumentNumber, Series
from duixian.web.ledger.refusals import Lacking

__all__ = ["give", "kinds", "pattern_of", "set_pattern"]

_LONGEST = 60


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """Gives the kinds of documents that are numbered, with their names and the pattern that holds until an office words its own."""
    return tomllib.loads((files("duixian.web.ledger.papers") / "data" / "series.toml").read_text(encoding="utf-8"))


def pattern_of(office: Office, kind: str) -> str:
    """Gives how an office writes the numbers of a kind of document."""
    row = Series.objects.filter(office=office, kind=kind).first()
    return row.pattern if row else str(kinds()[kind]["pattern"])


def give(kind: str, office: Office, year: int, subject: str, subject_id: int, *, place: str = "") -> DocumentNumber:
    """Gives a document its number; one that has a number of this series keeps it.

    To be called in the transaction that issues the document: where that is undone, the number was never given and the next document has it.

    Raises:
        KeyError: there is no such kind.
        TransactionManagementError: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number is given within the transaction that issues its document")
    row, _made = Series.objects.get_or_create(office=office, kind=kind, defaults={"pattern": kinds()[kind]["pattern"]})
    series = Series.objects.select_for_update().get(pk=row.pk)
    present = series.numbers.filter(subject=subject, subject_id=subject_id).first()
    if present is not None:
        return present
    number = (series.numbers.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1
    text = series.pattern.format(year=year, number=number, first=place[:1])
    return DocumentNumber.objects.create(series=series, year=year, number=number, text=text, subject=subject, subject_id=subject_id)


def set_pattern(office: Office, kind: str, pattern: str, user: User, reason: str = "") -> Series:
    """Changes how an office writes the numbers of a kind of document from now on, and writes that to the log.

    Raises:
        Lacking: the pattern lacks the year or the number, or another series would write the same numbers.
    """
    pattern = pattern.strip()
    try:
        said = {number: pattern.format(year=2026, number=number, first="") for number in (1, 2)}
        other_year = pattern.format(year=2027, number=1, first="")
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise Lacking(_("Write the year as {year} and the number as {number}; nothing else stands in braces but {first}."), "pattern") from error
    if len(pattern) > _LONGEST or said[1] == said[2] or said[1] == other_year:
        raise Lacking(_("Write the year as {year} and the number as {number}; nothing else stands in braces but {first}."), "pattern")
    with in_turn():
        taken = {(one.office_id, one.kind): one.pattern for one in Series.objects.all()}
        known = {(office.pk, one): str(of["pattern"]) for one, of in kinds().items()} | taken
        if any(one == pattern for key, one in known.items() if key != (office.pk, kind)):
            raise Lacking(_("Another series writes its numbers so; two documents would have the same number."), "pattern")
        old = pattern_of(office, kind)
        row, _made = Series.objects.update_or_create(office=office, kind=kind, defaults={"pattern": pattern})
        write("series", row.pk, "set", Actor(user, next(iter(held(user)), None)), reason=reason, data={"kind": kind, "office": office.pk, "old": old, "pattern": pattern})
    return row
