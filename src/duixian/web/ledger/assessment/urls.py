"""Addresses of this part of the ledger."""

from __future__ import annotations

from django.urls import URLPattern

from duixian.web.ledger.assessment.views.assessments import urls as assessments
from duixian.web.ledger.assessment.views.bulletins import urls as bulletins
from duixian.web.ledger.assessment.views.scoring import urls as scoring

__all__ = ["urls"]

urls: list[URLPattern] = [*bulletins, *assessments, *scoring]
