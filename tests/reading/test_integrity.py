"""Findings inside one report, glossaries, and the articles of a newspaper page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.model import Report
from duixian.reading import open_report
from duixian.reading.quoting import identity

LONG = "聚焦湖东片区更新，统筹推进道路、管网和学校建设，年内开工三条主干道。同步完善公交接驳，方便居民出行，让群众的日子一天比一天好。"
OTHER = "围绕先进制造业培育，支持龙头企业扩产增效，年内新增规模以上企业三十家，带动上下游协同发展。"


def opened(text: str) -> Report:
    return open_report(text.encode(), name="linhu-2031.txt")


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in opened(text).findings]


def test_a_paragraph_that_stands_twice() -> None:
    report = opened(f"一、重点工作\n{LONG}\n{OTHER}\n{LONG}\n")
    (finding,) = report.findings
    assert finding.kind == "repeated"
    assert finding.quote == LONG == report.text[finding.other_start : finding.other_end]
    assert finding.start > finding.other_start


def test_a_stretch_of_paragraphs_that_stands_twice_is_one_finding() -> None:
    assert kinds(f"一、重点工作\n{LONG}\n{OTHER}\n（下面是另一段，说的是别的事情。）\n{LONG}\n{OTHER}\n") == ["repeated"]


@pytest.mark.parametrize(
    "text",
    [
        "一、工作\n坚持以人民为中心。办好民生实事。\n二、任务\n坚持以人民为中心。办好民生实事。",
        f"一、工作\n{LONG}\n{OTHER}",
    ],
)
def test_what_is_not_repeated(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("一、重点工作\n（一）抓项目\n开工十个。\n（二）抓产业\n新增十家。\n（五）抓民生\n新建十座。", "缺少（三）至（四）"),
        ("（三）抓项目\n开工十个。\n（四）抓产业\n新增十家。", "缺少（一）至（二）"),
        ("一、回顾\n成绩不少。\n三、安排\n任务很重。", "缺少二、"),
        ("第一章 总则\n本区适用。\n第三章 附则\n另行规定。", "缺少第二章"),
    ],
)
def test_numbers_left_out(text: str, message: str) -> None:
    (finding,) = opened(text).findings
    assert finding.kind == "missing"
    assert message in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "一、工作\n（一）抓项目\n开工十个。\n（二）抓产业\n新增十家。\n二、任务\n（一）抓民生\n新建十座。",
        "一、工作\n（一）抓项目，（二）抓产业，（三）抓民生，都有进展。\n（四）抓生态\n植树十万株。",
        "一、工作\n1.开工十个；\n2.新增十家；\n二、任务\n3.新建十座。",
        "一、工作\n一是抓项目。开工十个。\n三是抓民生。新建十座。",
        "一、工作\n一、抓项目；\n二、抓产业；\n三、抓民生。\n二、任务\n新建十座。",
    ],
)
def test_numbers_that_leave_nothing_out(text: str) -> None:
    assert kinds(text) == []


def test_a_sentence_that_is_cut_off() -> None:
    cut = "区政府办公室有关负责人在会上说，湖东片区更新已进入关键时期，道路、管网、学校等重点工程要加快建设，各部门要通力协作，把任务分解到周、落实到人，以钉钉子的韧劲全力推动"
    (finding,) = opened(f"■本报记者 周舟\n会议在湖东举行\n{cut}\n\n\n明天还要继续开会，讨论其他事情。\n").findings
    assert (finding.kind, finding.quote) == ("cut_off", cut)


@pytest.mark.parametrize("text", ["一、工作\n五年来，城区面貌发生了很大变化\n新建道路三十条，改造小区一百五十个，群众拍手称快。", f"一、工作\n{LONG}"])
def test_topic_lines_are_not_cut_off(text: str) -> None:
    assert kinds(text) == []


def test_ids_are_stable_and_apart() -> None:
    text = f"一、重点工作\n{LONG}\n{OTHER}\n{LONG}\n（四）抓民生\n新建十座。"
    first, second = opened(text).findings, opened(text).findings
    assert first == second
    assert len({finding.id for finding in first}) == len(first)


@given(st.lists(st.text(max_size=6), min_size=2, max_size=4))
def test_parts_of_an_id_do_not_run_together(parts: list[str]) -> None:
    assert identity(*parts) == identity(*parts)
    joined = ["".join(parts[:2]), *parts[2:]]
    assert identity(*parts) != identity(*joined)


GLOSSARIES = [
    ("名词解释\n1.社区食堂：街道引进的平价餐饮点。\n2.“暖新驿站”：为骑手歇脚的地方。", [("社区食堂", "街道引进的平价餐饮点。"), ("“暖新驿站”", "为骑手歇脚的地方。")]),
    ("注释：\n［1］链长：\n负责一条产业链的区领导。\n［2］链主：\n带动一条产业链的企业。", [("链长", "负责一条产业链的区领导。"), ("链主", "带动一条产业链的企业。")]),
    ("有关用语解释\n社区食堂：街道引进的平价餐饮点。\n面向所有居民开放。", [("社区食堂", "街道引进的平价餐饮点。面向所有居民开放。")]),
    ("附件2 名词解释\n1.退圩还湖：拆除圩堤，恢复水面。\n说明：数据均为预计数。", [("退圩还湖", "拆除圩堤，恢复水面。")]),
]


@pytest.mark.parametrize(("glossary", "expected"), GLOSSARIES)
def test_glossaries(glossary: str, expected: list[tuple[str, str]]) -> None:
    report = opened(f"一、2031年重点工作\n新建公厕12座。\n{glossary}")
    assert [(term.term, term.definition) for term in report.glossary] == expected
    for term in report.glossary:
        assert report.text[term.start : term.end] == term.quote
        assert term.quote.startswith(term.term.strip("“")) or term.term in term.quote


def test_a_colon_elsewhere_makes_no_term() -> None:
    assert opened("一、2031年重点工作\n主要目标：新建公厕12座。").glossary == ()


PAGE = f"""区里召开现场会
湖东更新全面提速
■ 通讯员 周 舟
昨天，全区现场会在湖东召开。{LONG}
会议强调，要抓紧推进，确保按期完成。
■ 本报记者 林一苇 通讯员 沈怀舟
新增规模以上企业三十家
去年以来，全区企业数量有了明显增长。{OTHER}
本版编辑 何 田
临湖区2031年20项民心工程
为办好民生实事，区政府决定实施以下项目，请社会各界监督。
一、新增学位
新增学位900个。
二、改造公厕
改造公厕18座。
"""


def test_the_articles_of_a_page() -> None:
    report = opened(PAGE)
    articles = [(section.title, section.kind, section.author) for section in report.sections if section.level == 0]
    assert articles == [
        ("区里召开现场会 湖东更新全面提速", "news", "周舟"),
        ("新增规模以上企业三十家", "news", "林一苇 沈怀舟"),
        ("临湖区2031年20项民心工程", "document", ""),
    ]
    assert report.metadata.kind.value == "news_page"
    assert report.metadata.year.value == "2031"
    roles = {report.view.text[block.start : block.start + 4]: block.role.value for block in report.blocks}
    assert roles["会议强调"] == "vision"
    assert roles["去年以来"] == "review"
    assert roles["改造公厕"] == "arrangements"


def test_one_byline_makes_no_page() -> None:
    report = opened("政府工作报告\n本报记者 周舟\n各位代表：\n一、工作回顾\n新建公厕12座。")
    assert [section.level for section in report.sections] == [1]
    assert report.metadata.kind.value == "work_report"


@pytest.mark.shared
def test_real_reports_give_few_findings(shared: Path) -> None:
    found = {path.stem: [finding.kind for finding in open_report(path).findings] for path in sorted((shared / "reports").glob("*.txt"))}
    page = found.pop("nankai-2021-report")
    assert page.count("repeated") >= 2
    assert page.count("missing") >= 2
    assert sum(map(len, found.values())) <= 8
