"""Addresses of publishing."""

from __future__ import annotations

from django.urls import URLPattern, path

from duixian.web.ledger.openly.views import publishing, voices

__all__ = ["urls"]

urls: list[URLPattern] = [
    path("publishing/", publishing.publishing, name="publishing"),
    path("publishing/voices/", voices.voices, name="voices"),
    path("publishing/voices/<int:pk>/act/", voices.voice_act, name="voice-act"),
    path("publishing/<int:pk>/", publishing.publication, name="publication"),
    path("publishing/<int:pk>/act/", publishing.publication_act, name="publication-act"),
    path("publishing/items/<int:pk>/", publishing.publication_edit, name="publication-edit"),
]
