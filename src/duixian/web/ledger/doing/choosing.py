"""Which items somebody asks for: the same filters and orders for the table, its downloads and the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, overload

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.models import Item, Light, State
from duixian.web.ledger.options import option
from duixian.web.ledger.states import OPEN

__all__ = ["DUE", "GROUPS", "NO_LIGHT", "ORDERS", "Listed", "Wish", "chosen", "in_charge"]

NO_LIGHT = "none"
"""What is asked for items that no rule speaks of."""
GROUPS: dict[str, frozenset[State]] = {"open": OPEN, "ended": frozenset(State) - OPEN, "under_way": OPEN - {State.DRAFT, State.RETURNED}}
"""Several states at once: not at its end, at its end, in the hands of the offices."""
DUE = ("late", "near")
"""Open and past the deadline; open and past it or within the days of the option ``near_days``."""
ORDERS = {
    "number": ("number",), "title": ("title", "id"), "lead": ("lead__order", "lead_id", "number"), "state": ("state", "number"), "light": ("light", "number"),
    "value": ("value", "id"), "deadline": ("deadline", "number"),
}  # fmt: skip
"""Orders by their names in addresses; with ``-`` before the name it runs the other way."""


class Wish(NamedTuple):
    """What is asked for; empty and 0 ask for everything. ``state`` is a state or one of :data:`GROUPS`. ``office`` leads or supports, ``lead`` leads; ``rule`` is
    the one that decided the light, ``charge`` the post of the district leader in whose charge it is."""

    state: str = ""
    light: str = ""
    office: int = 0
    kind: str = ""
    section: str = ""
    theme: str = ""
    due: str = ""
    words: str = ""
    order: str = "number"
    lead: int = 0
    rule: str = ""
    charge: int = 0


def chosen(found: QuerySet[Item], wish: Wish) -> QuerySet[Item]:
    """Gives the items that are asked for. An office leads or supports them. Each word must stand in number, title or text."""
    if wish.state:
        found = found.filter(state__in=GROUPS[wish.state]) if wish.state in GROUPS else found.filter(state=wish.state)
    if wish.light:
        found = found.filter(light="" if wish.light == NO_LIGHT else Light(wish.light))
    if wish.office:
        found = found.filter(Q(lead=wish.office) | Q(pk__in=Item.supporting.through.objects.filter(office_id=wish.office).values("item_id")))
    if wish.lead:
        found = found.filter(lead=wish.lead)
    if wish.rule:
        found = found.filter(light_why__rule=wish.rule).exclude(light="")
    if wish.charge:
        found = found.filter(in_charge(wish.charge))
    for name in ("kind", "section", "theme"):
        if value := getattr(wish, name):
            found = found.filter(**{name: value})
    if wish.due:
        today = timezone.localdate()
        until = today - timedelta(days=1) if wish.due == "late" else today + timedelta(days=int(option("near_days")))
        found = found.filter(state__in=OPEN, deadline__lte=until)
    for word in wish.words.split():
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word))
    first, *others = ORDERS[wish.order.lstrip("-")]
    return found.order_by(F(first).desc(nulls_last=True) if wish.order.startswith("-") else F(first).asc(nulls_last=True), *others)


def in_charge(post: int) -> Q:
    """Gives the condition that an item is in the charge of a district leader's post: by name, or by the office that leads it."""
    return Q(leader=post) | Q(leader=None, lead__in=Office.objects.filter(leaders=post).values("pk"))


class Listed(Sequence[Item]):
    """Items for pages of a list: the database orders keys alone, and only those of one page are fetched whole."""

    def __init__(self, found: QuerySet[Item]) -> None:
        self._found = found

    def __len__(self) -> int:
        return self._found.count()

    @overload
    def __getitem__(self, at: int) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> list[Item]: ...

    def __getitem__(self, at: int | slice) -> Item | list[Item]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        keys = list(self._found.values_list("pk", flat=True)[at])
        rows = Item.objects.select_related("lead").defer("text", "light_why").in_bulk(keys)
        return [rows[key] for key in keys]
