"""Names joined and parted on their page: who may, what is refused, what becomes of figures and indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from duixian.web.accounts.models import Role, User
from duixian.web.archive.joined import joined_now, names_joined_to
from duixian.web.archive.models import Fact, Joining, Place, Report, Series
from duixian.web.archive.reading import settle

pytestmark = pytest.mark.django_db

QUERIES = 8

OLD = "{place}2024年政府工作报告\n一、2024年工作安排\n新建口袋公园{goal}个。"
NEW = "{place}2025年政府工作报告\n一、2024年工作回顾\n全年建成街角花园{made}个。\n二、2025年工作安排\n新建口袋公园9个。"


@pytest.fixture
def two(bring_texts: Callable[..., list[Report]]) -> tuple[str, str]:
    """Reports of two places that promise one name and report another; gives both names as facts have them."""
    bring_texts(*(text.format(place=place, goal=12, made=15) for place in ("东篱市", "南山市") for text in (OLD, NEW)))
    promised = Fact.objects.filter(indicator__contains="口袋公园").values_list("indicator", flat=True).first()
    reported = Fact.objects.filter(indicator__contains="街角花园").values_list("indicator", flat=True).first()
    assert promised
    assert reported
    return promised, reported


def say(client: Client, **fields: str) -> Any:
    return client.post("/joinings/", fields, headers={"accept-language": "zh-hans"})


def test_joined_names_are_one_indicator_and_parted_ones_two_again(client: Client, signed_in: Client, corrector: User, two: tuple[str, str]) -> None:
    promised, reported = two
    before = list(Fact.objects.order_by("report_id", "start").values_list("report_id", "start", "indicator", "key"))
    response = say(signed_in, name=reported, into=promised, why="同一类公园")
    assert response.status_code == 302
    facts = Fact.objects.filter(joined=reported)
    assert {(fact.indicator, fact.joined) for fact in facts} == {(promised, reported)}
    assert len(facts) == 2
    assert Place.objects.filter(stale=True).count() == 2
    settle()
    place = Place.objects.get(name="东篱市")
    (series,) = Series.objects.filter(place=place, key=facts[0].key)
    assert series.count == 3, "two goals and a result stand in one series"
    text = client.get("/joinings/", headers={"accept-language": "zh-hans"}).content.decode()
    assert all(word in text for word in (promised, reported, "同一类公园", str(corrector)))
    assert reported in client.get(f"/indicators/{facts[0].key}/", {"place": "东篱市"}).content.decode()

    one = Joining.objects.get()
    assert say(signed_in, part=str(one.pk), why="不是一回事").status_code == 302
    settle()
    assert list(Fact.objects.order_by("report_id", "start").values_list("report_id", "start", "indicator", "key")) == before
    assert not Fact.objects.exclude(joined="").exists()
    assert joined_now() == []
    history = client.get("/joinings/").content.decode()
    assert "同一类公园" in history, "what was said stays readable"
    assert "不是一回事" in history


def test_levels_and_changes_both_become_those_of_the_catalogue(signed_in: Client, bring_texts: Callable[..., list[Report]]) -> None:
    bring_texts("东篱市2025年政府工作报告\n一、2024年工作回顾\n全域经济体量812亿元，全域经济体量增长5.1%。")
    before = {(fact.measure, fact.indicator_id) for fact in Fact.objects.filter(indicator__contains="体量")}
    assert before == {("level", ""), ("growth", "")}
    name = Fact.objects.filter(indicator__contains="体量").values_list("indicator", flat=True)[0]
    say(signed_in, name=name, into="地区生产总值", why="即地区生产总值")
    assert {(fact.measure, fact.key) for fact in Fact.objects.filter(joined=name)} == {("level", "gdp"), ("growth", "gdp")}


def test_one_place_alone(signed_in: Client, two: tuple[str, str]) -> None:
    promised, reported = two
    say(signed_in, name=reported, into=promised, place="南山市", why="只在此处")
    assert {fact.place.name for fact in Fact.objects.filter(joined=reported).select_related("place") if fact.place} == {"南山市"}
    assert list(Place.objects.filter(stale=True).values_list("name", flat=True)) == ["南山市"]


def test_a_name_joined_elsewhere_before_moves_on(signed_in: Client, two: tuple[str, str]) -> None:
    promised, reported = two
    say(signed_in, name=reported, into="森林覆盖率", why="误合")
    assert Fact.objects.filter(joined=reported).count() == 2
    say(signed_in, name=reported, into=promised, why="更正")
    assert {fact.indicator for fact in Fact.objects.filter(joined=reported)} == {promised}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "从未出现的名称", "into": "{promised}", "why": "x"}, "没有报告用这个名称"),
        ({"name": "{reported}", "into": "从未出现的名称", "why": "x"}, "报告和指标目录中都没有"),
        ({"name": "{reported}", "into": "{reported}", "why": "x"}, "两个名称已是同一指标"),
        ({"name": "{reported}", "into": "{promised}", "place": "无此地", "why": "x"}, "没有这个地区"),
        ({"name": "{reported}", "into": "{promised}", "place": "市", "why": "x"}, "可能指以下地区"),
        ({"name": "{reported}", "into": "{promised}"}, "form__error"),
    ],
)
def test_what_cannot_be_joined_says_why_and_keeps_what_was_typed(signed_in: Client, two: tuple[str, str], fields: dict[str, str], said: str) -> None:
    promised, reported = two
    sent = {name: value.format(promised=promised, reported=reported) for name, value in fields.items()}
    response = say(signed_in, **sent)
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert all(f'value="{value}"' in text for name, value in sent.items() if name != "why")
    assert not Joining.objects.exists()


def test_joined_twice_is_said(signed_in: Client, two: tuple[str, str]) -> None:
    promised, reported = two
    say(signed_in, name=reported, into=promised, why="一样")
    assert "两项指标已归并" in say(signed_in, name=reported, into=promised, why="一样").content.decode()
    assert Joining.objects.count() == 1


def test_parted_twice_is_said(signed_in: Client, two: tuple[str, str]) -> None:
    promised, reported = two
    say(signed_in, name=reported, into=promised, why="一样")
    pk = str(Joining.objects.get().pk)
    say(signed_in, part=pk)
    for again in (pk, "999999", "x"):
        response = signed_in.post("/joinings/", {"part": again}, follow=True, headers={"accept-language": "zh-hans"})
        assert "归并已经取消" in response.content.decode()
    assert Joining.objects.count() == 2


@pytest.mark.parametrize(("role", "may"), [(role, role in (Role.CORRECTOR, Role.EDITOR, Role.ADMINISTRATOR)) for role in Role])
def test_who_may(client: Client, two: tuple[str, str], role: Role, may: bool) -> None:
    promised, reported = two
    client.force_login(User.objects.create_user(username=f"of-{role.value}", password="long enough 7", role=role))
    assert ('name="into"' in client.get("/joinings/").content.decode()) is may
    assert say(client, name=reported, into=promised, why="一样").status_code == (302 if may else 403)
    assert Joining.objects.exists() is may


def test_who_has_not_signed_in_reads_only(client: Client, two: tuple[str, str]) -> None:
    promised, reported = two
    assert client.get("/joinings/").status_code == 200
    response = say(client, name=reported, into=promised, why="一样")
    assert response.status_code == 302
    assert "/accounts/" in response["Location"]
    assert not Joining.objects.exists()


def test_the_form_takes_what_a_record_links_with(signed_in: Client, two: tuple[str, str]) -> None:
    _promised, reported = two
    text = signed_in.get("/joinings/", {"name": reported, "place": "南山市"}).content.decode()
    assert f'value="{reported}"' in text
    assert 'value="南山市"' in text


def test_names_are_shown_as_text(client: Client, corrector: User) -> None:
    Joining.objects.create(name="<script>alert(1)</script>", into="<b>", why="<i>", by=corrector)
    text = client.get("/joinings/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;i&gt;" in text


def test_names_joined_to_an_indicator(corrector: User, two: tuple[str, str]) -> None:
    promised, reported = two
    key = Fact.objects.filter(indicator=promised).values_list("key", flat=True)[0]
    assert names_joined_to(key) == []
    Joining.objects.create(name=reported, into=promised, why="一样", by=corrector)
    assert names_joined_to(key) == [reported]


def test_what_is_joined_can_be_downloaded(client: Client, corrector: User) -> None:
    Joining.objects.create(name="甲", into="乙", why="一样", by=corrector)
    Joining.objects.create(name="甲", into="", why="不一样", by=corrector)
    body = b"".join(client.get("/joinings/", {"format": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[:2] for line in body.splitlines()[1:]] == [["甲", "乙"], ["甲", ""]]


def test_the_page_asks_the_same_number_of_questions_however_long_it_is(signed_in: Client, corrector: User, django_assert_num_queries: Any) -> None:
    counts = []
    for round_ in range(2):
        for number in range(30):
            Joining.objects.create(name=f"名称{round_}{number}", into="乙", why="一样", by=corrector)
        with django_assert_num_queries(QUERIES):
            counts.append(signed_in.get("/joinings/").status_code)
    assert counts == [200, 200]
