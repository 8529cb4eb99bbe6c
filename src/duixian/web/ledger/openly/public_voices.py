"""Where people say something: the form of an item, the form for livelihood projects, and the answer under a secret address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from duixian.web.accounts.addresses import client_address
from duixian.web.ledger.openly.board import shown_one
from duixian.web.ledger.openly.models import Publication, PublicationState, SuggestionState, Verdict
from duixian.web.ledger.openly.public import _LANGUAGES, context_of, gone
from duixian.web.ledger.openly.settings import board_settings
from duixian.web.ledger.openly.voicing import found_by, rate, suggest
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import Refused

__all__ = ["answer", "suggest_project", "voice"]

HONEYPOT = "website"
"""A field that no person sees; what fills it in is a program, and is told that all went well."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes what somebody says of a published item: satisfied or not, or a suggestion."""
    with _language(request):
        row = Publication.objects.select_related("current").filter(pk=pk).first() if board_settings().public else None
        if row is None or row.state != PublicationState.PUBLISHED:
            return gone(request, 410 if row is not None and row.state == PublicationState.WITHDRAWN else 404)
        back = reverse("public:item", args=[pk])
        context: dict[str, Any] = {"one": shown_one(row), "verdicts": Verdict.choices, "most": int(option("voice_letters")), "back": back}
        if request.method != "POST":
            return _form(request, context)
        if request.POST.get(HONEYPOT):
            return redirect(back)
        try:
            if "verdict" in request.POST:
                rate(row, request.POST["verdict"], client_address(request))
                return redirect(f"{back}{context_of(request)['lang']}#voice")
            return _kept(request, row)
        except Refused as error:
            return _form(request, {**context, "error": error}, error.status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_project(request: HttpRequest) -> HttpResponse:
    """Takes a suggestion of a livelihood project while the office collects them."""
    with _language(request):
        held = board_settings()
        if not held.public or not held.collecting:
            return gone(request)
        context: dict[str, Any] = {"one": None, "verdicts": [], "most": int(option("voice_letters")), "back": reverse("public:board")}
        if request.method != "POST":
            return _form(request, context)
        if request.POST.get(HONEYPOT):
            return redirect(context["back"])
        try:
            return _kept(request, None)
        except Refused as error:
            return _form(request, {**context, "error": error}, error.status)


@never_cache
@require_safe
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Shows whoever knows the secret what became of the suggestion."""
    with _language(request):
        row = found_by(token) if board_settings().public else None
        if row is None:
            return gone(request)
        published = row.publication is not None and row.publication.state == PublicationState.PUBLISHED
        context = {"suggestion": row, "states": SuggestionState, "new": "new" in request.GET, "address": request.build_absolute_uri(request.path), "published": published}
        response = render(request, "public/answer.html", context_of(request, **context))
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


def _kept(request: HttpRequest, row: Publication | None) -> HttpResponse:
    _suggestion, secret = suggest(request.POST.get("text", ""), client_address(request), row)
    lang = context_of(request)["lang_value"]
    return redirect(f"{reverse('public:answer', args=[secret])}?new=1{f'&lang={lang}' if lang else ''}")


def _form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The form, with the token that only this browser has: who opens it wants to say something."""
    said = {"text": request.POST.get("text", "")[:10_000], "verdict": request.POST.get("verdict", ""), "honeypot": HONEYPOT, "title": _("Suggest a livelihood project")}
    return render(request, "public/voice.html", context_of(request, **said, **context), status=status)


def _language(request: HttpRequest) -> translation.override:
    wished = _LANGUAGES.get(request.GET.get("lang", "")) or translation.get_language()
    request.LANGUAGE_CODE = wished
    return translation.override(wished)
