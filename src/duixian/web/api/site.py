"""The interface as a whole: its operations, its description, and the gate around both."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

import duixian
from duixian.web.api import board, comparison, corrections, dispatch, followed, ledger, places, reports, search  # noqa: F401 — each adds its operations to the router
from duixian.web.api.gate import gated
from duixian.web.api.openapi import completed, document
from duixian.web.api.problems import handle, problem
from duixian.web.api.routing import router

__all__ = ["api", "urls"]


class _Renderer(BaseRenderer):
    """JSON in UTF-8, Chinese as it is."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return msgspec.json.encode(data)


class _Interface(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        return completed(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))


api = _Interface(title="Duixian", version=duixian.__version__, urls_namespace="api-1", openapi_url=None, docs_url=None, renderer=_Renderer())
handle(api)
api.add_router("", router)


def openapi(request: HttpRequest) -> HttpResponse:
    """Gives the description of the interface."""
    return HttpResponse(document(api, request), content_type="application/json; charset=utf-8")


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Says that there is no such operation."""
    return problem("not_found")


def _urls() -> list[URLPattern]:
    patterns = [path("openapi.json", openapi, name="openapi")]
    for one in api.urls[0]:
        if isinstance(one, URLPattern):
            patterns.append(one)
    for one in patterns:
        one.callback = gated(one.callback)
    last = re_path(r"", nothing)
    last.callback = gated(last.callback)
    return [*patterns, last]


urls = (_urls(), "api-1", "api-1")
