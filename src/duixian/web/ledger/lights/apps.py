"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["LightsConfig"]


class LightsConfig(AppConfig):
    """Names the app ``lights``, and keeps lights in step with what is done to items."""

    name = "duixian.web.ledger.lights"
    label = "lights"

    def ready(self) -> None:
        """Hangs the lights on the actions, their reason on the page of an item, and names what they write to the log."""
        from duixian.web.ledger.acting import acted
        from duixian.web.ledger.doing.blocks import BLOCKS
        from duixian.web.ledger.doing.story import SUBJECTS, WORDS, Subject
        from duixian.web.ledger.lights.chart import block
        from duixian.web.ledger.lights.refresh import in_step

        acted.connect(in_step, dispatch_uid="lights")
        if block not in BLOCKS:
            BLOCKS.append(block)
        SUBJECTS["rules"] = Subject(gettext_lazy("Light rules"), "ledger:rule-set")
        SUBJECTS["notice"] = Subject(gettext_lazy("Holidays"))
        WORDS["rules"] = lambda action: _("Put in force") if action == "force" else _("Save")
        WORDS["notice"] = lambda action: _("Load a year's notice")
