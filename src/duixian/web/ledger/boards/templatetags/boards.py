"""Tables of the board as HTML, made in one go: a board has hundreds of linked numbers. ``{% load boards %}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duixian.web.ledger.boards.counting import Figure, Group, Part
from duixian.web.ledger.boards.timeline import Cell, Mark
from duixian.web.ledger.models import Item, Light
from duixian.web.ledger.templatetags.ledger import light, time_left, timeliness

__all__ = ["brief", "figure", "lightbar", "months", "rows"]

register = template.Library()
_PATTERNS = {"red": "missed", "yellow": "nearly", "none": "pending"}
"""The pattern of the design language that lies over a light's colour; green has none."""


@register.filter
def figure(one: Figure) -> SafeString:
    """Gives a number as a link to what it counts; as it is where there is nothing to see."""
    return mark_safe(
        f'<a class="figure-link" href="{escape(one.url)}">{one.number}</a>' if one.url else str(one.number)
    )


@register.filter
def lightbar(parts: Iterable[Part]) -> SafeString:
    """Gives the parts of a bar as rectangles of an SVG, with their patterns."""
    drawn = []
    for one in parts:
        place = f'x="{one.x}" width="{one.width}" height="100%"'
        drawn.append(f'<rect class="lightbar__{one.key}" {place}/>')
        if one.key in _PATTERNS:
            drawn.append(f'<rect {place} fill="url(#pattern-{_PATTERNS[one.key]})"/>')
    return mark_safe("".join(drawn))


@register.filter
def rows(group: Group) -> SafeString:
    """Gives the rows of a table of the board."""
    heads = [escape(one) for one in group.columns]
    lights = escape(_("Lights"))
    lines = []
    for row in group.rows:
        cells = "".join(
            f'<td class="num" data-label="{head}">{figure(one)}</td>'
            for head, one in zip(heads, row.figures, strict=True)
        )
        bar = f'<td data-label="{lights}"><svg class="lightbar" role="img" aria-label="{escape(row.told)}">{lightbar(row.bar)}</svg></td>'
        lines.append(f'<tr><th scope="row">{escape(row.label)}</th>{cells}{bar}</tr>')
    return mark_safe("\n".join(lines))


@register.filter
def brief(items: Iterable[Item]) -> SafeString:
    """Gives items (lead loaded) as a list: title, light, number, lead office and deadline with the time that is left."""
    lines = []
    for one in items:
        due = (
            f'<span class="due--{timeliness(one.deadline)}"><time datetime="{one.deadline}">{one.deadline}</time> {escape(time_left(one.deadline))}</span>'
            if one.deadline
            else ""
        )
        lines.append(
            f'<li><a href="{escape(one.get_absolute_url())}">{escape(one.title)}</a> {light(one)}'
            f'<p class="list__meta"><span>{escape(one.number)}</span><span>{escape(one.lead or "—")}</span>{due}</p></li>'
        )
    return mark_safe(f'<ul class="list list--brief">{"".join(lines)}</ul>')


_SORTS = {"deadline": "◆", "milestone": "◇", "closed": "■"}
_STANDS = {"done": "✓", "missed": "✗", "ahead": "○"}


@register.filter
def months(cells: Iterable[Cell]) -> SafeString:
    """Gives the months of a row of the timeline: the light at each month's end as a line above, what falls into it below."""
    return mark_safe("".join(_month(one) for one in cells))


def _month(cell: Cell) -> str:
    line = ""
    if cell.light:
        line = f'<svg class="lightbar" role="img" aria-label="{escape(Light(cell.light).label)}">{lightbar([Part(cell.light, "0%", "100%")])}</svg>'
    elif cell.bar:
        line = f'<svg class="lightbar" role="img" aria-label="{escape(cell.told)}">{lightbar(cell.bar)}</svg>'
    said = "".join(_mark(one) for one in cell.marks)
    said += "".join(
        f'<span class="mark mark--{stand}">{_STANDS[stand]} {number}</span>'
        for stand in _STANDS
        if (number := getattr(cell, stand))
    )
    label = f"{cell.month:%Y-%m}"
    return f'<td class="timeline__month{"" if said or line else " timeline__month--empty"}" data-label="{label}">{line}{said}</td>'


def _mark(mark: Mark) -> str:
    words = f" <small>{escape(mark.words)}</small>" if mark.words else ""
    return f'<span class="mark mark--{mark.stand}">{_SORTS[mark.sort]}{_STANDS[mark.stand]} <time datetime="{mark.day}">{mark.day.day}</time>{words}</span>'
