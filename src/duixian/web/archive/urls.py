"""The pages of the archive. A place goes by its ``slug``, a report by its ``ref``, an indicator by its ``key``.

Each module of ``views`` lists its own addresses as ``urls``.
"""

from __future__ import annotations

from duixian.web.archive.views import (
    charts,
    comparison,
    downloads,
    findings,
    goals,
    home,
    importing,
    indicators,
    outcomes,
    places,
    reports,
    search,
    wording,
)

app_name = "archive"

urlpatterns = [
    *home.urls,
    *reports.urls,
    *places.urls,
    *goals.urls,
    *indicators.urls,
    *comparison.urls,
    *wording.urls,
    *outcomes.urls,
    *findings.urls,
    *search.urls,
    *importing.urls,
    *charts.urls,
    *downloads.urls,
]
