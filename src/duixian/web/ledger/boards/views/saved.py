"""Saved filters: the list, saving one, taking one away."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.boards.models import SavedFilter
from duixian.web.ledger.boards.saving import save, saved_for
from duixian.web.ledger.pages import refused
from duixian.web.ledger.refusals import Refused

__all__ = ["forget", "saved"]


@require(Action.WORK)
@never_cache
def saved(request: HttpRequest) -> HttpResponse:
    """Lists the filters that whoever asks saved or that were shared with them; POST saves that of ``address`` under ``name``, to ``share`` or to keep."""
    user = cast(User, request.user)
    if request.method == "POST":
        try:
            one = save(
                user,
                request.POST.get("name", ""),
                request.POST.get("address", ""),
                share=bool(request.POST.get("share")),
            )
        except Refused as error:
            return refused(request, error, "ledger:filters")
        messages.success(request, _("“%(name)s” is saved.") % {"name": one.name})
        return redirect(one.get_absolute_url())
    context = {
        "filters": saved_for(user),
        "address": request.GET.get("address", "")[:1200],
        "crumbs": [{"label": _("Saved filters")}],
    }
    return render(request, "ledger/boards/filters.html", context)


@require_POST
@require(Action.WORK)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes away a filter that whoever asks saved."""
    one = get_object_or_404(SavedFilter, pk=pk, user=cast(User, request.user))
    one.delete()
    messages.success(request, _("“%(name)s” is taken away.") % {"name": one.name})
    return redirect("ledger:filters")
