"""What templates of the ledger need: amounts, progress and time left as people write them. ``{% load ledger %}``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duixian.web.ledger.models import Item, Kind, State
from duixian.web.ledger.states import OPEN

__all__ = ["amount", "days_left", "item_rows", "light", "reached", "time_left", "timeliness"]

register = template.Library()
_SIGNS = {"green": "●", "yellow": "▲", "red": "■"}


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


@register.filter
def light(item: Item, empty: str = "") -> SafeString:
    """Gives the light of an item as sign and word, as ``_light.html`` does; ``empty`` where it has none."""
    if not item.light:
        return mark_safe(f'<span class="light light--none">{escape(empty)}</span>' if empty else "")
    word = escape(item.get_light_display())
    return mark_safe(f'<span class="light light--{item.light}"><span class="light__sign" aria-hidden="true">{_SIGNS[item.light]}</span>{word}</span>')


@register.filter
def item_rows(items: Iterable[Item]) -> SafeString:
    """Gives items (lead loaded) as rows of a table, in one go: item, lead office, state, light, progress, deadline."""
    heads = [escape(one) for one in (_("Lead office"), _("State"), _("Light"), _("Progress"), _("Deadline"))]
    kinds, states = ({value: escape(label) for value, label in choices} for choices in (Kind.choices, State.choices))
    lines = []
    for one in items:
        cells = (
            ("", escape(one.lead or "—")),
            ("", f'<span class="state state--{one.state}">{states[one.state]}</span>'),
            ("", light(one, "—")),
            (' class="num"', _progress(one)),
            (' class="nowrap"', _deadline(one)),
        )
        lines.append(
            f'<tr><th scope="row"><a href="{one.get_absolute_url()}">{escape(one.title)}</a>'
            f'<span class="sub"><span class="nowrap">{escape(one.number)}</span> · {kinds[one.kind]}</span></th>'
            + "".join(f'<td{more} data-label="{head}">{cell}</td>' for head, (more, cell) in zip(heads, cells, strict=True))
            + "</tr>"
        )
    return mark_safe("\n".join(lines))


def _progress(item: Item) -> str:
    if item.target is None:
        return "—"
    share = reached(item)
    said = f'<span class="sub">{share}%</span>' if share is not None else ""
    return f'{amount(item.value)}<span class="unit"> / {amount(item.target)} {escape(item.unit)}</span>{said}'


def _deadline(item: Item) -> str:
    if item.deadline is None:
        return "—"
    stand = timeliness(item.deadline) if days_left(item) is not None else ""
    said = f'<span class="sub due--{stand}">{escape(time_left(item.deadline))}</span>' if stand else ""
    return f'<time datetime="{item.deadline}">{item.deadline}</time>{said}'
