"""Where everything is."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from duixian.web.api.site import urls as api_urls
from duixian.web.frame import set_theme

urlpatterns = [
    path("accounts/", include("duixian.web.accounts.urls")),
    path("language/", set_language, name="set_language"),
    path("theme/", set_theme, name="theme"),
    path("api/v1/", api_urls),
    path("board/", include("duixian.web.ledger.openly.public_urls")),
    path("ledger/", include("duixian.web.ledger.urls")),
    path("", include("duixian.web.archive.urls")),
]
