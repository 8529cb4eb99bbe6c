"""What every page's frame shows: navigation, theme, version."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import duixian
from duixian.web.accounts.permissions import Action, may
from duixian.web.ledger.pages import rooms

__all__ = ["Link", "frame", "set_theme", "tongue"]

_THEMES = ("light", "dark")
_YEAR = 365 * 24 * 60 * 60


class Link(NamedTuple):
    """An entry of the navigation."""

    label: str
    url: str
    current: bool


def tongue(request: HttpRequest) -> str:
    """Gives the language of the page as the rest of the package names it: ``zh`` or ``en``."""
    return "en" if getattr(request, "LANGUAGE_CODE", "").startswith("en") else "zh"


def frame(request: HttpRequest) -> dict[str, object]:
    """Gives the context of ``base.html``."""
    places = [
        (_("Reports"), "archive:reports"),
        (_("Places"), "archive:places"),
        (_("Indicators"), "archive:indicators"),
        (_("Comparison"), "archive:comparison"),
        (_("Map"), "archive:map"),
        (_("Levels"), "archive:levels"),
        (_("Wording"), "archive:wording"),
        (_("Findings"), "archive:findings"),
    ]
    user = getattr(request, "user", None)
    links = [Link(label, url := reverse(name), request.path.startswith(url)) for label, name in places]
    if user is not None and may(user, Action.IMPORT):
        links.append(Link(_("Import"), url := reverse("archive:import"), request.path.startswith(url)))
    works = user is not None and may(user, Action.WORK)
    if works:
        links.append(Link(_("Ledger"), url := reverse("ledger:work"), request.path.startswith(url)))
    theme = request.COOKIES.get("theme", "")
    return {
        "navigation": links,
        "scheme": theme if theme in _THEMES else "",
        "ledger_rooms": rooms(request) if works and request.path.startswith("/ledger/") else [],
        "version": duixian.__version__,
        "may_import": user is not None and may(user, Action.IMPORT),
        "may_correct": user is not None and may(user, Action.CORRECT),
        "may_judge": user is not None and may(user, Action.JUDGE),
        "may_reply": user is not None and may(user, Action.REPLY),
        "may_administer": user is not None and may(user, Action.ADMINISTER),
    }


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the wished theme in a cookie (``theme``: light, dark, or empty for the system's) and leads back."""
    wished = request.POST.get("theme", "")
    back = request.POST.get("next", "") or "/"
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponse(status=303, headers={"Location": back})
    if wished in _THEMES:
        response.set_cookie("theme", wished, max_age=_YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme")
    return response
