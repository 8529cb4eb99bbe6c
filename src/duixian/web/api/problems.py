"""What the interface answers when something is wrong: problem details (RFC 9457) in both languages, each kind with a code that does not change."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

__all__ = ["CONTENT_TYPE", "Kind", "Problem", "handle", "kinds", "problem"]

CONTENT_TYPE = "application/problem+json"

Errors = Sequence[dict[str, str]]


class Kind(NamedTuple):
    """One kind of problem: its code, its HTTP status, title and advice in Chinese and English."""

    code: str
    status: int
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str


class Problem(Exception):
    """Ends an operation with a problem; ``detail`` says more than the kind does, in the language of whoever asked."""

    def __init__(self, code: str, detail: str = "", errors: Errors = ()) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors = code, detail, errors


@cache
def kinds() -> dict[str, Kind]:
    """Gives every kind of problem by its code."""
    words = tomllib.loads(files("duixian.web.api").joinpath("data", "problems.toml").read_text(encoding="utf-8"))
    return {code: Kind(code, said["status"], *said["title"], *said["detail"]) for code, said in words.items()}


def problem(code: str, detail: str = "", errors: Errors = (), headers: dict[str, str] | None = None) -> HttpResponse:
    """Gives the answer that tells of a problem."""
    kind = kinds()[code]
    said: dict[str, Any] = {
        "type": f"{reverse('archive:api-docs')}#problem-{code}",
        "code": code,
        "status": kind.status,
        "title": kind.title_en,
        "title_zh": kind.title_zh,
        "detail": detail or kind.detail_en,
        "detail_zh": detail or kind.detail_zh,
        "errors": list(errors),
    }
    return HttpResponse(msgspec.json.encode(said), status=kind.status, content_type=CONTENT_TYPE, headers=headers or {})


def handle(api: NinjaAPI) -> None:
    """Has every exception of the interface's operations answered as a problem; what is none of these is the server's fault and goes on."""
    api.add_exception_handler(Exception, _answered)
    for kind in (Problem, Http404, ValidationError, HttpError):
        api.add_exception_handler(kind, _answered)


def _answered(request: HttpRequest, error: Any) -> HttpResponse:
    match error:
        case Problem():
            return problem(error.code, error.detail, error.errors)
        case Http404():
            return problem("not_found")
        case PermissionDenied():
            return problem("forbidden", str(error))
        case ValidationError():
            return problem("invalid", errors=[{"where": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in error.errors])
        case HttpError():
            return problem(next((one.code for one in kinds().values() if one.status == error.status_code), "malformed"))
        case _:
            raise error
