"""What every request to the interface passes: who asks, how often, whether they may read, whether they have the answer already.

It stands around the whole interface, so that no operation can forget it. Programs show a token; a browser that is signed in may read by
its session, but for writing it is nobody: only a token may write, which no other site can send.
"""

from __future__ import annotations

import hashlib
import logging
import math
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja.throttling import SimpleRateThrottle

from duixian.web.accounts.addresses import client_address
from duixian.web.accounts.models import Token, User
from duixian.web.accounts.permissions import Action, may
from duixian.web.api.problems import problem
from duixian.web.archive.stamp import archive_stamp

__all__ = ["asker", "gated", "unknown"]

_SAFE = ("GET", "HEAD", "OPTIONS")
_KEPT = 10_000
"""Askers whose requests are counted at once; beyond that some are forgotten."""
_TOUCHED = timedelta(hours=1)
"""How exactly a token remembers when it was last used."""
_BOARD = "/api/v1/board"
"""What the delivery office has published: everybody's, whoever may read the archive."""
_BY_CONTENT = ("/api/v1/ledger/", _BOARD)
"""What changes with what people do in the ledger."""
_NUL = re.compile(r"\x00|%00")

_log = logging.getLogger(__name__)


class _Limit(SimpleRateThrottle):
    """So many requests of one asker in so long a time, counted in files so that all processes of the server count together."""

    def __init__(self, rate: str, key: str) -> None:
        super().__init__(rate)
        self._key = key
        self.cache: BaseCache = FileBasedCache(str(Path(settings.DATA) / "limits"), {"OPTIONS": {"MAX_ENTRIES": _KEPT}})

    def get_cache_key(self, request: HttpRequest) -> str:
        """Gives who is counted."""
        return f"api:{self._key}"


def asker(request: HttpRequest) -> User | AnonymousUser:
    """Gives who asks, once the request has passed the gate."""
    user: User | AnonymousUser = request.api_user  # type: ignore[attr-defined]
    return user


def unknown() -> HttpResponse:
    """Gives the answer to whoever must say who they are: what changes something needs a token (:mod:`duixian.web.api.operations` sees to it)."""
    return problem("not_authenticated", headers={"WWW-Authenticate": "Bearer"})


def gated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives a view of the interface behind the gate."""

    @wraps(view)
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = _through(request, view, args, kwargs)
        except RequestDataTooBig:
            answer = problem("too_large")
        except UnicodeError:
            answer = problem("malformed")
        except Exception:
            _log.exception("%s %s failed", request.method, request.path)
            answer = problem("internal")
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        answer.setdefault("Cache-Control", "no-cache" if settings.PUBLIC else "private, no-cache")
        return answer

    passed.too_large = lambda: problem("too_large")  # type: ignore[attr-defined]
    return passed


def _through(request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    token, shown = _token(request)
    user: User | AnonymousUser = token.user if token is not None else AnonymousUser()
    if not shown and request.method in _SAFE and isinstance(request.user, User):
        user = request.user
    wait = _wait(request, token, user)
    if wait is not None:
        return problem("too_many_requests", headers={"Retry-After": str(wait)})
    if shown and token is None:
        return problem("bad_token", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if not may(user, Action.READ) and not request.path.startswith(_BOARD):
        return problem("forbidden") if isinstance(user, User) else unknown()
    if _NUL.search(request.path) or _NUL.search(request.META.get("QUERY_STRING", "")):
        return problem("malformed")
    request.api_user = user  # type: ignore[attr-defined]
    if request.method not in ("GET", "HEAD"):
        return _as_problem(view(request, *args, **kwargs))
    if request.path.startswith(_BY_CONTENT):
        return _tagged(request, _as_problem(view(request, *args, **kwargs)))
    etag = f'W/"{archive_stamp()}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None and known.status_code == 304:
        known["ETag"] = etag
        return known
    answer = _as_problem(view(request, *args, **kwargs))
    if answer.status_code == 200:
        answer["ETag"] = etag
    return answer


def _tagged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """An answer that the archive's stamp does not tell of, and that is another's for another asker: its tag is that of its content."""
    if answer.status_code != 200:
        return answer
    etag = f'W/"{hashlib.sha256(answer.content).hexdigest()[:20]}"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _token(request: HttpRequest) -> tuple[Token | None, bool]:
    """The token that is shown, and whether one is."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return None, False
    if scheme.lower() != "bearer" or not key.strip():
        return None, True
    token = Token.objects.select_related("user").filter(digest=Token.digest_of(key.strip()), revoked_at=None, user__is_active=True).first()
    if token is not None and (token.used_at is None or token.used_at < timezone.now() - _TOUCHED):
        Token.objects.filter(pk=token.pk).update(used_at=timezone.now())
    return token, True


def _wait(request: HttpRequest, token: Token | None, user: User | AnonymousUser) -> int | None:
    """Seconds after which the asker may go on; None where it may now."""
    if token is not None:
        limit = _Limit(settings.API_TOKEN_LIMIT, f"token:{token.pk}")
    elif isinstance(user, User):
        limit = _Limit(settings.API_TOKEN_LIMIT, f"user:{user.pk}")
    else:
        limit = _Limit(settings.API_LIMIT, f"address:{client_address(request)}")
    if limit.allow_request(request):
        return None
    return max(1, math.ceil(limit.wait() or 1))


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """An answer of the framework that is no JSON (a method that is not taken) as a problem."""
    if answer.status_code == 405:
        return problem("method_not_allowed", headers={"Allow": answer.get("Allow", "")})
    return answer
