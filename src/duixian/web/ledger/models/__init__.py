"""What the ledger keeps: the year, its items, what was reported of them, what was asked for, and the log of everything done."""

from __future__ import annotations

from duixian.web.ledger.models.doing import Entry, Petition, PetitionKind, Verdict
from duixian.web.ledger.models.files import Paper
from duixian.web.ledger.models.items import Item, Kind, Ledger, Light, Milestone, Source, State
from duixian.web.ledger.models.log import Event
from duixian.web.ledger.models.options import Option

__all__ = [
    "Entry",
    "Event",
    "Item",
    "Kind",
    "Ledger",
    "Light",
    "Milestone",
    "Option",
    "Paper",
    "Petition",
    "PetitionKind",
    "Source",
    "State",
    "Verdict",
]
