"""Signing in with an identity provider, where one is set."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from duixian.web.accounts import oidc, sessions
from duixian.web.accounts.views.signing import speak

__all__ = ["urls"]

_NEXT = "oidc_next"
_log = logging.getLogger("duixian.oidc")


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Leads to the provider; ``next`` is where to go afterwards."""
    if not oidc.configured():
        raise Http404
    try:
        response = oidc.lead_there(request)
    except oidc.NotSignedIn as error:
        return _told(request, error)
    wished = request.GET.get("next", "")
    request.session[_NEXT] = wished if url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure()) else ""
    return response


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Takes who comes back from the provider in, or says why not."""
    if not oidc.configured():
        raise Http404
    try:
        user = oidc.who_came_back(request)
    except oidc.NotSignedIn as error:
        return _told(request, error)
    wished = request.session.pop(_NEXT, "")
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    sessions.by_provider(request)
    response = redirect(wished or resolve_url(settings.LOGIN_REDIRECT_URL))
    speak(response, user)
    return response


def _told(request: HttpRequest, error: oidc.NotSignedIn) -> HttpResponse:
    _log.warning("sign-in by OpenID Connect: %s: %s", error.said, error.why)
    messages.error(request, error.said)
    return redirect(settings.LOGIN_URL)


urls = [
    path("oidc/", begin, name="oidc"),
    path("oidc/back/", back, name="oidc-back"),
]
