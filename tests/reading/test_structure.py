"""Sections and blocks: numbering, levels, roles and periods, on small reports of an invented district."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.model import BlockKind, Report, SectionRole
from duixian.reading import open_report

REPORT = """2031年临湖区政府工作报告
——2031年1月9日在临湖区第七届人民代表大会第一次会议上
临湖区区长　周　舟
各位代表：
受临湖区政府委托，我来报告这一年的事，请大家审议。
一、2030年和“十五五”时期工作回顾
过去一年，我们迎难而上，全区地区生产总值增长5.2%，新增就业1.3万人。
（一）产业根基更牢
引进重点企业46家，技术合同成交额达到88亿元。
（二）城区面貌更美
新建公厕12座。PM2.5浓度下降3微克。
2030年是“十五五”收官之年。五年来，我们办成了许多难事：
——综合实力跃上台阶。经济总量突破600亿元。
——民生底色更加厚实。累计建成学校21所。
各位代表！成绩来之不易。谨向每一位建设临湖的人，表示衷心的感谢！
看到成绩的同时，也要正视差距：一是大项目偏少；二是停车难仍未破解。
二、“十六五”时期主要目标和重点任务
到2035年，临湖将基本建成创新活跃、宜居宜业的现代化城区。
“十六五”时期经济社会发展的指导思想是：坚持稳中求进工作总基调，贯彻新发展理念。
“十六五”时期的主要目标是：地区生产总值年均增长5.5%左右。
“十六五”时期的重点任务是：
1.壮大主导产业。智能装备产值翻一番。
2.改善人居环境。新增公园绿地120万平方米。
三、2031年重点工作
今年是“十六五”开局之年，做好政府工作要以新发展理念为指引，坚持稳中求进工作总基调，贯彻落实市委全会精神。
全区主要预期目标是：经济总量增长6%左右，新增就业1.4万人以上。
重点做好以下工作：
（一）抓项目稳增长
开工建设湖东产业园二期，完成投资45亿元。
（二）惠民生促和谐
新建社区食堂16家，改造老旧小区32个。
四、加强政府自身建设
坚持依法行政，“三公”经费再压减5%。
各位代表！让我们携起手来，为建设美丽幸福的临湖而努力奋斗！
名词解释
1.社区食堂：由街道引进、面向居民开放的平价餐饮点。
"""

EXPECTED = [
    ("title", "other", ""),
    ("title", "other", ""),
    ("title", "other", ""),
    ("paragraph", "other", "2031"),
    ("paragraph", "other", "2031"),
    ("heading", "review", "2030"),
    ("paragraph", "review", "2030"),
    ("heading", "review", "2030"),
    ("paragraph", "review", "2030"),
    ("heading", "review", "2030"),
    ("paragraph", "review", "2030"),
    ("paragraph", "review", "2026/2030"),
    ("paragraph", "review", "2026/2030"),
    ("paragraph", "review", "2026/2030"),
    ("paragraph", "other", "2030"),
    ("paragraph", "problems", "2026/2030"),
    ("heading", "arrangements", "2031/2035"),
    ("paragraph", "vision", "2035"),
    ("paragraph", "vision", "2031/2035"),
    ("paragraph", "goals", "2031/2035"),
    ("paragraph", "arrangements", "2031/2035"),
    ("paragraph", "arrangements", "2031/2035"),
    ("paragraph", "arrangements", "2031/2035"),
    ("heading", "arrangements", "2031"),
    ("paragraph", "vision", "2031"),
    ("paragraph", "goals", "2031"),
    ("paragraph", "arrangements", "2031"),
    ("heading", "arrangements", "2031"),
    ("paragraph", "arrangements", "2031"),
    ("heading", "arrangements", "2031"),
    ("paragraph", "arrangements", "2031"),
    ("heading", "conduct", "2031"),
    ("paragraph", "conduct", "2031"),
    ("paragraph", "other", "2031"),
    ("heading", "glossary", "2031"),
    ("note", "glossary", "2031"),
]


def opened(text: str, name: str = "linhu.txt") -> Report:
    return open_report(text.encode(), name=name)


def test_every_paragraph_of_a_whole_report() -> None:
    report = opened(REPORT)
    lines = report.view.text.split("\n")
    found = [(block.kind.value, block.role.value, block.period) for block in report.blocks]
    assert list(zip(lines, found, strict=True)) == list(zip(lines, EXPECTED, strict=True))


def test_the_section_tree() -> None:
    report = opened(REPORT)
    tree = [(section.level, section.number, section.title, section.role.value, section.period) for section in report.sections]
    assert tree == [
        (1, "一、", "2030年和“十五五”时期工作回顾", "review", "2030"),
        (2, "（一）", "产业根基更牢", "review", "2030"),
        (2, "（二）", "城区面貌更美", "review", "2030"),
        (3, "——", "综合实力跃上台阶", "review", "2026/2030"),
        (3, "——", "民生底色更加厚实", "review", "2026/2030"),
        (1, "二、", "“十六五”时期主要目标和重点任务", "arrangements", "2031/2035"),
        (2, "1.", "壮大主导产业", "arrangements", "2031/2035"),
        (2, "2.", "改善人居环境", "arrangements", "2031/2035"),
        (1, "三、", "2031年重点工作", "arrangements", "2031"),
        (2, "（一）", "抓项目稳增长", "arrangements", "2031"),
        (2, "（二）", "惠民生促和谐", "arrangements", "2031"),
        (1, "四、", "加强政府自身建设", "conduct", "2031"),
        (1, "", "名词解释", "glossary", "2031"),
    ]


NUMBERED = [
    ("第一章　总则\n第一节　范围\n本区适用。\n第二节　对象\n全体居民。\n第二章　附则\n另行规定。", [(1, "第一章"), (2, "第一节"), (2, "第二节"), (1, "第二章")]),
    ("一、甲事\n一、乙事\n甲乙丙丁。\n二、丙事\n甲乙丙丁。\n二、丁事\n甲乙丙丁。", [(1, "一、"), (2, "一、"), (2, "二、"), (1, "二、")]),
    ("一、甲事\n（一）乙事\n1.丙事\n（1）丁事\n甲乙丙丁。\n2.戊事\n甲乙丙丁。\n（二）己事\n甲乙丙丁。\n二、庚事\n甲乙丙丁。",
     [(1, "一、"), (2, "（一）"), (3, "1."), (4, "（1）"), (3, "2."), (2, "（二）"), (1, "二、")]),
    ("一、甲事\n一是抓紧修路。今年修三条。\n二是抓紧架桥。今年架两座。\n甲乙丙丁戊己庚辛。\n二、乙事\n甲乙丙丁。", [(1, "一、"), (2, "一是"), (2, "二是"), (1, "二、")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERED)
def test_levels_of_numbering(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(section.level, section.number) for section in opened(text).sections] == expected


def test_a_heading_that_runs_into_its_text() -> None:
    report = opened("一、2030年工作安排\n（一）坚持创新驱动。新增高新技术企业30家。\n（二）坚持绿色发展。新建公园3个。")
    section = report.sections[1]
    assert (section.title, report.text[section.title_start : section.title_end]) == ("坚持创新驱动", "坚持创新驱动")
    assert report.blocks[1].kind is BlockKind.PARAGRAPH


def test_points_of_a_list_end_with_their_paragraph() -> None:
    report = opened("一、2030年工作安排\n要办好两件事：\n1.新增学位900个；\n2.改造公厕18座。\n（一）建设美丽街区\n完成绿化20万平方米。")
    assert [section.level for section in report.sections] == [1, 2, 2, 2]
    assert report.sections[3].parent == 0


ROLES = [
    ("关于农业\n去年，全区粮食总产达到3万吨，增长了4%，超额完成了任务，取得了显著成绩。", "review"),
    ("关于农业\n今年要抓好粮食生产，必须稳定播种面积，要努力增加农民收入，各级政府要切实负起责任。", "arrangements"),
    ("关于农业\n一年来，我们建成了两座水库，完成了渠道改造，农民收入有了明显提高。", "review"),
]


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_a_part_without_a_telling_heading_is_judged_by_its_sentences(text: str, role: str) -> None:
    assert opened(text).blocks[-1].role.value == role


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("一年来，我们建成了两个街区文化中心，获得了居民好评，取得了预期效果。", "review"),
        ("要大力加强政府自身建设，坚持依法行政，建设人民满意的政府，让群众办事更方便。", "conduct"),
        ("新建社区食堂16家，方便老年人就餐。", "arrangements"),
        ("各位代表！让我们万众一心，为临湖更美好的明天而努力奋斗！", "other"),
        ("（下转第四版）", "other"),
    ],
)
def test_a_paragraph_can_differ_from_its_part(paragraph: str, role: str) -> None:
    text = f"一、2031年重点工作\n（一）办好民生实事\n改造老旧小区32个，惠及居民9000户。\n{paragraph}"
    assert opened(text, "linhu-2031.txt").blocks[-1].role.value == role


PERIODS = [
    ("一、2030年工作回顾\n新建公厕12座。", "2030"),
    ("一、工作回顾\n新建公厕12座。", "2030"),
    ("一、过去五年工作回顾\n新建公厕12座。", "2026/2030"),
    ("一、工作回顾\n五年来，我们新建公厕60座。\n改造小区150个。", "2026/2030"),
    ("一、工作回顾\n五年来，我们新建公厕60座。\n过去一年，改造小区32个。", "2030"),
    ("一、工作回顾\n2027年新建的公厕有12座。", "2030"),
    ("一、重点工作\n新建公厕12座。", "2031"),
    ("一、“十六五”时期重点任务\n新建公厕60座。", "2031/2035"),
    ("一、重点工作\n今后五年，要新建公厕60座。\n改造小区150个。", "2031/2035"),
    ("一、重点工作\n做好“十七五”规划编制工作。", "2031"),
    ("一、远景目标\n到2040年，全区将建成现代化城区。", "2040"),
]


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_periods(text: str, period: str) -> None:
    assert opened("临湖区政府工作报告\n" + text + "\n", "linhu-2031.txt").blocks[-1].period == period


def test_a_cue_ends_with_the_next_heading_of_its_level() -> None:
    text = "一、工作回顾\n（一）城建\n五年来，新建道路30条。\n（二）民生\n新建公厕12座。"
    assert [block.period for block in opened(text, "linhu-2031.txt").blocks][2:] == ["2026/2030", "2030", "2030"]


def test_without_a_year_nothing_is_guessed() -> None:
    report = opened("一、工作回顾\n新建公厕12座。\n二、重点工作\n改造小区32个。")
    assert report.metadata.year.value == ""
    assert {block.period for block in report.blocks} == {""}


def test_a_review_whose_beginning_is_missing() -> None:
    text = (
        "政府工作报告\n（上接第三版）\n（三）城区更新提速。改造了30个小区，建成了12个公园，城区面貌有了很大变化。\n"
        "五年来，我们坚定不移抓作风，取得了明显成效，办理了建议提案900件。\n二、2031年重点工作\n新建公厕12座。"
    )
    blocks = opened(text).blocks
    assert [(block.role.value, block.period) for block in blocks[2:4]] == [("review", "2026/2030"), ("review", "2026/2030")]
    assert blocks[-1].role is SectionRole.ARRANGEMENTS


def test_a_plan_and_a_list_arrange_from_first_to_last() -> None:
    text = "临湖区2031年民心工程清单\n一、增加学位\n新增学位900个。\n二、改造公厕\n改造公厕18座。"
    report = opened(text)
    assert report.metadata.kind.value == "livelihood_list"
    assert {block.role.value for block in report.blocks if block.kind is not BlockKind.TITLE} == {"arrangements"}


PIECES = st.lists(
    st.sampled_from(
        ["一、", "二、", "三、", "（一）", "（二）", "1.", "2.", "——", "一是", "第一，", "第一章", "各位代表：", "政府工作报告", "名词解释", "附件1",
         "■本报记者 周舟", "工作回顾", "重点任务", "主要目标是：", "新建公厕12座", "五年来", "2030年", "让我们携手奋进！", "。", "；", "，", "\n", "\n", "\n\n", "　　"]
    ),
    max_size=60,
)  # fmt: skip


@given(PIECES)
def test_sections_and_blocks_fit_together(pieces: list[str]) -> None:
    text = "".join(pieces)
    if not text.strip():
        return
    report = opened(text)
    lines = [line for line in report.view.text.split("\n") if line]
    assert [report.view.text[block.start : block.end] for block in report.blocks] == lines
    for number, section in enumerate(report.sections):
        assert 0 <= section.start < section.end <= len(report.text)
        assert section.start <= section.title_start <= section.title_end <= section.end
        assert section.parent < number
        if section.parent >= 0:
            parent = report.sections[section.parent]
            assert parent.start <= section.start
            assert section.end <= parent.end
            assert section.level == parent.level + 1
        else:
            assert section.level in (0, 1)
    starts = [section.start for section in report.sections]
    assert starts == sorted(starts)
    for block in report.blocks:
        assert -1 <= block.section < len(report.sections)
        if block.section >= 0:
            start, end = report.view.span(block.start, block.end)
            section = report.sections[block.section]
            assert section.start <= start
            assert end <= section.end


@pytest.mark.shared
def test_real_reports_keep_review_and_arrangements_apart(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.txt")):
        report = open_report(path)
        roles = {block.role for block in report.blocks}
        assert SectionRole.REVIEW in roles or "plan" in path.name, path.name
        assert roles & {SectionRole.ARRANGEMENTS, SectionRole.GOALS}, path.name
        assert report.metadata.year.value, path.name
