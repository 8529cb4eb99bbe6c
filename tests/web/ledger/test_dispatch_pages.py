"""The pages of dispatch: a case on a phone's form, its story, lists, rates, unusual use, visits and rules, and who gets in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.dispatch.acting import act, raise_case
from duixian.web.ledger.dispatch.models import Case, CaseState, Visit
from duixian.web.ledger.dispatch.rules import problems, rates_preset, whistle_rules
from duixian.web.ledger.dispatch.suggesting import alike, departments_for
from duixian.web.ledger.dispatch.table import Act
from duixian.web.ledger.dispatch.visiting import Step, enter, take
from duixian.web.ledger.doing.waiting import sections_of
from duixian.web.ledger.models import Event, Paper
from duixian.web.ledger.options import option
from duixian.web.ledger.refusals import NotYours
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
FORM = {"where": "柳岸路12号门前", "text": "夜间烧烤摊占道，油烟呛人", "problem": "street_order", "urgency": "pressing", "origin": "grid"}


@pytest.fixture
def page(district: District, client: Client) -> Any:
    """Signs somebody in and gives the browser."""

    def signed_in(name: str) -> Client:
        client.force_login(district.user(name))
        return client

    return signed_in


def blown(district: District, **more: Any) -> Case:
    case = raise_case(district.user("community1"), {**FORM, "pass_up": True})
    wish = {"whistle": "push", "departments": [district.offices["department1"].pk], "ground": "joint", "reason": "社区无执法权", **more}
    act(case, Act.BLOW, district.user("street1"), wish)
    return case


def test_a_grid_worker_raises_a_case_with_a_photo(district: District, page: Any) -> None:
    browser = page("community1")
    shown = browser.get(reverse("ledger:case-raise")).content.decode()
    assert 'name="where"' in shown
    assert 'type="file"' in shown
    said = {**FORM, "pass_up": "1", "key": "k1", "papers": SimpleUploadedFile("门前.png", PNG, "image/png")}
    answer = browser.post(reverse("ledger:case-raise"), said)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"], case.state, case.urgency) == (302, case.get_absolute_url(), CaseState.WITH_STREET, "pressing")
    paper = Paper.objects.get()
    assert browser.get(reverse("ledger:case-paper", args=[paper.pk]))["Content-Type"] == "image/png"
    assert "门前.png" in browser.get(case.get_absolute_url()).content.decode()
    browser.post(reverse("ledger:case-raise"), {**FORM, "pass_up": "1", "key": "k1"})
    assert Case.objects.count() == 1, "the same form sent twice raises one case"
    assert page("street2").get(reverse("ledger:case-paper", args=[paper.pk])).status_code == 404
    assert page("street2").get(reverse("ledger:paper", args=[paper.pk])).status_code == 403


def test_what_is_wrong_with_a_form_is_said_on_it(district: District, page: Any) -> None:
    answer = page("community1").post(reverse("ledger:case-raise"), {**FORM, "problem": "none"})
    assert answer.status_code == 422
    assert "柳岸路12号门前" in answer.content.decode(), "what was typed stays"
    answer = page("community1").post(reverse("ledger:case-raise"), {**FORM, "papers": SimpleUploadedFile("a.exe", b"MZ")})
    assert (answer.status_code, Case.objects.count()) == (422, 0)


def test_a_whistle_is_blown_and_answered_on_the_pages(district: District, page: Any) -> None:
    case = raise_case(district.user("community1"), {**FORM, "pass_up": True})
    url, department = case.get_absolute_url(), district.offices["department1"]

    def does(who: str, deed: Act, **said: Any) -> int:
        case.refresh_from_db()
        return int(page(who).post(url, {"act": deed, "revision": case.revision, "key": f"{deed}-{who}", **said}).status_code)

    assert does("street1", Act.BLOW, whistle="push", departments=[department.pk], ground="joint", reason="无执法权", meet_at="2026-06-30T14:00", meet_place="街道") == 302
    assert does("officer1", Act.SIGN) == 302
    assert does("officer1", Act.CONTACT, contact="街道王主任") == 302
    assert does("officer1", Act.REPORT_IN, text="到场") == 302
    assert does("officer1", Act.RESULT, outcome="solved", text="已清走") == 302
    assert does("street1", Act.CONFIRM) == 422, "the street must say how content it is"
    assert does("street1", Act.CONFIRM, **{f"levels-{department.pk}": "satisfied"}) == 302
    assert does("delivery", Act.CALL_BACK, reached="1", contacted="1", solved="1", level="satisfied") == 302
    assert does("street1", Act.CLOSE) == 302
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert page("officer1").post(url, {"act": Act.SIGN, "revision": 0}).status_code == 409
    shown = page("leader").get(url).content.decode()
    assert "无执法权" in shown
    assert "街道王主任" in shown


def test_each_gets_in_where_the_case_is_theirs(district: District, page: Any) -> None:
    case = blown(district)
    statuses = {name: page(name).get(case.get_absolute_url()).status_code for name in ("delivery", "leader", "auditor", "officer1", "officer2", "street1", "street2", "community1", "community2")}
    assert statuses == {"delivery": 200, "leader": 200, "auditor": 200, "officer1": 200, "officer2": 404, "street1": 200, "street2": 404, "community1": 200, "community2": 404}
    for name in ("officer1", "delivery", "leader"):
        assert page(name).get(reverse("ledger:case-raise")).status_code == 403
    for name in ("officer1", "street1", "community1", "leader"):
        assert page(name).get(reverse("ledger:dispatch-rules")).status_code == 403
    assert page("community1").get(reverse("ledger:visit-add")).status_code == 403


def test_the_list_filters(district: District, page: Any) -> None:
    case, other = blown(district), raise_case(district.user("community2"), {**FORM, "text": "井盖破损", "problem": "roads"})
    browser = page("delivery")

    def found(**asked: Any) -> set[str]:
        shown = browser.get(reverse("ledger:cases"), asked).content.decode()
        return {one.number for one in (case, other) if one.number in shown}

    assert found() == {case.number, other.number}
    assert found(state="blown") == {case.number}
    assert found(state="ended") == set()
    assert found(department=district.offices["department1"].pk) == {case.number}
    assert found(street=district.offices["street2"].pk, state="open") == {other.number}
    assert found(problem="roads") == {other.number}
    assert found(q="井盖") == {other.number}
    assert found(whistle="push", since="2020-01-01", until="2999-01-01") == {case.number}
    assert found(state="late") == set()
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert found(state="late") == {case.number}
    assert found(street="x", since="2026-99-99", page="zz") == {case.number, other.number}


def test_departments_are_suggested_with_the_reason(district: District) -> None:
    first, second = district.offices["department1"], district.offices["department2"]
    Office.objects.filter(pk=second.pk).update(duties="城市管理执法\n占道经营和市容环境整治")
    case = blown(district)
    found = departments_for(raise_case(district.user("community1"), {**FORM, "pass_up": True}))
    assert [one.office for one in found] == [first, second] or [one.office for one in found] == [second, first]
    reasons = {one.office: " ".join(one.reasons) for one in found}
    assert "占道经营和市容环境整治" in reasons[second]
    assert "1" in reasons[first], "it dealt with the earlier case"
    assert case.state == CaseState.BLOWN


def test_cases_that_may_be_the_same_are_shown(district: District) -> None:
    old = blown(district)
    raise_case(district.user("community1"), {**FORM, "where": "东堤小学", "text": "校门口拥堵"})
    again = raise_case(district.user("community1"), {**FORM, "where": "柳岸路12号", "text": "烧烤摊又占道了", "pass_up": True})
    assert [one.case.pk for one in alike(again)] == [old.pk]
    assert alike(old) == []


def test_what_waits_is_on_my_work(district: District) -> None:
    case = blown(district)
    raise_case(district.user("community1"), FORM)

    def waits(name: str) -> dict[str, int]:
        return {one.key: one.count for one in sections_of(district.user(name)) if one.key in ("calls", "cases", "objections", "escalated")}

    assert waits("officer1") == {"calls": 1}
    assert waits("community1") == {"cases": 1}
    assert waits("officer2") == {}
    act(case, Act.OBJECT, district.user("head1"), {"reason": "非我局职责", "office": district.offices["department2"].pk, "duty": "市容"})
    assert waits("officer1") == {}
    assert waits("delivery") == waits("leader") == {"objections": 1}
    act(case, Act.ESCALATE, district.user("street1"), {"leader": district.posts["leader"].pk, "reason": "推诿"})
    assert waits("leader") == {"objections": 1, "escalated": 1}


def test_visits_are_answered_and_become_cases(district: District, page: Any) -> None:
    said = {"enterprise": "临湖精工", "visited_on": date.today().isoformat(), "visitors": "王主任", "asked": "厂区门口道路积水", "address": "柳岸路8号"}
    answer = page("street1").post(reverse("ledger:visit-add"), {**said, "key": "v1"})
    visit = Visit.objects.get()
    assert (answer["Location"], visit.state) == (visit.get_absolute_url(), "asked")
    page("street1").post(reverse("ledger:visit-add"), {**said, "key": "v1"})
    assert Visit.objects.count() == 1
    assert page("street1").post(reverse("ledger:visit-add"), {**said, "visited_on": "2999-01-01"}).status_code == 422
    assert page("street1").post(visit.get_absolute_url(), {"act": "answer", "answer": "已报街道城建科", "revision": 0}).status_code == 302
    assert "柳岸路8号" in page("street1").get(f"{reverse('ledger:case-raise')}?visit={visit.pk}").content.decode()
    page("street1").post(reverse("ledger:case-raise"), {**FORM, "origin": "enterprise", "visit": visit.pk})
    assert Case.objects.get().visit == visit
    take(visit, Step.RESOLVE, district.user("street1"), {"resolution": "已疏通"})
    assert (visit.state, Event.objects.filter(subject="visit").count()) == ("resolved", 3)
    assert page("street2").get(visit.get_absolute_url()).status_code == 404
    assert page("leader").get(visit.get_absolute_url()).status_code == 200
    with pytest.raises(NotYours):
        take(visit, Step.ANSWER, district.user("street2"), {"answer": "x"})
    nothing = enter(district.user("street1"), {"enterprise": "湖滨食品", "visited_on": "2026-01-05", "visitors": "王主任"})
    assert nothing.state == "nothing"


def test_the_rules_are_the_offices_to_change(district: District, page: Any) -> None:
    url, browser = reverse("ledger:dispatch-rules"), page("delivery")
    assert browser.get(url).status_code == 200
    browser.post(url, {"what": "limits", "whistle_sign_hours": "2", "reason": "试行"})
    browser.post(url, {"what": "limits", "whistle_push_days": "-1"})
    browser.post(url, {"what": "preset", "preset": "register"})
    browser.post(url, {"what": "whistle:push", "posts": "办事处主任\n工委书记"})
    browser.post(url, {"what": "new", "zh": "宠物饲养", "words": "犬只、遛狗", "departments": [district.offices["department1"].pk]})
    assert (option("whistle_sign_hours"), option("whistle_push_days"), rates_preset()) == (2, 3, "register")
    assert whistle_rules()["push"].posts == ("办事处主任", "工委书记")  # type: ignore[index]
    own = problems()["own1"]
    assert (own.zh, own.words, own.departments) == ("宠物饲养", ("犬只", "遛狗"), (district.offices["department1"].pk,))
    assert Event.objects.filter(subject="option", reason="试行").count() == 1
    for wrong in ({"what": "new", "zh": ""}, {"what": "preset", "preset": "x"}, {"what": "whistle:x"}, {"what": "x"}, {"what": "problem:x", "zh": "x"}):
        assert browser.post(url, wrong).status_code == 302
    assert Event.objects.filter(subject="option").count() == 4


def test_definitions_stand_under_the_rates(district: District, page: Any) -> None:
    blown(district)
    shown = page("delivery").get(reverse("ledger:dispatch-rates")).content.decode()
    for words in ("有效回访件数", "90%", "签收时限在当期届满", "处置时限在当期届满"):
        assert words in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_shown_in_both_languages(district: District, page: Any, language: str) -> None:
    case = blown(district)
    visit = enter(district.user("street1"), {"enterprise": "临湖精工", "visited_on": "2026-01-05", "visitors": "王主任", "asked": "用工"})
    addresses = [reverse(f"ledger:{name}") for name in ("cases", "dispatch-rates", "dispatch-unusual", "visits")] + [case.get_absolute_url(), visit.get_absolute_url()]
    for name in ("delivery", "leader", "street1"):
        browser = page(name)
        for address in addresses:
            answer = browser.get(address, headers={"Accept-Language": language})
            assert answer.status_code == 200, (name, address)
            assert answer.content.count(b"<h1") == 1
            assert len(answer.content) < 300_000


def test_lists_and_cases_ask_few_questions(district: District, page: Any, django_assert_max_num_queries: Any) -> None:
    cases = [blown(district) for _ in range(12)]
    for name, most in (("delivery", 14), ("officer1", 13), ("street1", 14), ("community1", 13)):
        browser = page(name)
        with django_assert_max_num_queries(most):
            browser.get(reverse("ledger:cases"))
    for name, most in (("delivery", 36), ("officer1", 30), ("street1", 40)):
        browser = page(name)
        with django_assert_max_num_queries(most):
            browser.get(cases[0].get_absolute_url())
    browser = page("delivery")
    with django_assert_max_num_queries(32):
        browser.get(reverse("ledger:dispatch-rates"))
    with django_assert_max_num_queries(20):
        browser.get(reverse("ledger:dispatch-unusual"))
