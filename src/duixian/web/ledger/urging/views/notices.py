"""Reminders of whoever asks, and the rules by which they are made."""

from __future__ import annotations

import re
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.accounts.posts import held
from duixian.web.ledger.pages import refused
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.urging.models import DailyRun, Reminder
from duixian.web.ledger.urging.reminding import rules, set_rule, waiting_for
from duixian.web.ledger.urging.saying import said

__all__ = ["notices", "notices_read", "reminder_rules"]

_PAGE = 50
_RUNS = 10


@require(Action.WORK)
@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Lists what the posts of whoever asks are reminded of: what waits, or with ``all=1`` everything that was said."""
    user = cast(User, request.user)
    everything = request.GET.get("all") == "1"
    rows = Reminder.objects.filter(post__in=[one.pk for one in held(user)]) if everything else waiting_for(user)
    rows = rows.select_related("item", "slip", "petition", "post__office").order_by("-day", "-id") if everything else rows.select_related("item", "slip", "petition", "post__office").order_by("about", "id")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [said(one) for one in page], "everything": everything, "posts": held(user), "may_configure": may(user, Action.CONFIGURE)}
    return render(request, "ledger/urging/notices.html", context)


@require(Action.WORK)
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks reminders as read: those named (``reminder``), or with ``all=1`` every one that waits."""
    user = cast(User, request.user)
    rows = waiting_for(user)
    if request.POST.get("all") != "1":
        keys = [int(one) for one in request.POST.getlist("reminder") if one.isascii() and one.isdigit() and len(one) < 18]
        rows = rows.filter(pk__in=keys)
    Reminder.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(seen_at=timezone.now(), seen_by=user)
    return redirect("ledger:notices")


@require(Action.CONFIGURE)
def reminder_rules(request: HttpRequest) -> HttpResponse:
    """Shows when who is reminded, and what the daily job did; POST changes one rule."""
    if request.method == "POST":
        words = re.split(r"[\s,;，、；]+", request.POST.get("days", "").strip())
        try:
            days = [int(one) for one in words if one]
            set_rule(request.POST.get("rule", ""), days, cast(User, request.user), on=request.POST.get("on") == "1", mail=request.POST.get("mail") == "1")
        except ValueError:
            messages.error(request, _("Write one to twelve whole numbers of days between -366 and 366, such as -7, 0, 3."))
        except KeyError:
            messages.error(request, _("This rule is not there."))
        except Refused as error:
            return refused(request, error, "ledger:reminder-rules")
        else:
            messages.success(request, _("Saved."))
        return redirect("ledger:reminder-rules")
    return render(request, "ledger/urging/rules.html", {"rules": rules(), "runs": DailyRun.objects.all()[:_RUNS]})
