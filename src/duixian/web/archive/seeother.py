"""The answer to a form that was taken: see the page that shows it."""

from __future__ import annotations

from django.http.response import HttpResponseRedirectBase

__all__ = ["SeeOther"]


class SeeOther(HttpResponseRedirectBase):
    """Leads to another page, to be fetched by GET whatever method was used before (303)."""

    status_code = 303
