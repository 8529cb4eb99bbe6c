"""Addresses of looking over the ledger."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.boards.views.board import board
from duixian.web.ledger.boards.views.calendar import calendar, calendar_file
from duixian.web.ledger.boards.views.saved import forget, saved
from duixian.web.ledger.boards.views.search import find
from duixian.web.ledger.boards.views.timeline import timeline

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("board/", board, name="board"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/file/", calendar_file, name="calendar-file"),
    path("filters/", saved, name="filters"),
    path("filters/<int:pk>/forget/", forget, name="filter-forget"),
    path("timeline/", timeline, name="timeline"),
    path("search/", find, name="search"),
]
