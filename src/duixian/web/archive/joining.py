"""Joining one name of an indicator to another, and parting them again: for one place or for all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may
from duixian.web.archive.models import Joining, Place, Report
from duixian.web.archive.reading import retry
from duixian.web.archive.storing import joined_names, refresh

__all__ = ["Unjoinable", "join", "part"]

AT_ONCE = 20
"""Reports whose rows are made again before the answer, at 50 ms each; more are lined up for the background worker."""


class Unjoinable(Exception):
    """The names cannot be joined or parted; the message is for the person."""


def join(user: User, name: str, into: str, place: Place | None, why: str = "") -> Joining:
    """Has the indicator called ``name`` followed as the one called ``into``, in one place or (None) everywhere; gives what was kept.

    Names that were joined to ``name`` before go along; joining to a name that is itself joined to a third joins to the third.

    Raises:
        PermissionDenied: the person may not.
        Unjoinable: a name is empty, both are one, or they are joined already.
    """
    if not may(user, Action.CORRECT):
        raise PermissionDenied
    name, into = name.strip()[:200], into.strip()[:200]
    if not name or not into:
        raise Unjoinable(_("Name both indicators."))
    with transaction.atomic():
        known = joined_names(place.pk if place else None)
        into = known.get(into, into)
        if name == into:
            raise Unjoinable(_("Both names are one indicator already."))
        if known.get(name) == into:
            raise Unjoinable(_("These two are joined already."))
        along = [other for other, target in known.items() if target == name and other != into]
        for other in along:
            Joining.objects.create(name=other, into=into, place=place, why=why.strip(), by=user)
        made = Joining.objects.create(name=name, into=into, place=place, why=why.strip(), by=user)
        _renew(place, Q(fact__indicator__in={name, *along}) | Q(fact__joined=name))
    return made


def part(user: User, name: str, place: Place | None, why: str = "") -> Joining:
    """Has the indicator called ``name`` followed under its own name again, in one place or (None) everywhere; gives what was kept.

    Raises:
        PermissionDenied: the person may not.
        Unjoinable: it is not joined to another there.
    """
    if not may(user, Action.CORRECT):
        raise PermissionDenied
    with transaction.atomic():
        if not joined_names(place.pk if place else None).get(name):
            raise Unjoinable(_("This indicator is not joined to another."))
        made = Joining.objects.create(name=name, into="", place=place, why=why.strip(), by=user)
        _renew(place, Q(fact__joined=name))
    return made


def _renew(place: Place | None, affected: Q) -> None:
    """Makes the rows of the reports again that have figures which the names concern."""
    reports = Report.objects.filter(affected)
    if place is not None:
        reports = reports.filter(place=place)
    keys = sorted(set(reports.values_list("pk", flat=True)))
    for row in Report.objects.select_for_update().select_related("document").filter(pk__in=keys[:AT_ONCE]):
        refresh(row)
    rest = Report.objects.filter(pk__in=keys[AT_ONCE:]).select_related("document").defer("reading")
    retry([row.document for row in rest])
