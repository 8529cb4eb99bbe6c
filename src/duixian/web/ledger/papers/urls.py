"""Addresses of the papers."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.papers.views import ledger_table, plan, series

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("ledgers/<int:pk>/plan.docx", plan, name="plan-docx"),
    path("ledgers/<int:pk>/ledger.xlsx", ledger_table, name="ledger-xlsx"),
    path("numbers/", series, name="series"),
]
