"""What holds for the facts of any text made of numerals, units and the words of reports."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.extraction.facts import extract_facts
from duixian.extraction.quantities import quantities
from duixian.extraction.quantity import Kind
from duixian.language.lexicon import lexicon
from duixian.language.numerals import chinese_number
from duixian.language.units import units
from duixian.model import Block, BlockKind, Metadata, Named, Report, Role, SectionRole, View
from duixian.reading.cleaning import clean

FIGURES = st.one_of(
    st.integers(min_value=0, max_value=10**6).map(str),
    st.decimals(min_value=0, max_value=1000, places=2).map(str),
    st.text("零〇一二两三四五六七八九十百千万亿点半", min_size=1, max_size=5),
    st.sampled_from(["1,208.5", "３.５", "1亿2千", "百分之七点九", "三分之一", "1/3", "6%-6.5%", "3至5", "8～10", "1:1.2", "2024年", "第3", "23:30", "5G", "110KV", "0/0", "3比2"]),
)
UNITS = st.sampled_from([*sorted(units()), *"万亿千百", "万亿元", "多万", "余个", "/立方米", "/0", "号线", "级", "成以上"])
WORDS = st.sampled_from(
    [
        *"，。；、：！\n（）“”《》的和与由从到至比较", "临湖区", "地区生产总值", "公厕", "老旧小区", "居民收入", "失业率", "排放量",
        "增长", "下降", "提高", "新增", "改造", "完成", "达到", "控制在", "分别", "同比", "年均", "其中", "等", "每立方米", "翻",
        "超过", "不低于", "约", "以上", "左右", "以内", "力争", "确保", "预计", "去年", "今年", "五年来", "“十三五”期间", "到2027年",
        "上半年", "居全市第", "占", "高于全省", "增加到", "降至", "基础上", "全面覆盖", "个百分点", "𠮷",
        *lexicon("naming")["tail"]["to"][:40], *lexicon("naming")["verb"]["keep"][:40],
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(FIGURES, UNITS, WORDS), max_size=30).map("".join)
ROLES = st.sampled_from(list(SectionRole))


def report(text: str, role: SectionRole = SectionRole.REVIEW, year: str = "2025", period: str = "2024", *, cleaned: bool = True) -> Report:
    """A report with one block a line of its view, which is the text itself where it is not ``cleaned``."""
    view = clean(text) if cleaned else View(text, (0,), (0,))
    blocks, at = [], 0
    for line in view.text.split("\n"):
        blocks.append(Block(at, at + len(line), BlockKind.PARAGRAPH, -1, role, period))
        at += len(line) + 1
    return Report(name="any", sha256="a" * 64, format="txt", text=text, view=view, metadata=Metadata(year=Named(year)), blocks=tuple(blocks))


@given(TEXTS)
def test_quantities_lie_in_order_inside_the_text(text: str) -> None:
    reached = 0
    for quantity in quantities(text, []):
        assert reached <= quantity.start < quantity.end <= len(text)
        assert quantity.start < quantity.last <= quantity.end
        assert quantity.kind in set(Kind)
        assert quantity.value >= 0
        assert quantity.high is None or quantity.high > quantity.value
        reached = quantity.end


@given(TEXTS)
def test_a_quantity_s_words_stand_in_its_span(text: str) -> None:
    for quantity in quantities(text, []):
        if quantity.kind is not Kind.QUANTITY:
            continue
        words = text[quantity.start : quantity.end]
        assert quantity.unit in words or quantity.unit in ("%", "‰") or quantity.unit.startswith("个")
        assert set(quantity.scale) <= set(words)
        assert quantity.chinese == (not words[0].isdigit())


MISREAD = {"百分点", "千分点"}
"""Open: 百 and 千 are taken for multipliers where no 个 stands before them (5百分点)."""


@pytest.mark.parametrize("unit", [pytest.param(unit, marks=[pytest.mark.xfail(strict=True)] if unit in MISREAD else []) for unit in sorted(units())])
def test_every_unit_is_read_behind_digits(unit: str) -> None:
    (quantity,) = quantities(f"绿道37{unit}。", [])
    assert (quantity.value, quantity.scale) == (37, "")
    assert quantity.unit == unit or quantity.kind in (Kind.DATE, Kind.NAME)


PLAIN_UNITS = st.sampled_from(sorted(set(units()) - MISREAD))


@given(st.lists(st.tuples(st.sampled_from(["公厕", "绿道", "增长", "，", "。"]), st.integers(min_value=1, max_value=10**5), PLAIN_UNITS), max_size=6))
def test_plain_numbers_with_units_keep_both(parts: list[tuple[str, int, str]]) -> None:
    text = "".join(f"{word}{number}{unit}。" for word, number, unit in parts)
    found = quantities(text, [])
    assert [quantity.value for quantity in found] == [number for _, number, _ in parts]
    assert all(quantity.unit == unit or quantity.kind in (Kind.DATE, Kind.NAME) for (_, _, unit), quantity in zip(parts, found, strict=True))


@given(st.integers(min_value=11, max_value=99), st.sampled_from(["家", "座", "个", "吨", "公里", "亩"]))
def test_digits_and_numerals_say_the_same(number: int, unit: str) -> None:
    tens, ones = divmod(number, 10)
    figures = "零一二三四五六七八九"
    spelled = (figures[tens] if tens > 1 else "") + "十" + (figures[ones] if ones else "")
    assert chinese_number(spelled) == number
    digits, numerals = (extract_facts(report(f"新建养老驿站{word}{unit}。")) for word in (str(number), spelled))
    assert [(fact.value, fact.unit, fact.indicator) for fact in numerals] == [(fact.value, fact.unit, fact.indicator) for fact in digits]
    assert len(digits) == 1


@given(TEXTS, ROLES, st.sampled_from(["", "1985", "2025"]), st.sampled_from(["", "2024", "2021/2025", "2024-01/2024-09"]))
def test_facts_of_any_text(text: str, role: SectionRole, year: str, period: str) -> None:
    made = report(text, role, year, period)
    facts = extract_facts(made)
    assert extract_facts(made) == facts, "the same again"
    assert len({fact.id for fact in facts}) == len(facts), "an id names one span"
    reached = 0
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote
        assert text[: fact.start].endswith(fact.prefix)
        assert text[fact.end :].startswith(fact.suffix)
        assert reached <= fact.start < fact.end
        reached = fact.end
        assert fact.sentence_start <= fact.start < fact.end <= fact.sentence_end
        assert (fact.qualifier == "range") == (fact.value_high is not None) == (fact.base_value_high is not None)
        assert (fact.role is Role.TARGET) == (fact.hardness is not None)
        assert fact.role is Role.ACTUAL or not fact.estimate
        assert fact.base == "" or fact.measure not in ("level", "rank")
        assert fact.confidence != "sure" or not fact.reasons
        assert fact.confidence == "sure" or fact.reasons
        assert fact.rules
        assert fact.indicator == fact.indicator.strip("，、：；。 ")
        assert "\n" not in fact.indicator
    assert role is not SectionRole.GLOSSARY or facts == ()


@given(TEXTS, TEXTS)
def test_paragraphs_are_read_apart(one: str, other: str) -> None:
    """What a paragraph means does not hang on the paragraph before it."""
    one, other = one.replace("\n", "。"), other.replace("\n", "。")
    alone = [bare(fact) for fact in extract_facts(report(other, cleaned=False))]
    behind = [bare(fact) for fact in extract_facts(report(f"{one}。\n{other}", cleaned=False)) if fact.start > len(one) + 1]
    assert behind == alone


def bare(fact: msgspec.Struct) -> dict[str, object]:
    """A fact without its place."""
    return {key: value for key, value in msgspec.structs.asdict(fact).items() if key not in ("id", "start", "end", "prefix", "suffix", "sentence_start", "sentence_end")}


@pytest.mark.parametrize("text", ["", "。", "，" * 3000, "1" * 400, "一" * 400, "万" * 400, "1," * 400, "由1到" * 200, "分别" * 300 + "1个", "增长" * 800 + "5%", "第" * 500 + "3", "（" * 400 + "3家"])
def test_odd_texts_are_read(text: str) -> None:
    assert all(text[fact.start : fact.end] == fact.quote for fact in extract_facts(report(text)))
