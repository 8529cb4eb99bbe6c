"""The examples of the interface's description: real requests to the archive of the example reports, and what it answers.

``DUIXIAN_WRITE_EXAMPLES=1`` has tests/web/test_api.py write them anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.test import Client

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.posts import hand_over
from duixian.web.archive.models import Commitment, Fact, Finding, Outcome, Report
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.dispatch.models import Case
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.openly.models import Publication
from duixian.web.ledger.openly.steps import approve, drafted, propose
from duixian.web.ledger.states import Act

FILE = Path(__file__).parents[2] / "src" / "duixian" / "web" / "api" / "data" / "examples.json"
_VOLATILE = {
    "read_at": "2025-03-01T09:00:00+00:00", "followed_at": "2025-03-01T09:00:05+00:00", "at": "2025-03-02T10:30:00+00:00", "stamp": "0123456789abcdef0123", "id": 1,
    "follows": None, "assigned_at": "2025-03-01T09:00:00+00:00", "sign_by": "2025-03-02T09:00:00+00:00",
    "published_at": "2025-03-01T09:00:00+00:00", "updated_at": "2025-03-01T09:00:00+00:00", "uid": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


class Example(NamedTuple):
    """A request: the operation's id, its address below ``/api/v1``, and what is sent."""

    operation: str
    address: str
    body: dict[str, Any] | None = None


def requests(report: Report, client: Client, item: Item, user: User) -> Iterator[Example]:
    """Gives a request for every operation."""
    fact = Fact.objects.filter(report=report, role="target").order_by("start")[0]
    commitment = Commitment.objects.filter(report=report, checkable=True).order_by("start")[0]
    outcome = Outcome.objects.filter(verdict="met").order_by("goal_report__ref", "goal_start")[0]
    place = outcome.place.slug
    ref = report.ref
    yield Example("getArchive", "/archive")
    yield Example("listReports", "/reports?year=2025&kind=work_report&limit=1")
    yield Example("getReport", f"/reports/{ref}")
    yield Example("getReportText", f"/reports/{ref}/text")
    yield Example("listReportFacts", f"/reports/{ref}/facts?role=target&limit=1")
    yield Example("listReportCommitments", f"/reports/{ref}/commitments?limit=1")
    yield Example("getFact", f"/reports/{ref}/facts/{fact.record}")
    yield Example("getCommitment", f"/reports/{ref}/commitments/{commitment.record}")
    yield Example("listCorrections", f"/reports/{ref}/corrections?limit=1")
    yield Example("listFacts", "/facts?indicator=gdp&role=target&limit=1")
    yield Example("listCommitments", "/commitments?year=2025&checkable=true&limit=1")
    yield Example("listPlaces", "/places?level=county&limit=1")
    yield Example("getPlace", f"/places/{place}")
    yield Example("listStandings", "/standings?year=2024&limit=1")
    yield Example("listIndicators", "/indicators?theme=economy&limit=1")
    yield Example("getIndicator", "/indicators/gdp")
    yield Example("listSeries", "/series?indicator=gdp&limit=1")
    yield Example("listOutcomes", "/outcomes?year=2024&verdict=missed&limit=1")
    yield Example("getOutcome", f"/outcomes/{outcome.outcome}")
    yield Example("listReplies", f"/outcomes/{outcome.outcome}/replies")
    yield Example("listFindings", "/findings?state=open&limit=1" if Finding.objects.exists() else "/findings?limit=1")
    yield Example("compare", "/comparison?year=2024&indicator=gdp&sort=kept&limit=1")
    yield Example("search", "/search?q=停车&what=text")
    yield Example("replyToOutcome", f"/outcomes/{outcome.outcome}/replies", {"text": "年底数据已在统计公报中修订，以公报为准。", "evidence_url": "https://example.org/bulletin"})
    state = client.get(f"/api/v1/reports/{ref}/facts/{fact.record}").json()
    basis = {"number": state["number"], "digest": state["digest"]}
    yield Example("correctFact", f"/reports/{ref}/facts/{fact.record}/corrections", {"kind": "amended", **basis, "fields": {"hardness": "soft"}, "why": "“左右”是弹性表述"})
    state = client.get(f"/api/v1/reports/{ref}/commitments/{commitment.record}").json()
    basis = {"number": state["number"], "digest": state["digest"]}
    yield Example("correctCommitment", f"/reports/{ref}/commitments/{commitment.record}/corrections", {"kind": "right", **basis})
    start, end = _free(report)
    yield Example("addFact", f"/reports/{ref}/facts", {"role": "actual", "indicator": "街道", "value": 1, "unit": "个", "start": start, "end": end, "reason": "漏读"})
    yield Example("listLedgers", "/ledger/ledgers")
    yield Example("listItems", f"/ledger/items?ledger={item.ledger_id}&state=open&limit=1")
    yield Example("getItem", f"/ledger/items/{item.pk}")
    yield Example("listLog", "/ledger/log?subject=item&limit=1")
    yield Example("actOnItem", f"/ledger/items/{item.pk}/actions/urge", {"fields": {"text": "请于月底前反馈进展。"}, "revision": item.revision})
    yield Example("createItem", f"/ledger/ledgers/{item.ledger_id}/items", {"kind": "task", "title": "编制停车设施规划", "deadline": "2025-09-30"})
    yield Example("addCommitment", f"/reports/{ref}/commitments", {"why": "degree", "object": "服务", "start": start, "end": end + 4})


    seat(user)
    said = {"where": "柳岸路12号门前", "text": "夜间烧烤摊占道，油烟呛人", "problem": "street_order", "urgency": "pressing"}
    yield Example("raiseCase", "/ledger/cases", said)
    number = Case.objects.get().number
    wish = {"whistle": "push", "departments": [Office.objects.get(code="housing").pk], "ground": "joint", "reason": "街道无执法权"}
    yield Example("actOnCase", f"/ledger/cases/{number}/actions", {"act": "blow", "fields": wish, "revision": 0})
    yield Example("getCase", f"/ledger/cases/{number}")
    yield Example("listCases", "/ledger/cases?state=blown&limit=1")
    published = publish(item, user)
    yield Example("listBoard", "/board?limit=1")
    yield Example("getBoardItem", f"/board/{published.pk}")


def publish(item: Item, user: User) -> Publication:
    """Has one person of the delivery office propose an item for the public board, and another approve it."""
    other = User.objects.create_user(username="second", password="long enough 7", role="reader")
    hand_over(Post.objects.create(office=Office.objects.get(code="delivery"), title="副主任", role=PostRole.DELIVERY), other)
    return approve(propose(item, user, drafted(item), {}).publication, User.objects.get(pk=other.pk))


def seat(user: User) -> None:
    """Seats somebody in a street of the invented district, who may then raise cases and blow whistles."""
    street = Office.objects.create(code="donghu", name="东湖街道", kind=OfficeKind.STREET)
    hand_over(Post.objects.create(office=street, title="办事处主任", role=PostRole.STREET), user)


def begun(report: Report, user: User) -> Item:
    """Begins a ledger in which a user holds a post of the delivery office, with one item that was assigned."""
    office = Office.objects.create(code="delivery", name="临湖区政府督查室", kind=OfficeKind.DELIVERY)
    hand_over(Post.objects.create(office=office, title="督查员", role=PostRole.DELIVERY), user)
    lead = Office.objects.create(code="housing", name="临湖区住房建设局", kind=OfficeKind.DEPARTMENT)
    ledger = Ledger.objects.create(place=report.place, year=report.year, title="临湖区台账")
    item = create(ledger, user, {"kind": "goal", "title": "新建公园三处", "unit": "处", "target": "3", "deadline": "2025-12-31", "lead": lead.pk, "sources": [{"quote": "新建公园三处", "document": "重点工作分工方案"}]})
    act(item, Act.ASSIGN, user)
    return item


def _free(report: Report) -> tuple[int, int]:
    """A stretch of the text that no record stands at."""
    text = report.machine().text
    found = re.search(r"各位代表", text)
    assert found is not None
    return found.start(), found.end()


def trimmed(answer: Any) -> Any:
    """An answer as an example shows it: one item of each list, what changes from run to run by fixed values."""
    if isinstance(answer, dict):
        return {
            name: _VOLATILE[name] if name in _VOLATILE and isinstance(value, (str, int)) and (name != "id" or isinstance(value, int)) else trimmed(value)
            for name, value in answer.items()
        }
    if isinstance(answer, list):
        return [trimmed(one) for one in answer[: 2 if answer and not isinstance(answer[0], dict) else 1]]
    if isinstance(answer, str):
        answer = answer.replace("http://testserver", "https://duixian.example")
        return answer if len(answer) <= 240 else answer[:240] + "…"
    return answer


def collected(report: Report, reader: Client, writer: Client, user: User) -> dict[str, dict[str, Any]]:
    """Gives every example with the answer to it."""
    made: dict[str, dict[str, Any]] = {}
    for one in requests(report, reader, begun(report, user), user):
        if one.body is None:
            answer = (writer if one.address.startswith("/ledger") else reader).get(f"/api/v1{one.address}")
        else:
            answer = writer.post(f"/api/v1{one.address}", json.dumps(one.body), content_type="application/json")
        assert answer.status_code == (200 if one.body is None else 201), (one, answer.content.decode())
        made[one.operation] = {"address": one.address, **({"body": one.body} if one.body else {}), "answer": trimmed(answer.json())}
    return made
