"""Units: the longest word wins, every word of the lexicon is found where it stands, denominators end where they should."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.language.units import rate_unit, unit_at, units

WORDS = sorted(units())


@pytest.mark.parametrize("before", ["", "58", "3.09万"])
@pytest.mark.parametrize("after", ["", "，", "。", "/"])
def test_every_word_is_found_where_it_stands(before: str, after: str) -> None:
    missed = [word for word in WORDS if (found := unit_at(before + word + after, len(before))) is None or found.word != word]
    assert missed == []


@given(st.text(st.sampled_from([*"".join(WORDS), *"1 ，的新"]), max_size=20), st.integers(min_value=0, max_value=20))
def test_a_unit_found_stands_there_and_no_longer_one_does(text: str, at: int) -> None:
    found = unit_at(text, at)
    begun = [word for word in WORDS if text.startswith(word, at)]
    assert (found.word if found else None) == max(begun, key=len, default=None)


@pytest.mark.parametrize(
    ("word", "dimension", "factor"),
    [
        ("元", "currency", "1"), ("平方公里", "area", "1000000"), ("公顷", "area", "10000"), ("公里", "length", "1000"),
        ("吨", "mass", "1000"), ("斤", "mass", "0.5"), ("千瓦时", "energy", "1"), ("成", "percent", "10"), ("‰", "percent", "0.1"),
        ("个百分点", "percent", "1"), ("人次", "trips", "1"), ("工作日", "time", "1"), ("家", "count", "1"), ("倍", "ratio", "1"),
    ],
)  # fmt: skip
def test_dimensions_and_factors(word: str, dimension: str, factor: str) -> None:
    assert (units()[word].dimension, units()[word].factor) == (dimension, Decimal(factor))


def test_an_acre_is_two_thirds_of_a_thousand_square_metres() -> None:
    assert abs(units()["亩"].factor * 3 - 2000) < Decimal("0.000001")


@pytest.mark.parametrize(
    ("text", "word"),
    [("吨公里", "吨公里"), ("平方公里内", "平方公里"), ("个百分点", "个百分点"), ("个村", "个"), ("人次", "人次"), ("人均", "人"), ("千瓦时", "千瓦时"), ("千瓦", "千瓦"), ("米", "米")],
)
def test_the_longest_wins(text: str, word: str) -> None:
    found = unit_at(text, 0)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize("text", ["", "的", "亿元", "，元", "增长"])
def test_where_no_unit_begins(text: str) -> None:
    assert unit_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("微克/立方米。", 2, "。"), ("元／月，", 1, "，"), ("元/万元", 1, ""), ("人/平方公里", 1, ""), ("件/万人", 1, ""), ("元/年均", 1, "均"),
        ("元。", 1, "。"), ("元/", 1, "/"), ("元/的", 1, "/的"), ("3/4", 1, "/4"),
    ],
)  # fmt: skip
def test_denominators(text: str, at: int, rest: str) -> None:
    assert text[rate_unit(text, at) :] == rest
