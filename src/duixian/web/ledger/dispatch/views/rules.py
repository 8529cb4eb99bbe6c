"""The rules of dispatch, for those who set them: time limits, who may blow, kinds of problem, the way rates are made."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import Office, OfficeKind, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.dispatch.rules import change, in_tongue, numbers, presets, problems, rates_preset, whistle_rules
from duixian.web.ledger.options import defaults, set_option
from duixian.web.ledger.refusals import Lacking, Refused

__all__ = ["rules"]

_LIMITS = (
    "case_decide_hours", "whistle_sign_hours", "whistle_contact_hours", "whistle_push_days", "whistle_hard_days", "whistle_result_days", "case_confirm_days",
    "whistle_fairly_share", "rates_minimum", "unusual_times", "unusual_minimum", "repeat_days",
)  # fmt: skip
_WORDS = 60


@require(Action.CONFIGURE)
@never_cache
def rules(request: HttpRequest) -> HttpResponse:
    """Shows the rules; POST changes those that ``what`` names: limits, preset, whistle:<kind>, problem:<code>, or new for a further kind of problem."""
    if request.method == "POST":
        try:
            _change(cast(User, request.user), request)
        except Refused as error:
            messages.error(request, error.said)
        else:
            messages.success(request, _("Saved."))
        return redirect("ledger:dispatch-rules")
    values = numbers(_LIMITS)
    context: dict[str, Any] = {
        "limits": [(name, in_tongue(defaults()[name]["zh"], defaults()[name]["en"]), f"{values[name]:g}", f"{defaults()[name]['value']:g}") for name in _LIMITS],
        "presets": [(name, in_tongue(one["zh"], one["en"]), in_tongue(one["zh_note"], one["en_note"])) for name, one in presets().items()],
        "chosen": rates_preset(),
        "whistles": list(whistle_rules().values()),
        "problems": list(problems().values()),
        "departments": list(Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None)),
    }
    return render(request, "ledger/dispatch/rules.html", context)


def _change(user: User, request: HttpRequest) -> None:
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "").strip()[:500]
    sort, _colon, which = what.partition(":")
    match sort:
        case "limits":
            _limits(user, request, reason)
        case "preset":
            change("rates", {"preset": request.POST.get("preset", "")}, user, reason)
        case "whistle":
            change(what, {"posts": _lines(request, "posts"), "leader": request.POST.get("leader") == "1"}, user, reason)
        case "problem" | "new":
            codes = problems()
            if sort == "problem" and which not in codes:
                raise Lacking(_("There is no such kind of problem."), "what")
            code = which if sort == "problem" else next(f"own{number}" for number in range(1, 1000) if f"own{number}" not in codes)
            name = request.POST.get("zh", "").strip()[:60]
            known = {str(one.pk) for one in Office.objects.filter(kind=OfficeKind.DEPARTMENT)}
            departments = [int(one) for one in request.POST.getlist("departments") if one in known]
            change(f"problem:{code}", {"zh": name, "en": request.POST.get("en", "").strip()[:60] or name, "words": _lines(request, "words"), "departments": departments}, user, reason)
        case _:
            raise Lacking(_("There is no such rule."), "what")


def _limits(user: User, request: HttpRequest, reason: str) -> None:
    """Changes the numbers that differ from what holds."""
    values = numbers(_LIMITS)
    for name in _LIMITS:
        said = request.POST.get(name, "").strip()
        if not said:
            continue
        try:
            number = float(said)
        except ValueError:
            raise Lacking(_("“%(name)s” must be a number.") % {"name": in_tongue(defaults()[name]["zh"], defaults()[name]["en"])}, name) from None
        if name.endswith("_days") and not number.is_integer():
            raise Lacking(_("Days are whole numbers."), name)
        if number != values[name]:
            set_option(name, int(number) if number.is_integer() else number, user, reason)


def _lines(request: HttpRequest, name: str) -> list[str]:
    """The words of a field, one a line or with commas between."""
    said = request.POST.get(name, "").replace("，", "\n").replace("、", "\n").replace(",", "\n")
    return [one.strip()[:30] for one in said.splitlines() if one.strip()][:_WORDS]
