"""From a report to a draft ledger: what is proposed, entering it, the one table of drafts, splitting, and entering by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.archive.models import Place, Report
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.drafting.editing import Chosen, do_many, merge_many, split
from duixian.web.ledger.drafting.entering import enter, open_ledger
from duixian.web.ledger.drafting.models import Advice
from duixian.web.ledger.drafting.proposals import Proposal, propose
from duixian.web.ledger.models import Event, Item, Kind, Ledger, State
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours, Stale
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

OFFICES = {
    "区教育局": "义务教育学校建设和学位供给", "区民政局": "养老服务和社区老年食堂", "区住房城乡建设局": "老旧小区改造、加装电梯、燃气管网更新",
    "区城市管理局": "公厕、口袋公园和停车泊位", "区商务局": "消费促进和品牌首店引进",
}  # fmt: skip


@pytest.fixture
def offices(district: District) -> dict[str, Office]:
    return {name: Office.objects.create(code=name, name=name, kind=OfficeKind.DEPARTMENT, duties=duties) for name, duties in OFFICES.items()}


@pytest.fixture
def ledger_2024(archive: list[Report], district: District, offices: dict[str, Office]) -> Ledger:
    """The ledger of the example district's 2024, empty."""
    report = next(one for one in archive if one.year == 2024 and one.kind == "work_report")
    assert report.place
    return open_ledger(report.place, 2024, district.user("delivery"), report=report)


@pytest.fixture
def browser(client: Client, district: District) -> Client:
    client.force_login(district.user("delivery"))
    return client


def documents(ledger: Ledger) -> list[Report]:
    found = Report.objects.filter(place=ledger.place, year=ledger.year).select_related("document", "place")
    return sorted(found, key=lambda one: one.kind != "work_report")


def titled(proposals: list[Proposal], words: str) -> Proposal:
    return next(one for one in proposals if words in one.given["title"])


def test_a_ledger_is_opened_once_and_by_the_delivery_office(district: District) -> None:
    place = Place.objects.create(slug="second", name="临江区")
    with pytest.raises(NotYours):
        open_ledger(place, 2026, district.user("head1"))
    made = open_ledger(place, 2026, district.user("delivery"))
    with pytest.raises(Lacking):
        open_ledger(place, 2026, district.user("delivery"))
    with pytest.raises(Lacking):
        open_ledger(place, 26, district.user("delivery"))
    assert Event.objects.get(subject="ledger", number=made.pk).action == "open"


def test_goals_tasks_and_livelihood_projects_are_proposed(ledger_2024: Ledger) -> None:
    found = propose(ledger_2024, documents(ledger_2024))
    growth = titled(found, "地区生产总值增长")
    assert (growth.given["kind"], growth.given["unit"], growth.given["measure"], growth.given["better"]) == (Kind.GOAL, "%", "growth", "higher")
    assert growth.given["deadline"] == date(2024, 12, 31)
    jobless = titled(found, "失业率")
    assert jobless.given["better"] == "lower"
    assert {one.given["kind"] for one in found} == {Kind.GOAL, Kind.TASK, Kind.LIVELIHOOD}
    assert all(one.sources and all(source["quote"] for source in one.sources) for one in found)
    assert len({one.key for one in found}) == len(found)


def test_a_source_is_the_sentence_as_it_stands_in_the_report(ledger_2024: Ledger) -> None:
    from duixian.web.archive.passages import texts

    reports = documents(ledger_2024)
    known = texts(one.ref for one in reports)
    for one in propose(ledger_2024, reports):
        for source in one.sources:
            assert known[source["ref"]][source["start"] : source["end"]].strip() == source["quote"]


def test_what_stands_in_several_documents_is_one_item(ledger_2024: Ledger) -> None:
    found = propose(ledger_2024, documents(ledger_2024))
    canteens = [one for one in found if one.given.get("target") == 15 and "老年食堂" in one.given["text"]]
    assert len(canteens) == 1
    assert canteens[0].given["kind"] == Kind.LIVELIHOOD
    assert len({source["ref"] for source in canteens[0].sources}) == 3


def test_who_the_document_says_leads_is_suggested_to_lead(ledger_2024: Ledger, offices: dict[str, Office]) -> None:
    found = propose(ledger_2024, documents(ledger_2024))
    (lifts,) = [one for one in found if one.given.get("target") == 100 and "电梯" in one.given["text"]]
    assert lifts.lead
    assert lifts.lead.office == offices["区住房城乡建设局"]
    assert lifts.lead.why[0].sort == "named_as_lead"


def test_drafts_are_entered_in_one_go_and_once(ledger_2024: Ledger, district: District) -> None:
    delivery = district.user("delivery")
    found = [one for one in propose(ledger_2024, documents(ledger_2024)) if one.checkable]
    made = enter(ledger_2024, delivery, found, key="a")
    assert len(made) == len(found) == ledger_2024.items.count() > 150
    assert [one.pk for one in enter(ledger_2024, delivery, found, key="a")] == [one.pk for one in made]
    assert ledger_2024.items.count() == len(found)
    assert Advice.objects.filter(item__ledger=ledger_2024).exists()
    assert all(one.known for one in propose(ledger_2024, documents(ledger_2024)) if one.checkable)


def test_last_years_lead_of_a_like_item_is_the_best_sign(archive: list[Report], district: District, offices: dict[str, Office]) -> None:
    delivery, place = district.user("delivery"), archive[0].place
    assert place
    earlier = open_ledger(place, 2023, delivery)
    item = create(earlier, delivery, {"title": "新建社区老年食堂12家", "text": "新建社区老年食堂12家", "kind": "goal", "lead": offices["区商务局"].pk, "deadline": "2023-12-31"})
    act(item, Act.ASSIGN, delivery)
    ledger = open_ledger(place, 2024, delivery)
    work = [one for one in documents(ledger) if one.kind == "work_report"]
    one = next(one for one in propose(ledger, work) if "社区老年食堂15家" in one.given["text"])
    assert any(office.office == offices["区商务局"] and why.sort == "like" for office in one.offices for why in office.why)


def drafts(ledger: Ledger, district: District, *titles: str) -> list[Item]:
    lead = district.offices["department1"].pk
    return [create(ledger, district.user("delivery"), {"title": one, "kind": "task", "lead": lead, "deadline": "2026-12-31", "section": "城市建设"}) for one in titles]


def test_many_are_changed_at_once_and_one_that_cannot_be_stays(district: District, ledger: Ledger) -> None:
    one, two, three = drafts(ledger, district, "甲", "乙", "丙")
    act(three, Act.ASSIGN, district.user("delivery"))
    chosen = [Chosen(one.pk, 0), Chosen(two.pk, 5), Chosen(three.pk, None)]
    done = do_many(ledger, district.user("delivery"), chosen, Act.EDIT, {"deadline": "2026-06-30"}, "k")
    assert done.done == [one.pk]
    assert [item.pk for item, _said in done.refused] == [two.pk, three.pk]
    one.refresh_from_db()
    assert one.deadline == date(2026, 6, 30)
    assert do_many(ledger, district.user("delivery"), chosen[:1], Act.EDIT, {"deadline": "2026-06-30"}, "k").done == [one.pk]
    assert Event.objects.filter(subject="item", number=one.pk, action="edit").count() == 1


def test_merging_takes_the_others_into_one(district: District, ledger: Ledger) -> None:
    one, two, three = drafts(ledger, district, "甲", "乙", "丙")
    merge_many(ledger, district.user("delivery"), [Chosen(one.pk, None), Chosen(two.pk, None), Chosen(three.pk, None)], two.number, "同一件事")
    assert set(ledger.items.filter(state=State.MERGED).values_list("merged_into", flat=True)) == {two.pk}
    with pytest.raises(Lacking):
        merge_many(ledger, district.user("delivery"), [Chosen(two.pk, None)], "", "同一件事")


def test_splitting_makes_drafts_with_the_same_sources_and_drops_the_old_one(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    source = {"document": "区政府第3次常务会议纪要", "quote": "新建公园、改造公厕"}
    old = create(ledger, delivery, {"title": "新建公园、改造公厕", "kind": "task", "lead": district.offices["department1"].pk, "deadline": "2026-12-31", "sources": [source]})
    parts = [{"title": "新建公园"}, {"title": "改造公厕", "lead": district.offices["department2"].pk}]
    made = split(old, delivery, parts, revision=old.revision, key="k")
    assert [one.pk for one in split(old, delivery, parts, revision=old.revision, key="k")] == [one.pk for one in made]
    old.refresh_from_db()
    assert old.state == State.DROPPED
    assert [one.sources.get().quote for one in made] == [source["quote"]] * 2
    assert [str(one.lead) for one in made] == ["区住房建设局", "区发展改革局"]
    dropped = Event.objects.get(subject="item", number=old.pk, action="drop")
    assert all(one.number in dropped.reason for one in made)
    assert Event.objects.get(subject="split", number=old.pk).data["into"] == [one.pk for one in made]
    with pytest.raises(NotNow):
        split(old, delivery, parts)
    with pytest.raises(Lacking):
        split(made[0], delivery, [{"title": "只有一个"}])
    with pytest.raises(Stale):
        split(made[0], delivery, parts, revision=7)


def test_the_page_of_proposals_enters_what_is_chosen(browser: Client, ledger_2024: Ledger) -> None:
    url = reverse("ledger:breakdown", args=[ledger_2024.pk])
    page = browser.get(url)
    assert page.status_code == 200
    assert len(page.content) < 300_000
    keys = [line.one.key for _section, lines in page.context["sections"] for line in lines if not line.one.known]
    assert len(keys) > 150
    said = {"take": keys[:7], "key": page.context["key"], "report": sorted(page.context["chosen"])}
    assert browser.post(url, said).status_code == 302
    browser.post(url, said)
    assert ledger_2024.items.count() == 7


def test_a_ledger_is_opened_from_its_report_on_the_page(browser: Client, archive: list[Report], district: District) -> None:
    report = next(one for one in archive if one.year == 2025)
    answer = browser.post(reverse("ledger:open"), {"report": report.ref, "place": "", "year": "2025"})
    made = Ledger.objects.get(report=report)
    assert answer.url == reverse("ledger:breakdown", args=[made.pk])  # type: ignore[attr-defined]
    again = browser.post(reverse("ledger:open"), {"report": report.ref, "place": "", "year": "2025"})
    assert again.status_code == 422
    assert browser.post(reverse("ledger:open"), {"place": "", "year": "2025"}).status_code == 422


def test_the_table_of_drafts_asks_the_database_little(
    browser: Client, district: District, ledger: Ledger, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    drafts(ledger, district, *(f"事项{number}" for number in range(60)))
    with django_assert_max_num_queries(24):
        page = browser.get(reverse("ledger:drafts", args=[ledger.pk]))
    assert page.status_code == 200
    assert len(page.content) < 300_000
    assert page.content.decode().count("data-row=") == 60


def test_a_cell_is_edited_in_place_and_an_old_one_is_told(browser: Client, district: District, ledger: Ledger) -> None:
    (item,) = drafts(ledger, district, "甲")
    url, htmx = reverse("ledger:draft", args=[item.pk]), {"HX-Request": "true"}
    form = browser.get(url, {"cell": "deadline"}, headers=htmx).content.decode()
    assert 'type="date"' in form
    said = {"cell": "deadline", "deadline": "2026-09-30", "revision": "0", "key": "k1"}
    row = browser.post(url, said, headers=htmx).content.decode()
    assert "2026-09-30" in row
    assert f"{item.pk}:1" in row
    late = browser.post(url, {**said, "deadline": "2026-10-31", "key": "k2"}, headers=htmx)
    assert "HX-Retarget" in late
    item.refresh_from_db()
    assert item.deadline == date(2026, 9, 30)
    plain = browser.post(url, {"cell": "title", "title": "乙", "revision": "1", "key": "k3"})
    assert plain.status_code == 302
    item.refresh_from_db()
    assert item.title == "乙"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"do": "deadline", "set-deadline": "2026-08-31"}, "draft"),
        ({"do": "assign"}, "assigned"),
        ({"do": "drop", "drop-reason": "重复"}, "dropped"),
        ({"do": "drop"}, "draft"),
        ({"do": "nothing"}, "draft"),
        ({"do": "merge", "into": "2026-99999", "merge-reason": "重复"}, "draft"),
    ],
)
def test_the_bar_under_the_filters_acts_on_the_chosen(browser: Client, district: District, ledger: Ledger, said: dict[str, str], state: str) -> None:
    items = drafts(ledger, district, "甲", "乙")
    chosen = [f"{one.pk}:{one.revision}" for one in items]
    assert browser.post(reverse("ledger:drafts-bulk", args=[ledger.pk]), {"item": chosen, "key": "k", **said}).status_code == 302
    assert set(ledger.items.values_list("state", flat=True)) == {state}


def test_every_kind_is_entered_by_hand(browser: Client, district: District, ledger: Ledger) -> None:
    url = reverse("ledger:add", args=[ledger.pk])
    assert browser.get(url).status_code == 200
    for kind in Kind.values:
        said = {"kind": kind, "title": f"事项{kind}", "better": "higher", "milestones": "2026-06-30 过半 = 2\n2026-12-31 建成", "document": "批示第8号", "target": "4"}
        assert browser.post(url, {**said, "key": kind}).status_code == 302
        browser.post(url, {**said, "key": kind})
    assert sorted(ledger.items.values_list("kind", flat=True)) == sorted(Kind.values)
    item = ledger.items.get(kind="instruction")
    assert [(one.due, one.what, one.planned) for one in item.milestones.all()] == [(date(2026, 6, 30), "过半", 2), (date(2026, 12, 31), "建成", None)]
    assert item.sources.get().document == "批示第8号"
    assert browser.post(url, {"kind": "task", "title": "", "better": "higher"}).status_code == 400
    assert browser.post(url, {"kind": "task", "title": "甲", "better": "higher", "milestones": "六月底过半"}).status_code == 422


def test_the_page_that_splits_offers_the_clauses(browser: Client, district: District, ledger: Ledger) -> None:
    (item,) = drafts(ledger, district, "新建公园三处，改造公厕两座")
    url = reverse("ledger:split", args=[item.pk])
    page = browser.get(url).content.decode()
    assert "新建公园三处" in page
    more = browser.post(url, {"parts": "2", "more": "1", "0-title": "甲", "1-title": "乙"})
    assert more.context["count"] == 3
    assert browser.post(url, {"parts": "2", "0-title": "甲", "1-title": "", "revision": "0", "key": "k"}).status_code == 422
    assert browser.post(url, {"parts": "2", "0-title": "甲", "1-title": "乙", "revision": "0", "key": "k"}).status_code == 302
    assert sorted(ledger.items.filter(state="draft").values_list("title", flat=True)) == ["乙", "甲"]
