"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["UrgingConfig"]


class UrgingConfig(AppConfig):
    """Names the app ``urging``, and tells the other rooms of slips: item pages, My work, the log, files."""

    name = "duixian.web.ledger.urging"
    label = "urging"

    def ready(self) -> None:
        """Registers what this room adds to others."""
        from duixian.web.ledger.urging.joining import join

        join()
