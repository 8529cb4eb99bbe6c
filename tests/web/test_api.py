"""The interface for programs: answers, pages, filters, ETags, limits, tokens, problems, corrections and replies."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from duixian.web.accounts.models import Token, User
from duixian.web.api.problems import kinds
from duixian.web.archive.models import Cell, Commitment, Fact, Outcome, Place, Report, Series
from duixian.web.archive.storing import refresh

from . import api_examples

pytestmark = pytest.mark.django_db


def with_token(user: User) -> Client:
    """A program that shows a token of a user."""
    _token, key = Token.issue(user, "test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_examples_are_what_the_interface_answers(archive: list[Report], report: Report, corrector: User) -> None:
    corrector.name, corrector.unit = "周岚", "临湖区统计局"
    corrector.save()
    made = api_examples.collected(report, Client(), with_token(corrector), corrector)
    if os.environ.get("DUIXIAN_WRITE_EXAMPLES") == "1":
        api_examples.FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(api_examples.FILE.read_text(encoding="utf-8"))
    assert kept.keys() == made.keys()
    for operation, example in made.items():
        assert _shape(kept[operation]["answer"]) == _shape(example["answer"]), operation


def _shape(value: Any) -> Any:
    """The names in an answer, all the way down."""
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    return [_shape(one) for one in value[:1] if isinstance(one, dict)] if isinstance(value, list) else None


# ---------------------------------------------------------------- who may ask, and how often


def test_reading_needs_no_token_where_the_archive_is_public(archive: list[Report], client: Client) -> None:
    assert client.get("/api/v1/reports").status_code == 200


def test_a_closed_archive_asks_for_a_token(archive: list[Report], client: Client, reader: User, settings: Any) -> None:
    settings.PUBLIC = False
    for address in ("/api/v1/reports", "/api/v1/openapi.json", "/api/v1/nothing"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json()["code"] == "not_authenticated"
    assert with_token(reader).get("/api/v1/reports").status_code == 200
    client.force_login(reader)
    assert client.get("/api/v1/reports").status_code == 200, "a browser that is signed in may read"
    assert client.get("/api/docs/").status_code == 200


def test_a_token_that_is_not_valid_is_refused(archive: list[Report], reader: User) -> None:
    token, key = Token.issue(reader, "test")
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get("/api/v1/reports").status_code == 200
    token.refresh_from_db()
    assert token.used_at is not None
    for header in ("Bearer dx_no", "Bearer", "Basic abc", f"bearer {key}x"):
        assert Client(headers={"Authorization": header}).get("/api/v1/reports").json()["code"] == "bad_token"
    reader.is_active = False
    reader.save()
    assert program.get("/api/v1/reports").status_code == 401
    reader.is_active = True
    reader.save()
    Token.objects.update(revoked_at=timezone.now())
    assert program.get("/api/v1/reports").status_code == 401


def test_nothing_is_written_without_a_token(archive: list[Report], client: Client, corrector: User) -> None:
    client.force_login(corrector)  # a session is no token: another site could use it
    posts = [path for path, methods in document(client)["paths"].items() if "post" in methods]
    assert len(posts) >= 9
    for path in posts:
        answer = client.post(path.replace("{ref}", archive[0].ref).replace("{id}", "x"), "{}", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), path


def test_roles_hold_for_programs_too(archive: list[Report], report: Report, reader: User, respondent: User) -> None:
    outcome = Outcome.objects.all()[0].outcome
    said = {"text": "以公报为准"}
    assert post(with_token(reader), f"/outcomes/{outcome}/replies", said).json()["code"] == "forbidden"
    assert post(with_token(respondent), f"/outcomes/{outcome}/replies", said).status_code == 201
    assert post(with_token(respondent), f"/reports/{report.ref}/facts", new_fact(report)).json()["code"] == "forbidden"


def test_too_many_requests_are_told_to_wait(archive: list[Report], client: Client, reader: User, settings: Any) -> None:
    settings.API_LIMIT, settings.API_TOKEN_LIMIT = "3/min", "5/min"
    assert [client.get("/api/v1/archive").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/v1/archive")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["code"] == "too_many_requests"
    assert client.get("/api/v1/archive", REMOTE_ADDR="192.0.2.7").status_code == 200, "another address has its own count"
    program = with_token(reader)
    assert [program.get("/api/v1/archive").status_code for _ in range(6)] == [200, 200, 200, 200, 200, 429]
    guessing = Client(headers={"Authorization": "Bearer dx_guess"}, REMOTE_ADDR="192.0.2.9")
    assert [guessing.get("/api/v1/archive").status_code for _ in range(4)] == [401, 401, 401, 429], "guessing is counted"


# ---------------------------------------------------------------- answers that have not changed


def test_an_answer_that_has_not_changed_is_not_sent_again(archive: list[Report], report: Report, client: Client, django_assert_num_queries: Any) -> None:
    first = client.get("/api/v1/facts?limit=5")
    etag = first.headers["ETag"]
    with django_assert_num_queries(1):
        again = client.get("/api/v1/facts?limit=5", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert "Authorization" in first.headers["Vary"]
    refresh(report)
    changed = client.get("/api/v1/facts?limit=5", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_a_reply_changes_the_answer(archive: list[Report], client: Client, respondent: User) -> None:
    outcome = Outcome.objects.all()[0].outcome
    etag = client.get(f"/api/v1/outcomes/{outcome}").headers["ETag"]
    post(with_token(respondent), f"/outcomes/{outcome}/replies", {"text": "以公报为准"})
    answer = client.get(f"/api/v1/outcomes/{outcome}", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert [one["text"] for one in answer.json()["items" if "items" in answer.json() else "replies"]] == ["以公报为准"]


def test_what_one_may_not_read_is_not_said_to_be_unchanged(archive: list[Report], client: Client, settings: Any) -> None:
    etag = client.get("/api/v1/facts").headers["ETag"]
    settings.PUBLIC = False
    assert client.get("/api/v1/facts", headers={"If-None-Match": etag}).status_code == 401


# ---------------------------------------------------------------- pages and filters


@pytest.mark.parametrize(
    ("path", "model", "limit"), [("facts", Fact, 400), ("commitments", Commitment, 300), ("series", Series, 90), ("outcomes", Outcome, 150)]
)
def test_pages_hold_everything_once(archive: list[Report], client: Client, path: str, model: Any, limit: int) -> None:
    seen, pages = walk(client, f"/api/v1/{path}?limit={limit}")
    assert pages > 1
    assert len(seen) == model.objects.count()
    keys = [(one.get("report", ""), one["id"]) if "id" in one else (one["slug"], one["key"], one["change"], one["dimension"]) for one in seen]
    assert len(set(keys)) >= len(keys) - (path == "series") * 20  # forms of one series may share these


def test_short_lists_have_a_count(archive: list[Report], client: Client) -> None:
    page = client.get("/api/v1/reports?limit=2").json()
    assert (page["count"], len(page["items"])) == (len(archive), 2)
    seen, _pages = walk(client, "/api/v1/reports?limit=2")
    assert sorted(one["ref"] for one in seen) == sorted(one.ref for one in archive)
    assert [one["year"] for one in seen] == sorted((one["year"] for one in seen), reverse=True)


def test_filters(archive: list[Report], report: Report, client: Client) -> None:
    def all_of(address: str) -> list[dict[str, Any]]:
        return walk(client, f"/api/v1/{address}")[0]

    assert len(all_of(f"facts?report={report.ref}&limit=500")) == report.facts_count
    assert {one["key"] for one in all_of("facts?indicator=gdp")} == {"gdp"}
    assert {one["role"] for one in all_of("facts?role=target&limit=500")} == {"target"}
    assert {one["year"] for one in all_of("commitments?year=2024&limit=500")} == {2024}
    assert {one["checkable"] for one in all_of("commitments?checkable=false&limit=500")} == {False}
    assert {one["verdict"] for one in all_of("outcomes?verdict=missed&limit=500")} == {"missed"}
    assert {one["main"] for one in all_of("outcomes?main=true&limit=500")} == {True}
    assert all_of("outcomes?place=nowhere") == []
    assert {one["kind"] for one in all_of("reports?kind=work_report")} == {"work_report"}
    assert all_of("places?level=nation") == []
    assert {one["theme"] for one in all_of("indicators?theme=economy")} == {"economy"}
    assert "gdp" in [one["id"] for one in all_of("indicators?q=地区生产总值")]
    assert {one["indicator_id"] for one in all_of("series?indicator=gdp")} == {"gdp"}


def test_records_stand_where_they_say(archive: list[Report], report: Report, client: Client) -> None:
    text = client.get(f"/api/v1/reports/{report.ref}/text").json()["text"]
    for path in ("facts", "commitments"):
        items = client.get(f"/api/v1/reports/{report.ref}/{path}?limit=500").json()["items"]
        assert len(items) == (report.facts_count if path == "facts" else min(500, report.commitments_count))
        for one in items:
            assert text[one["start"] : one["end"]] == one["quote"]
            assert one["source"].endswith(f"/reports/{report.ref}/#char={one['start']},{one['end']}")
            assert one["rules"]


def test_comparison_is_that_of_the_page(archive: list[Report], client: Client) -> None:
    answer = client.get("/api/v1/comparison?year=2024&indicator=gdp&indicator=new_jobs_urban").json()
    assert (answer["year"], answer["level"], answer["count"]) == (2024, "county", 1)
    place = answer["items"][0]
    for row in place["rows"]:
        cell = Cell.objects.get(place__slug=place["slug"], year=2024, key=row["key"], form=f"{'growth:' if row['change'] else 'level:'}{row['dimension']}")
        record = json.loads(cell.record)
        assert (row["target"], row["actual"], row["verdict"]) == (record["target"], record["actual"], record["verdict"])
        assert row["actual_rank"] in (None, 1)
    assert place["standing"]["kept_share"] == Place.objects.get().standings.get(year=2024).kept_share
    assert client.get("/api/v1/comparison?place=nowhere").json()["items"] == []


def test_search_gives_sentences_with_what_was_sought(archive: list[Report], client: Client) -> None:
    answer = client.get("/api/v1/search?q=停车").json()
    assert answer["count"] >= len(answer["items"]) > 0
    for hit in answer["items"]:
        assert all(hit["text"][start:end] == "停车" for start, end in hit["marked"])
        text = Report.objects.get(ref=hit["report"]).machine().text
        assert "停车" in text[hit["start"] : hit["end"]]
    promises = client.get("/api/v1/search?q=停车&what=commitments").json()["items"]
    assert promises
    assert all(Commitment.objects.filter(report__ref=one["report"], record=one["record"]).exists() for one in promises)
    assert client.get("/api/v1/search?q=停车&role=target").json()["errors"][0]["where"] == "query.role"
    assert client.get("/api/v1/search?q=。").status_code == 422


# ---------------------------------------------------------------- what is wrong is said


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("facts?limit=0", 422, "invalid"), ("facts?limit=501", 422, "invalid"), ("facts?limit=x", 422, "invalid"), ("facts?yaer=2024", 422, "invalid"),
        ("facts?role=none", 422, "invalid"), ("facts?cursor=abc", 422, "invalid"), ("facts?place=%00", 400, "malformed"), ("reports/nope", 422, "invalid"),
        ("reports/0123456789abcdef", 404, "not_found"), ("outcomes/none", 404, "not_found"), ("nothing/here", 404, "not_found"),
        ("indicators/none", 404, "not_found"), ("places/none", 404, "not_found"), ("reports?offset=-1", 422, "invalid"),
    ],
)  # fmt: skip
def test_problems_are_told_in_both_languages(archive: list[Report], client: Client, address: str, status: int, code: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["code"], said["status"]) == (code, status)
    assert said["title"].isascii()
    assert not said["title_zh"].isascii()
    assert said["detail"]
    assert said["detail_zh"]
    assert (code == "invalid") is bool(said["errors"])


def test_a_method_that_is_not_taken(archive: list[Report], client: Client) -> None:
    answer = client.delete("/api/v1/reports")
    assert (answer.status_code, answer.headers["Allow"], answer.json()["code"]) == (405, "GET", "method_not_allowed")


def test_a_body_that_is_no_json(archive: list[Report], report: Report, corrector: User) -> None:
    program = with_token(corrector)
    assert program.post(f"/api/v1/reports/{report.ref}/facts", "{", content_type="application/json").json()["code"] == "malformed"
    large = json.dumps({"reason": "x" * 3_000_000})
    assert program.post(f"/api/v1/reports/{report.ref}/facts", large, content_type="application/json").json()["code"] == "too_large"
    lone = '{"role": "actual", "indicator": "\\ud800", "value": 1, "start": 1, "end": 2}'
    assert program.post(f"/api/v1/reports/{report.ref}/facts", lone, content_type="application/json").status_code in (400, 422)


def test_an_error_of_ours_shows_nothing_of_itself(archive: list[Report], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("duixian.web.api.reports._reports", fails)
    answer = client.get("/api/v1/reports")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert b"secret" not in answer.content
    assert b"Traceback" not in answer.content


# ---------------------------------------------------------------- correcting and replying


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def new_fact(report: Report) -> dict[str, Any]:
    at = report.machine().text.index("各位代表")
    return {"role": "actual", "indicator": "代表", "value": 4, "unit": "位", "start": at, "end": at + 4}


def test_correcting_a_fact(archive: list[Report], report: Report, corrector: User) -> None:
    program = with_token(corrector)
    fact = Fact.objects.filter(report=report, role="actual").order_by("start")[0]
    address = f"/reports/{report.ref}/facts/{fact.record}"
    state = program.get(f"/api/v1{address}").json()
    basis = {"number": state["number"], "digest": state["digest"]}
    done = post(program, f"{address}/corrections", {"kind": "amended", **basis, "fields": {"value": 777}, "why": "原文有误"})
    assert done.status_code == 201
    assert done.json()["correction"]["by"] == corrector.get_full_name()
    now = program.get(f"/api/v1{address}").json()
    assert (now["record"]["value"], now["record"]["standing"], now["number"], len(now["corrections"])) == (777, "amended", 1, 1)
    assert Fact.objects.get(report=report, record=fact.record).value == 777
    assert program.get(f"/api/v1/facts?report={report.ref}&limit=500").json()["items"][0]["report"] == report.ref

    second = post(program, f"{address}/corrections", {"kind": "wrong", **basis, "why": "later"})
    assert (second.status_code, second.json()["code"]) == (409, "conflict"), "whoever is second is told"
    basis = {"number": now["number"], "digest": now["digest"]}
    same = post(program, f"{address}/corrections", {"kind": "amended", **basis, "fields": {"value": 777}})
    assert (same.status_code, same.json()["code"]) == (409, "nothing_changed")
    assert post(program, f"{address}/corrections", {"kind": "amended", **basis}).json()["code"] == "invalid"
    assert post(program, f"{address}/corrections", {"kind": "amended", **basis, "fields": {"period": "someday"}}).json()["errors"][0]["where"] == "body.period"
    undone = post(program, f"{address}/corrections", {"kind": "undone", **basis})
    assert undone.status_code == 201
    assert Fact.objects.get(report=report, record=fact.record).value == fact.value
    chain = program.get(f"/api/v1/reports/{report.ref}/corrections").json()
    assert [one["kind"] for one in chain["items"]] == ["amended", "undone"]


def test_adding_a_fact_that_was_missed(archive: list[Report], report: Report, corrector: User) -> None:
    program = with_token(corrector)
    done = post(program, f"/reports/{report.ref}/facts", new_fact(report))
    assert done.status_code == 201
    added = Fact.objects.get(report=report, record=done.json()["id"])
    assert (added.quote, added.value, added.standing) == ("各位代表", 4, "added")
    beyond = {**new_fact(report), "start": 9_000_000, "end": 9_000_001}
    assert post(program, f"/reports/{report.ref}/facts", beyond).json()["errors"][0]["where"] == "body.end"
    assert post(program, "/reports/0123456789abcdef/facts", new_fact(report)).status_code == 404


def test_replying_to_a_verdict(archive: list[Report], respondent: User) -> None:
    respondent.unit = "临湖区统计局"
    respondent.save()
    program = with_token(respondent)
    outcome = Outcome.objects.filter(verdict="missed")[0].outcome
    first = post(program, f"/outcomes/{outcome}/replies", {"text": "年底已补足", "evidence_url": "https://example.org/a"})
    assert first.status_code == 201
    second = post(program, f"/outcomes/{outcome}/replies", {"text": "更正：年初已补足"}).json()
    assert second["follows"] == first.json()["id"]
    said = program.get(f"/api/v1/outcomes/{outcome}/replies").json()["items"]
    assert [(one["text"], one["unit"], one["current"]) for one in said] == [("更正：年初已补足", "临湖区统计局", True), ("年底已补足", "临湖区统计局", False)]
    assert len(program.get(f"/api/v1/outcomes/{outcome}").json()["replies"]) == 2
    assert post(program, f"/outcomes/{outcome}/replies", {"text": "x", "evidence_url": "javascript:alert(1)"}).json()["errors"][0]["where"] == "body.evidence_url"
    assert post(program, "/outcomes/none/replies", {"text": "x"}).status_code == 404


# ---------------------------------------------------------------- the description, the page, the documents


def document(client: Client) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return described


def test_everything_is_described_in_both_languages(archive: list[Report], client: Client) -> None:
    described = document(client)
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for operation in methods.values():
            for words in (operation["summary"], operation["description"], operation["x-summary-zh"], operation["x-description-zh"]):
                assert words, path
            assert {"401", "429", "500"} <= operation["responses"].keys()
            for parameter in operation["parameters"]:
                assert parameter["description"], (path, parameter["name"])
                assert parameter["schema"]["x-description-zh"], (path, parameter["name"])
            for status, answer in operation["responses"].items():
                assert answer["description"]
                assert status == "304" or ("application/problem+json" if int(status) >= 400 else "application/json") in answer["content"]
            assert any("example" in answer.get("content", {}).get("application/json", {}) for answer in operation["responses"].values())
    for name, model in described["components"]["schemas"].items():
        for field, said in model.get("properties", {}).items():
            assert said.get("description"), (name, field)
            assert said.get("x-description-zh"), (name, field)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_operation_model_and_problem(archive: list[Report], client: Client, language: str) -> None:
    text = client.get("/api/docs/", headers={"Accept-Language": language}).content.decode()
    described = document(client)
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    for operation in operations:
        assert f'id="{operation["operationId"]}"' in text
    for model in described["components"]["schemas"]:
        assert f'id="model-{model}"' in text
    for code in kinds():
        assert f'id="problem-{code}"' in text
    assert (operations[0]["x-summary-zh"] in text) is (language == "zh-hans")
    assert "<script" not in text.replace('<script src="', "")
    assert len(text.encode()) < 300_000
    for target in re.findall(r'href="#([\w-]+)"', text):
        assert f'id="{target}"' in text, target


def test_documents_name_every_path_setting_and_problem(archive: list[Report], client: Client) -> None:
    root = Path(__file__).parents[2]
    for page in ("api.md", "api.zh-CN.md"):
        text = (root / "docs" / page).read_text(encoding="utf-8")
        for path, methods in document(client)["paths"].items():
            for method in methods:
                assert f"`{method.upper()} {path.removeprefix('/api/v1')}`" in text, (page, method, path)
        for word in (*kinds(), "DUIXIAN_API_LIMIT", "DUIXIAN_API_TOKEN_LIMIT", "DUIXIAN_PUBLIC"):
            assert f"`{word}`" in text, (page, word)


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("reports", 3), ("facts", 2), ("commitments", 2), ("series", 2), ("outcomes", 3), ("findings", 2), ("places", 4), ("standings", 4),
        ("indicators", 2), ("comparison?year=2024&level=county&indicator=gdp", 10),
    ],
)  # fmt: skip
def test_queries_do_not_grow(archive: list[Report], client: Client, django_assert_num_queries: Any, address: str, most: int) -> None:
    for limit in (1, 100):
        with django_assert_num_queries(most):
            assert client.get(f"/api/v1/{address}{'&' if '?' in address else '?'}limit={limit}").status_code == 200


def walk(client: Client, address: str) -> tuple[list[dict[str, Any]], int]:
    """Everything behind an address, page by page."""
    seen: list[dict[str, Any]] = []
    pages = 0
    following: str | None = address
    while following:
        page = client.get(following.removeprefix("http://testserver")).json()
        seen += page["items"]
        following = page["next"]
        pages += 1
        assert pages < 100
    return seen, pages
