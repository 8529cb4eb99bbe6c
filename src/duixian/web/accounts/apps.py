"""The app of accounts."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Users, their roles and tokens."""

    name = "duixian.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Has sessions written down as people sign in and out, and the log speak of offices and posts in words."""
        from duixian.web.accounts import sessions, story

        sessions.connect()
        story.join()
