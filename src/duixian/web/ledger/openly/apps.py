"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["OpenlyConfig"]


class OpenlyConfig(AppConfig):
    """Names the app ``openly``, and hangs publishing on what is done to items."""

    name = "duixian.web.ledger.openly"
    label = "openly"

    def ready(self) -> None:
        """Registers what the room adds to the others."""
        from duixian.web.ledger.openly.joining import join

        join()
