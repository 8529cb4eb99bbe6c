"""Signing in and out, one's own account, and everybody's for administrators."""

from __future__ import annotations

from duixian.web.accounts.views import lists, offices, oidc, own, sessions, signing, users

app_name = "accounts"

urlpatterns = [*signing.urls, *own.urls, *users.urls, *offices.urls, *lists.urls, *sessions.urls, *oidc.urls]
