"""Addresses of the year's end and of what the next report is written from."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.keeping import views

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("<int:pk>/end/", views.end, name="year-end"),
    path("<int:pk>/material/", views.material_page, name="material"),
    path("<int:pk>/material/docx/", views.material_docx, name="material-docx"),
    path("<int:pk>/differences/", views.differences_page, name="differences"),
]
