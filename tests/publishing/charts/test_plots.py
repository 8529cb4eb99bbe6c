"""What charts show, before they are drawn: the points, the table behind them, title and summary in both languages."""

from __future__ import annotations

import re
from types import SimpleNamespace

import msgspec
import pytest

from duixian.errors import UsageError
from duixian.model import Comparison, Hardness, Measure, Observation, Qualifier, Role, Series, Verdict
from duixian.publishing.plotted import (
    AnyPlot,
    Counting,
    Layout,
    Source,
    Use,
    of_comparison,
    of_hardness,
    of_levels,
    of_phrases,
    of_series,
    of_standings,
)


def test_the_table_behind_a_chart_has_a_row_for_each_point(given: SimpleNamespace) -> None:
    plot = of_comparison(given.across)
    assert plot.columns() == ("地区", "年度", "类别", "数值", "上限", "单位", "原文")
    assert [one.cells for one in plot.table()] == [
        ("东岭区", 2024, "目标", 5.0, 5.5, "%", "增长5%—5.5%"),
        ("临湖区", 2024, "目标", 6.0, None, "%", "增长6%左右"),
        ("临湖区", 2024, "结果", 5.5, None, "%", "增长5.5%"),
        ("望山区", 2024, "目标", 5.0, None, "%", "增长5%"),
        ("望山区", 2024, "结果", 5.6, None, "%", "增长5.6%"),
    ]
    assert {one.source for one in plot.table()} == {Source("linhu.txt", 3, 5)}


def test_every_kind_has_a_title_a_summary_and_a_table(plot: AnyPlot) -> None:
    assert plot.title
    assert plot.summary.startswith(plot.title)
    assert plot.summary == plot.summary.strip()
    assert plot.title not in plot.caption
    assert plot.summary.endswith(plot.caption.removeprefix(f"单位：{plot.unit}。").removeprefix(f"Unit: {plot.unit}. "))
    assert (plot.unit in plot.caption[: len(plot.unit) + 6]) or not plot.unit
    assert "{" not in plot.summary
    table = plot.table()
    assert table
    assert {len(one.cells) for one in table} == {len(plot.columns())}
    chinese = re.compile(r"[一-鿿]")
    assert all(bool(chinese.search(column)) is (plot.language == "zh") for column in plot.columns())
    assert bool(re.search("[，。；：（]", plot.summary)) is (plot.language == "zh")


def test_every_kind_can_be_kept_as_json(plot: AnyPlot) -> None:
    kept = msgspec.json.encode(plot)
    assert msgspec.json.decode(kept, type=AnyPlot) == plot


def test_the_summary_says_what_the_chart_shows(given: SimpleNamespace) -> None:
    assert of_comparison(given.across).summary == (
        "3个地区2024年地区生产总值增速：目标与结果（单位：%）。共3个目标、2个结果。结果最高望山区5.6，最低临湖区5.5。"
        "有可比结果的2个目标中，达到1个、接近0个、未达到1个。"
    )
    assert "结果最高2023年6.4，最低2020年6。" in of_comparison(given.over_time).summary
    assert of_comparison(given.across, language="en").summary == (
        "Gross domestic product (growth), 3 places, 2024: targets and results (unit: %). Targets: 3; results: 2. "
        "Result: highest 望山区 5.6, lowest 临湖区 5.5. Of the goals with a comparable result (2), met: 1; nearly met: 0; missed: 1."
    )


def test_numbers_in_several_units_are_drawn_in_one(given: SimpleNamespace) -> None:
    level = {"change": False, "dimension": "currency"}
    rows = (
        given.row("临湖区", 2023, None, given.figure(980, "亿元", "level", scale=1e8), **level),
        given.row("临湖区", 2024, None, given.figure(1060, "亿元", "level", scale=1e8), **level),
        given.row("临湖区", 2025, None, given.figure(0.12, "万亿元", "level", scale=1e12), **level),
    )
    plot = of_comparison(given.compared(*rows))
    assert plot.unit == "亿元"
    assert [point.value for point in plot.points] == [980, 1060, 1200]
    assert plot.points[-1].text == "0.12万亿元"


@pytest.mark.parametrize(
    ("measures", "title", "values"),
    [(("decline", "decline"), "能耗降幅", [3.0, 2.0]), (("decline", "growth"), "能耗增速", [-3.0, 2.0])],
)
def test_declines_are_positive_only_among_themselves(given: SimpleNamespace, measures: tuple[str, str], title: str, values: list[float]) -> None:
    row = given.row("临湖区", 2024, given.figure(3, measure=measures[0]), given.figure(2, measure=measures[1]), indicator="能耗")
    plot = of_comparison(given.compared(row))
    assert title in plot.title
    assert [point.value for point in plot.points] == values


def test_the_form_with_most_targets_is_drawn_and_the_rest_counted(given: SimpleNamespace) -> None:
    level = given.row("临湖区", 2024, None, given.figure(500, "亿元", "level"), change=False, dimension="currency")
    plot = of_comparison(given.compared(level, *given.across.rows))
    assert plot.unit == "%"
    assert "另有1行" in plot.summary


def test_an_indicator_without_an_english_name_keeps_its_own(given: SimpleNamespace) -> None:
    row = given.row("临湖区", 2024, given.figure(3, "座", "level"), None, indicator="新建公厕", indicator_id="")
    plot = of_comparison(Comparison(indicator="新建公厕", rows=(row,)), language="en")
    assert plot.title == "新建公厕, 临湖区, 2024: targets and results"


@pytest.mark.parametrize("make", [lambda: of_comparison(Comparison(indicator="候鸟")), lambda: of_levels(()), lambda: of_standings(()), lambda: of_hardness(()), lambda: of_phrases((), Counting.TIMES, place="临湖区"), lambda: of_phrases([Use("候鸟", 2024, 0)], Counting.RATE, place="临湖区")])  # fmt: skip
def test_nothing_to_draw_is_an_error(make: object) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        make()  # type: ignore[operator]


def test_a_series_gives_one_target_and_one_result_a_year() -> None:
    def seen(period: str, role: Role, value: float, report: str, **more: object) -> Observation:
        return Observation(
            period=period, role=role, measure=Measure.GROWTH, value=value, unit="%", base_value=value, report=report, fact="", start=0, end=1, **more  # type: ignore[arg-type]
        )

    series = Series(
        place="临湖区",
        key="gdp",
        indicator="地区生产总值",
        change=True,
        dimension="percent",
        observations=(
            seen("2023", Role.TARGET, 6, "a"),
            seen("2023", Role.ACTUAL, 6.3, "b", estimate=True),
            seen("2023", Role.ACTUAL, 6.4, "c"),
            seen("2019/2023", Role.ACTUAL, 7, "c", base="yearly"),
            seen("2024", Role.TARGET, 5.5, "c"),
        ),
    )
    plot = of_series(series)
    assert [(point.year, point.kind, point.value) for point in plot.points] == [(2023, "target", 6), (2023, "actual", 6.4), (2024, "target", 5.5)]
    assert plot.layout is Layout.YEARS


def test_a_series_without_figures_is_an_error() -> None:
    with pytest.raises(UsageError):
        of_series(Series(place="临湖区", key="x", indicator="x", change=False))


def test_the_layout_goes_by_places_and_years(given: SimpleNamespace) -> None:
    layouts = [of_comparison(one).layout for one in (given.across, given.over_time, given.several)]
    assert layouts == [Layout.PLACES, Layout.YEARS, Layout.EACH]
    assert of_comparison(given.across, together=True).layout is Layout.PLACES


def test_a_ranking_may_be_cut_and_says_so(given: SimpleNamespace) -> None:
    plot = of_comparison(given.across, limit=2)
    assert plot.order == ("望山区", "临湖区")
    assert {point.place for point in plot.points} == {"望山区", "临湖区"}
    assert "另有1个地区没有画出。" in plot.summary
    assert "有可比结果的2个目标" in plot.summary


def test_places_together_are_six_at_most_and_only_their_results(given: SimpleNamespace) -> None:
    rows = [given.row(f"{name}区", year, given.figure(6), given.figure(5), "missed") for name in "甲乙丙丁戊己庚" for year in (2023, 2024)]
    plot = of_comparison(given.compared(*rows), together=True)
    assert len(plot.order) == 6
    assert {point.kind for point in plot.points} == {"actual"}
    assert "没有画14个目标" in plot.summary
    assert "另有1个地区没有画出" in plot.summary
    goals = of_comparison(given.compared(*(given.row(f"{name}区", year, given.figure(6), None) for name in "甲乙" for year in (2023, 2024))), together=True)
    assert {point.kind for point in goals.points} == {"target"}
    assert goals.title.endswith("：目标")


def test_levels_go_from_the_nation_down_and_say_what_each_adds(given: SimpleNamespace) -> None:
    plot = of_levels(given.levels)
    assert plot.order == ("全国", "澄江省", "澄江省澄江市", "澄江市临湖区")
    assert plot.levels == ("国家", "省级", "市级", "区县")
    assert plot.summary.endswith(
        "自上而下：全国增长5%左右；澄江省增长5.5%左右，比上一级高0.5个百分点；澄江省澄江市增长5.5%—6%，与上一级相同；"
        "澄江市临湖区增长7%以上，比上一级高1.5个百分点。层层加码：2个地区的目标比上一级要求更高。"
    )


def test_where_lower_is_better_a_lower_goal_asks_for_more(given: SimpleNamespace) -> None:
    def rate(place: str, code: str, value: float) -> object:
        return given.row(place, 2024, given.figure(value, measure="level"), None, indicator="城镇调查失业率", change=False, better="lower", place_code=code)

    plot = of_levels([rate("全国", "100000", 5.5), rate("澄江省", "120000", 5.0)])
    assert "比上一级低0.5个百分点" in plot.summary
    assert "1个地区的目标比上一级要求更高" in plot.summary


def test_amounts_of_levels_are_not_set_against_each_other(given: SimpleNamespace) -> None:
    def jobs(place: str, code: str, value: float) -> object:
        return given.row(place, 2024, given.figure(value, "万人", "level", scale=1e4), None, indicator="城镇新增就业", change=False, dimension="people", place_code=code)

    summary = of_levels([jobs("全国", "100000", 1200), jobs("澄江省", "120000", 50)]).summary
    assert "上一级" not in summary
    assert "全国1200万人；澄江省50万人" in summary


def test_shares_of_a_year_add_up_and_keep_the_order_of_verdicts(given: SimpleNamespace) -> None:
    plot = of_standings(given.standings)
    for year in (2022, 2023, 2024):
        assert sum(part.share for part in plot.parts if part.year == year) == pytest.approx(1)
    assert [part.verdict for part in plot.parts if part.year == 2023] == [Verdict.EXCEEDED, Verdict.MET, Verdict.OTHER_FORM]
    assert (2023, "口径不同", 2, 20.0) in [row.cells for row in plot.table()]
    assert "2022年20项，有可比结果的10项中兑现8项（80%）" in plot.summary
    assert "2024年9项，没有可比结果" in plot.summary


@pytest.mark.parametrize(("counting", "value", "unit"), [(Counting.TIMES, 22, "次"), (Counting.RATE, 11, "次/万字"), (Counting.REPORTS, 0.1, "%")])
def test_phrases_are_counted_in_three_ways(given: SimpleNamespace, counting: Counting, value: float, unit: str) -> None:
    plot = of_phrases(given.uses, counting, place="临湖区")
    assert plot.unit == unit
    assert next(one.value for one in plot.amounts if one.name == "高质量发展" and one.year == 2020) == pytest.approx(value)


def test_a_phrase_gone_keeps_its_zero(given: SimpleNamespace) -> None:
    plot = of_phrases(given.uses, Counting.TIMES, place="临湖区")
    assert ("放管服", 2021, 0.0, "次", 0, 20_000) in [row.cells for row in plot.table()]
    assert "“放管服”2018年9，2021年0，最高2018年9" in plot.summary


def test_the_seventh_phrase_is_left_and_said() -> None:
    plot = of_phrases([Use(f"词{k}", 2024, k) for k in range(8)], Counting.TIMES, place="临湖区")
    assert plot.order == tuple(f"词{k}" for k in range(6))
    assert plot.summary.endswith("另有2个用语没有画出。")


def test_hardness_is_one_step_a_year_and_its_changes_are_said(given: SimpleNamespace) -> None:
    plot = of_hardness([*given.hardness, given.row("临湖区", 2022, None, given.figure(5))])
    assert [(step.year, step.hardness) for step in plot.steps] == [(2020, Hardness.PLAIN), (2021, Hardness.SOFT), (2024, Hardness.BINDING)]
    assert plot.steps[1].wording == ("力争", "左右")
    assert plot.summary.endswith("3年有目标：刚性1年、一般1年、弹性1年。变化：2021年由一般转为弹性、2024年由弹性转为刚性。")
    assert of_hardness(given.hardness[:1]).summary.endswith("弹性1年。")


def test_of_two_goals_a_year_the_first_counts(given: SimpleNamespace) -> None:
    twice = [given.row("临湖区", 2024, given.figure(6, qualifier=Qualifier.ABOUT), None, hardness=hardness) for hardness in (Hardness.SOFT, Hardness.BINDING)]
    assert [step.hardness for step in of_hardness(twice).steps] == [Hardness.SOFT]
