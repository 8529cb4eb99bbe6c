"""How exactly a number is meant: every word of the lexicon, on its side, in a sentence of its own."""

from __future__ import annotations

import pytest

from duixian.extraction.facts import extract_facts
from duixian.language.lexicon import lexicon
from duixian.model import Block, BlockKind, Fact, Metadata, Named, Report, SectionRole, View

LEFT = [(word, kind) for kind, words in lexicon("qualifiers")["left"].items() for word in words]
RIGHT = [(word, kind) for kind, words in lexicon("qualifiers")["right"].items() for word in words]


def only(text: str) -> Fact:
    """The one fact of a paragraph of goals."""
    block = Block(0, len(text), BlockKind.PARAGRAPH, -1, SectionRole.GOALS, "2025")
    report = Report(name="", sha256="", format="txt", text=text, view=View(text, (0,), (0,)), metadata=Metadata(year=Named("2025")), blocks=(block,))
    (fact,) = extract_facts(report)
    return fact


def test_both_sides_know_the_three_kinds() -> None:
    assert set(lexicon("qualifiers")) == {"left", "right"}
    assert all(set(side) == {"about", "min", "max"} for side in lexicon("qualifiers").values())


@pytest.mark.parametrize(("word", "kind"), LEFT)
def test_a_word_before_the_number(word: str, kind: str) -> None:
    fact = only(f"湖区游船泊位数量{word}46个。")
    # 控制在 sets no bound of its own: it needs 以内 behind the number.
    assert fact.qualifier == ("exact" if word == "控制在" else kind)
    assert word in fact.wording
    assert fact.quote == "46个", "what stands before the number is not in the span"


@pytest.mark.parametrize(("word", "kind"), RIGHT)
def test_a_word_behind_the_unit(word: str, kind: str) -> None:
    fact = only(f"湖区码头客流增长46%{word}。")
    assert fact.qualifier == kind
    assert fact.quote == f"46%{word}", "what stands behind the unit is"


@pytest.mark.parametrize(("left", "right", "kind"), [("控制在", "以内", "max"), ("控制在", "左右", "about"), ("超过", "", "min"), ("", "以上", "min"), ("约", "以上", "min"), ("不低于", "左右", "min"), ("", "", "exact")])
def test_both_sides_together(left: str, right: str, kind: str) -> None:
    assert only(f"湖区游船泊位空置率{left}4.6%{right}。").qualifier == kind
