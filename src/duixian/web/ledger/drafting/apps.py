"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DraftingConfig"]


class DraftingConfig(AppConfig):
    """Names the app ``drafting``, and has the log speak of it in words."""

    name = "duixian.web.ledger.drafting"
    label = "drafting"

    def ready(self) -> None:
        """Registers what is done to ledgers, and to tables that offices made."""
        from django.utils.translation import pgettext_lazy

        from duixian.web.ledger.doing.story import DEEDS, SUBJECTS, Subject

        SUBJECTS["sheet"] = Subject(pgettext_lazy("log", "Table taken in"), "ledger:sheet")
        SUBJECTS["alias"] = Subject(pgettext_lazy("log", "Name of an office"))
        SUBJECTS["split"] = Subject(pgettext_lazy("log", "Item split"), "ledger:item")
        DEEDS.update({
            "open": pgettext_lazy("log", "Opened the ledger"),
            "break_down": pgettext_lazy("log", "Entered drafts from a report"),
            "bring": pgettext_lazy("log", "Brought in"),
            "take": pgettext_lazy("log", "Took rows into the ledger"),
            "split": pgettext_lazy("log", "Split"),
            "set": pgettext_lazy("log", "Set"),
        })  # fmt: skip
