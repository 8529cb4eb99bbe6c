"""Bringing reports in: the upload, how far each batch is, what failed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive import arrivals
from duixian.web.archive.asked import choice
from duixian.web.archive.models import Batch, Document, State
from duixian.web.archive.reading import retry as line_up_again
from duixian.web.archive.tables import downloads, wanted
from duixian.web.archive.uploading import takes_upload
from duixian.web.frame import tongue

__all__ = ["urls"]

_PAGE = 100
_NEWEST = 10
_MEGABYTE = 1024 * 1024


@takes_upload
@require(Action.IMPORT)
def bring(request: HttpRequest) -> HttpResponse:
    """Shows the form for an upload; POST takes files in and leads to the page of their batch."""
    files = request.FILES.getlist("files") if request.method == "POST" else []
    if files:
        assert isinstance(request.user, User)
        return redirect(arrivals.take_in(files, request.user))
    page = Paginator(arrivals.batches(), _NEWEST).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "most": settings.UPLOAD_BYTES,
        "most_megabytes": f"{settings.UPLOAD_BYTES / _MEGABYTE:.10g}",
        "most_documents": arrivals.MOST_DOCUMENTS,
        "failed": arrivals.failed_documents().count(),
        "nothing": request.method == "POST",
    }
    return render(request, "archive/import.html", context, status=400 if context["nothing"] else 200)


@require(Action.IMPORT)
def batch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows how far the files of a batch are; asked again by the page itself until all is done."""
    one = get_object_or_404(Batch.objects.select_related("made_by"), pk=pk)
    state = choice(request, "state", arrivals.STATES)
    if form := wanted(request):
        return arrivals.files_table(one, state, tongue(request)).response(form)
    context = {
        "batch": one,
        "progress": arrivals.progress(one),
        "page": Paginator(arrivals.files_of(one, state), _PAGE).get_page(request.GET.get("page")),
        "state": state,
        "english": tongue(request) == "en",
        "downloads": downloads(request),
        "crumbs": [{"label": _("Import"), "url": reverse("archive:import")}, {"label": f"{timezone.localtime(one.made_at):%Y-%m-%d %H:%M}"}],
    }
    return render(request, "archive/_batch.html" if request.headers.get("HX-Request") else "archive/batch.html", context)


@require(Action.IMPORT)
def failed(request: HttpRequest) -> HttpResponseBase:
    """Lists the documents that could not be read, with the reason."""
    if form := wanted(request):
        return arrivals.failed_table(tongue(request)).response(form)
    context = {
        "page": Paginator(arrivals.failed_documents(), _PAGE).get_page(request.GET.get("page")),
        "english": tongue(request) == "en",
        "downloads": downloads(request),
        "crumbs": [{"label": _("Import"), "url": reverse("archive:import")}, {"label": _("Files that failed")}],
    }
    return render(request, "archive/failed.html", context)


@require(Action.IMPORT)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Has failed documents read again: those named by ``document``, those of a ``batch``, or all; leads back."""
    rows = Document.objects.filter(state=State.FAILED)
    if "batch" in request.POST:
        rows = rows.filter(arrivals__batch=_number(request.POST["batch"]))
    elif request.POST.get("all") != "1":
        rows = rows.filter(pk__in=[_number(one) for one in request.POST.getlist("document")])
    count = line_up_again(rows)
    messages.success(request, _("%(count)s files are read again.") % {"count": count})
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("archive:failed")
    return redirect(back)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


urls = [
    path("import/", bring, name="import"),
    path("import/<int:pk>/", batch, name="batch"),
    path("import/failed/", failed, name="failed"),
    path("import/retry/", retry, name="retry"),
]
