"""What the pages of places, goals, verdicts and findings say of their rows."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duixian.web.archive.board import Row
from duixian.web.archive.models import Report

register = template.Library()


@register.filter
def noted(row: Row) -> str:
    """Gives what stands beside a verdict: distance, reading without tolerance, what was worked out."""
    return row.note("en" if (get_language() or "").startswith("en") else "zh")


@register.filter
def called(ref: str, reports: Mapping[str, Report]) -> str:
    """Gives what a report is called, by its ``ref``; the ref itself where it is not among those known."""
    return reports[ref].label if ref in reports else ref


@register.filter
def correction_word(kind: str) -> str:
    """Gives what a person did with a record."""
    words = {"right": _("called right"), "wrong": _("called wrong"), "amended": _("amended"), "added": _("added"), "undone": _("took back what was said of")}
    return words.get(kind, kind)
