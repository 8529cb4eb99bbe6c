"""How parts are numbered and what headings say, by cases; the lexicons that tell it are walked entry by entry."""

from __future__ import annotations

import re

import pytest

from duixian.language.headings import RANKS, heading_role, is_closing_heading, numbering
from duixian.language.lexicon import lexicon
from duixian.model import SectionRole


@pytest.mark.parametrize(
    ("text", "style", "value", "rest"),
    [
        ("第三章　总则", "chapter", 3, "　总则"),
        ("第二部分：目标", "part", 2, "：目标"),
        ("十一、办好实事", "一、", 11, "办好实事"),
        ("三", "一、", 3, ""),
        ("（二十）收尾", "（一）", 20, "收尾"),
        ("(四)收尾", "（一）", 4, "收尾"),
        ("12.绿化", "1.", 12, "绿化"),
        ("7、绿化", "1.", 7, "绿化"),
        ("（3）绿化", "（1）", 3, "绿化"),
        ("④绿化", "①", 4, "绿化"),
        ("第一，绿化", "第一", 1, "绿化"),
        ("二是绿化", "一是", 2, "绿化"),
        ("三要绿化", "一是", 3, "绿化"),
        ("——绿化", "——", 0, "绿化"),
    ],
)
def test_numbers_that_open_a_part(text: str, style: str, value: int, rest: str) -> None:
    found = numbering(text)
    assert found is not None
    assert (found.style, found.value, text[found.end :]) == (style, value, rest)


@pytest.mark.parametrize("text", ["2.5亿元", "第一产业", "第一个五年计划", "一批项目", "三要素", "十年来", "2030年", "（上接第三版）", "", "一 般", "一一一", "三三、两两"])
def test_words_that_open_no_part(text: str) -> None:
    assert numbering(text) is None


def test_every_style_has_a_rank() -> None:
    samples = ("第一篇", "第一章", "第一节", "一、", "（一）", "1.", "（1）", "①", "第一，", "一是", "——")
    assert {found.style for found in map(numbering, samples) if found} == set(RANKS)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("2030年工作回顾", SectionRole.REVIEW),
        ("“十六五”时期发展成就", SectionRole.REVIEW),
        ("2031年重点工作", SectionRole.ARRANGEMENTS),
        ("2031年主要预期目标", SectionRole.GOALS),
        ("2035年远景目标", SectionRole.VISION),
        ("全面加强政府自身建设", SectionRole.CONDUCT),
        ("提升政府现代化治理水平", SectionRole.CONDUCT),
        ("建设人民满意的服务型政府", SectionRole.CONDUCT),
        ("存在的问题和不足", SectionRole.PROBLEMS),
        ("名词解释", SectionRole.GLOSSARY),
        ("关于外交工作", SectionRole.OTHER),
        ("农业和农村", None),
        ("加快民生领域补短板", None),
        ("实施可持续发展战略", None),
    ],
)
def test_roles_that_headings_name(title: str, role: SectionRole | None) -> None:
    assert heading_role(title) is role


@pytest.mark.parametrize(("title", "closing"), [("结束语", True), ("附件2", True), ("名词解释", True), ("一、工作回顾", False)])
def test_headings_that_end_all_parts(title: str, closing: bool) -> None:
    assert is_closing_heading(title) is closing


def test_heading_words_name_known_roles_and_stand_once() -> None:
    seen: dict[str, str] = {}
    for entry in lexicon("headings")["role"]:
        SectionRole(entry["role"])
        for word in entry["words"]:
            assert word not in seen, f"{word} stands under {seen.get(word)} and {entry['role']}"
            seen[word] = entry["role"]
            assert heading_role(word) is not None


def test_phrases_compile_and_name_known_roles() -> None:
    for entry in lexicon("passages")["phrase"]:
        assert SectionRole(entry["role"])
        re.compile(entry["pattern"], re.MULTILINE)
        assert set(entry) <= {"name", "role", "pattern", "within", "last", "longest"}
