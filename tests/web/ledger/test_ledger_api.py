"""The ledger over the interface for programs: who may what, what is refused and how it is said, pages, tags, keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from duixian.web.accounts.models import Role, Token, User
from duixian.web.ledger.acting import act
from duixian.web.ledger.doing.offers import NOT_HERE
from duixian.web.ledger.models import Event, Item, Ledger, State
from duixian.web.ledger.states import TABLE, Act
from tests.web.ledger.district import District
from tests.web.ledger.test_states import WHO, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _often(settings: Any) -> None:
    """As many requests as a table needs."""
    settings.API_TOKEN_LIMIT = settings.API_LIMIT = "100000/min"


def program(district: District, name: str) -> Client:
    """A program that shows a token of somebody."""
    return Client(headers={"Authorization": f"Bearer {Token.issue(district.user(name), 'test')[1]}"})


def post(client: Client, path: str, body: Any, **headers: str) -> HttpResponse:
    return client.post(f"/api/v1/ledger{path}", json.dumps(body), content_type="application/json", headers={name.replace("_", "-"): value for name, value in headers.items()})


def do(client: Client, item: Item, deed: Act, fields: dict[str, Any] | None = None, revision: int | None = None, **headers: str) -> HttpResponse:
    body = {name: value for name, value in (("fields", fields), ("revision", revision)) if value is not None}
    return post(client, f"/items/{item.pk}/actions/{deed}", body, **headers)


def walk(client: Client, path: str) -> Iterator[dict[str, Any]]:
    """What stands behind an address, page by page."""
    address: str | None = f"/api/v1/ledger{path}"
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        yield from page["items"]
        address = page["next"]


def figures(given: dict[str, Any]) -> dict[str, Any]:
    """Fields of an action as JSON has them: numbers as numbers."""
    return {name: float(value) if name in ("value", "target") else value for name, value in given.items()}


def test_an_item_goes_its_whole_way_over_the_interface(district: District) -> None:
    delivery, officer, head = (program(district, name) for name in ("delivery", "officer1", "head1"))
    draft = {"kind": "goal", "title": "新建公园三处", "unit": "处", "target": 3, "deadline": "2026-12-31", "lead": district.offices["department1"].pk}
    made = post(delivery, f"/ledgers/{district.ledger.pk}/items", {**draft, "milestones": [{"due": "2026-06-30", "what": "开工"}], "sources": [{"quote": "新建公园三处", "document": "分工方案"}]})
    assert made.status_code == 201, made.content
    item = Item.objects.get(pk=made.json()["id"])
    assert do(delivery, item, Act.ASSIGN).status_code == 201
    assert do(officer, item, Act.ACCEPT).status_code == 201
    assert do(officer, item, Act.REACH, {"milestone": item.milestones.get().pk, "done_on": "2026-06-01"}).status_code == 201
    assert do(officer, item, Act.REPORT, {"as_of": "2026-06-30", "value": 3, "text": "三处建成"}).status_code == 201
    assert do(head, item, Act.APPROVE, {"entry": item.entries.get().pk}).json()["item"]["value"] == 3
    assert do(head, item, Act.REPORT_DONE, {"text": "三处建成"}).status_code == 201
    done = do(delivery, item, Act.VERIFY, {"evidence": "现场查看"})
    assert (done.status_code, done.json()["item"]["state"]) == (201, "verified")
    story = delivery.get(f"/api/v1/ledger/items/{item.pk}").json()
    assert [one["action"] for one in story["events"] if one["user"]] == ["create", "assign", "accept", "reach", "report", "approve", "report_done", "verify"]
    assert (story["entries"][0]["verdict"], story["milestones"][0]["done_on"], story["sources"][0]["document"]) == ("granted", "2026-06-01", "分工方案")
    assert story["open"] == ["reopen"]


@pytest.mark.parametrize("name", [*WHO, "street1"])
def test_each_post_does_over_the_interface_what_it_may_do_on_pages(district: District, name: str) -> None:
    """Every action × this post × an item that is at work: done, refused for its state, or refused for who asks, as the table says."""
    item, client = district.at_work(), program(district, name)
    mine = {row["id"]: row for row in walk(client, f"/items?ledger={district.ledger.pk}")}
    assert mine.keys() == {item.pk}, "everybody who works here reads"
    for row in TABLE:
        if row.act in NOT_HERE or any(field.name in ("petition", "entry", "milestone", "into") for field in row.fields):
            continue
        with transaction.atomic():
            answer = do(client, item, row.act, figures(said(item, row.act)))
            transaction.set_rollback(True)
        ours = row.tie == "none" or name.endswith("1")
        may = district.posts[name].role in row.roles and ours and not (row.tie != "none" and name == "street1")
        expected = 403 if not may else 201 if item.state in row.sources else 409
        assert answer.status_code == expected, (row.act, answer.content)
        assert answer.json().get("code", "done") == {403: "not_yours", 409: "not_now", 201: "done"}[expected]
    created = post(client, f"/ledgers/{district.ledger.pk}/items", {"kind": "task", "title": "一项"})
    assert created.status_code == (201 if name == "delivery" else 403)


PATHS = ("/ledgers", "/items", "/items/{item}", "/log")


def test_who_does_not_work_here_sees_nothing(district: District) -> None:
    item = district.at_work()
    reader = User.objects.create_user(username="reader", password="long enough 7", role=Role.READER)
    outside = Client(headers={"Authorization": f"Bearer {Token.issue(reader, 'test')[1]}"})
    for path in PATHS:
        address = f"/api/v1/ledger{path.format(item=item.pk)}"
        assert outside.get(address).json()["code"] == "forbidden", path
        assert Client().get(address).json()["code"] == "not_authenticated", path
    assert do(outside, item, Act.URGE, {"text": "快"}).json()["code"] == "forbidden"
    browser = Client()
    browser.force_login(district.user("delivery"))
    assert do(browser, item, Act.URGE, {"text": "快"}).status_code == 401, "a session is no token"
    assert not Event.objects.filter(action=Act.URGE).exists()


@pytest.mark.parametrize(("name", "status"), [("auditor", 200), ("delivery", 200), ("leader", 403), ("officer1", 403), ("head1", 403), ("street1", 403), ("community1", 403)])
def test_the_log_is_for_who_audits(district: District, name: str, status: int) -> None:
    district.draft()
    assert program(district, name).get("/api/v1/ledger/log").status_code == status


def test_who_decides_on_what_is_no_longer_so_is_told(district: District) -> None:
    item = district.at_work()
    act(item.pk, Act.URGE, district.user("delivery"), {"text": "请加快"})
    answer = do(program(district, "head1"), item, Act.REPORT_DONE, {"text": "完成"}, revision=item.revision)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    item.refresh_from_db()
    assert item.state == State.IN_PROGRESS
    assert do(program(district, "head1"), item, Act.REPORT_DONE, {"text": "完成"}, revision=item.revision).status_code == 201


def test_a_request_that_comes_again_is_done_once(district: District) -> None:
    item, officer, delivery = district.at_work(), program(district, "officer1"), program(district, "delivery")
    wish = {"as_of": "2026-04-30", "value": 2}
    first, again = (do(officer, item, Act.REPORT, wish, item.revision, Idempotency_Key="r-1") for _twice in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["event"] == again.json()["event"]
    assert item.entries.count() == 2
    other = do(officer, item, Act.REPORT, {**wish, "value": 3}, Idempotency_Key="r-1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    made = [post(delivery, f"/ledgers/{district.ledger.pk}/items", {"kind": "task", "title": "一项"}, Idempotency_Key="c-1").json()["id"] for _twice in range(2)]
    assert made[0] == made[1]
    assert post(delivery, f"/ledgers/{district.ledger.pk}/items", {"kind": "task", "title": "另一项"}, Idempotency_Key="c-1").json()["code"] == "key_reused"
    assert Item.objects.count() == 2
    assert do(officer, item, Act.REPORT, wish, Idempotency_Key="x" * 81).status_code == 422


@pytest.mark.parametrize(
    ("deed", "fields", "field"),
    [
        ("report", {"as_of": "2026-04-30"}, "text"), ("report", {"value": 2}, "as_of"), ("report", {"as_of": "2999-01-01", "value": 2}, "as_of"),
        ("report", {"as_of": "2026-02-30", "value": 2}, "as_of"), ("report", {"as_of": "30.4.2026", "value": 2}, "as_of"), ("report", {"as_of": "2026-04-30", "value": "many"}, "value"),
        ("report", {"as_of": "2026-04-30", "value": 1e30}, "value"), ("report", {"as_of": "2026-04-30", "value": 2, "reason": "x"}, "reason"),
        ("report", {"as_of": "2026-04-30", "text": "x" * 20_001}, "text"), ("report", {"as_of": "2026-04-30", "vaule": 2}, "vaule"),
        ("report", {"as_of": "2026-04-30", "text": "a\x00b"}, "text"), ("report", {"as_of": "2026-04-30", "value": 2, "needs_coordination": True}, "difficulties"),
        ("approve", {"entry": 999_999}, "entry"), ("approve", {"entry": 2**70}, "entry"), ("report_done", {"text": "   "}, "text"),
        ("ask_extend", {"reason": "雨季", "deadline": "x"}, "deadline"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_field(district: District, deed: str, fields: dict[str, Any], field: str) -> None:
    item = district.at_work()
    before = Event.objects.count()
    answer = do(program(district, "head1"), item, Act(deed), fields)
    assert answer.status_code == 422, answer.content
    told = answer.json()
    assert [one["where"].rpartition(".")[2] for one in told["errors"]] == [field]
    assert told["errors"][0]["message"]
    assert (Event.objects.count(), item.entries.count()) == (before, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "task"}, "title"), ({"kind": "task", "title": "长" * 201}, "title"), ({"kind": "none", "title": "一"}, "kind"), ({"kind": "task", "title": "一", "measure": "x" * 11}, "measure"),
        ({"kind": "task", "title": "一", "lead": 999_999}, "lead"), ({"kind": "task", "title": "一", "begins": "2026-06-01", "deadline": "2026-01-01"}, "deadline"),
        ({"kind": "task", "title": "一", "milestones": [{"due": "2026-06-30", "what": "长" * 201}]}, "what"), ({"kind": "task", "title": "一", "sources": [{"page": 3}]}, "page"),
    ],
)  # fmt: skip
def test_what_cannot_be_entered_is_said_with_its_field(district: District, body: dict[str, Any], field: str) -> None:
    answer = post(program(district, "delivery"), f"/ledgers/{district.ledger.pk}/items", body)
    assert answer.status_code == 422, answer.content
    assert field in [one["where"].rpartition(".")[2] for one in answer.json()["errors"]]
    assert not Item.objects.exists()


def test_what_is_not_there(district: District) -> None:
    item, client = district.draft(), program(district, "delivery")
    assert client.get("/api/v1/ledger/items/999999").json()["code"] == "not_found"
    assert post(client, "/items/999999/actions/urge", {"fields": {"text": "快"}}).json()["code"] == "not_found"
    assert post(client, "/ledgers/999999/items", {"kind": "task", "title": "一"}).json()["code"] == "not_found"
    assert post(client, f"/items/{item.pk}/actions/carry", {}).status_code == 422, "only a whole year is carried over"
    assert client.get("/api/v1/ledger/items?state=nonsense").json()["errors"][0]["where"] == "query.state"
    assert client.get("/api/v1/ledger/items?sate=draft").json()["errors"][0]["where"] == "query.sate"


def test_a_closed_year_is_told(district: District) -> None:
    item = district.at_work()
    Ledger.objects.update(frozen_at=timezone.now())
    client = program(district, "delivery")
    assert do(client, item, Act.URGE, {"text": "快"}).json()["code"] == "frozen"
    assert post(client, f"/ledgers/{district.ledger.pk}/items", {"kind": "task", "title": "一"}).json()["code"] == "frozen"


def test_pages_hold_everything_once(district: District) -> None:
    made = [district.draft().pk for _each in range(7)]
    client = program(district, "auditor")
    assert [one["id"] for one in walk(client, "/items?limit=3")] == made
    assert [one["id"] for one in walk(client, "/log?limit=3")] == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert [one["items"] for one in walk(client, "/ledgers?limit=1")] == [7]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", "123"), ("state=draft", "13"), ("state=open", "123"), ("state=under_way", "2"), ("kind=task", "3"), ("light=red", "2"), ("light=none", "13"), ("q=公园", "12"),
        ("due=late", "3"), ("theme=ecology", "1"), ("office=2", ""),
    ],
)  # fmt: skip
def test_items_are_chosen_as_on_the_page(district: District, query: str, numbers: str) -> None:
    district.draft(theme="ecology")
    Item.objects.filter(pk=district.at_work().pk).update(light="red")
    district.draft(title="修路", kind="task", deadline="2026-01-01")
    query = query.replace("office=2", f"office={district.offices['department2'].pk}")
    assert "".join(one["number"][-1] for one in walk(program(district, "leader"), f"/items?{query}")) == numbers


def test_an_answer_that_has_not_changed_is_not_sent_again(district: District) -> None:
    item, officer, delivery = district.at_work(), program(district, "officer1"), program(district, "delivery")
    address = f"/api/v1/ledger/items/{item.pk}"
    first = officer.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = officer.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert delivery.get(address).headers["ETag"] != first.headers["ETag"], "what another may do is another answer"
    act(item, Act.URGE, district.user("delivery"), {"text": "请加快"})
    assert officer.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    district.user("officer1").tenures.update(until=timezone.now())
    assert officer.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 403, "who no longer works here is told nothing"


def test_few_queries_however_many_items(district: District, django_assert_max_num_queries: Any) -> None:
    for _each in range(8):
        item = district.at_work(supporting=[district.offices["department2"].pk], milestones=[{"due": "2026-06-30", "what": "开工"}])
        act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"})
    client = program(district, "auditor")
    for address, most in (("/items", 8), ("/ledgers", 8), ("/log", 8), (f"/items/{item.pk}", 18)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/api/v1/ledger{address}").status_code == 200
