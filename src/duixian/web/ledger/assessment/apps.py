"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AssessmentConfig"]


class AssessmentConfig(AppConfig):
    """Names the app ``assessment``, and has the log speak of it in words."""

    name = "duixian.web.ledger.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Registers what the room adds to the others."""
        from duixian.web.ledger.assessment.joining import join

        join()
