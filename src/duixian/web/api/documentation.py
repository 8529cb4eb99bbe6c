"""The page that describes the interface, made from its own OpenAPI document: whatever is asked or answered is there, in both languages."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from duixian.web.accounts.permissions import Action, require
from duixian.web.api.problems import Kind, kinds
from duixian.web.frame import tongue

__all__ = ["api_docs"]

_ROOT = "/api/v1"


class _Line(NamedTuple):
    """A parameter, a field or a status: its name, what type it has, where it stands, whether it must be there, what it means, the model it leads to."""

    name: str
    type: str
    place: str
    required: bool
    about: str
    model: str


class _Operation(NamedTuple):
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: list[_Line]
    body: _Line | None
    answers: list[_Line]
    problems: str
    curl: str
    answer: str


class _Model(NamedTuple):
    """A form of question or answer with its fields."""

    name: str
    about: str
    fields: list[_Line]


@require(Action.READ)
def api_docs(request: HttpRequest) -> HttpResponseBase:
    """Shows every operation of the interface with its parameters, answers and examples, every model, and every problem."""
    # Only here: the page belongs to the archive, and the interface is made from the archive.
    from duixian.web.api.openapi import examples, schema_of
    from duixian.web.api.site import api

    chinese = tongue(request) == "zh"
    schema = schema_of(api)
    root = request.build_absolute_uri("/").rstrip("/")
    groups: dict[str, list[_Operation]] = {tag["name"]: [] for tag in schema["tags"]}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            example = examples()[operation["operationId"]]
            groups[operation["tags"][0]].append(_operation(path, method, operation, example, root, chinese))
    names = {tag["name"]: _text(tag, "description", chinese) for tag in schema["tags"]}
    models = [_model(name, model, chinese) for name, model in sorted(schema["components"]["schemas"].items())]
    context = {
        "crumbs": [{"label": _("Interface for programs")}],
        "groups": [(name, names[name], operations) for name, operations in groups.items() if operations],
        "models": models,
        "problems": [_problem(kind, chinese) for kind in kinds().values()],
        "root": f"{root}{_ROOT}",
        "site": root,
        "limit": settings.API_LIMIT,
        "token_limit": settings.API_TOKEN_LIMIT,
    }
    return render(request, "archive/api_docs.html", context)


def _operation(path: str, method: str, operation: dict[str, Any], example: dict[str, Any], root: str, chinese: bool) -> _Operation:
    body = None
    if sent := operation.get("requestBody"):
        content = sent["content"]["application/json"]["schema"]
        body = _Line("", _type(content), "", True, "", _leads(content))
    answers = [
        _Line(status, _type(_content(answer)), "", False, _text(answer, "description", chinese), _leads(_content(answer)))
        for status, answer in operation["responses"].items()
    ]
    problems = ", ".join(one.name for one in answers if one.model == "Problem")
    return _Operation(
        operation["operationId"], method.upper(), path, _text(operation, "summary", chinese), _text(operation, "description", chinese),
        [_parameter(one, chinese) for one in operation["parameters"]], body, [one for one in answers if one.model != "Problem"], problems, _curl(method, example, root),
        json.dumps(example["answer"], ensure_ascii=False, indent=1),
    )  # fmt: skip


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    for content in answer.get("content", {}).values():
        found: dict[str, Any] = content["schema"]
        return found
    return {}


def _curl(method: str, example: dict[str, Any], root: str) -> str:
    address = f"{root}{_ROOT}{example['address']}"
    if method == "get":
        return f"curl '{address}'"
    body = json.dumps(example["body"], ensure_ascii=False)
    return f"curl -X POST '{address}' \\\n  -H 'Authorization: Bearer dx_…' \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'"


def _parameter(one: dict[str, Any], chinese: bool) -> _Line:
    return _Line(one["name"], _type(one["schema"]), one["in"], one["required"], _text(one["schema"], "description", chinese), _leads(one["schema"]))


def _model(name: str, model: dict[str, Any], chinese: bool) -> _Model:
    required = set(model.get("required", ()))
    fields = [
        _Line(field, _type(said), "", field in required, _text(said, "description", chinese), _leads(said))
        for field, said in model.get("properties", {}).items()
    ]
    if not fields and "enum" in model:
        fields = [_Line(str(value) or '""', "", "", False, "", "") for value in model["enum"]]
    return _Model(name, "" if chinese else model.get("description", ""), fields)


def _problem(kind: Kind, chinese: bool) -> tuple[str, int, str, str]:
    return kind.code, kind.status, kind.title_zh if chinese else kind.title_en, kind.detail_zh if chinese else kind.detail_en


def _text(said: dict[str, Any], name: str, chinese: bool) -> str:
    return str((said.get(f"x-{name}-zh") if chinese else None) or said.get(name, ""))


def _type(said: dict[str, Any]) -> str:
    """A type in a few words: ``string``, ``Outcome[]``, ``integer | null``."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in said:
            return " | ".join(_type(one) for one in said[several])
    if said.get("type") == "array":
        return f"{_type(said.get('items', {}))}[]"
    if "enum" in said:
        return " | ".join(str(one) for one in said["enum"])
    if "const" in said:
        return str(said["const"])
    return str(said.get("type", ""))


def _leads(said: dict[str, Any]) -> str:
    """The model that a type leads to, empty where it is a plain one."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    for one in [*said.get("anyOf", ()), *said.get("allOf", ()), *([said["items"]] if "items" in said else [])]:
        if found := _leads(one):
            return found
    return ""
