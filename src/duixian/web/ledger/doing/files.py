"""Files that were handed in: given to who may see what they were handed in with, always as a download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.attachments import KINDS, checked, plain_name
from duixian.web.archive.originals import original
from duixian.web.ledger.log import Handed
from duixian.web.ledger.models import Event, Paper

__all__ = ["MOST_FILES", "READERS", "handed", "paper"]

MOST_FILES = 10
"""Files of one action at the most."""

READERS: dict[str, Callable[[User, Event], bool]] = {}
"""Who may see the files of a subject of the log: the rooms register here. Those of items are for everybody who works in the ledger, others for those who read the log."""


def handed(files: list[UploadedFile[Any]]) -> list[Handed]:
    """Gives files of a form as an action takes them.

    Raises:
        ValidationError: one is empty, too large, of another kind, or not what its name says.
    """
    for one in files:
        checked(one)
    return [Handed(plain_name(one.name or ""), cast(Any, one.file)) for one in files]


@require(Action.WORK)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a file that was handed in, under the name it came under."""
    one = get_object_or_404(Paper.objects.select_related("event"), pk=pk)
    if not _may_see(cast(User, request.user), one.event):
        raise PermissionDenied
    try:
        stream = original(one.sha256).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    ending = one.name.rpartition(".")[2].lower()
    media = next((kind.media_type for kind in KINDS.values() if ending in kind.endings), "application/octet-stream")
    response = FileResponse(stream, as_attachment=True, filename=one.name, content_type=media)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _may_see(user: User, event: Event) -> bool:
    if event.subject == "item":
        return True
    reader = READERS.get(event.subject)
    return reader(user, event) if reader else may(user, Action.AUDIT)
