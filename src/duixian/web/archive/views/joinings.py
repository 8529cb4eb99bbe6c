"""Names of indicators that people joined: the list, with who, when and why, and the forms to join and to part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.joined import JoiningForm, joined_now, joinings_said
from duixian.web.archive.joining import Unjoinable, join, part
from duixian.web.archive.models import Indicator, Joining, Place
from duixian.web.archive.tables import Column, Table, downloads, wanted

__all__ = ["urls"]

_PAGE = 50
_PROPOSED = 100


def joinings(request: HttpRequest) -> HttpResponseBase:
    """Lists what is joined and what was said of it; joins and parts."""
    if form := wanted(request):
        return _table().response(form)
    if request.method == "POST":
        return _change(request)
    asked = {name: request.GET.get(name, "")[:200] for name in ("name", "into", "place")}
    return _page(request, JoiningForm(initial=asked))


@require(Action.CORRECT)
def _change(request: HttpRequest) -> HttpResponseBase:
    """Does what a form asks for; what cannot be done comes back with the reason."""
    assert isinstance(request.user, User)
    if request.POST.get("part"):
        try:
            one = Joining.objects.select_related("place").get(pk=int(request.POST["part"]))
            part(request.user, one.name, one.place, request.POST.get("why", "")[:1000])
        except (Unjoinable, Joining.DoesNotExist, ValueError):
            messages.warning(request, _("These names are parted already."))
        else:
            messages.success(request, _("Parted. The places concerned are being followed anew."))
        return redirect("archive:joinings")
    form = JoiningForm(request.POST)
    if form.is_valid():
        try:
            join(request.user, **form.said())
        except Unjoinable as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Joined. The places concerned are being followed anew."))
            return redirect("archive:joinings")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: JoiningForm, status: int = 200) -> HttpResponseBase:
    now = joined_now()
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Indicators"), "url": reverse("archive:indicators")}, {"label": _("Joined names")}],
        "form": form,
        "now": now,
        "page": Paginator(joinings_said(), _PAGE).get_page(request.GET.get("page")),
        "downloads": downloads(request) if now else [],
        "may_join": may(request.user, Action.CORRECT),
    }
    if context["may_join"]:
        for name in ("name", "into"):
            form.fields[name].widget.attrs |= {"list": "names", "autocomplete": "off"}
        form.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}
        context["names"] = Indicator.objects.order_by("-places", "-observations", "key").values_list("indicator", flat=True)[:_PROPOSED]
        context["places"] = Place.objects.order_by("code", "name").values_list("name", flat=True)[:_PROPOSED]
    return render(request, "archive/joinings.html", context, status=status)


def _table() -> Table:
    columns = (
        Column("name", _("This name")),
        Column("into", _("is the same as")),
        Column("place", _("Only in this place")),
        Column("by", _("By")),
        Column("at", _("When")),
        Column("why", _("Why")),
    )

    def made() -> Iterator[list[Any]]:
        for one in joinings_said().order_by("id").iterator(500):
            yield [one.name, one.into, one.place.name if one.place else "", str(one.by), one.at.isoformat(), one.why]

    return Table(_("Joined names"), columns, made)


urls = [path("joinings/", joinings, name="joinings")]
