"""What templates of the workspace need beyond Django's own: source links, verdicts, numbers as people write them."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from duixian.language.themes import theme_name
from duixian.model import Verdict
from duixian.publishing.phrases import period_in_words
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.publishing.wording import value_word

register = template.Library()


def _tongue() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


@register.simple_tag
def source(ref: str, start: int | None = None, end: int | None = None) -> str:
    """Gives the address of a place in a report: what every figure of every page links to."""
    url = reverse("archive:report", args=[ref])
    return url if start is None or end is None else f"{url}#char={start},{end}"


@register.simple_tag
def verdict(word: str, better: str = "higher") -> SafeString:
    """Gives a verdict as a badge: sign and word, coloured by class."""
    known = Verdict(word)
    return format_html(
        '<span class="verdict verdict--{}"><span class="verdict__sign" aria-hidden="true">{}</span>{}</span>',
        known.value,
        LOOKS[known].sign,
        verdict_word(known, better, _tongue()),
    )


@register.filter
def word(value: str, group: str) -> str:
    """Gives the word people use for a value of ``group`` (role, measure, qualifier, hardness, confidence, kind, …)."""
    return value_word(group, value, _tongue()) if value else ""


@register.filter
def theme_word(value: str) -> str:
    """Gives the name of a theme."""
    return theme_name(value, _tongue())


@register.filter
def period_word(value: str) -> str:
    """Gives a period as people write it: 2021—2025年, on English pages 2021–2025."""
    return value.replace("/", "–") if _tongue() == "en" else period_in_words(value)


@register.filter
def share(value: float | None) -> str:
    """Gives a share of 1 as whole percent; a dash where there is none."""
    return "—" if value is None else f"{value * 100:.0f}%"


@register.filter
def plain(value: float | int | None) -> str:
    """Gives a number with its own digits and no trailing zero; a dash where there is none."""
    return "—" if value is None else f"{value:,.10g}"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """Gives the page's own query with some parameters changed (None takes one out), beginning with ``?``."""
    request = context["request"]
    own: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            own.pop(name, None)
        else:
            own[name] = str(value)
    return "?" + own.urlencode()
