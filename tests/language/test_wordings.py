"""Patterns of wordings stand for the names they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.errors import LexiconError
from duixian.language.wordings import expand


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("粮食产量", ("粮食产量",)),
        ("粮食[总]产量", ("粮食总产量", "粮食产量")),
        ("(城镇|农村)居民", ("城镇居民", "农村居民")),
        ("[国家[级]]企业", ("国家级企业", "国家企业", "企业")),
        ("(甲[乙]|丙)丁", ("甲乙丁", "甲丁", "丙丁")),
        ("甲|乙", ("甲", "乙")),
        ("[甲|甲]乙", ("甲乙", "乙")),
    ],
)
def test_patterns(pattern: str, names: tuple[str, ...]) -> None:
    assert expand(pattern) == names


@pytest.mark.parametrize("pattern", ["甲[乙", "甲乙]", "(甲]", "[甲)", "甲)乙"])
def test_a_bracket_without_partner_is_refused(pattern: str) -> None:
    with pytest.raises(LexiconError):
        expand(pattern)


@given(
    st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=3), min_size=1, max_size=5, unique=True), st.booleans()
)
def test_alternatives_are_what_was_written(words: list[str], optional: bool) -> None:
    opening, closing = "[]" if optional else "()"
    assert set(expand(f"{opening}{'|'.join(words)}{closing}")) == {*words, *([""] if optional else [])}
