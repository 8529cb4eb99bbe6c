"""Addresses of this part of the ledger."""

from __future__ import annotations

from django.urls import URLPattern

from duixian.web.ledger.drafting.views.drafts import urls as drafts
from duixian.web.ledger.drafting.views.opening import urls as opening
from duixian.web.ledger.drafting.views.sheets import urls as sheets

__all__ = ["urls"]

urls: list[URLPattern] = [*opening, *drafts, *sheets]
