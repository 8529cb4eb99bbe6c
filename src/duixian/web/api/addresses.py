"""Addresses in answers: whole ones, so that a program need not know where the site is."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

__all__ = ["Addresses"]


class Addresses:
    """The addresses of one answer; each report's is worked out once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._reports: dict[str, str] = {}

    def of(self, name: str, *parts: object) -> str:
        """Gives the whole address of a page."""
        return self._request.build_absolute_uri(reverse(f"archive:{name}", args=list(parts)))

    def report(self, ref: str) -> str:
        """Gives the address of a report's page."""
        if ref not in self._reports:
            self._reports[ref] = self.of("report", ref)
        return self._reports[ref]

    def source(self, ref: str, start: int, end: int) -> str:
        """Gives the address of a place in a report; empty where there is none."""
        return f"{self.report(ref)}#char={start},{end}" if ref and start >= 0 else ""
