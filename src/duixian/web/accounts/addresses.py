"""From which address a request comes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

__all__ = ["client_address"]


def client_address(request: HttpRequest) -> str:
    """Gives the address of whoever sent a request, empty where it is not known.

    Each proxy in front adds the address it was called from to ``X-Forwarded-For``; only as many entries are believed, from the right,
    as ``DUIXIAN_PROXIES`` says there are proxies: what stands before them anybody can write.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if settings.PROXIES and passed:
        address = passed[-min(settings.PROXIES, len(passed))]
    return address[:45]
