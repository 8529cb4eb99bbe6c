"""Departments and themes hold together, and plain duties are suggested to the department they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.language.cues import Cues
from duixian.language.lexicon import lexicon
from duixian.language.offices import Suggestion, offices, suggest_lead
from duixian.language.themes import theme_name, theme_of, themes

CLASSES = ("names", "strong", "usual", "weak")


def doubled(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def test_departments_are_complete() -> None:
    known = {theme.id for theme in themes()}
    for office in offices():
        assert office.name
        assert office.english
        assert office.theme in known, office.name
        assert office.names, office.name
    assert doubled([office.name for office in offices()]) == []


def test_no_cue_points_to_two_departments() -> None:
    words = [word for office in offices() for kind in CLASSES for word in getattr(office, kind)]
    assert doubled([*words, *lexicon("offices")["blocked"]["words"]]) == []
    assert [word for word in words if len(word) < 2] == []


def test_no_word_tells_two_themes() -> None:
    words = [word for theme in themes() for word in theme.words]
    assert doubled(words) == []
    assert [word for word in words if len(word) < 2] == []
    assert doubled([theme.id for theme in themes()]) == []
    assert doubled([theme.name for theme in themes()]) == []


@pytest.mark.parametrize("office", offices(), ids=lambda office: office.name)
def test_each_department_is_suggested_by_its_own_names_and_duties(office) -> None:  # type: ignore[no-untyped-def]
    for word in (*office.names, *office.strong):
        assert suggest_lead(word).office == office.name, word
        assert suggest_lead(word).words == (word,)


@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.id)
def test_each_theme_is_told_by_its_words(theme) -> None:  # type: ignore[no-untyped-def]
    assert {word: theme_of(word) for word in theme.words} == dict.fromkeys(theme.words, theme.id)
    assert theme_name(theme.id) == theme.name
    assert theme_name(theme.id, "en") == theme.english


LEADS = [
    ("新建两所幼儿园，增加学前学位600个", "教育局", "education"),
    ("建成3家社区老年食堂，改造困难老年人家庭200户", "民政局", "welfare"),
    ("改造老旧小区12个，加装电梯30部", "住房城乡建设委", "city"),
    ("新增城镇就业1.6万人，办好专场招聘会", "人力资源社会保障局", "employment"),
    ("培育专精特新企业20家，推动规上工业企业技术改造", "工业和信息化局", "industry"),
    ("国家高新技术企业达到210家", "科技局", "innovation"),
    ("开展湖区断面水质治理，细颗粒物浓度继续下降", "生态环境局", "ecology"),
    ("整治背街小巷40条，新建公厕6座", "城市管理委", "city"),
    ("完成农村公路改造30公里", "交通运输局", "transport"),
    ("扩建湖西灌区，除险加固水库两座", "水务局", "rural"),
    ("引进品牌首店15家，打造夜间经济街区", "商务局", "demand"),
    ("办好湖畔文化旅游节，推出研学线路5条", "文化和旅游局", "culture"),
    ("临湖区人民医院新院区投用，组建医联体", "卫生健康委", "health"),
    ("开展重大事故隐患排查，压实安全生产责任", "应急管理局", "safety"),
    ("办理人大代表建议、政协提案", "政府办公室", "government"),
    ("一般公共预算收入增长4%", "财政局", "finance"),
    ("固定资产投资增长6%，滚动谋划重大项目", "发展改革委", "demand"),
    ("化解信访积案30件", "信访办", "safety"),
    ("实施国企改革，处置空壳企业8户", "国资委", "reform"),
    ("支持两家企业北交所上市", "金融办", "finance"),
    ("由区教育局牵头，卫生部门配合", "教育局", "education"),
    ("推进“高效办成一件事”，压减审批时限", "政务服务办", "reform"),
    ("新增养老床位", "民政局", "welfare"),
]


@pytest.mark.parametrize(("text", "office", "theme"), LEADS)
def test_plain_duties(text: str, office: str, theme: str) -> None:
    found = suggest_lead(text)
    assert (found.office, found.theme) == (office, theme)
    assert found.words
    assert theme_of(text) == theme


@pytest.mark.parametrize(
    "text", ["", "说到做到", "一件接着一件办", "推动高质量发展", "提高水平", "123", "落实各项措施"]
)
def test_words_that_point_nowhere(text: str) -> None:
    assert suggest_lead(text) == Suggestion()


def test_quotation_marks_do_not_hide_a_word() -> None:
    assert suggest_lead("压减“三公”经费").words == ("三公经费",)


@given(st.text(alphabet="新增养老床位就业岗位公园水质学位，。推进服务建设城市", max_size=60))
def test_the_words_named_stand_in_the_text(text: str) -> None:
    found = suggest_lead(text)
    assert all(word in text for word in found.words)
    assert bool(found.office) == bool(found.words)


@given(
    st.lists(st.text(alphabet="甲乙丙", min_size=2, max_size=4), min_size=1, max_size=6, unique=True),
    st.text(alphabet="甲乙丙丁", max_size=30),
)
def test_cues_are_the_leftmost_longest_words(words: list[str], text: str) -> None:
    expected, at = [], 0
    while at < len(text):
        fitting = [word for word in words if text.startswith(word, at)]
        if fitting:
            expected.append(max(fitting, key=len))
        at += len(expected[-1]) if fitting else 1
    assert [word for word, _ in Cues((word, None) for word in words).found_in(text)] == expected
