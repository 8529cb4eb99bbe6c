"""The browsers in which people are signed in: how many at a time, for how long, and ending one from another.

Time limits are kept in the session itself, so that an ordinary request asks the database nothing more.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from duixian.web.accounts.addresses import client_address
from duixian.web.accounts.models import SignedIn, User

__all__ = ["by_provider", "came_by_provider", "connect", "end", "end_all", "lasts", "moved"]

_SINCE, _SEEN = "signed_in_at", "seen_at"
_PROVIDER = "by_provider"
_STEP = 60.0
"""Seconds between two times that a session is written down as seen."""


def connect() -> None:
    """Has signing in and out written down."""
    user_logged_in.connect(_begin, dispatch_uid="duixian.sessions")
    user_logged_out.connect(_over, dispatch_uid="duixian.sessions")


def lasts(request: HttpRequest) -> bool:
    """Tells whether the session of a request may go on, and notes that it was seen."""
    now = time.time()
    since, seen = request.session.get(_SINCE), request.session.get(_SEEN)
    if since is None or seen is None:  # of a version that did not count
        request.session[_SINCE] = request.session[_SEEN] = now
        return True
    if now - since > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE:
        return False
    if not 0 <= now - seen < _STEP:
        request.session[_SEEN] = now
        SignedIn.objects.filter(key=request.session.session_key).update(seen=timezone.now(), address=client_address(request))
    return True


def end(one: SignedIn) -> None:
    """Signs a browser out."""
    Session.objects.filter(session_key=one.key).delete()
    one.delete()


def end_all(user: User, but: str | None = "") -> None:
    """Signs a user out everywhere, except in the session ``but``."""
    rows = SignedIn.objects.filter(user=user).exclude(key=but or "")
    Session.objects.filter(session_key__in=list(rows.values_list("key", flat=True))).delete()
    rows.delete()


def by_provider(request: HttpRequest) -> None:
    """Notes that whoever has just signed in was named by the identity provider, without a password of this workspace."""
    request.session[_PROVIDER] = True


def came_by_provider(request: HttpRequest) -> bool:
    """Tells whether the session was begun without a password of this workspace."""
    return bool(request.session.get(_PROVIDER))


def moved(request: HttpRequest, before: str | None) -> None:
    """Notes that the session of a request has a new key, which it gets when the password changes."""
    if before and request.session.session_key:
        SignedIn.objects.filter(key=before).update(key=request.session.session_key)


def _begin(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    now = timezone.now()
    request.session[_SINCE] = request.session[_SEEN] = time.time()
    request.session.pop(_PROVIDER, None)
    if not request.session.session_key:
        request.session.save()
    row = {"user": user, "address": client_address(request), "agent": request.headers.get("User-Agent", "")[:200], "since": now, "seen": now}
    SignedIn.objects.update_or_create(key=request.session.session_key, defaults=row)
    SignedIn.objects.filter(user=user).exclude(key__in=Session.objects.filter(expire_date__gt=now).values("session_key")).delete()
    if settings.SESSIONS:
        for old in SignedIn.objects.filter(user=user).order_by("-seen", "-id")[settings.SESSIONS :]:
            end(old)


def _over(sender: Any, request: HttpRequest, user: User | None, **_more: Any) -> None:
    if request.session.session_key:
        SignedIn.objects.filter(key=request.session.session_key).delete()
