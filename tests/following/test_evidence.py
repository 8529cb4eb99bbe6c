"""A commitment is followed by the sentences that speak of it, best first, each with its reason; by nothing where none does."""

from __future__ import annotations

from made_reports import make

from duixian.following import follow
from duixian.model import Evidence

PROMISE = {"quote": "推动临湖大剧院主体封顶", "action": "推动", "object": "临湖大剧院主体封顶", "names": ("临湖大剧院",)}
FILLER = "。".join(f"第{k}项便民服务让居民办事更省心" for k in "甲乙丙丁戊己庚辛") + "。"


def proposed(said: str) -> list[Evidence]:
    before = make("今年，推动临湖大剧院主体封顶。", 2024, promises=[PROMISE])
    return list(follow([before, make(FILLER + said, 2025)]).evidence)


def test_a_named_thing_is_found_with_its_reason() -> None:
    (found,) = proposed("临湖大剧院建设提速，主体结构全部完成。")
    assert found.quote == "临湖大剧院建设提速，主体结构全部完成"
    assert found.rank == 1
    assert any("临湖大剧院" in reason for reason in found.reasons)


def test_the_closer_sentence_comes_first_and_three_are_enough() -> None:
    said = "临湖大剧院主体封顶。临湖大剧院列入重点。临湖大剧院周边道路完工。临湖大剧院名称公开征集。"
    found = proposed(said)
    assert [one.rank for one in found] == [1, 2, 3]
    assert found[0].quote == "临湖大剧院主体封顶"
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_nothing_fits_nothing_is_proposed() -> None:
    assert proposed("湖滨路排水管网完成更新。") == []


def test_plans_of_the_next_year_are_no_evidence() -> None:
    assert proposed("湖滨路更新。\n今年，推动临湖大剧院主体封顶。") == []


def test_numbers_alone_are_no_evidence() -> None:
    promise = {"quote": "发放消费券一百二十五万张以上", "object": "消费券一百二十五万张以上"}
    before = make("今年，发放消费券一百二十五万张以上。", 2024, promises=[promise])
    after = make(FILLER + "图书馆接待读者一百二十五万人次以上。", 2025)
    assert follow([before, after]).evidence == ()


def test_a_commitment_with_a_number_shows_its_result() -> None:
    goal = {"quote": "12座", "indicator": "公厕", "value": 12, "unit": "座"}
    before = make("今年，新建公厕12座。", 2024, [goal])
    promise = {"quote": "新建公厕12座", "object": "公厕12座", "facts": (before.facts[0].id,)}
    before = make("今年，新建公厕12座。", 2024, [goal], promises=[promise])
    after = make("新建公厕15座。", 2025, [{"quote": "15座", "indicator": "公厕", "value": 15, "unit": "座", "role": "actual"}])
    archive = follow([before, after])
    (found,) = archive.evidence
    assert (found.outcome, found.score) == (archive.outcomes[0].id, 1.0)
    assert after.text[found.start : found.end] == "新建公厕15座"


def test_the_quote_of_a_sentence_is_what_stands_there() -> None:
    after = make(FILLER + "临湖大剧院建设提速，主体结构全部完成。", 2025)
    before = make("今年，推动临湖大剧院主体封顶。", 2024, promises=[PROMISE])
    for one in follow([before, after]).evidence:
        assert after.text[one.start : one.end] == one.quote
        assert before.text[one.commitment_start : one.commitment_end] == PROMISE["quote"]
