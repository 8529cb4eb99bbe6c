"""Time words that say which years a passage speaks of, and words that look back or ahead."""

from __future__ import annotations

import pytest

from duixian.language.eras import eras
from duixian.language.lexicon import lexicon
from duixian.language.tense import tense


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2030年", ["2030"]),
        ("二〇三〇年和一九九八年", ["2030", "1998"]),
        ("2026年至2030年", ["2026/2030"]),
        ("“十六五”时期", ["2031/2035"]),
        ("第七个五年计划", ["1986/1990"]),
        ("五年来", ["2026/2030"]),
        ("过去的五年", ["2026/2030"]),
        ("今后五年", ["2031/2035"]),
        ("去年", ["2030"]),
        ("今年", ["2031"]),
        ("三年来", ["2028/2030"]),
        ("到2035年", ["2035"]),
        ("十五个项目", []),
        ("2030个", []),
        ("多年来", []),
    ],
)
def test_time_words(text: str, periods: list[str]) -> None:
    found = eras(text, 0, len(text), 2031)
    assert [era.period for era in found] == periods
    assert all(text[era.start : era.end] for era in found)


def test_relative_words_need_the_year() -> None:
    assert eras("五年来，2030年", 0, 9, 0)[0].period == "2030"


def test_relative_spans_run_forward() -> None:
    for word, (first, last) in lexicon("timing")["relative"].items():
        assert first <= last, word
        assert eras(word, 0, len(word), 2031), word


@pytest.mark.parametrize("text", ["完成了旧区改造，新建公厕已投用。", "去年取得新进展。", "就业同比增长，成效显著。"])
def test_sentences_that_look_back(text: str) -> None:
    weight = tense(text)
    assert weight.past > weight.future


@pytest.mark.parametrize("text", ["要抓好旧区改造。", "我们将办好实事。", "必须坚持、力争实现。", "今年要争取更好结果。"])
def test_sentences_that_look_ahead(text: str) -> None:
    weight = tense(text)
    assert weight.future > weight.past


@pytest.mark.parametrize("text", ["主要原因", "重要意义", "为了", "了解情况", "需要素材", "将军", "适应", "不得不应付"])
def test_parts_of_other_words_say_nothing_of_time(text: str) -> None:
    weight = tense(text)
    assert weight.past == 0
    assert weight.future <= 2


def test_no_word_is_both_past_and_future() -> None:
    data = lexicon("tense")
    forms = [form for side in ("past", "future") for words in data[side].values() for form in words] + [entry["form"] for entry in data["word"]]
    assert len(forms) == len(set(forms))
