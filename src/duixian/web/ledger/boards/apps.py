"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["BoardsConfig"]


class BoardsConfig(AppConfig):
    """Names the app ``boards``."""

    name = "duixian.web.ledger.boards"
    label = "boards"
