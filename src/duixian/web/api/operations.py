"""How an operation is declared: its id says what it is called and does (``data/operations.toml``), what it answers, and what may go wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view
from ninja.operation import Operation

from duixian.web.accounts.models import User
from duixian.web.api.gate import asker, unknown
from duixian.web.api.problems import problem
from duixian.web.api.schemas import Problem
from duixian.web.api.words import said

__all__ = ["described"]

View = Callable[..., Any]
_READING = (400, 401, 403, 404, 422, 429, 500)
_SHOWN = 20
"""Unknown parameters that are named."""
_WRITING = (400, 401, 403, 404, 409, 413, 422, 429, 500)


def described(method: Callable[..., Callable[[View], View]], path: str, id: str, answers: Any, *, tag: str, status: int = 200) -> Callable[[View], View]:
    """Gives the decorator that makes a function an operation.

    Args:
        method: ``get`` or ``post`` of a router.
        path: The path, parameters in braces.
        id: The operation's id.
        answers: The model of its answer.
        tag: The group it stands in.
        status: The status of its answer.
    """
    words = said(id)
    problems = _READING if status == 200 else _WRITING
    declare = method(
        path, response={status: answers, **dict.fromkeys(problems, Problem)}, operation_id=id, summary=words.summary_en, description=words.about_en, tags=[tag]
    )
    return lambda view: declare(decorate_view(_strict)(view))


def _strict(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An operation that changes nothing without a token, and refuses parameters it does not know: a filter that is written wrong must not pass as none."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = {name for model in operation.models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__}

    @wraps(run)
    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method != "GET" and not isinstance(asker(request), User):
            return unknown()
        strange = sorted(set(request.GET) - known)
        if strange:
            return problem("invalid", errors=[{"where": f"query.{name[:80]}", "message": "no such parameter"} for name in strange[:_SHOWN]])
        return run(request, **values)

    return checked
