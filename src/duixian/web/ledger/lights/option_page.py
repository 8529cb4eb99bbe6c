"""The page of settings: hours and days that an office sets for itself, each with who changed it when and why."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.lights.refresh import refresh_all
from duixian.web.ledger.lights.whom import member
from duixian.web.ledger.models import Event, Option
from duixian.web.ledger.options import defaults, set_option
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Lacking, Refused

__all__ = ["options"]


class Setting(NamedTuple):
    """A setting as the page shows it: ``value`` is what holds or what was just written, ``changed`` the last change of it, ``choices`` what it may be where that is one of several."""

    name: str
    label: str
    value: Any
    default: Any
    changed: Event | None
    error: str
    choices: tuple[tuple[int, str, bool], ...] = ()


@require(Action.CONFIGURE)
def options(request: HttpRequest) -> HttpResponse:
    """Shows the settings, and changes those that were written anew, all or none."""
    held = {name: one["value"] for name, one in defaults().items()} | dict(Option.objects.values_list("name", "value"))
    written: dict[str, str] = {}
    error: Refused | None = None
    if request.method == "POST":
        written = {name: request.POST[name].strip() for name in defaults() if name in request.POST}
        try:
            count = _change(request, held, written)
        except Refused as found:
            error = found
        else:
            if count:
                messages.success(request, _("Saved."))
            else:
                messages.info(request, _("Nothing was changed."))
            return redirect("ledger:options")
    changes = _changes()
    language = tongue(request)
    rows = [
        Setting(
            name,
            one[language],
            value := written.get(name, held[name]),
            next((each[language] for each in one.get("choices", []) if each["value"] == one["value"]), one["value"]),
            changes.get(name),
            error.said if error is not None and error.field == name else "",
            tuple((each["value"], each[language], str(value).removesuffix(".0") == str(each["value"])) for each in one.get("choices", [])),
        )
        for name, one in defaults().items()
    ]
    log = Event.objects.filter(subject="option").select_related("user", "office").order_by("-id")[:30]
    labels = {name: one[language] for name, one in defaults().items()}
    context = {
        "settings": rows,
        "log": [(event, labels.get(event.data["name"], event.data["name"])) for event in log],
        "error": error,
        "reason": request.POST.get("reason", ""),
        "key": fresh_key(),
    }
    return render(request, "ledger/lights/options.html", context, status=error.status if error else 200)


def _change(request: HttpRequest, held: dict[str, Any], written: dict[str, str]) -> int:
    wished = {name: number for name, text in written.items() if (number := _number(name, text)) != held[name]}
    if not wished:
        return 0
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Lacking(_("Say why the settings are changed."), "reason")
    with transaction.atomic():
        for name, number in wished.items():
            set_option(name, number, member(request), reason)
        refresh_all()
    return len(wished)


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Lacking(_("This must be a number."), name) from None
    return int(number) if number.is_integer() else number


def _changes() -> dict[str, Event]:
    """The last change of each setting."""
    found: dict[str, Event] = {}
    for event in Event.objects.filter(subject="option").select_related("user").order_by("-id")[:500]:
        found.setdefault(event.data["name"], event)
    return found
