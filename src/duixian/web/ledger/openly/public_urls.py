"""Addresses of the public board."""

from __future__ import annotations

from django.urls import path

from duixian.web.ledger.openly import public, public_voices

__all__ = ["app_name", "urlpatterns"]

app_name = "public"
urlpatterns = [
    path("", public.board, name="board"),
    path("feed.atom", public.feed, name="feed"),
    path("suggest/", public_voices.suggest_project, name="suggest"),
    path("answers/<str:token>/", public_voices.answer, name="answer"),
    path("evidence/<int:pk>/", public.evidence, name="evidence"),
    path("<int:pk>/", public.item, name="item"),
    path("<int:pk>/feed.atom", public.item_feed, name="item-feed"),
    path("<int:pk>/voice/", public_voices.voice, name="voice"),
]
