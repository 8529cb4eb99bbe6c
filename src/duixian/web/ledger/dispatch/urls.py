"""Addresses of dispatch."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.dispatch.views.case import case, paper
from duixian.web.ledger.dispatch.views.cases import cases, raising
from duixian.web.ledger.dispatch.views.figures import rates_page, unusual
from duixian.web.ledger.dispatch.views.rules import rules
from duixian.web.ledger.dispatch.views.visits import add, visit, visits

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("cases/", cases, name="cases"),
    path("cases/raise/", raising, name="case-raise"),
    path("cases/rates/", rates_page, name="dispatch-rates"),
    path("cases/unusual/", unusual, name="dispatch-unusual"),
    path("cases/rules/", rules, name="dispatch-rules"),
    path("cases/papers/<int:pk>/", paper, name="case-paper"),
    path("cases/<int:pk>/", case, name="case"),
    path("visits/", visits, name="visits"),
    path("visits/add/", add, name="visit-add"),
    path("visits/<int:pk>/", visit, name="visit"),
]
