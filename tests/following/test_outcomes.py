"""Goals are paired with results of the same thing, measure and year, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from made_reports import make

from duixian.following import follow
from duixian.model import Outcome, Report, ReportKind

GOAL = "今年，口袋公园达到20个以上。"


def one(goal: dict[str, Any], result: dict[str, Any] | None, *, said: str = "", asked: str = "", period: str = "") -> Outcome:
    """Gives the outcome of a goal of 2024 whose result the report of 2025 gives."""
    asked = asked or f"今年，{goal['indicator']}{goal['quote']}。"
    before = make(asked, 2024, [goal])
    said = said or (f"{result['indicator']}{result['quote']}。" if result else "各项工作稳步推进。")
    after = make(said, 2025, [{"role": "actual", **result}] if result else [], period=period)
    (row,) = follow((before, after)).outcomes
    return row


def number(quote: str, indicator: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"quote": quote, "indicator": indicator, "value": value, "unit": unit, **more}


PARKS = number("20个", "口袋公园", 20, "个")


@pytest.mark.parametrize(
    ("goal", "result", "rule"),
    [
        (PARKS, number("22个", "新建口袋公园", 22, "个"), "same words"),
        (number("100家", "国家高新技术企业", 100, "家", qualifier="min"), number("112家", "国家级高新技术企业", 112, "家"), "same name"),
        (number("0.5万人", "城镇新增就业", 0.5, "万人", indicator_id="new_jobs_urban"), number("5200人", "新增城镇就业", 5200, "人", indicator_id="new_jobs_urban"), "same id"),
        (number("12公里", "环湖绿道", 12, "公里"), number("12.5公里", "环湖绿道里程", 12.5, "公里"), "unit says the rest"),
        (number("30处", "老旧厂房综合整治", 30, "处"), number("33处", "老旧厂房改造完工", 33, "处"), "same words"),
        (number("300家", "夜间经济商户", 300, "家"), number("310家", "夜间经济活跃商户", 310, "家"), "a little more"),
        (number("800户", "雨污分流改造", 800, "户"), number("800户", "雨污分流改造惠及居民", 800, "户"), "same clause"),
    ],
)
def test_pairs(goal: dict[str, Any], result: dict[str, Any], rule: str) -> None:
    row = one(goal, result)
    assert row.verdict.decided
    assert row.actual_value == result["value"]
    assert rule in row.rules


@pytest.mark.parametrize(
    ("goal", "result"),
    [
        pytest.param(number("6%", "工业增加值", 6, "%", measure="growth"), number("7%", "规模以上工业增加值", 7, "%", measure="growth"), id="another scope"),
        pytest.param(number("40家", "区级示范企业", 40, "家"), number("40家", "市级示范企业", 40, "家"), id="another level of government"),
        pytest.param(number("8家", "新增上市企业", 8, "家"), number("52家", "上市企业总数", 52, "家"), id="what was added and all there is"),
        pytest.param(number("9个", "开工学校项目", 9, "个"), number("9个", "竣工学校项目", 9, "个"), id="begun and finished"),
        pytest.param(number("30个", "科技型企业", 30, "个"), number("30个", "科技型企业孵化器", 30, "个"), id="another head"),
        pytest.param(number("60个", "智慧停车场", 60, "个"), number("900个", "智慧停车场", 900, "个"), id="many times the number"),
        pytest.param(number("5个", "项目", 5, "个"), number("5个", "项目", 5, "个"), id="a name that says nothing"),
        pytest.param(number("20个", "口袋公园", 20, "个"), number("20公里", "口袋公园", 20, "公里"), id="another unit"),
    ],
)
def test_what_is_no_pair(goal: dict[str, Any], result: dict[str, Any]) -> None:
    row = one(goal, result)
    assert not row.verdict.decided
    assert row.actual_report == ""
    assert row.actual_start == -1


@pytest.mark.parametrize(
    ("goal", "result", "difference"),
    [
        (number("6%", "社会消费品零售总额", 6, "%", measure="growth"), number("88亿元", "社会消费品零售总额", 88, "亿元"), "measure"),
        (number("20个", "口袋公园", 20, "个"), number("95个", "口袋公园", 95, "个", period="2020/2024"), "period"),
        (number("6%", "社会消费品零售总额", 6, "%", measure="growth"), number("5%", "社会消费品零售总额", 5, "%", measure="growth", period="2020/2024", base="yearly"), "period"),
        (number("20个", "口袋公园", 20, "个"), number("18个", "区级口袋公园", 18, "个"), "scope"),
    ],
)
def test_another_form_is_shown_and_decides_nothing(goal: dict[str, Any], result: dict[str, Any], difference: str) -> None:
    row = one(goal, result)
    assert (row.verdict, row.difference) == ("other_form", difference)
    assert (row.other_value, row.other_unit, row.other_report) == (result["value"], result["unit"], "linhu-2025-report.txt")
    assert row.actual_report == ""
    assert row.gap is None


def test_a_level_reached_by_the_end_of_several_years_is_the_last_year_s() -> None:
    goal = number("60%", "森林覆盖率", 60, "%", indicator_id="forest_coverage")
    result = number("61%", "森林覆盖率", 61, "%", indicator_id="forest_coverage", period="2020/2024")
    assert one(goal, result, said="五年来，森林覆盖率提高到61%。", period="2020/2024").verdict == "met"


def test_a_level_held_in_each_of_several_years_is_not() -> None:
    goal = number("60%", "森林覆盖率", 60, "%", indicator_id="forest_coverage")
    result = number("61%", "森林覆盖率", 61, "%", indicator_id="forest_coverage", period="2024")
    assert one(goal, result, said="森林覆盖率稳定在61%。", period="2020/2024").verdict == "other_form"
    assert one(goal, result, said="森林覆盖率稳定在61%。").verdict == "met"


def test_what_the_next_goal_starts_from_is_a_result() -> None:
    goal = number("500元", "护理补贴标准", 500, "元")
    result = number("500元", "护理补贴标准", 500, "元", role="baseline", period="2024")
    row = one(goal, result, said="今年，护理补贴标准从500元提高到560元。")
    assert (row.verdict, row.actual_role) == ("met", "baseline")


def test_nothing_said_is_absent_and_names_what_was_searched() -> None:
    row = one(PARKS, None)
    assert (row.verdict, row.searched) == ("absent", ("linhu-2025-report.txt",))
    assert "linhu-2025-report.txt" in row.reason


def test_no_later_report_is_pending() -> None:
    (row,) = follow([make(GOAL, 2024, [number("20个以上", "口袋公园", 20, "个")])]).outcomes
    assert (row.verdict, row.searched) == ("pending", ())


def test_a_result_two_years_on_counts_where_it_is_sure() -> None:
    reports = [
        make("今年，口袋公园20个。", 2022, [number("20个", "口袋公园", 20, "个")]),
        make("各项工作稳步推进。", 2023),
        make("2022年口袋公园23个。", 2024, [number("23个", "口袋公园", 23, "个", role="actual", period="2022")]),
    ]
    row = follow(reports).outcomes[0]
    assert (row.verdict, row.actual_report) == ("exceeded", "linhu-2024-report.txt")


def test_a_result_goes_to_the_goal_whose_name_it_bears() -> None:
    goals = [number("30场", "读书活动", 30, "场", indicator_id="culture_events"), number("12场", "湖畔音乐活动", 12, "场", indicator_id="culture_events")]
    before = make("今年，读书活动30场，湖畔音乐活动12场。", 2024, goals)
    after = make("湖畔音乐活动13场。", 2025, [number("13场", "湖畔音乐活动", 13, "场", indicator_id="culture_events", role="actual")])
    assert [row.verdict.value for row in follow((before, after)).outcomes] == ["absent", "exceeded"]


def test_a_name_that_says_nothing_is_helped_by_its_sentence() -> None:
    before = make("今年，实施湖滨科创走廊项目8个、年度投资20亿元。", 2024, [number("20亿元", "年度投资", 20, "亿元")])
    after = make("湖滨科创走廊项目进展顺利，完成投资21亿元。", 2025, [number("21亿元", "投资", 21, "亿元", role="actual")])
    other = make("滨江产业园扩建进展顺利，完成投资21亿元。", 2025, [number("21亿元", "投资", 21, "亿元", role="actual")])
    assert follow((before, after)).outcomes[0].verdict == "met"
    assert follow((before, other)).outcomes[0].verdict == "absent"


class TestDerived:
    """Arithmetic stands beside the verdict and never changes it."""

    @staticmethod
    def years(*facts: tuple[int, str, list[dict[str, Any]]]) -> list[Outcome]:
        return list(follow([make(text, year, numbers) for year, text, numbers in facts]).outcomes)

    def test_a_growth_from_two_levels(self) -> None:
        rows = self.years(
            (2024, "旅游收入50亿元。\n今年，旅游收入增长8%。", [number("50亿元", "旅游收入", 50, "亿元", role="actual"), number("8%", "旅游收入", 8, "%", measure="growth")]),
            (2025, "旅游收入55亿元。", [number("55亿元", "旅游收入", 55, "亿元", role="actual")]),
        )
        (row,) = rows
        assert row.verdict == "other_form"
        assert (row.derived_value, row.derived_unit, row.derived_verdict) == (10, "%", "exceeded")
        assert row.derived_steps[-1] == "55÷50－1＝10%"

    def test_real_growth_is_not_held_against_current_prices(self) -> None:
        gdp = {"indicator_id": "gdp"}
        (row,) = self.years(
            (2024, "地区生产总值500亿元。\n今年，地区生产总值增长6%。", [number("500亿元", "地区生产总值", 500, "亿元", role="actual", **gdp), number("6%", "地区生产总值", 6, "%", measure="growth", **gdp)]),
            (2025, "地区生产总值540亿元。", [number("540亿元", "地区生产总值", 540, "亿元", role="actual", **gdp)]),
        )
        assert (row.derived_value, row.derived_verdict) == (8, None)

    def test_a_rise_from_two_shares(self) -> None:
        share = {"indicator_id": "urbanization"}
        (row,) = self.years(
            (2024, "城镇化率61.5%。\n今年，城镇化率提高1个百分点。", [number("61.5%", "城镇化率", 61.5, "%", role="actual", **share), number("1个百分点", "城镇化率", 1, "个百分点", measure="rise", **share)]),
            (2025, "城镇化率62.1%。", [number("62.1%", "城镇化率", 62.1, "%", role="actual", **share)]),
        )
        assert (row.verdict, row.derived_value, row.derived_verdict) == ("other_form", 0.6, "missed")

    def test_a_level_from_a_growth(self) -> None:
        (row,) = self.years(
            (2024, "旅游收入50亿元。\n今年，旅游收入54亿元。", [number("50亿元", "旅游收入", 50, "亿元", role="actual"), number("54亿元", "旅游收入", 54, "亿元")]),
            (2025, "旅游收入增长10%。", [number("10%", "旅游收入", 10, "%", role="actual", measure="growth")]),
        )
        assert (row.verdict, row.derived_value, row.derived_unit, row.derived_verdict) == ("other_form", 55, "亿元", "met")

    def test_a_year_from_a_total_less_earlier_years(self) -> None:
        rows = self.years(
            (2023, "新建公厕12座。", [number("12座", "新建公厕", 12, "座", role="actual")]),
            (2024, "新建公厕10座。\n今年，新建公厕15座。", [number("10座", "新建公厕", 10, "座", role="actual"), number("15座", "新建公厕", 15, "座")]),
            (2025, "三年新建公厕38座。", [number("38座", "新建公厕", 38, "座", role="actual", period="2022/2024")]),
        )
        (row,) = rows
        assert (row.verdict, row.derived_value, row.derived_verdict) == ("other_form", 16, "exceeded")
        assert row.derived_steps[-1] == "38－12－10＝16座"

    def test_a_missing_year_gives_nothing(self) -> None:
        (row,) = self.years(
            (2024, "新建公厕10座。\n今年，新建公厕15座。", [number("10座", "新建公厕", 10, "座", role="actual"), number("15座", "新建公厕", 15, "座")]),
            (2025, "三年新建公厕38座。", [number("38座", "新建公厕", 38, "座", role="actual", period="2022/2024")]),
        )
        assert (row.derived_value, row.derived_steps) == (None, ())


class TestGoals:
    """One row for each number that is a goal of the year, and no other rows."""

    @staticmethod
    def rows(text: str, *facts: dict[str, Any], kind: ReportKind = ReportKind.WORK_REPORT) -> list[float]:
        return [row.value for row in follow([make(text, 2024, facts, kind=kind)]).outcomes]

    def test_goals_of_the_year_only(self) -> None:
        text = "今年，新建公厕15座，到2027年达到60座，去年为12座。"
        facts = (number("15座", "新建公厕", 15, "座"), number("60座", "公厕", 60, "座", period="2027"), number("12座", "公厕", 12, "座", role="actual"))
        assert self.rows(text, *facts) == [15]

    def test_a_goal_that_ends_a_span_of_years(self) -> None:
        assert self.rows("今年，三年共新建公厕50座。", number("50座", "新建公厕", 50, "座", period="2022/2024")) == [50]

    @pytest.mark.parametrize(
        "text",
        ["今年，只要每户节水5吨，就能少建一座水厂。", "今年，用3年左右时间新建口袋公园5吨。", "今年，建设年产5吨的工厂。"],
    )
    def test_what_is_no_goal(self, text: str) -> None:
        size = number("5吨", "工厂", 5, "吨") | {"value": 5}
        report = make(text, 2024, [size])
        from msgspec.structs import replace

        report = replace(report, facts=tuple(replace(fact, dimension="mass") for fact in report.facts))
        assert follow([report]).outcomes == ()

    def test_a_plan_in_a_paragraph_that_looks_back(self) -> None:
        assert self.rows("计划新建公厕15座。", number("15座", "新建公厕", 15, "座")) == [15]
        assert self.rows("预计新建公厕15座。", number("15座", "新建公厕", 15, "座")) == []

    def test_a_plan_of_five_years_has_goals_of_the_year_where_it_names_the_year(self) -> None:
        plain, named = number("15座", "新建公厕", 15, "座"), number("15座", "新建公厕", 15, "座", rules=("time year",))
        assert self.rows("今年，新建公厕15座。", plain, kind=ReportKind.FIVE_YEAR_PLAN) == []
        assert self.rows("今年，新建公厕15座。", named, kind=ReportKind.FIVE_YEAR_PLAN) == [15]

    def test_the_paragraph_of_main_targets_is_marked(self) -> None:
        text = "今年主要预期目标是：地区生产总值增长6%。\n今年，新建公厕15座。"
        report = make(text, 2024, [number("6%", "地区生产总值", 6, "%", measure="growth"), number("15座", "新建公厕", 15, "座")])
        assert [row.main for row in follow([report]).outcomes] == [True, False]


def test_every_position_says_what_the_row_says() -> None:
    before = make("今年，口袋公园20个。", 2024, [PARKS])
    after = make("全年新建口袋公园22个。", 2025, [number("22个", "新建口袋公园", 22, "个", role="actual")])
    (row,) = follow((before, after)).outcomes
    assert before.text[row.goal_start : row.goal_end] == row.goal_quote == "20个"
    assert after.text[row.actual_start : row.actual_end] == row.actual_quote == "22个"
    assert row.actual_sentence_start <= row.actual_start < row.actual_end <= row.actual_sentence_end


def test_the_order_of_reports_changes_nothing() -> None:
    reports: list[Report] = [
        make("今年，口袋公园20个。", 2024, [PARKS]),
        make("全年新建口袋公园22个。\n今年，口袋公园25个。", 2025, [number("22个", "新建口袋公园", 22, "个", role="actual"), number("25个", "口袋公园", 25, "个")]),
        make("今年，口袋公园5个。", 2024, [number("5个", "口袋公园", 5, "个")], place="滨江区", name="binjiang-2024-report.txt"),
    ]
    assert follow(reports) == follow(reports[::-1])


@pytest.mark.parametrize(("years", "listed"), [(("2024", "2025", "2025"), (2024, 2025, 2025)), (("2024", "2024", "2025"), (2024, 2024))])
def test_goals_of_the_coming_year_where_most_are(years: tuple[str, ...], listed: tuple[int, ...]) -> None:
    """A report held late in its year plans the next one."""
    text = "今年，公厕12座，泊位300个，绿道8公里。"
    facts = [number("12座", "公厕", 12, "座"), number("300个", "泊位", 300, "个"), number("8公里", "绿道", 8, "公里")]
    report = make(text, 2024, [{**one, "period": year} for one, year in zip(facts, years, strict=True)])
    assert tuple(row.year for row in follow([report]).outcomes) == listed
