"""Time as reports write it: each way of naming a period, with the year of the report, and what is no time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.language.lexicon import lexicon
from duixian.language.periods import cues, first_year, five_year_plan, last_year, span

YEAR = 2025
YEARS = st.integers(min_value=1950, max_value=2049)
SPELLED = str.maketrans("0123456789", "〇一二三四五六七八九")


def only(text: str, year: int = YEAR) -> tuple[str, str, str]:
    """The one time expression of a text: its words, its period, its kind."""
    (cue,) = cues(text, year)
    return text[cue.start : cue.end], cue.period, cue.kind


@pytest.mark.parametrize(
    ("text", "words", "period", "kind"),
    [
        ("2023年底前完工", "2023年底", "2023", "year"),
        ("一九八五年丰收", "一九八五年", "1985", "year"),
        ("二〇二四年通车", "二〇二四年", "2024", "year"),
        ("到2027年建成", "到2027年", "2027", "by"),
        ("至2030年底清零", "至2030年底", "2030", "by"),
        ("截至2024年末共有", "截至2024年末", "2024", "year"),
        ("2016年至2020年累计", "2016年至2020年", "2016/2020", "span"),
        ("2021—2023年三年间", "2021—2023年", "2021/2023", "span"),
        ("2022至24年", "2022至24年", "2022/2024", "span"),
        ("“十三五”期间新建", "“十三五”期间", "2016/2020", "span"),
        ("“十四五”时期", "“十四五”时期", "2021/2025", "span"),
        ("“十四五”末达到", "“十四五”末", "2025", "end"),
        ("“八五”计划完成", "“八五”计划", "1991/1995", "span"),
        ("去年投入", "去年", "2024", "year"),
        ("今年安排", "今年", "2025", "year"),
        ("明年开工", "明年", "2026", "year"),
        ("前年相比", "前年", "2023", "year"),
        ("上年结转", "上年", "2024", "prior"),
        ("过去的一年我们", "过去的一年", "2024", "year"),
        ("过去五年我们", "过去五年", "2020/2024", "span"),
        ("近三年新设", "近三年", "2022/2024", "span"),
        ("五年来新设", "五年来", "2020/2024", "span"),
        ("今后五年建设", "今后五年", "2025/2029", "span"),
        ("未来3年建设", "未来3年", "2025/2027", "span"),
        ("三年内见效", "三年内", "2025/2027", "within"),
        ("用两年时间完成", "用两年时间", "2025/2026", "span"),
        ("今明两年集中攻坚", "今明两年", "2025/2026", "span"),
        ("全年完成", "全年", "", "whole"),
        ("前三季度增长", "前三季度", "2024-01/2024-09", "part"),
        ("上半年增长", "上半年", "2024-01/2024-06", "part"),
        ("下半年增长", "下半年", "2024-07/2024-12", "part"),
        ("一季度增长", "一季度", "2024-01/2024-03", "part"),
        ("前十个月增长", "前十个月", "2024-01/2024-10", "part"),
        ("2023年四季度增长", "2023年四季度", "2023-10/2023-12", "part"),
        ("2023年上半年增长", "2023年上半年", "2023-01/2023-06", "part"),
        ("2023年6月启用", "2023年6月", "2023-06", "part"),
        ("2023年1-9月增长", "2023年1-9月", "2023-01/2023-09", "part"),
    ],
)
def test_ways_to_name_a_period(text: str, words: str, period: str, kind: str) -> None:
    assert only(text) == (words, period, kind)


def test_the_end_of_the_century_lies_ahead_only_before_it() -> None:
    assert only("到本世纪末", 1985)[1:] == ("2000", "by")
    assert cues("到本世纪末", 2025) == []


@pytest.mark.parametrize(
    "text",
    ["", "1234年", "三年行动", "五年规划", "近十年来最大降幅", "近五年来新高", "第三季", "30年房龄", "全区", "12345热线", "2024个"],
)
def test_what_names_no_period(text: str) -> None:
    assert cues(text, YEAR) == []


@pytest.mark.parametrize("text", ["去年", "今后三年", "近三年", "三年内", "上半年", "今明两年"])
def test_without_the_report_s_year_relative_times_stay_unknown(text: str) -> None:
    assert cues(text, 0) == []


@pytest.mark.parametrize(("word", "distance"), lexicon("periods")["relative"].items())
def test_every_relative_year(word: str, distance: int) -> None:
    assert only(f"{word}开工") == (word, str(YEAR + distance), "prior" if word == "上年" else "year")


@pytest.mark.parametrize("word", lexicon("periods")["past"])
def test_every_word_for_years_past(word: str) -> None:
    assert only(f"{word}三年开工")[1:] == ("2022/2024", "span")


@pytest.mark.parametrize("word", lexicon("periods")["next"])
def test_every_word_for_years_to_come(word: str) -> None:
    assert only(f"{word}三年开工")[1:] == ("2025/2027", "span")


@given(YEARS)
def test_a_year_in_digits_and_in_numerals(year: int) -> None:
    assert only(f"{year}年")[1:] == (str(year), "year")
    assert only(f"{str(year).translate(SPELLED)}年")[1:] == (str(year), "year")
    assert only(f"到{year}年")[1:] == (str(year), "by")


@given(YEARS, st.integers(min_value=1, max_value=50))
def test_spans_of_years(first: int, length: int) -> None:
    words = f"{first}-{first + length}年"
    assert only(words) == (words, f"{first}/{first + length}", "span")


@given(YEARS, st.integers(min_value=0, max_value=50))
def test_first_and_last_year_take_a_span_apart(first: int, length: int) -> None:
    period = span(first, first + length)
    assert (first_year(period), last_year(period)) == (first, first + length)
    assert ("/" in period) == (length > 0)


@given(st.integers(min_value=3, max_value=29))
def test_five_year_plans_follow_each_other(number: int) -> None:
    assert last_year(five_year_plan(number)) + 1 == first_year(five_year_plan(number + 1))
    assert last_year(five_year_plan(number)) - first_year(five_year_plan(number)) == 4


def test_the_plans_of_history() -> None:
    assert [five_year_plan(number) for number in (1, 2, 3, 7, 10, 14, 15)] == [
        "1953/1957", "1958/1962", "1966/1970", "1986/1990", "2001/2005", "2021/2025", "2026/2030",
    ]  # fmt: skip


PIECES = st.sampled_from([*"0129一二三五十年月日季度来内间，。；至到-—“”末底前近用", "2024", "今后", "过去", "去年", "上年", "全年", "十四五", "期间", "上半年", "世纪末", "以来"])


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from([0, 1985, 2025]))
def test_any_text_gives_ordered_cues_inside_it(text: str, year: int) -> None:
    reached = 0
    for cue in cues(text, year):
        assert reached <= cue.start < cue.end <= len(text)
        assert cue.kind in {"year", "span", "part", "end", "by", "within", "prior", "whole"}
        assert bool(cue.period) == (cue.kind != "whole")
        assert first_year(cue.period) <= last_year(cue.period)
        reached = cue.end


@given(st.lists(PIECES, max_size=20).map("".join), st.lists(PIECES, max_size=20).map("".join))
def test_a_stretch_is_read_in_positions_of_the_text(front: str, text: str) -> None:
    at = len(front)
    whole = [(cue.start - at, cue.end - at, cue.period, cue.kind) for cue in cues(f"{front}\n{text}", YEAR, at + 1)]
    alone = [(cue.start, cue.end, cue.period, cue.kind) for cue in cues(f"\n{text}", YEAR, 1)]
    assert whole == alone
