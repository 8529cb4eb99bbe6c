"""What the pages of bulletins and assessments share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, PostRole, Role, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.assessment.periods import Period, PeriodKind, periods_of
from duixian.web.ledger.assessment.words import tongue
from duixian.web.ledger.log import Handed
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.pages import refused
from duixian.web.ledger.refusals import Lacking, Refused

__all__ = ["chosen_period", "done", "is_delivery", "ledger_of", "maker", "papers_of", "period_choices", "person", "reads_all", "revision_of"]


def ledger_of(request: HttpRequest) -> Ledger | None:
    """Gives the ledger that ``ledger`` names, else the newest."""
    asked = request.GET.get("ledger") or request.POST.get("ledger") or ""
    if asked.isdigit():
        return get_object_or_404(Ledger.objects.select_related("place"), pk=int(asked))
    return Ledger.objects.select_related("place").order_by("-year", "id").first()


def period_choices(ledger: Ledger, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """Gives the periods of a ledger's year that are over, to choose from: value and name."""
    found = [one for kind in kinds for one in periods_of(kind, ledger.year) if one.over()]
    return [(f"{one.kind}-{one.number}", one.name(tongue())) for one in found]


def chosen_period(request: HttpRequest, ledger: Ledger) -> Period:
    """Gives the period that a form names.

    Raises:
        Lacking: it names none.
    """
    kind, _dash, number = request.POST.get("period", "").partition("-")
    most = {"month": 12, "quarter": 4, "half": 2, "year": 1}
    if kind not in PeriodKind.values or not number.isdigit() or not 1 <= int(number) <= most[kind]:
        raise Lacking(_("Choose a period."), "period")
    return Period(kind, ledger.year, int(number))


def revision_of(request: HttpRequest) -> int | None:
    """Gives the revision that a form was shown at."""
    said = request.POST.get("revision", "")
    return int(said) if said.isdigit() else None


def person(request: HttpRequest) -> User:
    """Gives who asks, on a page that nobody sees without having signed in."""
    return cast(User, request.user)


def papers_of(request: HttpRequest) -> list[Handed]:
    """Gives the files that a form hands in."""
    return [Handed(one.name or "", cast(BinaryIO, one)) for one in request.FILES.getlist("papers")]


def is_delivery(user: Any) -> bool:
    """Tells whether a user works in the delivery office."""
    return isinstance(user, User) and any(post.role == PostRole.DELIVERY for post in held(user))


def reads_all(user: Any) -> bool:
    """Tells whether a user reads what is not published yet: delivery office, leaders, auditors, administrators."""
    roles = (PostRole.DELIVERY, PostRole.LEADER, PostRole.AUDITOR)
    return isinstance(user, User) and (user.is_superuser or user.role == Role.ADMINISTRATOR or any(post.role in roles for post in held(user)))


def maker() -> str:
    """Gives the name of the delivery office, which makes papers."""
    office = Office.objects.filter(kind=OfficeKind.DELIVERY, closed_on=None).order_by("order", "id").first()
    return office.name if office else ""


def done(request: HttpRequest, does: Callable[[], Any], back: str) -> HttpResponse:
    """Does something and leads to what it gives, or back with the reason why it is not done."""
    try:
        row = does()
    except Refused as error:
        return refused(request, error, back)
    messages.success(request, _("Done."))
    return redirect(row.get_absolute_url() if hasattr(row, "get_absolute_url") else back)
