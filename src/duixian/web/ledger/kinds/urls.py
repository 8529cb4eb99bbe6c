"""Addresses of the kinds of item."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.kinds import views

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("items/<int:pk>/kind/<str:what>/", views.write_down, name="kind-record"),
    path("<int:pk>/projects/", views.projects, name="projects"),
    path("<int:pk>/proposals/", views.proposals, name="proposals"),
]
