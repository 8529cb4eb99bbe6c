"""The filters somebody saved, where a page shows them. ``{% load filters %}``."""

from __future__ import annotations

from typing import Any

from django import template

from duixian.web.accounts.models import User
from duixian.web.ledger.boards.saving import saved_for

__all__ = ["saved_filters"]

register = template.Library()


@register.inclusion_tag("ledger/boards/_filters.html", takes_context=True)
def saved_filters(context: dict[str, Any], where: str = "") -> dict[str, Any]:
    """Shows the filters of the page ``where`` that its reader saved or that were shared with them (of every page without it), and offers to save the one that is set."""
    request = context["request"]
    user = request.user
    rows = saved_for(user) if isinstance(user, User) else ()
    address = request.get_full_path() if where and request.GET else ""
    return {
        "filters": [one for one in rows if where in ("", one.where)],
        "address": address,
        "here": request.get_full_path(),
        "where": where,
    }
