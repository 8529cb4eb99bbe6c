"""The interface's own description: what the framework writes, completed with who may ask, what may go wrong, examples, and both languages."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from duixian.web.api.problems import CONTENT_TYPE, kinds
from duixian.web.api.words import said
from duixian.web.archive.fields import meaning

__all__ = ["completed", "document", "examples", "schema_of"]

_METHODS = ("get", "post", "put", "patch", "delete")
_ABOUT = (
    "What government work reports say, promise and report, with the place of every figure in its text, goals followed to their results, and replies to verdicts. "
    "Read without a token up to a limit; write with a token. Answers carry an ETag that changes with the archive: send it back in If-None-Match."
)
_ABOUT_ZH = (
    "政府工作报告中的数据、承诺和兑现情况，每个数都注明原文位置，目标逐年跟踪到结果，附当事单位的答复。"
    "读取不需要令牌（有次数上限），写入需要令牌。响应带 ETag，数据变动即改变，可用 If-None-Match 送回。"
)
_TAGS = {
    "archive": ("档案库", "The archive"), "reports": ("报告", "Reports"), "records": ("数据与承诺", "Facts and commitments"), "series": ("序列", "Series"),
    "outcomes": ("兑现情况与答复", "Outcomes and replies"), "places": ("地区", "Places"), "indicators": ("指标", "Indicators"),
    "comparison": ("比较", "Comparison"), "findings": ("疑点", "Findings"), "search": ("检索", "Search"), "corrections": ("更正", "Corrections"), "ledger": ("台账", "The ledger"), "board": ("公开看板", "The public board"),
}  # fmt: skip
_STATUS = {
    200: ("成功", "The answer"), 201: ("已保存", "Kept"), 304: ("没有变化：与 If-None-Match 所示相同", "Nothing changed since the ETag that was sent"),
}
_FIELDS = {"Idempotency-Key": "request_key"}
"""Headers of requests, by what ``archive/data/fields.toml`` calls them."""
_HEADERS = {
    "ETag": ("数据状态，变动即改变", "Changes whenever the answer may have changed"),
    "Retry-After": ("多少秒后可以再试", "Seconds after which to go on"),
    "WWW-Authenticate": ("如何验证身份", "How to show who you are"),
}


def document(api: NinjaAPI, request: HttpRequest) -> bytes:
    """Gives the description as JSON; the server it names is the one that was asked."""
    root = request.build_absolute_uri("/").rstrip("/")
    schema = {**schema_of(api), "servers": [{"url": root}]}
    return msgspec.json.encode(schema)


@cache
def schema_of(api: NinjaAPI) -> dict[str, Any]:
    """Gives the description without its servers; made once, for it takes a second."""
    return dict(api.get_openapi_schema())


def completed(schema: OpenAPISchema) -> OpenAPISchema:
    """Gives the framework's description completed."""
    schema["info"] |= {"description": _ABOUT, "x-description-zh": _ABOUT_ZH, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    schema["tags"] = [{"name": name, "description": english, "x-description-zh": chinese} for name, (chinese, english) in _TAGS.items()]
    schema["components"].setdefault("securitySchemes", {})["token"] = {
        "type": "http", "scheme": "bearer", "description": "A token of one's account: Bearer dx_…", "x-description-zh": "账号的令牌：Bearer dx_…",
    }  # fmt: skip
    for operations in schema["paths"].values():
        for method in _METHODS:
            if method in operations:
                _complete(operations[method], method)
    return schema


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Gives a request and the answer to it for each operation: ``address``, ``body`` where one is sent, ``answer``."""
    made: dict[str, dict[str, Any]] = json.loads(files("duixian.web.api").joinpath("data", "examples.json").read_text(encoding="utf-8"))
    return made


def _complete(operation: dict[str, Any], method: str) -> None:
    words = said(operation["operationId"])
    operation["x-summary-zh"], operation["x-description-zh"] = words.summary_zh, words.about_zh
    operation["security"] = [{"token": []}] if method == "post" else [{}, {"token": []}]
    for parameter in operation["parameters"]:
        if parameter["in"] in ("path", "header"):
            meant = meaning("query", _FIELDS.get(parameter["name"], parameter["name"]))
            parameter["description"] = meant.en
            parameter["schema"] |= {"description": meant.en, "x-description-zh": meant.zh}
    answers: dict[str, Any] = {}
    for status, answer in sorted({int(status): one for status, one in operation["responses"].items()}.items()):
        kind = [one for one in kinds().values() if one.status == status]
        chinese, english = _STATUS.get(status) or ("；".join(one.title_zh for one in kind), "; ".join(one.title_en for one in kind))
        answer = {**answer, "description": english, "x-description-zh": chinese}
        if kind:
            answer["content"] = {CONTENT_TYPE: next(iter(answer["content"].values()))}
        names = {200: ["ETag"], 429: ["Retry-After"], 401: ["WWW-Authenticate"]}.get(status, []) if not (status == 200 and method == "post") else []
        if names:
            answer["headers"] = {name: _header(name) for name in names}
        answers[str(status)] = answer
    if method == "get":
        answers["304"] = {"description": _STATUS[304][1], "x-description-zh": _STATUS[304][0], "headers": {"ETag": _header("ETag")}}
    operation["responses"] = dict(sorted(answers.items()))
    _show(operation)


def _show(operation: dict[str, Any]) -> None:
    """Adds the example of an operation to its parameters, its body and its answer."""
    example = examples()[operation["operationId"]]
    address = urlsplit(example["address"])
    asked = parse_qs(address.query)
    for parameter in operation["parameters"]:
        if parameter["in"] == "query" and parameter["name"] in asked:
            values = asked[parameter["name"]]
            kind = parameter["schema"].get("type")
            parameter["example"] = values if kind == "array" else int(values[0]) if values[0].isdigit() else values[0]
    if "body" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["body"]
    for status in ("200", "201"):
        if status in operation["responses"]:
            operation["responses"][status]["content"]["application/json"]["example"] = example["answer"]


def _header(name: str) -> dict[str, Any]:
    chinese, english = _HEADERS[name]
    return {"description": english, "x-description-zh": chinese, "schema": {"type": "string"}}
