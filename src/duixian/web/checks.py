"""Checks of what environment variables say, before anything runs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = ["issuer"]


def issuer(address: str) -> str:
    """Gives the address of an identity provider, empty where there is none.

    Raises:
        ImproperlyConfigured: it does not speak HTTPS, and is not on this machine either.
    """
    parts = urlsplit(address)
    if address and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")):
        raise ImproperlyConfigured("DUIXIAN_OIDC_ISSUER must begin with https://")
    return address
