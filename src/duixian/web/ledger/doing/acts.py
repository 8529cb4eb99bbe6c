"""One page for each action on an item: asks what the table says it must be told, does it, and leads back to the item."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.uploading import takes_upload
from duixian.web.ledger.acting import act as do
from duixian.web.ledger.doing.files import MOST_FILES, handed
from duixian.web.ledger.doing.forms import ActForm
from duixian.web.ledger.doing.offers import DANGEROUS, NOT_HERE, offered
from duixian.web.ledger.models import Event, Item
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Lacking, Refused, Stale
from duixian.web.ledger.rights import post_for
from duixian.web.ledger.states import TRANSITIONS, Act, Transition

__all__ = ["act"]


@takes_upload
@require(Action.WORK)
@never_cache
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Shows the form of an action on an item; POST does it. ``entry``, ``petition`` and ``milestone`` of the address choose among those that wait."""
    if act not in Act.values or Act(act) not in TRANSITIONS or Act(act) in NOT_HERE:
        raise Http404
    row = TRANSITIONS[Act(act)]
    item = _item(pk)
    user = cast(User, request.user)
    if request.method == "POST":
        return _done(request, user, item, row)
    if row not in offered(user, item):
        return _back(request, item, _("This cannot be done to the item now, or not by you."))
    chosen = {name: request.GET[name] for name in ("entry", "petition", "milestone") if request.GET.get(name, "").isdigit()}
    form = ActForm(row, item, post_for(user, item, row), chosen={**chosen, "key": fresh_key()})
    return _page(request, item, row, form)


def _done(request: HttpRequest, user: User, item: Item, row: Transition) -> HttpResponse:
    form = ActForm(row, item, post_for(user, item, row), request.POST, request.FILES)
    key, revision = request.POST.get("key", "")[:40], request.POST.get("revision", "")
    if row.act is Act.EDIT and key and Event.objects.filter(user=user, key=key, subject="item", number=item.pk, action=row.act).exists():
        return _led_back(request, item, row)  # an edit says what differs from what is there, which after the first click is nothing
    files = request.FILES.getlist("papers")
    try:
        if len(files) > MOST_FILES:
            raise ValidationError(_("Up to %(most)d files go with one action.") % {"most": MOST_FILES})
        papers = handed(files)
    except ValidationError as error:
        return _wrong(request, item, row, form, "papers", error.messages[0])
    try:
        do(item, row.act, user, form.given(), revision=int(revision) if revision.isdigit() and len(revision) < 10 else None, key=key, papers=papers)
    except Lacking as error:
        return _wrong(request, item, row, form, error.field, error.said)
    except Stale as error:
        return _again(request, user, item, row, error)
    except Refused as error:
        return _back(request, item, error.said)
    return _led_back(request, item, row)


def _led_back(request: HttpRequest, item: Item, row: Transition) -> HttpResponse:
    messages.success(request, _("Done: %(act)s.") % {"act": row.act.label})
    return _to(request, item)


def _again(request: HttpRequest, user: User, item: Item, row: Transition, error: Stale) -> HttpResponse:
    """Somebody was faster: what was typed stays, and goes with the item as it is now if it can still be done."""
    fresh = _item(item.pk)
    if row not in offered(user, fresh):
        return _back(request, fresh, error.said)
    said = request.POST.copy()
    said["revision"], said["key"] = str(fresh.revision), fresh_key()
    return _wrong(request, fresh, row, ActForm(row, fresh, post_for(user, fresh, row), said, request.FILES), "", error.said)


def _wrong(request: HttpRequest, item: Item, row: Transition, form: ActForm, field: str, said: str) -> HttpResponse:
    """The form once more, what is wrong beside its field. To htmx it is an answer like another, which it would not show otherwise."""
    form.blame(field, said)
    return _page(request, item, row, form, status=200 if getattr(request, "htmx", False) else 422)


def _page(request: HttpRequest, item: Item, row: Transition, form: ActForm, status: int = 200) -> HttpResponse:
    crumbs = [{"label": item.ledger, "url": item.ledger.get_absolute_url()}, {"label": item.number, "url": item.get_absolute_url()}, {"label": row.act.label}]
    context: dict[str, Any] = {"item": item, "row": row, "form": form, "crumbs": crumbs, "dangerous": row.act in DANGEROUS}
    return render(request, "ledger/doing/act.html", context, status=status)


def _back(request: HttpRequest, item: Item, said: str) -> HttpResponse:
    messages.error(request, said)
    return _to(request, item)


def _to(request: HttpRequest, item: Item) -> HttpResponse:
    return HttpResponseClientRedirect(item.get_absolute_url()) if getattr(request, "htmx", False) else redirect(item)


def _item(pk: int) -> Item:
    return get_object_or_404(Item.objects.select_related("ledger", "lead", "post__office", "leader").prefetch_related("supporting", "milestones"), pk=pk)
