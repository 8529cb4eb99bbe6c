"""The app of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["LedgerConfig"]


class LedgerConfig(AppConfig):
    """Names the app ``ledger``."""

    name = "duixian.web.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Lets ledgers go with their place when its reports turn out to be of another."""
        from duixian.web.archive.following import place_renamed
        from duixian.web.ledger.places import follow_place

        place_renamed.connect(follow_place)
