"""What an item's page shows of its kind, with the forms that write it down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.ledger.doing.blocks import Block
from duixian.web.ledger.kinds.recording import may_record
from duixian.web.ledger.kinds.standing import counted, counting_of, standings
from duixian.web.ledger.kinds.words import kind_of
from duixian.web.ledger.models import Item, Kind
from duixian.web.ledger.pages import fresh_key

__all__ = ["counting_block", "kind_block"]


def kind_block(request: HttpRequest, item: Item) -> Block | None:
    """Gives stages, sums, votes and particulars of an item whose kind has them."""
    kind = kind_of(item.kind)
    if kind is None:
        return None
    (standing,) = standings([item])
    context: dict[str, Any] = {
        "kind": kind,
        "stages": [(one, standing.stages.get(one.key)) for one in kind.stages],
        "sums": [(one, standing.sums.get(one.key)) for one in kind.sums],
        "history": list(item.sums.order_by("-on", "-id")[:20]) if kind.sums else [],
        "particulars": [(one, standing.particulars.get(one.key, ""), one.choice(standing.particulars.get(one.key, ""))) for one in kind.particulars],
        "votes": list(item.votes.all()) if kind.votes else [],
        "may": isinstance(request.user, User) and may_record(item, request.user),
        "today": timezone.localdate(),
        "key": fresh_key(),
    }
    return Block("kind", str(item.get_kind_display()), "ledger/kinds/_block.html", context, 20)


def counting_block(request: HttpRequest, item: Item) -> Block | None:
    """Gives what of the projects counts for a goal, where somebody said so or may say so."""
    projects = kind_of(Kind.PROJECT)
    if item.kind != Kind.GOAL or item.target is None or projects is None:
        return None
    counting = counting_of(item)
    may = isinstance(request.user, User) and may_record(item, request.user)
    if counting is None and not (may and item.ledger.items.filter(kind=Kind.PROJECT).exists()):
        return None
    named = next((one for one in (*projects.stages, *projects.sums) if counting and one.key in (counting.stage, counting.sort)), None)
    context = {"projects": projects, "counting": counting, "named": named, "value": counted(item, counting) if counting else None, "may": may, "key": fresh_key()}
    return Block("counting", _("Projects that count for it"), "ledger/kinds/_counting.html", context, 25)
