"""What a commitment is, where it ends, whether it can be checked, and by when (COMMITMENT-GUIDE)."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.extraction.checkability import HINT
from duixian.extraction.clauses import sentences
from duixian.extraction.commitments import extract_commitments
from duixian.extraction.deadline import deadline
from duixian.extraction.joining import features, join, trait
from duixian.extraction.mentions import mentions
from duixian.language.lexicon import lexicon
from duixian.model import (
    Block,
    BlockKind,
    Commitment,
    Confidence,
    Metadata,
    Report,
    ReportKind,
    Section,
    SectionRole,
    View,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "commitments.toml").read_text(encoding="utf-8"))["case"]


def report(*paragraphs: str, role: str = "arrangements", period: str = "2025", kind: ReportKind = ReportKind.WORK_REPORT) -> Report:
    """Gives a report of these paragraphs, in a source with white space that its view leaves out."""
    source, view, starts, sources, blocks = "", "", [], [], []
    for paragraph in paragraphs:
        starts.append(len(view))
        sources.append(len(source) + 2)
        blocks.append(Block(len(view), len(view) + len(paragraph), BlockKind.PARAGRAPH, 0, SectionRole(role), period))
        source += f"\u3000\u3000{paragraph}\n"
        view += f"{paragraph}\n"
    section = Section(0, len(source), "重点任务", 0, 0, "一、", 1, SectionRole(role), -1)
    return Report(
        name="linhu.txt",
        sha256="0" * 64,
        format="txt",
        text=source,
        view=View(view, tuple(starts), tuple(sources)),
        metadata=Metadata(kind=kind),
        sections=(section,),
        blocks=tuple(blocks),
    )


def commitments(*paragraphs: str, **about: Any) -> tuple[Commitment, ...]:
    return extract_commitments(report(*paragraphs, **about), ())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = commitments(case["text"], role=case.get("role", "arrangements"))
    assert [[one.quote, one.why.value] for one in found] == case["expected"]


def test_places_count_in_the_source() -> None:
    made = report("新建公园2个，优化公交换乘。", "完善路灯养护。")
    found = extract_commitments(made, ())
    assert [made.text[one.start : one.end] for one in found] == ["新建公园2个", "优化公交换乘", "完善路灯养护"]
    assert all(made.text[one.start - len(one.prefix) : one.start] == one.prefix for one in found)
    assert all(made.text[one.end : one.end + len(one.suffix)] == one.suffix for one in found)


def test_a_paragraph_that_stands_twice_gives_its_commitments_twice() -> None:
    found = commitments("新建公园2个。", "新建公园2个。")
    assert len(found) == 2
    assert len({one.id for one in found}) == 2


def test_one_sentence_under_a_heading_is_a_chapeau_where_paragraphs_have_headings() -> None:
    made = report(
        "落实湖区战略，厚植生态优势，守好一方水土。",
        "做优湖区环境。清理岸线，补种苗木。完善巡护制度。",
        "做强湖区经济。培育游船业态，扩大夜游范围。规范民宿经营。",
    )
    heading = Block(0, 0, BlockKind.HEADING, 0, SectionRole.ARRANGEMENTS, "2025")
    under = Report(**{field: getattr(made, field) for field in made.__struct_fields__} | {"blocks": (heading, *made.blocks)})
    assert "落实湖区战略" not in "".join(one.quote for one in extract_commitments(under, ()))


def test_in_a_section_that_looks_back_only_what_must_be_done_counts() -> None:
    made = report("新建公园2个。要扩大湿地面积。")
    section = Section(0, len(made.text), "工作回顾", 0, 0, "一、", 1, SectionRole.REVIEW, -1)
    back = Report(**{field: getattr(made, field) for field in made.__struct_fields__} | {"sections": (section,)})
    assert [one.quote for one in extract_commitments(back, ())] == ["要扩大湿地面积"]


def test_a_list_of_things_to_do_for_the_people_looks_forward_throughout() -> None:
    assert commitments("新建公园2个。", role="other") == ()
    assert [one.quote for one in commitments("新建公园2个。", role="other", kind=ReportKind.LIVELIHOOD_LIST)] == ["新建公园2个"]


def test_fields_of_a_commitment() -> None:
    (found,) = commitments("上半年完成柳汀路、工坊路等4条道路改造。")
    assert (found.action, found.object) == ("完成", "柳汀路、工坊路等4条道路改造")
    assert found.places == ("柳汀路", "工坊路")
    assert found.deadline == "2025-01/2025-06"
    assert found.section == "重点任务"
    assert found.confidence is Confidence.SURE
    assert found.rules


def test_what_is_doubtful_says_why() -> None:
    found, _ = commitments("湖区风貌焕然一新；新增绿地2公顷。")
    assert found.confidence is not Confidence.SURE
    assert found.reasons


DEADLINES = [
    ("新建公园2个", "2025", "2025"),
    ("年底前建成湖心桥", "2025", "2025-12"),
    ("6月底前完成清淤", "2025", "2025-06"),
    ("到6月底完成清淤", "2025", "2025-06"),
    ("上半年开工建设", "2025", "2025-01/2025-06"),
    ("三季度启动招生", "2025", "2025-07/2025-09"),
    ("到2027年建成环湖绿道", "2025", "2027"),
    ("力争2026年9月投用", "2025", "2026-09"),
    ("三年内更新管网", "2025", "2025/2027"),
    ("完善规划", "2021/2025", "2021/2025"),
    ("三年内更新管网", "", ""),
]


@pytest.mark.parametrize(("text", "period", "expected"), DEADLINES)
def test_deadline(text: str, period: str, expected: str) -> None:
    assert deadline(text, 0, len(text), period)[0] == expected


MENTIONS = [
    ("柳汀路、工坊路等4条道路", ("柳汀路", "工坊路"), ()),
    ("《湖岸管理条例》", (), ("湖岸管理条例",)),
    ("澄湖大厦、菱塘水厂建设", (), ("澄湖大厦", "菱塘水厂")),
    ("老旧小区、重点片区", (), ()),
]


@pytest.mark.parametrize(("text", "places", "names"), MENTIONS)
def test_mentions(text: str, places: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert mentions(text, 0, len(text)) == (places, names)


def test_every_weight_is_of_a_feature_and_the_sum_decides() -> None:
    text = "以改革为动力，优化流程，提高效率；让群众满意，推动湖区发展，完善“一网通办”平台3个。"
    weights = lexicon("joining")["weights"]
    for sentence in sentences(text, 0, len(text)):
        traits = [trait(text, clause) for clause in sentence]
        for index in range(1, len(sentence)):
            rule, score = join(text, sentence, traits, index)
            assert bool(rule) == (score > 0)
            if sentence[index - 1].mark == "，" and rule not in ("join-always", "join-ground"):
                assert score == pytest.approx(sum(weights.get(name, 0.0) for name in features(sentence, traits, index)))


@given(st.text(alphabet="，。；：！？“”（）《》、①一二三是要建成推动以为让湖区公园3个\n 　", max_size=80))
def test_any_text_gives_ordered_commitments_inside_it(text: str) -> None:
    found = commitments(text.replace("\n", " "))
    assert all(one.quote.strip() for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.text(alphabet="，。；：！？“”（）《》、①一是要建成以让湖区3个", max_size=80))
def test_clauses_are_ordered_and_cut_at_marks(text: str) -> None:
    clauses = [clause for sentence in sentences(text, 0, len(text)) for clause in sentence]
    assert all(0 <= clause.start < clause.end <= len(text) for clause in clauses)
    assert all(one.end <= other.start for one, other in itertools.pairwise(clauses))


def test_the_first_look_misses_no_coverage_and_no_number() -> None:
    data = lexicon("actions")["checkable"]
    for word in (*data["coverage"], *data["computed"], "应保尽保", "户户通", "三分之一", "七成", "两倍", "百分之三", "五大工程", "Ⅲ类"):
        assert HINT.search(word), word


def test_the_office_likely_to_lead_with_its_words() -> None:
    (found,) = commitments("新增养老床位300张。")
    assert found.lead
    assert found.theme
    assert all(word in found.quote for word in found.lead_words)
