"""Requests that no page can answer."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

__all__ = ["NulMiddleware"]


class NulMiddleware:
    """Refuses addresses that hold the character NUL (400): no text of a report has it, and PostgreSQL takes none. The API answers such requests itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or ("%00" in request.META.get("QUERY_STRING", "") and not request.path_info.startswith("/api/")):
            raise SuspiciousOperation("NUL in the address")
        return self._get_response(request)
