"""Names that mean one thing compare alike, and names that do not never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.following.joining import vague
from duixian.following.wording import actions, data, likeness, narrowed, pairs, shared, wording
from duixian.language.indicators import normalise

SAME = [
    ("国家高新技术企业", "国家级高新技术企业"),
    ("治理背街小巷", "精细化治理背街小巷"),
    ("老旧厂房综合整治", "老旧厂房改造完工"),
    ("增加小学学位", "新增小学学位"),
    ("规上服务业营业收入", "规模以上服务业营收"),
    ("全区绿道建设", "绿道"),
    ("区级示范街区", "示范街区区级"),
    ("柳汀河治理（二期）", "治理柳汀河"),
]
DIFFERENT = [
    ("规模以上工业增加值", "工业增加值"),
    ("区级重点实验室", "国家重点实验室"),
    ("城镇低保标准", "农村低保标准"),
    ("科技型企业", "科技型企业孵化器"),
    ("户籍人口城镇化率", "常住人口城镇化率"),
    ("开发区规模", "建设用地"),
    ("园区税收", "园区投资"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_different_words_for_one_thing(one: str, two: str) -> None:
    assert likeness(wording(one, "临湖区").content, wording(two, "临湖区").content).kind in ("same", "order")


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_things_that_share_words(one: str, two: str) -> None:
    like = likeness(wording(one).content, wording(two).content)
    assert like.kind == "" or narrowed(like.more) or wording(two).content.startswith(wording(one).content)


def test_the_own_place_says_nothing_and_another_does() -> None:
    assert wording("临湖区口袋公园", "澄江市临湖区").content == wording("口袋公园", "澄江市临湖区").content
    assert wording("滨江区口袋公园", "澄江市临湖区").content != wording("口袋公园", "澄江市临湖区").content


def test_words_that_say_what_was_done_are_told_apart() -> None:
    assert actions("新开工厂房") == {"start"}
    assert actions("厂房竣工投产") == {"finish"}
    assert actions("增加到30个") == {"total"}
    assert "new" in actions("增加30个")
    assert actions("园区工业增加值") == frozenset()


@pytest.mark.parametrize(("content", "expected"), [("项目", True), ("年度投资", True), ("背街小巷", False)])
def test_names_that_say_too_little(content: str, expected: bool) -> None:
    assert vague(content) is expected


@given(st.text("国家省市区城镇农村公园绿道企业项目新增改造", max_size=12), st.text("国家省市区城镇农村公园绿道企业项目新增改造", max_size=12))
def test_likeness_does_not_depend_on_the_order_of_names(one: str, two: str) -> None:
    turned = {"narrower": "wider", "wider": "narrower"}
    there, back = likeness(one, two), likeness(two, one)
    assert there.kind == turned.get(back.kind, back.kind)
    assert sorted(there.more) == sorted(back.more)


@given(st.text(min_size=2, max_size=12))
def test_a_name_shares_everything_with_itself(name: str) -> None:
    assert likeness(name, name).kind == "same"
    assert shared(name, name) == 1.0
    assert len(pairs(name)) <= len(name) - 1


def test_no_word_stands_twice_in_a_list_and_each_spelling_has_one_meaning() -> None:
    for table in ("light", "kept", "narrow", "general"):
        words = data()[table]["words"]
        assert sorted({word for word in words if words.count(word) > 1}) == []
    spellings = [normalise(word) for group in data()["same"]["words"] for word in group]
    assert sorted({word for word in spellings if spellings.count(word) > 1}) == []


def test_conflicts_name_kinds_of_action_that_exist() -> None:
    assert {kind for pair in data()["conflicts"]["pairs"] for kind in pair} <= set(data()["actions"])
