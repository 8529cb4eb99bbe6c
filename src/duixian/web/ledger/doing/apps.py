"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DoingConfig"]


class DoingConfig(AppConfig):
    """Names the app ``doing``, and puts the ledger's own sections on My work."""

    name = "duixian.web.ledger.doing"
    label = "doing"

    def ready(self) -> None:
        """Registers what waits."""
        from duixian.web.ledger.doing.waiting import WAITING
        from duixian.web.ledger.doing.waits import SECTIONS

        WAITING.extend(one for one in SECTIONS if one not in WAITING)
