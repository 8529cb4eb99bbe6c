"""How slips are coloured: the scheme in force, the presets, and a form to change it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.lights.rule_pages import grade
from duixian.web.ledger.pages import refused
from duixian.web.ledger.refusals import Lacking, Refused
from duixian.web.ledger.urging.proposals import ground_word
from duixian.web.ledger.urging.schemes import (
    GROUNDS,
    LOOKS,
    SIGNERS,
    Scheme,
    in_force,
    presets,
    put_in_force,
    scheme_of,
)

__all__ = ["slip_rules"]

_SPARE = 1
"""Empty colours at the end of the form, and empty lines of what follows in each colour."""


@require(Action.CONFIGURE)
def slip_rules(request: HttpRequest) -> HttpResponse:
    """Shows the scheme; POST takes a preset (``preset``) or what the form says, from now on."""
    user = cast(User, request.user)
    if request.method == "POST":
        try:
            chosen = request.POST.get("preset", "")
            if chosen and chosen not in presets():
                raise Lacking(_("This preset is not there."), "preset")
            put_in_force(presets()[chosen] if chosen else _read(request), user, request.POST.get("reason", "").strip()[:1000])
        except Refused as error:
            return refused(request, error, "ledger:slip-rules")
        messages.success(request, _("Saved. Slips that are drafted from now on have these colours."))
        return redirect("ledger:slip-rules")
    scheme = in_force()
    looks = {"blue": pgettext("colour", "blue"), "yellow": pgettext("colour", "yellow"), "orange": pgettext("colour", "orange"), "red": pgettext("colour", "red")}
    signers = {"delivery": _("Delivery office"), "leader": _("District leader")}
    context = {
        "scheme": scheme,
        "grade": grade(scheme.grade),
        "presets": [(one, grade(one.grade)) for one in presets().values()],
        "grounds": [(one, ground_word(one)) for one in GROUNDS],
        "looks": [(one, looks[one]) for one in LOOKS],
        "signers": [(one, signers[one]) for one in SIGNERS],
        "spare": range(len(scheme.colours), len(scheme.colours) + _SPARE),
    }
    return render(request, "ledger/urging/colours.html", context)


def _read(request: HttpRequest) -> Scheme:
    """The scheme that the form says; a colour without a name is left out."""
    old = in_force()
    colours: list[dict[str, Any]] = []
    for place in range(min(len(old.colours) + _SPARE, 5)):
        def said(name: str, place: int = place) -> str:
            return request.POST.get(f"{name}-{place}", "").strip()

        if not said("zh"):
            continue
        key = old.colours[place].key if place < len(old.colours) else f"c{place + 1}"
        then = [(said("count"), said("text"))] if said("count") and said("text") else []
        try:
            colours.append({
                "key": key, "look": said("look"), "zh": said("zh"), "en": said("en") or said("zh"), "why": said("why"), "asked": said("asked"),
                "grounds": [one for one in GROUNDS if request.POST.get(f"ground-{one}-{place}") == "1"], "near_days": int(said("near_days") or 0), "days": int(said("days") or 0),
                "signed_by": said("signed_by"), "then": [{"count": int(count), "text": text} for count, text in then],
            })  # fmt: skip
        except ValueError:
            raise Lacking(_("Days and counts are whole numbers."), "days") from None
    return scheme_of({**old.body(), "colour": colours})
