"""The log: everything anybody did, for those who audit. It is only read: rows are added by what is done and never change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import msgspec
from django.core.cache import cache
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import duixian
from duixian.web.accounts.models import Office, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import number
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.ledger.doing.story import SUBJECTS, Told, deed_word, subject_word, told
from duixian.web.ledger.models import Event, Item

__all__ = ["Asked", "asked_events", "log", "table_of_events"]

_PAGE = 50
_AT_ONCE = 2000


class Asked(NamedTuple):
    """What is asked for; empty and 0 ask for everything. ``number`` is that of the item, or the key of another subject."""

    user: int = 0
    office: int = 0
    action: str = ""
    subject: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None


def asked_events(asked: Asked) -> QuerySet[Event]:
    """Gives the rows of the log that are asked for, the newest first."""
    found = Event.objects.order_by("-id")
    for name, value in (("user", asked.user), ("office", asked.office), ("action", asked.action), ("subject", asked.subject)):
        if value:
            found = found.filter(**{name: value})
    if asked.number:
        plain = Q(number=int(asked.number)) if asked.number.isascii() and asked.number.isdigit() and len(asked.number) < 18 else Q(pk__in=[])
        named = Q(subject="item", number__in=Item.objects.filter(number=asked.number).values("pk"))
        found = found.filter(plain | named)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    return found


@require(Action.AUDIT)
@require_safe
@never_cache
def log(request: HttpRequest) -> HttpResponseBase:
    """Shows the log by person, office, action, subject and days, and gives all that is asked for as a file; nothing here changes it."""
    asked = Asked(
        user=number(request, "user") or 0,
        office=number(request, "office") or 0,
        action=request.GET.get("action", "")[:30],
        subject=request.GET.get("subject", "")[:20],
        number=request.GET.get("number", "").strip()[:20],
        since=_day(request, "since"),
        until=_day(request, "until"),
    )
    found = asked_events(asked)
    if form := wanted(request):
        return table_of_events(found).response(form)
    after = number(request, "before")
    shown = found.filter(pk__lt=after) if after else found
    keys = list(shown.values_list("pk", flat=True)[: _PAGE + 1])
    rows = told(Event.objects.filter(pk__in=keys[:_PAGE]).order_by("-id"))
    actions = _actions()
    context = {
        "asked": asked,
        "rows": list(zip(rows, _about(rows), strict=True)),
        "older": keys[_PAGE - 1] if len(keys) > _PAGE else None,
        "newer": after is not None,
        "people": User.objects.filter(tenures__isnull=False).distinct().order_by("name", "username"),
        "offices": Office.objects.all(),
        "actions": sorted({(action, deed_word(subject, action)) for subject, action in actions}, key=lambda one: one[1]),
        "subjects": sorted((subject, subject_word(subject)) for subject in {subject for subject, _action in actions}),
        "filtered": asked != Asked(),
        "downloads": downloads(request, before=""),
        "crumbs": [{"label": _("Log")}],
    }
    return render(request, "ledger/doing/log.html", context)


def _actions() -> set[tuple[str, str]]:
    """Every subject of the log with its actions. What is in the log never changes, so that only the rows since the last look are looked at."""
    key = f"log:actions:{duixian.__version__}"
    kept: tuple[set[tuple[str, str]], int] = cache.get(key) or (set(), 0)
    known, last = kept
    found = Event.objects.filter(pk__gt=last).order_by().values_list("subject", "action").annotate(last=Max("pk"))
    for subject, action, newest in found:
        known.add((subject, action))
        last = max(last, newest)
    cache.set(key, (known, last), None)
    return known


def table_of_events(found: QuerySet[Event]) -> Table:
    """Gives rows of the log as a table for files, with everything that was said."""
    columns = (
        Column("id", _("System id"), "integer"), Column("at", pgettext("log", "When")), Column("user", pgettext("log", "Who")), Column("name", _("Name")), Column("post", _("Post")),
        Column("office", pgettext("field", "Office")), Column("subject", pgettext("log", "Subject")), Column("number", pgettext("log", "Number"), "integer"),
        Column("action", pgettext("log", "Action")), Column("before", pgettext("log", "Before")), Column("after", pgettext("log", "After")), Column("reason", _("Reason")),
        Column("data", pgettext("log", "What was said")), Column("key", pgettext("log", "Key of the request")),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in found.select_related("user", "post", "office").iterator(_AT_ONCE):
            yield (
                one.pk, one.at.isoformat(), one.user.username if one.user else "", one.user.get_full_name() if one.user else "", one.post.title if one.post else "",
                str(one.office or ""), one.subject, one.number, one.action, one.before, one.after, one.reason, msgspec.json.encode(one.data).decode(), one.key,
            )  # fmt: skip

    return Table(_("Log"), columns, rows)


class _About(NamedTuple):
    """What a row of the log is about, and where that is shown."""

    label: str
    url: str


def _about(rows: Sequence[Told]) -> list[_About]:
    """What each row is about: items by their numbers, others by their keys."""
    numbers = dict(Item.objects.filter(pk__in={one.event.number for one in rows if one.event.subject == "item"}).values_list("pk", "number"))
    about = []
    for one in (row.event for row in rows):
        known = SUBJECTS.get(one.subject)
        number = numbers.get(one.number, str(one.number)) if one.subject == "item" else str(one.number)
        about.append(_About(f"{subject_word(one.subject)} {number}", reverse(known.url, args=[one.number]) if known and known.url else ""))
    return about


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, "").strip())
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
