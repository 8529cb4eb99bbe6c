"""The list of offices as xlsx, in and out, for administrators."""

from __future__ import annotations

import io
import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache

from duixian.web.accounts import lists
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.accounts.story import FIELDS
from duixian.web.archive.originals import keep, original

__all__ = ["urls"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_BYTES = 5_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SORTS = (
    ("new", pgettext_lazy("list", "New")),
    ("changed", pgettext_lazy("list", "Changed")),
    ("seated", pgettext_lazy("list", "Handed over")),
    ("closed", pgettext_lazy("list", "Closed")),
)


@require(Action.ADMINISTER)
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    """Takes a list, shows what it would change, and with ``digest`` does it."""
    assert isinstance(request.user, User)
    context: dict[str, object] = {"crumbs": [{"label": _("Offices"), "url": reverse("accounts:offices")}, {"label": _("Import a list"), "url": ""}]}
    if request.method != "POST":
        return render(request, "accounts/list.html", context)
    digest = request.POST.get("digest", "")
    upload = request.FILES.get("file")
    if upload is not None and upload.size is not None and upload.size <= _MOST_BYTES:
        content, name = upload.read(), upload.name or ""
        digest = keep([content]).sha256
    elif _DIGEST.fullmatch(digest) and original(digest).is_file():
        content, name = original(digest).read_bytes(), request.POST.get("name", "")[:200]
    else:
        messages.error(request, _("Choose a list to bring in: an xlsx file of at most 5 MB."))
        return redirect("accounts:list")
    rows, faults = lists.read_list(io.BytesIO(content))
    really = upload is None and request.POST.get("confirm") == "1" and not faults
    outcome = lists.bring(rows, request.user, really=really, file=(name, io.BytesIO(content)))
    outcome.faults[:0] = faults
    outcome.faults.sort(key=lambda one: (one.sheet, one.row))
    groups = [(label, [(one, [(FIELDS.get(name, name), old, new) for name, old, new in one.fields]) for one in outcome.of(sort)]) for sort, label in _SORTS]
    context |= {"outcome": outcome, "groups": groups, "rows": len(rows), "digest": digest, "name": name, "done": really and not outcome.faults}
    return render(request, "accounts/list.html", context, status=400 if outcome.faults else 200)


@require(Action.ADMINISTER)
def export(request: HttpRequest) -> HttpResponse:
    """Gives all offices with posts and people as xlsx."""
    return _file("offices.xlsx", lists.write_list())


@require(Action.ADMINISTER)
def template(request: HttpRequest) -> HttpResponse:
    """Gives the empty list."""
    return _file("offices-template.xlsx", lists.template())


def _file(name: str, content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


urls = [
    path("offices/list/", bring, name="list"),
    path("offices/offices.xlsx", export, name="list-export"),
    path("offices/template.xlsx", template, name="list-template"),
]
