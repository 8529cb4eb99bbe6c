"""Addresses of this part of the ledger."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.lights.holiday_page import holidays
from duixian.web.ledger.lights.option_page import options
from duixian.web.ledger.lights.rule_pages import edit, force, rule_set, rules, take, trial

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("rules/", rules, name="rules"),
    path("rules/take/", take, name="rules-take"),
    path("rules/<int:pk>/", rule_set, name="rule-set"),
    path("rules/<int:pk>/edit/", edit, name="rules-edit"),
    path("rules/<int:pk>/trial/", trial, name="rules-trial"),
    path("rules/<int:pk>/force/", force, name="rules-force"),
    path("options/", options, name="options"),
    path("holidays/", holidays, name="holidays"),
]
