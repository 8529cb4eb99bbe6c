"""The app of this part of the ledger."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy

__all__ = ["KindsConfig"]


class KindsConfig(AppConfig):
    """Names the app ``kinds``, and puts what a kind has of its own on the item's page."""

    name = "duixian.web.ledger.kinds"
    label = "kinds"

    def ready(self) -> None:
        """Registers the blocks, and what its actions are called in stories."""
        from duixian.web.ledger.doing.blocks import BLOCKS
        from duixian.web.ledger.doing.story import DEEDS
        from duixian.web.ledger.kinds.blocks import counting_block, kind_block

        BLOCKS.extend(one for one in (kind_block, counting_block) if one not in BLOCKS)
        DEEDS["stage"] = pgettext_lazy("act", "Stage reached")
        DEEDS["sum"] = pgettext_lazy("act", "Sum written down")
        DEEDS["vote"] = pgettext_lazy("act", "Vote entered")
        DEEDS["particulars"] = pgettext_lazy("act", "Particulars written down")
        DEEDS["counting"] = pgettext_lazy("act", "Projects that count set")
