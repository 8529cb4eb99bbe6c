"""Assessments: what makes each point, versions of the rules, objections, groups and ranks, pages and papers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from duixian.web.accounts.models import User
from duixian.web.ledger.assessment import assessments as acts
from duixian.web.ledger.assessment import versions
from duixian.web.ledger.assessment.burden import burden
from duixian.web.ledger.assessment.models import Appeal, Assessment, AssessmentState, Score, ScoreLine, Scoring
from duixian.web.ledger.assessment.papers import assessment_docx, assessment_xlsx
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.rules import content_of, measures, preset_content, sentence, sentences, total
from duixian.web.ledger.assessment.words import presets
from duixian.web.ledger.log import Handed
from duixian.web.ledger.models import Event, Paper
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours
from tests.web.ledger.district import District
from tests.web.ledger.invented import Clock, Year, first_half, lights_as_told

pytestmark = pytest.mark.django_db

SECOND = Period("quarter", 2026, 2)
RULES: dict[str, dict[str, Any]] = {
    "late": {"points": "-1", "most": "10"},
    "missing": {"points": "-2", "most": "3"},
    "sent_back": {"points": "-2"},
    "overdue": {"points": "-5", "support": "-3", "doubled": ["task"]},
    "closed": {"points": "1"},
    "yellow": {"points": "-1", "every": "2"},
    "on_time_rate": {"weight": "10"},
    "leader": {"most": "20"},
    "deduction": {"most": "5"},
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def year(district: District, clock: Clock) -> Iterator[Year]:
    with lights_as_told():
        yield first_half(district, clock)


def in_force(district: District, rules: dict[str, dict[str, Any]] = RULES, day: date = date(2026, 1, 1)) -> Scoring:
    user = district.user("delivery")
    row = versions.write_version(user, "临湖区考核规则", "80", rules)
    versions.try_out(row.pk, user)
    return versions.enact(row.pk, user, day)


@pytest.fixture
def quarter(district: District, year: Year) -> Assessment:
    in_force(district)
    return acts.make(district.ledger, SECOND, district.user("delivery"))


def of(row: Assessment, district: District, name: str) -> Score:
    return row.scores.get(office=district.offices[name])


def lines(score: Score) -> list[tuple[str, str]]:
    return [(one.rule, str(one.points)) for one in score.lines.all()]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_each_point_names_what_made_it(quarter: Assessment, district: District, year: Year) -> None:
    """Counted by hand from the story of ``invented.py``: which entries of the second quarter were late or missing, what was sent back, overdue, closed."""
    one = of(quarter, district, "department1")
    late = [fact for line in one.lines.filter(rule="late") for fact in line.facts]
    assert [(fact["number"], fact["month"], fact["due"], fact["made"]) for fact in late] == [
        (year.items["新增停车泊位800个"].number, 3, "2026-04-05", "2026-04-09"),
        (year.items["修订物业管理办法"].number, 3, "2026-04-05", "2026-04-08"),
    ]
    assert Event.objects.get(pk=late[0]["event"]).number == year.items["新增停车泊位800个"].pk
    overdue = {line.facts[0]["title"]: str(line.points) for line in one.lines.filter(rule="overdue")}
    assert overdue == {"新增停车泊位800个": "-5.00", "修订物业管理办法": "-10.00"}, "tasks count twice"
    assert one.lines.filter(rule="missing").count() == 7
    assert lines(one)[-1] == ("on_time_rate", "3.08"), "4 of 13"
    assert one.total == Decimal(80) - 2 - 3 - 2 - 15 + 1 + Decimal("3.08"), "missing entries count at most 3"
    assert one.low <= one.total <= one.high
    assert total(quarter.scoring.content, [(line.rule, line.points) for line in one.lines.all()]) == one.total


def test_a_support_office_loses_less(district: District, clock: Clock) -> None:
    with lights_as_told():
        year = Year(district, clock)
        year.begin("合办事项", 1, "01-20", deadline="2026-02-28", supporting=[district.offices["department2"].pk])
        year.run()
        clock.set("04-10")
        in_force(district)
        row = acts.make(district.ledger, Period("quarter", 2026, 1), district.user("delivery"))
    assert ("overdue", "-5.00") in lines(of(row, district, "department1"))
    other = of(row, district, "department2")
    assert lines(other) == [("overdue", "-3.00"), ("on_time_rate", "10.00")]
    assert (other.items, other.rank) == (1, None), "too few items to be ranked"


def test_a_rule_written_later_does_not_change_old_scores(quarter: Assessment, district: District, clock: Clock) -> None:
    before = list(Score.objects.order_by("pk").values()), list(ScoreLine.objects.order_by("pk").values()), Scoring.objects.values().get()
    clock.set("07-07")
    user = district.user("delivery")
    harder = versions.write_version(user, "临湖区考核规则", "100", {"late": {"points": "-9"}})
    with pytest.raises(NotNow):
        versions.enact(harder.pk, user, date(2026, 7, 1))
    versions.try_out(harder.pk, user)
    with pytest.raises(NotNow):
        versions.enact(harder.pk, user, date(2026, 4, 1))
    versions.enact(harder.pk, user, date(2026, 7, 1))
    assert harder.number == 2
    assert (list(Score.objects.order_by("pk").values()), list(ScoreLine.objects.order_by("pk").values()), Scoring.objects.filter(number=1).values().get()) == before
    assert versions.in_force(date(2026, 4, 1)) == quarter.scoring
    assert versions.in_force(date(2026, 7, 1)) == harder
    trial = Scoring.objects.get(pk=harder.pk).trial
    assert (trial["kind"], trial["number"]) == ("quarter", 2)
    assert {row["old_total"] for row in trial["rows"]} == {str(one.total) for one in quarter.scores.all()}, "the trial stands beside what was in force"


def test_without_rules_in_force_nothing_is_assessed(district: District, year: Year) -> None:
    with pytest.raises(NotNow):
        acts.make(district.ledger, SECOND, district.user("delivery"))
    with pytest.raises(NotYours):
        versions.write_version(district.user("head1"), "规则", "100", RULES)
    with pytest.raises(NotYours):
        in_force(district) and acts.make(district.ledger, SECOND, district.user("leader"))


def test_an_objection_upheld_adds_a_line_and_both_stand(quarter: Assessment, district: District, clock: Clock) -> None:
    score = of(quarter, district, "department1")
    line = score.lines.filter(rule="late").first()
    assert line is not None
    delivery, head = district.user("delivery"), district.user("head1")
    with pytest.raises(NotNow):
        acts.appeal(line.pk, head, "系统故障")
    acts.publish(quarter.pk, delivery)
    quarter.refresh_from_db()
    assert quarter.objections_until == date(2026, 7, 13), "five working days after 6 July"
    for name in ("head2", "officer1", "delivery", "leader"):
        with pytest.raises(NotYours):
            acts.appeal(line.pk, district.user(name), "系统故障")
    with pytest.raises(Lacking):
        acts.appeal(line.pk, head, " ")
    one = acts.appeal(line.pk, head, "当日系统故障", key="a")
    assert acts.appeal(line.pk, head, "当日系统故障", key="a").pk == one.pk
    with pytest.raises(NotNow):
        acts.appeal(line.pk, head, "再次提出")
    clock.set("07-14")
    with pytest.raises(NotNow):
        acts.finish(quarter.pk, district.user("leader"))
    with pytest.raises(Lacking):
        acts.answer(one.pk, delivery, {"upheld": "1", "points": "-1", "answer": "成立"})
    before = score.total
    acts.answer(one.pk, delivery, {"upheld": "1", "points": "0", "answer": "经核实当日系统停机"})
    with pytest.raises(NotNow):
        acts.answer(one.pk, delivery, {"answer": "不成立"})
    score.refresh_from_db()
    line.refresh_from_db()
    settling = score.lines.get(settles=line)
    assert (line.points, settling.points, score.total) == (Decimal("-1.00"), Decimal("1.00"), before + 1)
    with pytest.raises(NotYours):
        acts.finish(quarter.pk, delivery)
    row = acts.finish(quarter.pk, district.user("leader"))
    assert row.state == AssessmentState.FINAL
    with pytest.raises(NotNow):
        acts.withdraw(row.pk, delivery, reason="有误")
    assert [one.action for one in Event.objects.filter(subject="appeal", number=line.pk)] == ["appeal", "answer"]


def test_an_objection_that_is_not_upheld_changes_nothing_and_time_ends(quarter: Assessment, district: District, clock: Clock) -> None:
    acts.publish(quarter.pk, district.user("delivery"))
    score = of(quarter, district, "department1")
    first, second = score.lines.filter(rule="late")
    one = acts.appeal(first.pk, district.user("head1"), "不应扣分")
    acts.answer(one.pk, district.user("delivery"), {"answer": "日志载明4月9日报送"})
    assert (Appeal.objects.get().verdict, score.lines.filter(settles=first).count()) == ("refused", 0)
    clock.set("07-14")
    with pytest.raises(NotNow):
        acts.appeal(second.pk, district.user("head1"), "过期")


def test_points_that_people_give_have_grounds_and_limits(quarter: Assessment, district: District) -> None:
    score, delivery = of(quarter, district, "department2"), district.user("delivery")
    before = score.total
    for given in ({"rule": "late", "points": "-1", "said": "x"}, {"rule": "leader", "points": "5", "said": ""}, {"rule": "leader", "points": "-5", "said": "x"}, {"rule": "bonus", "points": "1", "said": "x"}):
        with pytest.raises(Lacking):
            acts.add_line(score.pk, delivery, given)
    line = acts.add_line(score.pk, delivery, {"rule": "leader", "points": "18", "said": "分管领导评价"}, key="k")
    assert acts.add_line(score.pk, delivery, {"rule": "leader", "points": "18", "said": "分管领导评价"}, key="k").pk == line.pk
    acts.add_line(score.pk, delivery, {"rule": "deduction", "points": "-4", "said": "虚报一次，已核实"})
    acts.add_line(score.pk, delivery, {"rule": "deduction", "points": "-4", "said": "虚报两次，已核实"})
    score.refresh_from_db()
    assert score.total == before + 18 - 5, "deductions count at most 5"
    acts.publish(quarter.pk, delivery)
    with pytest.raises(NotNow):
        acts.add_line(score.pk, delivery, {"rule": "leader", "points": "1", "said": "晚了"})


def test_peers_are_ranked_among_themselves_and_few_items_apart(district: District, year: Year) -> None:
    for name, group in (("department1", "建设类"), ("department2", "经济类")):
        office = district.offices[name]
        office.peers = group
        office.save()
    in_force(district)
    row = acts.make(district.ledger, SECOND, district.user("delivery"))
    assert {(one.peers, one.rank) for one in row.scores.all()} == {("建设类", 1), ("经济类", 1)}


def test_the_same_scores_come_of_the_same_log(quarter: Assessment, district: District) -> None:
    found, scores = acts.score_all(district.ledger, SECOND, quarter.scoring.content, quarter.least)
    assert found == quarter.figures
    assert {one.office: (one.total, one.low, one.high, one.rank) for one in scores} == {one.office_id: (one.total, one.low, one.high, one.rank) for one in quarter.scores.all()}


@pytest.mark.parametrize("key", [one["key"] for one in presets()["preset"]])
def test_presets_are_rules_with_a_source(key: str) -> None:
    content = preset_content(key)
    assert content["rules"]
    preset = next(one for one in presets()["preset"] if one["key"] == key)
    assert preset["source"]
    assert preset["grade"] in ("off", "press", "mirror", "page", "vendor", "code")


@pytest.mark.parametrize("rules", [{}, {"late": {"points": "0"}}, {"late": {"points": "x"}}, {"late": {"points": "-1", "every": "0"}}, {"late": {"points": "-1", "most": "-3"}}, {"late": {"points": "0.001"}}])
def test_rules_that_cannot_be_are_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(Lacking):
        content_of("100", rules)


def test_every_measure_has_words_in_both_languages() -> None:
    for name, one in measures().items():
        for tongue in ("zh", "en"):
            assert all(f"{{{field}}}" in one[tongue] for field in one["fields"]), (name, tongue)
            assert one[f"{tongue}_name"]
            assert one[f"{tongue}_line"]


def test_papers(quarter: Assessment, district: District) -> None:
    book = openpyxl.load_workbook(io.BytesIO(assessment_xlsx(quarter, "政府督查室")))
    cells = [[str(cell.value) for cell in row if cell.value is not None] for sheet in book for row in sheet]
    assert any("区住房建设局" in row for row in cells)
    assert any("3月，应4月5日前报，4月9日才报" in cell for row in cells for cell in row)
    text = "\n".join(cell.text for table in docx.Document(io.BytesIO(assessment_docx(quarter, "政府督查室"))).tables for line in table.rows for cell in line.cells)
    assert "4月9日才报" in text


def test_an_office_reads_its_own_lines_and_no_others(quarter: Assessment, district: District, django_assert_max_num_queries: Any) -> None:
    own, other = of(quarter, district, "department1"), of(quarter, district, "department2")

    def status(name: str, url: str) -> int:
        return client_of(district.user(name)).get(url).status_code

    page = quarter.get_absolute_url()
    assert [status(name, page) for name in ("delivery", "leader", "auditor", "head1", "community1")] == [200, 200, 200, 403, 403]
    assert status("head1", own.get_absolute_url()) == 403, "a draft is not for them"
    acts.publish(quarter.pk, district.user("delivery"))
    assert [status(name, page) for name in ("head1", "officer2", "street1", "community1")] == [200] * 4
    assert [status(name, own.get_absolute_url()) for name in ("head1", "officer1", "delivery", "leader", "auditor", "head2", "street1")] == [200, 200, 200, 200, 200, 403, 403]
    assert status("head1", reverse("ledger:assessment-paper", args=[quarter.pk])) == 403
    assert status("head1", other.get_absolute_url()) == 403
    client = client_of(district.user("head1"))
    with django_assert_max_num_queries(14):
        body = client.get(own.get_absolute_url()).content.decode()
    assert "4月9日才报" in body
    with django_assert_max_num_queries(14):
        client.get(page)
    assert client.get(reverse("ledger:scoring")).status_code == 403
    assert client.get(reverse("ledger:burden")).status_code == 403


def test_files_of_an_objection_are_for_those_who_see_the_score(quarter: Assessment, district: District) -> None:
    line = of(quarter, district, "department1").lines.filter(rule="late").first()
    assert line is not None
    acts.publish(quarter.pk, district.user("delivery"))
    acts.appeal(line.pk, district.user("head1"), "当日系统故障", papers=[Handed("停机.txt", io.BytesIO(b"down"))])
    address = reverse("ledger:paper", args=[Paper.objects.get().pk])
    assert address in client_of(district.user("head1")).get(line.score.get_absolute_url()).content.decode()
    names = ("head1", "officer1", "delivery", "leader", "auditor", "head2", "street1", "community1")
    assert [client_of(district.user(name)).get(address).status_code for name in names] == [200] * 5 + [403] * 3


def test_papers_are_offered_to_those_who_get_them(quarter: Assessment, district: District) -> None:
    acts.publish(quarter.pk, district.user("delivery"))
    address = reverse("ledger:assessment-paper", args=[quarter.pk])
    for name in ("delivery", "leader", "auditor", "head1", "street1"):
        client = client_of(district.user(name))
        offered = address in client.get(quarter.get_absolute_url()).content.decode()
        assert offered == (client.get(address).status_code == 200), name


def test_from_preset_to_final_over_pages(district: District, year: Year, clock: Clock) -> None:
    delivery, head = (client_of(district.user(name)) for name in ("delivery", "head1"))
    page = delivery.get(reverse("ledger:scoring-write"), {"preset": "plain"}).content.decode()
    assert 'name="late.points" value="-1"' in page
    form = {"name": "季度考核规则", "base": "100", "late.points": "-1", "late.every": "1", "late.most": "0", "late.doubled": ["livelihood"], "sent_back.points": "−2", "key": "a"}
    assert delivery.post(reverse("ledger:scoring-write"), {**form, "late.points": "?"}).status_code == 422
    delivery.post(reverse("ledger:scoring-write"), form)
    version = Scoring.objects.get()
    do = reverse("ledger:scoring-act", args=[version.pk])
    delivery.post(do, {"action": "try", "key": "b"})
    assert "区住房建设局" in delivery.get(version.get_absolute_url()).content.decode()
    delivery.post(do, {"action": "enact", "from": "2026-01-01", "key": "c", "revision": 1})
    delivery.post(reverse("ledger:assessments"), {"period": "quarter-2", "key": "d", "ledger": district.ledger.pk})
    row = Assessment.objects.get()
    do = reverse("ledger:assessment-act", args=[row.pk])
    delivery.post(do, {"action": "publish", "key": "e", "revision": 0})
    score = of(row, district, "department1")
    line = score.lines.first()
    assert line is not None
    answer = head.post(reverse("ledger:score-appeal", args=[line.pk]), {"reason": "停机", "papers": SimpleUploadedFile("证明.pdf", b"%PDF"), "key": "f"})
    assert answer["location"] == score.get_absolute_url()
    assert Appeal.objects.get().event.papers.get().name == "证明.pdf"
    delivery.post(reverse("ledger:appeal-answer", args=[Appeal.objects.get().pk]), {"upheld": "1", "points": "0", "answer": "属实", "key": "g"})
    clock.set("07-14")
    leader, head = client_of(district.user("leader")), client_of(district.user("head1"))  # the sessions of the week before are over
    leader.post(do, {"action": "finish", "key": "h", "reason": "同意"})
    row.refresh_from_db()
    assert row.state == AssessmentState.FINAL
    assert "申诉更正" in head.get(score.get_absolute_url()).content.decode()


def test_what_offices_fill_in_is_counted(district: District, year: Year) -> None:
    months, rows = burden(district.ledger)
    by_name = {office.name: (cells, whole) for office, cells, whole in rows}
    assert months[0] == "2026-02"
    assert by_name["区住房建设局"][0]["2026-02"] == (3, 0, 9, 0), "three entries of day, value and text"
    assert by_name["区发展改革局"][0]["2026-03"].forms == 1
    reports = Event.objects.filter(action="report")
    assert sum(whole.entries for _cells, whole in by_name.values()) == reports.count()
    page = client_of(district.user("delivery")).get(reverse("ledger:burden"))
    assert "区住房建设局" in page.content.decode()


def test_a_rule_is_read_without_the_limits_it_does_not_set() -> None:
    """The form has a field for each; a reader is not told of a limit of nothing."""
    rules = {"late": {"points": "-1", "every": 1, "most": "0", "doubled": []}, "missing": {"points": "-2", "every": 1, "most": "6", "doubled": ["livelihood"]}}
    with translation.override("zh-hans"):
        late, missing = ("".join(part.text for part in parts) for _name, parts in sentences({"base": "100", "rules": rules}))
        assert late == "每迟报进展1次，计-1分。"
        assert missing == "每漏报进展1次，计-2分，累计不超过6分；民生实事加倍。"
        assert {part.field for part in sentence("late", rules["late"])} == {"", "points", "every", "most", "doubled"}
        assert not any(sign in part.text for part in sentence("late", None) for sign in "[]")
