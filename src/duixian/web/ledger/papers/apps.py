"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PapersConfig"]


class PapersConfig(AppConfig):
    """Names the app ``papers``."""

    name = "duixian.web.ledger.papers"
    label = "papers"
