"""Moderation: suggestions of people, shown or not with a reason, answered, linked to what came of them."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.doing.story import told
from duixian.web.ledger.models import Event, Item
from duixian.web.ledger.openly.checking import flags_in, words_of
from duixian.web.ledger.openly.models import Suggestion, SuggestionState
from duixian.web.ledger.openly.views.publishing import delivers
from duixian.web.ledger.openly.voicing import SUBJECT, answer, decline, take_up
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.refusals import Lacking, Refused

__all__ = ["voice_act", "voices"]

_PER_PAGE = 30
_SHOWS = ("waiting", "unanswered", "shown", "declined")


@require(Action.PUBLISH)
@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    """Lists suggestions, those nobody has looked at first, with the forms that decide and answer them, and what was done last."""
    show = request.GET.get("show", "waiting") if request.GET.get("show") in _SHOWS else "waiting"
    rows = Suggestion.objects.select_related("publication__current", "item")
    match show:
        case "unanswered":
            rows = rows.filter(state=SuggestionState.SHOWN, answer="")
        case _:
            rows = rows.filter(state=show)
    page = Paginator(rows.order_by("id" if show in ("waiting", "unanswered") else "-id"), _PER_PAGE).get_page(request.GET.get("page"))
    language = tongue(request)
    flagged = [(one, [(getattr(words_of(flag.sort), language), flag.found) for flag in flags_in({"text": one.text})], fresh_key()) for one in page.object_list]
    shows = [(name, label, show == name) for name, label in zip(_SHOWS, (_("To look at"), _("To answer"), _("Taken up"), _("Not shown")), strict=True)]
    counts = {"waiting": Suggestion.objects.filter(state=SuggestionState.WAITING).count(), "unanswered": Suggestion.objects.filter(state=SuggestionState.SHOWN, answer="").count()}
    log = told(Event.objects.filter(subject=SUBJECT).exclude(action="suggest").order_by("-id")[:20])
    context = {"page": page, "rows": flagged, "show": show, "shows": [(name, label, current, counts.get(name)) for name, label, current in shows], "log": log, "delivers": delivers(request)}
    return render(request, "ledger/openly/voices.html", context)


@require(Action.PUBLISH)
@require_POST
def voice_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a suggestion, declines it, or answers it."""
    if not delivers(request):
        raise PermissionDenied
    row = get_object_or_404(Suggestion, pk=pk)
    user, said = cast(User, request.user), request.POST
    revision = int(said["revision"]) if said.get("revision", "").isdigit() else None
    back = f"{reverse('ledger:voices')}?show={said['show'] if said.get('show') in _SHOWS else 'waiting'}"
    key = said.get("key", "")
    try:
        match said.get("action", ""):
            case "show":
                take_up(row, user, said.get("shown", ""), item=_item(said.get("item", "")), revision=revision, key=key)
            case "decline":
                decline(row, user, said.get("reason", ""), revision=revision, key=key)
            case "answer":
                answer(row, user, said.get("answer", ""), item=_item(said.get("item", "")), revision=revision, key=key)
            case _:
                raise Lacking(_("There is no such thing to do."))
    except Refused as error:
        return refused(request, error, back)
    messages.success(request, _("Saved."))
    return redirect(back)


def _item(number: str) -> Item | None:
    """The item that somebody names by its number.

    Raises:
        Lacking: there is none.
    """
    number = number.strip()
    if not number:
        return None
    found = Item.objects.filter(number=number).order_by("-ledger__year").first()
    if found is None:
        raise Lacking(_("There is no item %(number)s.") % {"number": number}, "item")
    return found
