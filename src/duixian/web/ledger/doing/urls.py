"""Addresses of doing."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.doing.acts import act
from duixian.web.ledger.doing.bulk import bulk
from duixian.web.ledger.doing.files import paper
from duixian.web.ledger.doing.item import item
from duixian.web.ledger.doing.ledgers import ledgers
from duixian.web.ledger.doing.logs import log
from duixian.web.ledger.doing.table import table
from duixian.web.ledger.doing.work import work

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("", work, name="work"),
    path("bulk/", bulk, name="bulk"),
    path("all/", ledgers, name="ledgers"),
    path("log/", log, name="log"),
    path("<int:pk>/", table, name="table"),
    path("items/<int:pk>/", item, name="item"),
    path("items/<int:pk>/<str:act>/", act, name="act"),
    path("files/<int:pk>/", paper, name="paper"),
]
