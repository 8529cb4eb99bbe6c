"""The first page, the page about the archive, and the answer to whoever watches over the server."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from duixian.following.verdicts import standard_rules
from duixian.model import Verdict
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import message
from duixian.web.archive.shares import counts_of, parts
from duixian.web.archive.welcome import welcome
from duixian.web.frame import tongue

__all__ = ["urls"]


def home(request: HttpRequest) -> HttpResponse:
    """Shows what the archive holds and where to begin."""
    content = welcome()
    language = tongue(request)
    context = {
        "welcome": content,
        "figures": content.figures,
        "shares": parts(counts_of(content.newest), language) if content.newest else [],
        "standings": [(one, one.exceeded + one.met, parts(counts_of(one), language)) for one in content.standings],
    }
    return render(request, "archive/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    """Says what the words of the archive mean and how verdicts are made."""
    language = tongue(request)
    says = {
        Verdict.EXCEEDED: _("The result is better than the goal by more than %(share)s of it."),
        Verdict.MET: _("The result reaches the goal; of a goal of about a number, it may fall short by at most %(share)s."),
        Verdict.NEARLY: _("The result falls short of the goal by at most %(share)s of it. It is shown beside what was kept and never counted in it."),
        Verdict.MISSED: _("The result falls short of the goal by more than that."),
        Verdict.OTHER_FORM: _("Later reports give only another measure, another scope or another period. What was found instead is shown."),
        Verdict.ABSENT: _("The later reports that were searched say nothing of it. They are named."),
        Verdict.PENDING: _("There is no later report in the archive yet, or none near enough."),
    }
    rules = standard_rules()
    sizes = {Verdict.EXCEEDED: rules.exceeded, Verdict.MET: rules.tolerance, Verdict.NEARLY: rules.nearly}
    context = {
        "crumbs": [{"label": _("About"), "url": ""}],
        "verdicts": [
            (one.value, verdict_word(one, "lower", language), says[one] % {"share": f"{sizes[one]:.0%}"} if one in sizes else says[one]) for one in LOOKS
        ],
        "shares_defined": message("shares_defined", language),
        "rules": rules,
    }
    return render(request, "archive/about.html", context)


def health(request: HttpRequest) -> HttpResponse:
    """Says that server and database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


urls = [path("", home, name="home"), path("about/", about, name="about"), path("healthz", health, name="health")]
