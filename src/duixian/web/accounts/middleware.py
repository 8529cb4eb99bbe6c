"""How long a session lasts, who may read at all, and who must first change a password."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from duixian.web.accounts import sessions
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may

__all__ = ["ReadersMiddleware", "SessionsMiddleware"]

_OPEN = ("/accounts/", "/static/", "/language/", "/theme/", "/healthz", "/api/", "/board/")
"""Paths that ask for themselves, or that signing in itself needs."""
_WITHOUT_PASSWORD = ("/static/", "/language/", "/theme/", "/healthz")


class SessionsMiddleware:
    """Signs out who did nothing for too long, or has been signed in for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and auth.SESSION_KEY in request.session and not sessions.lasts(request):
            auth.logout(request)
        return self._get_response(request)


class ReadersMiddleware:
    """Sends who may not read to the sign-in page, where the archive is not public, and who must change a password to the page for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_OPEN) and not may(request.user, Action.READ):
            return redirect_to_login(request.get_full_path())
        if not request.path.startswith(_WITHOUT_PASSWORD) and isinstance(request.user, User) and request.user.must_change_password and not sessions.came_by_provider(request):
            password = reverse("accounts:password")
            if request.path not in (password, reverse("accounts:sign-out")):
                return redirect(password)
        return self._get_response(request)
