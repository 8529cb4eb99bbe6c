"""The scoreboard on the screen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.console import Console, RenderableType

from duixian.following.archive import Archive
from duixian.publishing.chapters import chapters
from duixian.publishing.scoreboard import overview, scoreboard
from duixian.publishing.sources import Sources


def printed(renderable: RenderableType, width: int = 160) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def board(archive: Archive, language: str = "zh", **how: bool) -> str:
    (chapter,) = chapters(archive)
    return printed(scoreboard(chapter, Sources(archive.reports), language, **how))


def row(text: str, indicator: str) -> str:
    return next(line for line in text.splitlines() if f" {indicator} " in line)


def test_place_year_and_every_goal(archive: Archive) -> None:
    text = board(archive)
    assert "澄江市临湖区2024年量化目标 9 项" in text
    for outcome in archive.outcomes:
        assert outcome.indicator in text


@pytest.mark.parametrize(
    ("indicator", "said"),
    [("新建公厕", "▲ 超额完成"), ("PM2.5浓度", "▲ 优于目标"), ("粮食产量", "✗ 未完成"), ("种树", "○ 未再提及"), ("新增就业", "◇ 口径不同")],
)
def test_a_verdict_is_a_sign_and_a_word(archive: Archive, indicator: str, said: str) -> None:
    assert said in row(board(archive), indicator)


def test_both_sentences_have_their_places(archive: Archive) -> None:
    outcome = archive.outcomes[1]
    line = row(board(archive), "新建公厕")
    assert f"{outcome.goal_sentence_start}—{outcome.goal_sentence_end}" in line
    assert f"{outcome.actual_sentence_start}—{outcome.actual_sentence_end}" in line
    assert row(board(archive), "种树").rstrip().endswith("—"), "nothing was found"


def test_shares_and_what_rests_on_the_tolerance(archive: Archive) -> None:
    text = board(archive)
    assert "兑现率 71%（有可比结果的 7 项中兑现 5 项）" in text
    assert "全部 9 项中，未完成占 11%，未再提及 1 项，占 11%" in text
    assert "其中 1 项在容差之内算完成" in text
    assert "不计容差为“未完成”" in row(text, "地区生产总值")


def test_reports_go_by_their_file_names(archive: Archive) -> None:
    text = board(archive)
    assert "linhu-2024-report" in text
    assert "in/" not in text


def test_main_targets_alone(archive: Archive) -> None:
    text = board(archive, main_only=True)
    assert "地区生产总值" in text
    assert "种树" not in text
    assert "另有 7 项" in text


def test_the_sentences_themselves(archive: Archive) -> None:
    text = board(archive, sentences=True)
    assert "五年新增就业9万人" in text
    assert "linhu-2025-report" in text


def test_in_english(archive: Archive) -> None:
    text = board(archive, "en")
    assert "▲ better than goal" in row(text, "PM2.5浓度")
    assert "missed without the tolerance" in text
    assert "Kept 71%" in text


def test_the_overview_has_a_line_for_each_place_and_year(archive: Archive) -> None:
    lines = printed(overview(chapters(archive), "zh")).splitlines()
    assert lines[2].split() == ["澄江市临湖区", "2024", "9", "2", "3", "1", "1", "1", "1", "71%", "11%"]
    assert "无后续报告" not in lines[1], "a verdict that nothing has needs no column"


def test_the_first_few_goals_stand_for_main_targets_where_there_are_none(archive: Archive) -> None:
    many = tuple(replace(archive.outcomes[1], id=str(k), indicator=f"指标{k}") for k in range(25))
    text = board(replace(archive, outcomes=many), main_only=True)
    assert sum(f"指标{k} " in text for k in range(25)) == 10
    assert "另有 15 项" in text
