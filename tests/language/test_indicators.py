"""The catalogue holds together, and a name finds its indicator and no other."""

from __future__ import annotations

import re
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import duixian
from duixian.errors import LexiconError
from duixian.language import indicators
from duixian.language.indicators import Indicator, catalogue, identify, indicator, normalise
from duixian.language.lexicon import lexicon
from duixian.language.offices import offices
from duixian.language.themes import themes
from duixian.model import Role, SectionRole

ENTRIES = catalogue()
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def test_the_catalogue_is_large_enough_for_real_reports() -> None:
    assert len(ENTRIES) >= 250


def test_every_entry_is_complete() -> None:
    known_offices = {office.name for office in offices()}
    known_themes = {theme.id for theme in themes()}
    known_dimensions = set(lexicon("identification")["accepts"])
    for entry in ENTRIES:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", entry.id), entry.id
        assert entry.name, entry.id
        assert re.search("[A-Za-z]", entry.english), entry.id
        assert entry.kind in {"flow", "stock", "rate"}, entry.id
        assert entry.better in {"higher", "lower", ""}, entry.id
        assert entry.theme in known_themes, entry.id
        assert entry.office in known_offices, entry.id
        assert set(entry.dimensions) <= known_dimensions, entry.id
        assert entry.aliases, entry.id


@pytest.mark.parametrize("field", ["id", "name", "english"])
def test_no_two_entries_share(field: str) -> None:
    values = [getattr(entry, field) for entry in ENTRIES]
    assert sorted({value for value in values if values.count(value) > 1}) == []


def test_every_name_has_one_owner() -> None:
    owners: dict[str, set[str]] = {}
    for entry in ENTRIES:
        for name in entry.names:
            owners.setdefault(normalise(name), set()).add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_a_name_with_two_owners_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (
        ENTRIES[0],
        Indicator(**{field: getattr(ENTRIES[0], field) for field in ENTRIES[0].__struct_fields__} | {"id": "other"}),
    )
    monkeypatch.setattr(indicators, "catalogue", lambda: twice)
    with pytest.raises(LexiconError):
        indicators._forms.__wrapped__()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_name_finds_its_entry(entry: Indicator) -> None:
    assert identify(entry.name) == entry.id
    assert {name for name in entry.names if identify(name, unit="%", measure="growth") != entry.id} == set()


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_traditional_and_full_width_forms_agree(config: str) -> None:
    converter = opencc.OpenCC(config)
    for entry in ENTRIES:
        assert identify(converter.convert(entry.name)) == entry.id
        assert identify(entry.name.translate(FULL_WIDTH)) == entry.id


def test_each_affix_is_listed_once() -> None:
    data = lexicon("identification")
    for kinds in (("scope", "made"), ("change", "filler")):
        words = [word for kind in kinds for word in data[kind]["words"]]
        assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("word", lexicon("identification")["scope"]["words"])
def test_scope_in_front_changes_nothing(word: str) -> None:
    for entry in ENTRIES[::7]:
        assert identify(f"{word}{entry.name}", unit="%", measure="growth") == entry.id


@pytest.mark.parametrize("word", lexicon("identification")["change"]["words"])
def test_words_of_change_behind_change_nothing(word: str) -> None:
    for entry in ENTRIES[::7]:
        assert identify(f"{entry.name}{word}", unit="%", measure="growth") == entry.id


@pytest.mark.parametrize(
    "part", ["长株潭", "区级", "市本级", "示范区", "园区", "占全国", "某某集团", "高于全国的", "省属企业"]
)
def test_another_whole_is_another_thing(part: str) -> None:
    # Two entries exist for a whole and its part in a few cases; then the part's own entry is right.
    for entry in ENTRIES:
        assert identify(f"{part}{entry.name}") != entry.id


IS = [
    # name, unit, measure, id
    ("地区生产总值", "%", "growth", "gdp"),
    ("全区地区生产总值", "亿元", "level", "gdp"),
    ("本市生产总值", "万亿元", "level", "gdp"),
    ("国内生产总值", "%", "growth", "gdp"),
    ("ＧＤＰ", "%", "growth", "gdp"),
    ("经济", "%", "growth", "gdp"),
    ("经济增长速度", "%", "level", "gdp"),
    ("经济增长预期目标", "%", "growth", "gdp"),
    ("地区生产总值", "位", "rank", "gdp"),
    ("人均国内生产总值", "美元", "level", "gdp_per_capita"),
    ("工农业总产值", "番", "growth", "output_industry_agriculture"),
    ("国民生产总值", "亿元", "level", "gnp"),
    ("居民消费价格", "%", "growth", "cpi"),
    ("居民消费价格总水平涨幅", "%", "level", "cpi"),
    ("居民消费价格指数", "%", "growth", "cpi"),
    ("全国零售物价总水平", "%", "growth", "retail_price"),
    ("规上工业增加值", "%", "growth", "value_added_industry_above_scale"),
    ("规模工业增加值增速", "%", "level", "value_added_industry_above_scale"),
    ("工业增加值", "%", "growth", "value_added_industry"),
    ("全部工业增加值", "亿元", "level", "value_added_industry_total"),
    ("一产增加值", "%", "growth", "value_added_primary"),
    ("城镇常住居民人均可支配收入", "%", "growth", "income_urban"),
    ("农村居民人均可支配收入", "元", "level", "income_rural"),
    ("全体居民人均可支配收入", "元", "level", "income_resident"),
    ("农民人均纯收入", "元", "rise", "income_rural_net"),
    ("地方一般公共预算收入", "亿元", "level", "budget_revenue"),
    ("税收收入", "%", "growth", "tax_revenue"),
    ("全国财政收入", "亿元", "level", "fiscal_revenue"),
    ("城镇新增就业人数", "万人", "level", "new_jobs_urban"),
    ("新增就业", "万人", "level", "new_jobs_urban"),
    ("新增城镇就业", "万人", "level", "new_jobs_urban"),
    ("城镇调查失业率平均值", "%", "level", "unemployment_surveyed"),
    ("城镇登记失业率", "%", "level", "unemployment_registered"),
    ("社会消费品零售总额", "%", "growth", "retail_sales"),
    ("固定资产投资（不含农户）", "%", "growth", "fixed_asset_investment"),
    ("全社会固定资产投资", "亿元", "level", "fixed_asset_investment_total"),
    ("民间投资", "%", "growth", "investment_private"),
    ("外贸进出口总额", "亿美元", "level", "trade_total"),
    ("出口", "%", "growth", "exports"),
    ("实际利用外商直接投资", "亿美元", "level", "foreign_investment"),
    ("全社会研究与试验发展（R&D）经费投入强度", "%", "level", "rd_intensity"),
    ("研发经费支出占地区生产总值的比重", "%", "level", "rd_intensity"),
    ("粮食总产量", "亿斤", "level", "grain_output"),
    ("单位国内生产总值能耗", "%", "decline", "energy_intensity"),
    ("细颗粒物（PM2.5）平均浓度", "微克/立方米", "level", "pm25"),
    ("PM_2.5年均浓度", "微克/立方米", "level", "pm25"),
    ("空气质量优良天数比率", "%", "level", "good_air_ratio"),
    ("优良天数比例", "个百分点", "rise", "good_air_ratio"),
    ("森林覆盖率", "%", "level", "forest_coverage"),
    ("常住人口城镇化率", "个百分点", "rise", "urbanization"),
    ("每万人口高价值发明专利拥有量", "件", "level", "patents_high_value_per_10k"),
    ("国家高新技术企业", "家", "level", "high_tech_firms"),
    ("新增高新技术企业", "家", "level", "new_high_tech_firms"),
    ("技术合同成交额", "亿元", "level", "technology_contracts"),
    ("数字经济核心产业增加值占GDP比重", "%", "level", "share_digital_core"),
    ("专精特新“小巨人”企业", "家", "level", "little_giants"),
    ("全员劳动生产率", "万元/人", "level", "labor_productivity"),
    ("钢", "万吨", "level", "steel_output"),
    ("新建口袋公园", "个", "level", "pocket_parks"),
    ("开工改造城镇老旧小区", "个", "level", "old_communities"),
    ("农村低保标准", "元/月", "level", "dibao_rural"),
    ("办理市人大代表建议", "件", "level", "deputy_proposals"),
    ("农业转移人口落户", "亿", "level", "settled_migrants"),
]


@pytest.mark.parametrize(("name", "unit", "measure", "id"), IS)
def test_names_are_identified(name: str, unit: str, measure: str, id: str) -> None:
    assert identify(name, unit=unit, measure=measure) == id


IS_NOT = [
    # narrower, wider, of another place
    ("区级一般公共预算收入", "亿元", "level"),
    ("区域地区生产总值", "亿元", "level"),
    ("长株潭地区生产总值", "亿元", "level"),
    ("乡镇工业增加值", "%", "growth"),
    ("园区规模工业增加值", "%", "growth"),
    ("高技术制造业投资占比", "%", "level"),
    ("城乡居民人均可支配收入", "%", "growth"),
    ("城镇和农村常住居民人均可支配收入", "%", "growth"),
    ("工业领域民间投资", "%", "growth"),
    ("对东盟进出口", "%", "growth"),
    ("大城市城镇调查失业率", "%", "level"),
    ("服务业企业利润", "%", "growth"),
    # joined names, gaps, shares of a whole
    ("学前教育毛入园率、高中毛入学率", "%", "level"),
    ("地区生产总值增速高于全国", "个百分点", "level"),
    ("粮食产量占全国", "%", "level"),
    ("地区生产总值增量", "亿元", "level"),
    # the unit belongs to something else
    ("地区生产总值", "%", "level"),
    ("地区生产总值", "个百分点", "rise"),
    ("粮食产量", "亿元", "level"),
    ("粮食产量", "公斤/公顷", "level"),
    ("城镇新增就业", "亿元", "level"),
    ("居民消费价格", "元", "level"),
    ("出口", "万辆", "level"),
    ("新增就业", "个", "level"),
    ("经济", "亿元", "level"),
    ("固定资产投资", "个", "level"),
    # not an indicator
    ("", "%", "growth"),
    ("增长", "%", "growth"),
    ("增速", "%", "level"),
    ("全市", "个", "level"),
    ("新建", "个", "level"),
    ("项目", "个", "level"),
    ("重点工作", "项", "level"),
]


@pytest.mark.parametrize(("name", "unit", "measure"), IS_NOT)
def test_other_things_are_not_identified(name: str, unit: str, measure: str) -> None:
    assert identify(name, unit=unit, measure=measure) == ""


def test_the_reports_own_place_in_front_changes_nothing() -> None:
    assert identify("临湖区城镇新增就业", unit="万人") == ""
    assert identify("临湖区城镇新增就业", unit="万人", place="临湖区") == "new_jobs_urban"


def test_an_entry_is_found_by_its_id() -> None:
    assert all(indicator(entry.id) is entry for entry in ENTRIES)
    assert indicator("no_such_thing") is None


@given(
    st.text(max_size=40),
    st.text(max_size=8),
    st.sampled_from(["", "level", "growth", "decline", "rise", "fall", "rank", "times"]),
)
def test_any_name_gives_an_id_or_nothing(name: str, unit: str, measure: str) -> None:
    found = identify(name, unit=unit, measure=measure)
    assert found == "" or indicator(found) is not None


@given(st.sampled_from(ENTRIES), st.text(alphabet="的“”（）　 、·", max_size=3), st.integers(0, 20))
def test_marks_and_spaces_tell_nothing_apart(entry: Indicator, marks: str, at: int) -> None:
    assert identify(entry.name[:at] + marks + entry.name[at:]) == entry.id


@pytest.mark.shared
def test_main_targets_of_real_reports_are_identified(shared: Path) -> None:
    """The numbers of the goals for the year: at least 95 of 100 have an id (docs/catalogue.md says how many are right)."""
    numbers = filled = 0
    for path in sorted((shared / "reports").glob("*-202[56]-report.txt")):
        report = duixian.read(path)
        for block in report.blocks:
            line = report.view.text[block.start : block.end]
            if block.role is not SectionRole.GOALS or "主要预期目标" not in line:
                continue
            start, end = report.view.span(block.start, block.end)
            goals = [fact for fact in report.facts if start <= fact.start < end and fact.role is Role.TARGET]
            numbers += len(goals)
            filled += sum(bool(fact.indicator_id) for fact in goals)
    assert numbers > 150
    assert filled >= 0.95 * numbers
