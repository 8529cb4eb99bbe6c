"""Places of GB/T 2260: codes at the right level, names that several places share, places that no table lists."""

from __future__ import annotations

import pytest

from duixian.language.lexicon import table
from duixian.language.places import NATION, most_named, official_name, places


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("2030年天津市河北区政府工作报告", "120105", "天津市河北区"),
        ("2030年河北省政府工作报告", "130000", "河北省"),
        ("天津市河东区第二十届人民代表大会", "120102", "天津市河东区"),
        ("山东省临沂市河东区", "371312", "山东省临沂市河东区"),
        ("2030年新疆政府工作报告", "650000", "新疆维吾尔自治区"),
        ("内蒙古自治区呼和浩特市赛罕区", "150105", "内蒙古自治区呼和浩特市赛罕区"),
        ("吉林省吉林市", "220200", "吉林省吉林市"),
        ("上海市浦东新区", "310115", "上海市浦东新区"),
        ("北京市崇文区", "110103", "崇文区"),
    ],
)
def test_the_last_place_named(text: str, code: str, name: str) -> None:
    found = places(text)[-1]
    assert (found.code, found.name) == (code, name)
    assert name.endswith(text[found.start : found.end]) or text[found.start : found.end] == "新疆"


@pytest.mark.parametrize("text", ["河东区", "新区建设", "城区", "临湖区", "政府工作报告", ""])
def test_names_that_tell_no_place(text: str) -> None:
    assert places(text) == []


def test_the_place_a_text_names_most() -> None:
    text = "南开区在行动。天津市支持南开区。南开区和滨海新区合作。"
    found = most_named(text)
    assert found is not None
    assert (found.code, text[found.start : found.end]) == ("120104", "南开区")


@pytest.mark.parametrize("text", ["南开区。南开区。", "南开区。南开区。南开区。河西区。河西区。", ""])
def test_a_text_that_names_no_place_often_enough(text: str) -> None:
    assert most_named(text) is None


def test_the_table_is_sound() -> None:
    rows = table("places")
    current = [row["code"] for row in rows if not row["until"]]
    assert len(current) == len(set(current)) > 3200
    assert {row["code"] for row in rows if row["name"] == "全国"} == {NATION}
    for row in rows:
        assert len(row["code"]) == 6
        assert row["code"].isdigit()
        assert not row["until"] or 1985 <= int(row["until"]) <= 2023
    provinces = {code[:2] for code in current if code.endswith("0000")}
    assert all(code[:2] in provinces for code in current)
    assert len({code for code in current if code.endswith("0000")}) == 34 + 1


def test_names_have_their_places_above_them() -> None:
    assert official_name("371312") == "山东省临沂市河东区"
    assert official_name(NATION) == "全国"
    assert official_name("999999") == ""
