"""Addresses of urging."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.urging.views.colours import slip_rules
from duixian.web.ledger.urging.views.notices import notices, notices_read, reminder_rules
from duixian.web.ledger.urging.views.slips import (
    draft_slip,
    edit_slip,
    slip,
    slip_paper,
    slip_step,
    slips,
    slips_proposed,
)

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("slips/", slips, name="slips"),
    path("slips/draft/", draft_slip, name="slip-draft"),
    path("slips/proposed/", slips_proposed, name="slips-proposed"),
    path("slips/colours/", slip_rules, name="slip-rules"),
    path("slips/<int:pk>/", slip, name="slip"),
    path("slips/<int:pk>/edit/", edit_slip, name="slip-edit"),
    path("slips/<int:pk>/slip.docx", slip_paper, name="slip-docx"),
    path("slips/<int:pk>/<str:step>/", slip_step, name="slip-step"),
    path("notices/", notices, name="notices"),
    path("notices/read/", notices_read, name="notices-read"),
    path("notices/rules/", reminder_rules, name="reminder-rules"),
]
