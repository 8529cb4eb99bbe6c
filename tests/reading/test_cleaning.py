"""The view: what cleaning replaces, leaves out and joins, and that every position leads back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.model import Span
from duixian.reading.characters import unify
from duixian.reading.cleaning import clean
from duixian.reading.furniture import page_furniture
from duixian.reading.jumps import jump_lines

ALPHABET = "的一二十第章（）()“”《》，。、；：:,.·%％－１２９0129aZPM 年月版上接下转於発後　\u2003\t\n\r\u200b\ufeff\x00\ud800\U0002070e市区増長"


@given(st.text(alphabet=ALPHABET, max_size=200))
@settings(max_examples=300, deadline=None)
def test_every_view_position_leads_to_its_character(text: str) -> None:
    view = clean(text)
    plain = unify(text)
    assert len(plain) == len(text)
    assert len(view.starts) == len(view.sources)
    last = -1
    for position, char in enumerate(view.text):
        source = view.source(position)
        assert source > last
        last = source
        if char in "\n \t":
            assert plain[source].isspace() or plain[source] in "\u200b\ufeff\x00\ud800"
        else:
            assert plain[source] == char


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_paragraphs_without_blank_edges(text: str) -> None:
    view = clean(text)
    if view.text:
        for paragraph in view.text.split("\n"):
            assert paragraph == paragraph.strip() != ""
    assert "\x00" not in view.text
    assert not any(0xD800 <= ord(char) < 0xE000 for char in view.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长６．６％", "增长6.6%"),
        ("比重3·5%", "比重3.5%"),
        ("艾力·买买提", "艾力·买买提"),
        ("总数2,500个,新增３个", "总数2,500个，新增3个"),
        ("产值27，203，319元", "产值27,203,319元"),
        ("到2020，300个", "到2020，300个"),
        ("增长3.5，200个", "增长3.5，200个"),
        ("乾隆年间", "乾隆年间"),
        ("增加值(GDP)增长;就业(含返乡)", "增加值（GDP）增长；就业（含返乡）"),
        ("时间:2021-02-26 17:42:27", "时间：2021-02-26 17:42:27"),
        ("要堅定不移推進", "要坚定不移推进"),
        ("昇腾芯片", "昇腾芯片"),
        ("⼆〇⼆五年⽬标", "二〇二五年目标"),
        ("「十五五」", "“十五五”"),
    ],
)
def test_characters_are_replaced_one_for_one(text: str, expected: str) -> None:
    assert unify(text) == expected


def test_a_text_in_traditional_characters_stays_readable() -> None:
    text = "下面，我受臨湖區政府委託作工作報告，請大家審議，也請列席的同志們多提意見，並對來年計劃提出建議。"
    assert clean(text).text == "下面，我受临湖区政府委托作工作报告，请大家审议，也请列席的同志们多提意见，并对来年计划提出建议。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区长 周  波", "区长 周波"),
        ("目 录", "目录"),
        ("李 明　　张 三", "李明 张三"),
        ("第 一 章 总则", "第一章 总则"),
        ("通讯员 王伟 李明明", "通讯员 王伟 李明明"),
        ("好品临湖 商行天下", "好品临湖 商行天下"),
        ("一、 工作回顾", "一、工作回顾"),
        ("附件2 名词解释", "附件2 名词解释"),
        ("1 总体要求", "1 总体要求"),
        ("3 月 5 日", "3月5日"),
        ("去年是1 9 9 7 年", "去年是1997年"),
        ("死亡率为0 ．0 6 ‰", "死亡率为0.06‰"),
        ("新增2 500人", "新增2500人"),
        ("2024 2025", "2024 2025"),
        ("下降3 . 5 %", "下降3.5%"),
        ("增长6. 5%", "增长6.5%"),
        ("1. 2025年目标", "1. 2025年目标"),
        ("达到 70% 以上", "达到70%以上"),
        ("增加 1304.8亿元", "增加1304.8亿元"),
        ("使用 AI 技术", "使用AI技术"),
        ("PM 2.5浓度", "PM2.5浓度"),
        ("open data", "open data"),
        ("“ 吹哨 ”机制", "“吹哨”机制"),
        ("指标\t2024年\t2025年", "指标\t2024年\t2025年"),
    ],
)
def test_blanks_part_words_or_go(text: str, expected: str) -> None:
    assert clean(text).text == expected


PROSE = "全区经济稳中向好。实施一批重点项目，"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Broken inside a sentence.
        (PROSE + "推动制\n造业升级。", PROSE + "推动制造业升级。"),
        (PROSE + "推动制\n\n造业升级。", PROSE + "推动制造业升级。"),
        ("贯彻《\n防洪条例\n》，落实责任。", "贯彻《防洪条例》，落实责任。"),
        ("第一，\n整治河道。", "第一，整治河道。"),
        ("今年经济社会发展的\n主要目标\n是：增长5%。", "今年经济社会发展的主要目标是：增长5%。"),
        (PROSE + "细颗粒物（PM\n2.5\n）下降。", PROSE + "细颗粒物（PM2.5）下降。"),
        # Headings, lists, titles and indented paragraphs begin anew.
        ("一、工作回顾\n去年全区经济稳中向好。", "一、工作回顾\n去年全区经济稳中向好。"),
        ("（一）稳增长，扩大内需\n去年全区经济稳中向好。", "（一）稳增长，扩大内需\n去年全区经济稳中向好。"),
        (PROSE + "推动升级\n　　三、改进作风", PROSE + "推动升级\n三、改进作风"),
        (PROSE + "推动升级，\n三、改进作风", PROSE + "推动升级，\n三、改进作风"),
        ("区长作报告。本报记者李明摄\n各位代表：", "区长作报告。本报记者李明摄\n各位代表："),
        ("临湖区人民政府\n2025年1月8日", "临湖区人民政府\n2025年1月8日"),
        (PROSE + "推动升级\n\n\n全年工作", PROSE + "推动升级\n全年工作"),
        # Jump lines stand alone.
        (PROSE + "推动\n（下转第三版）", PROSE + "推动\n（下转第三版）"),
        ("（上接第一版）\n，全区" + PROSE + "完。", "（上接第一版）\n，全区" + PROSE + "完。"),
    ],
)
def test_line_ends_inside_sentences_go(text: str, expected: str) -> None:
    assert clean(text).text == expected


def test_text_broken_at_a_fixed_width_is_joined_by_paragraphs() -> None:
    paragraph = "　　" + "全区上下齐心协力推动经济社会发展，各项事业取得新的进步。" * 6
    lines = [paragraph[n : n + 30] for n in range(0, len(paragraph), 30)]
    view = clean("\n".join(lines * 3))
    assert view.text.split("\n") == [paragraph.strip()] * 3


def test_furniture_is_never_joined_with_the_text() -> None:
    text = PROSE + "推动制\n首页导航\n造业升级。"
    start = text.index("首页")
    view = clean(text, furniture=(Span(start, start + 4),))
    assert view.text.split("\n") == [PROSE + "推动制", "首页导航", "造业升级。"]


def test_a_page_number_inside_a_sentence_is_left_out_and_one_between_paragraphs_stays() -> None:
    text = f"{PROSE}推动制\n— 3 —\n造业升级。\n— 4 —\n二、今年任务"
    view = clean(text, page_furniture(text))
    assert view.text.split("\n") == [PROSE + "推动制造业升级。", "—4—", "二、今年任务"]
    assert text[view.source(view.text.index("造业"))] == "造"


def test_joins_of_the_layout_are_followed() -> None:
    text = "全区经济稳中\n向好\n完"
    assert clean(text, joins=(text.index("\n"),)).text == "全区经济稳中向好\n完"


def test_jump_lines_are_reported_with_their_place() -> None:
    text = "工作报告\r\n(上接第十七版)\r\n" + PROSE + "推动升级。（下转A2版）\r\n"
    findings = jump_lines("0" * 64, text, clean(text))
    assert [finding.quote for finding in findings] == ["(上接第十七版)", "（下转A2版）"]
    assert all(text[finding.start : finding.end] == finding.quote and finding.kind == "jump_line" for finding in findings)
