"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy

__all__ = ["KeepingConfig"]


class KeepingConfig(AppConfig):
    """Names the app ``keeping``."""

    name = "duixian.web.ledger.keeping"
    label = "keeping"

    def ready(self) -> None:
        """Says what its actions are called in stories."""
        from duixian.web.ledger.doing.story import DEEDS

        DEEDS["carried_in"] = pgettext_lazy("act", "Carried over from the year before")
        DEEDS["close"] = pgettext_lazy("act", "Close the year")
        DEEDS["explain"] = pgettext_lazy("act", "Explain a difference")
