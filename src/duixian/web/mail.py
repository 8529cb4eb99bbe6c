"""How mails leave: one address of a mail server, ``DUIXIAN_SMTP_URL``, as Django's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["mail_settings"]

_PORTS = {"smtp": 25, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Gives the settings of ``smtp://name:password@host:587?tls=1&from=office@example.org``; ``smtps`` speaks TLS from the start.

    Where ``url`` is empty, mails are written to the console instead.

    >>> mail_settings("")["EMAIL_BACKEND"]
    'django.core.mail.backends.console.EmailBackend'
    >>> said = mail_settings("smtp://du%40x:p%2Fw@mail.example:587?tls=1&from=a@example.org")
    >>> said["EMAIL_HOST_USER"], said["EMAIL_HOST_PASSWORD"], said["EMAIL_PORT"], said["EMAIL_USE_TLS"], said["DEFAULT_FROM_EMAIL"]
    ('du@x', 'p/w', 587, True, 'a@example.org')

    Raises:
        ValueError: it is no such address.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"DUIXIAN_SMTP_URL: {parts.scheme}://{parts.hostname or ''} is not like smtp://name:password@host:587?tls=1&from=office@example.org")
    asked = parse_qs(parts.query)
    user = unquote(parts.username or "")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": asked.get("tls", ["0"])[0] == "1",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": asked.get("from", [user if "@" in user else "duixian@localhost"])[0],
    }
