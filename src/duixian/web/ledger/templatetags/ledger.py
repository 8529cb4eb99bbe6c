"""What templates of the ledger need: amounts, progress and time left as people write them. ``{% load ledger %}``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.ledger.models import Item
from duixian.web.ledger.states import OPEN

__all__ = ["amount", "days_left", "reached", "time_left", "timeliness"]

register = template.Library()


@register.filter
def amount(value: Decimal | float | None) -> str:
    """Gives a number with its own digits and no trailing zero; a dash where there is none."""
    return "—" if value is None else f"{Decimal(str(value)).normalize():,f}"


@register.filter
def reached(item: Item) -> int | None:
    """Gives how far an item's value is on its way from the baseline to the target, in whole percent, at least 0; None where it cannot be said."""
    if item.value is None or item.target is None or item.better == "lower":
        return None
    begin = item.baseline or Decimal(0)
    return max(0, int((item.value - begin) * 100 / (item.target - begin))) if item.target > begin else None


@register.filter
def days_left(item: Item) -> int | None:
    """Gives the days until an open item's deadline, below 0 when it is past; None where it has none or is at its end."""
    return (item.deadline - timezone.localdate()).days if item.deadline and item.state in OPEN else None


@register.filter
def timeliness(day: date | None, near: int = 7) -> str:
    """Gives ``late`` for a day that is past, ``near`` for one within so many days, and nothing otherwise."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    return "late" if left < 0 else "near" if left <= near else ""


@register.filter
def time_left(day: date | None) -> str:
    """Says how far a day is: past by so many days, today, or in so many days."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    if left < 0:
        return _("%(days)d days over") % {"days": -left}
    return _("today") if left == 0 else _("in %(days)d days") % {"days": left}
