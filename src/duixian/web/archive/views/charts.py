"""The pictures of charts: SVG, drawn when first asked for, the same for ever under one address."""

from __future__ import annotations

import gzip

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from duixian.web.archive.charts import picture

__all__ = ["urls"]

_YEAR = 365 * 24 * 60 * 60
_POLICY = "default-src 'none'; sandbox"
"""For who opens a picture by itself: it may load and run nothing; it has no style of its own either."""


@require_safe
def chart(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Gives a picture of a chart that some page shows; 404 for any other."""
    drawn = picture(digest, name)
    if drawn is None:
        raise Http404
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(drawn if zipped else gzip.decompress(drawn), content_type="image/svg+xml")
    if zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = f"{'public' if settings.PUBLIC else 'private'}, max-age={_YEAR}, immutable"
    response["Content-Security-Policy"] = _POLICY
    return response


urls = [re_path(r"^charts/(?P<digest>[0-9a-f]{32})-(?P<name>[a-z-]{4,20})\.svg$", chart, name="chart")]
