"""How much a request may hold, watched before and while it arrives: too large a one is refused before it fills disk or memory,
one that breaks off is as if it had never come."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render

from duixian.reading.formats import suffix
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import may

__all__ = ["ArrivingUploadHandler", "BodyMiddleware", "takes_upload", "whole_bodies"]

_MEMBER_BYTES = 16 * 1024 * 1024
"""What a form of somebody who signed in may hold: the file that goes with a reply has up to 10 MB."""
_ANYBODY_BYTES = 1024 * 1024
_LISTEN_BYTES = 1024 * 1024 * 1024
_LISTEN_SECONDS = 120.0
"""How much of what is too large is listened to, and thrown away: a browser shows the answer only when it has sent all.
After that the connection is shut."""
_SPARE_BYTES = 500 * 1024 * 1024
"""What must be left on the disk after an upload. Its bytes lie there twice for a moment."""
_LONGEST_ENDING = 10

View = Callable[..., HttpResponseBase]


def takes_upload(view: View) -> View:
    """Marks a view as one that takes as much as an upload may hold (``DUIXIAN_UPLOAD_MB``), from those who may use it."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


class BodyMiddleware:
    """Answers 413 to a request that is larger than its page takes, and 507 where the disk is nearly full, before anything of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for handler in getattr(request, "_upload_handlers", ()):
            if isinstance(handler, ArrivingUploadHandler):
                handler.forget()
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: object, _kwargs: object) -> HttpResponse | None:
        """Gives the refusal where there is one."""
        length = _length(request)
        if length <= _ANYBODY_BYTES:
            return None
        most = _most(request, view)
        if length > most:
            _listen(request, length)
            own: Callable[[], HttpResponse] | None = getattr(view, "too_large", None)  # what programs ask has no page to answer with
            return own() if own is not None else render(request, "413.html", {"sent": length, "most": most}, status=413)
        if shutil.disk_usage(settings.DATA).free < 2 * length + _SPARE_BYTES:
            _listen(request, length)
            return render(request, "507.html", status=507)
        return None


class ArrivingUploadHandler(TemporaryFileUploadHandler):
    """Writes files that arrive into the data folder, under names of our own with an ending that tells the format."""

    _arriving: TemporaryUploadedFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Opens a file for what arrives."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        ending = suffix(self.file_name or "")
        known = ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= _LONGEST_ENDING else ""
        self.file = self._arriving = TemporaryUploadedFile(f"file{known}", self.content_type or "", 0, self.charset, self.content_type_extra)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Gives the file under the name it was sent with."""
        file = super().file_complete(file_size)
        assert file is not None
        file.name = self.file_name
        self._arriving = None
        return file

    def forget(self) -> None:
        """Takes away a file that never became whole."""
        if self._arriving is not None:
            self._arriving.close()
            self._arriving = None


class _Whole:
    """The body of a request, as the server gives it; ends with an error where the other side went away before it was whole."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        return self._checked(self._stream.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        return self._checked(self._stream.readline(wanted), min(wanted, 1))

    def _checked(self, data: bytes, least: int) -> bytes:
        self._left -= len(data)
        if len(data) < least:
            raise ConnectionResetError("the upload broke off")
        return data


def whole_bodies(application: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a WSGI application for which a body that broke off is an error. Servers otherwise tell it as the end of the body, and half a file
    looks like a whole one."""

    def checked(environ: dict[str, Any], start_response: Any) -> Any:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isdigit():
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return checked


def _length(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "")
    return int(length) if length.isdigit() else 0


def _most(request: HttpRequest, view: Any) -> int:
    user = request.user
    if not isinstance(user, User):
        return _ANYBODY_BYTES
    needs = getattr(view, "needs", None)
    if getattr(view, "takes_upload", False) and (needs is None or may(user, needs)):
        return int(settings.UPLOAD_BYTES)
    return _MEMBER_BYTES


def _listen(request: HttpRequest, length: int) -> None:
    """Reads what the browser still sends and throws it away."""
    if length > _LISTEN_BYTES:
        return
    until = time.monotonic() + _LISTEN_SECONDS
    with contextlib.suppress(UnreadablePostError):
        while time.monotonic() < until and request.read(1024 * 1024):
            pass
