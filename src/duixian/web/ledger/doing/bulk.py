"""One action on many items at once: each by itself, so that one that cannot be done keeps no other back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.acting import act
from duixian.web.ledger.models import Item
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.states import Act

__all__ = ["MANY", "bulk"]

MANY = frozenset({Act.ASSIGN, Act.ACCEPT, Act.APPROVE})
"""What may be done to many items at once: nothing has to be said with it."""
_MOST = 200
_NAMED = 5
"""Refusals that are told one by one."""


@require(Action.WORK)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Does ``act`` to what is ticked and leads back to My work.

    Each ``one`` is the key of an item and the revision that was shown, with the key of the entry where an entry is approved: ``7:3`` or ``7:3:21``.
    ``key`` is that of the page: sent twice, each is done once.
    """
    wanted = request.POST.get("act", "")
    if wanted not in MANY:
        raise Http404
    deed = Act(wanted)
    ticked = list(dict.fromkeys(request.POST.getlist("one")))[:_MOST]
    if not ticked:
        messages.warning(request, _("Nothing was ticked."))
        return redirect("ledger:work")
    done, refused = 0, []
    for value in ticked:
        item, revision, given = _read(deed, value)
        try:
            act(item, deed, cast(User, request.user), given, revision=revision, key=_key(request, value))
            done += 1
        except Refused as error:
            refused.append(f"{_number(item)}{_(': ')}{error.said}")
        except Item.DoesNotExist:
            raise Http404 from None
    if done:
        messages.success(request, _("%(act)s: %(count)d done.") % {"act": deed.label, "count": done})
    for said in refused[:_NAMED]:
        messages.error(request, said)
    if len(refused) > _NAMED:
        messages.error(request, _("%(count)d more were not done.") % {"count": len(refused) - _NAMED})
    return redirect("ledger:work")


def _read(deed: Act, value: str) -> tuple[int, int, dict[str, Any]]:
    """What one ticked value says.

    Raises:
        Http404: it is none of a page of ours.
    """
    parts = value.split(":")
    if len(parts) != (3 if deed is Act.APPROVE else 2) or not all(one.isascii() and one.isdigit() and len(one) < 16 for one in parts):
        raise Http404
    item, revision, *entry = map(int, parts)
    return item, revision, {"entry": entry[0]} if entry else {}


def _key(request: HttpRequest, value: str) -> str:
    key = request.POST.get("key", "")[:40]
    return f"{key}:{value}"[:80] if key else ""


def _number(item: int) -> str:
    return str(Item.objects.filter(pk=item).values_list("number", flat=True).first() or item)
