"""What a page offers to do to an item."""

from __future__ import annotations

from duixian.web.accounts.models import User
from duixian.web.ledger.models import Item, PetitionKind
from duixian.web.ledger.rights import open_to
from duixian.web.ledger.states import Act, Transition

__all__ = ["DANGEROUS", "NOT_HERE", "first", "offered"]

NOT_HERE = frozenset({Act.CARRY})
"""What is only done to a whole ledger: the year's end carries over, and makes the item that follows."""
DANGEROUS = frozenset({Act.DROP, Act.MERGE})
"""What its button warns of: it ends the item without anything done."""
_ASKS = {Act.ASK_SUSPEND: PetitionKind.SUSPEND, Act.ASK_RESUME: PetitionKind.RESUME, Act.ASK_EXTEND: PetitionKind.EXTEND, Act.ASK_CHANGE: PetitionKind.CHANGE}
"""What is not asked for twice while it waits."""
_FIRST = (
    Act.ASSIGN, Act.ACCEPT, Act.VERIFY, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.CHANGE, Act.APPROVE, Act.REPORT, Act.REPORT_DONE, Act.EDIT, Act.INSTRUCT, Act.URGE,
)  # fmt: skip


def offered(user: User, item: Item) -> list[Transition]:
    """Gives what a user may do to an item by itself, the next step first."""
    rows = [row for row in open_to(user, item) if row.act not in NOT_HERE]
    if any(row.act in _ASKS for row in rows):
        waiting = set(item.petitions.filter(verdict="").values_list("kind", flat=True))
        rows = [row for row in rows if _ASKS.get(row.act) not in waiting]
    return sorted(rows, key=lambda row: _FIRST.index(row.act) if row.act in _FIRST else len(_FIRST))


def first(rows: list[Transition]) -> Transition | None:
    """Gives the next step: what the state of the item waits for; None where it only could be done."""
    return rows[0] if rows and rows[0].act in _FIRST[:9] else None
