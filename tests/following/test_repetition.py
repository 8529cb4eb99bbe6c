"""Repeated sentences: what is alike, that the look-up finds it, and that it does not depend on marks or order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import make

import duixian
from duixian.following.crossing import bounds
from duixian.following.repetition import Pages, alike, repeated, shingles

WORDS = "湖山桥路灯船渡口街巷院墙树花草石井亭塔集市学堂医馆邻里老少孩童匠人渔民商铺炊烟晨昏春夏秋冬风雨雪雾修补清扫疏通点亮照看护送商量登记公示评议"


def made_up(seed: int, length: int = 44) -> str:
    """A sentence of characters drawn by chance: no two have shingles in common but by chance."""
    draw = random.Random(seed)
    return "".join(draw.choice(WORDS) for _ in range(length)) + "。"


@given(st.text(alphabet=WORDS, min_size=4, max_size=60), st.text(alphabet="，、“”；： ", max_size=3))
def test_marks_do_not_count(words: str, mark: str) -> None:
    assert shingles(words) == shingles(mark.join(words))


@given(st.text(alphabet=WORDS, min_size=4, max_size=60), st.text(alphabet=WORDS, min_size=4, max_size=60))
def test_likeness_is_a_share_and_goes_both_ways(one: str, two: str) -> None:
    share = alike(shingles(one), shingles(two))
    assert share == alike(shingles(two), shingles(one))
    assert 0 <= share <= 1
    assert alike(shingles(one), shingles(one)) == 1
    grams = [{text[k : k + 4] for k in range(len(text) - 3)} for text in (one, two)]
    assert share == pytest.approx(len(grams[0] & grams[1]) / len(grams[0] | grams[1]))


def test_the_look_up_misses_few_of_the_sentences_that_are_alike() -> None:
    """Every sentence changed in one place to two: by comparing all with all, and by the look-up."""
    draw = random.Random(7)
    before = [made_up(seed) for seed in range(400)]
    after = []
    for sentence in before:
        changed = list(sentence)
        for _ in range(draw.choice((1, 1, 2))):
            changed[draw.randrange(len(changed) - 1)] = draw.choice(WORDS)
        after.append("".join(changed))
    pages = [Pages(duixian.read(("一、工作安排\n" + "\n".join(text)).encode(), name="made.txt")) for text in (before, after)]
    least = bounds()["repetition"]["alike"]
    pairs = {
        (here, there)
        for here, one in enumerate(pages[1].sentences)
        for there, two in enumerate(pages[0].sentences)
        if alike(one.shingles, two.shingles) >= least
    }
    found = {(one.here, one.there) for one in repeated(pages[1], pages[0])}
    assert len(pairs) > 250
    assert found <= pairs
    assert len(found) >= 0.99 * len(pairs)


def test_other_sentences_are_not_alike() -> None:
    one, two = (Pages(make("\n".join(map(made_up, seeds)), 2024)) for seeds in (range(60), range(100, 160)))
    assert repeated(one, two) == []


def test_positions_are_those_of_the_view() -> None:
    text = f"{made_up(1)}{made_up(2)}\n{made_up(3)}\n"
    pages = Pages(make(text, 2024))
    assert [text[one.start : one.end] for one in pages.sentences] == [made_up(1), made_up(2), made_up(3)]
    assert pages.letters == sum(one.letters for one in pages.sentences) == 3 * 44
