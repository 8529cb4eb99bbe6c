"""Every entry of the word lists that the facts stage reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from opencc import OpenCC

from duixian.language.lexicon import lexicon
from duixian.language.units import units
from duixian.reading.cleaning import clean

NAMES = ["units", "qualifiers", "numbers", "naming", "periods", "measures", "modality", "doubts"]
FULL_WIDTH = {char: chr(ord(char) + 0xFEE0) for char in map(chr, range(0x21, 0x7F)) if char.isalnum() or char == "%"}

OWN_CHARACTERS = frozenset("徵藉")
"""Characters that OpenCC writes in traditional words (減徵, 憑藉) and that are simplified characters too, which cleaning leaves."""


def lists(value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """The word lists of a lexicon with their paths; a table of words with values is a list of its words."""
    if isinstance(value, list):
        yield path, value
    elif isinstance(value, dict):
        if value and not any(isinstance(entry, list | dict) for entry in value.values()):
            yield path, list(value)
        else:
            for key, entry in value.items():
                yield from lists(entry, f"{path}.{key}")


LISTS = [pair for name in NAMES for pair in lists(lexicon(name), name)]
WORDS = sorted({(path, word) for path, words in LISTS for word in words})


def test_every_list_is_walked() -> None:
    assert {path.partition(".")[0] for path, _ in LISTS} == set(NAMES)
    assert len(LISTS) > 40
    assert len(WORDS) > 1500


@pytest.mark.parametrize(("path", "words"), LISTS, ids=[path for path, _ in LISTS])
def test_no_list_is_empty_and_no_word_stands_twice(path: str, words: list[str]) -> None:
    assert words
    assert all(isinstance(word, str) and word for word in words)
    assert [word for word, count in Counter(words).items() if count > 1] == []


def test_words_are_in_the_form_that_the_cleaned_text_has() -> None:
    """The lexicons are looked up in the cleaned view, so a word that cleaning changes would never be found."""
    changed = {(path, word): seen for path, word in WORDS if not word.isspace() and (seen := inside(word)) != word}
    assert changed == {}


def test_full_width_forms_agree() -> None:
    ascii_words = [(path, word) for path, word in WORDS if not FULL_WIDTH.keys().isdisjoint(word)]
    assert len(ascii_words) >= 20
    missed = [(path, word) for path, word in ascii_words if inside("".join(FULL_WIDTH.get(char, char) for char in word)) != word]
    assert missed == []


def test_traditional_forms_agree() -> None:
    convert = OpenCC("s2t").convert
    traditional = [(path, word, convert(word)) for path, word in WORDS if not word.isspace()]
    assert sum(word != form for _, word, form in traditional) > 700
    differing = [(path, word, form) for path, word, form in traditional if OWN_CHARACTERS.isdisjoint(form) and inside(form) != word]
    assert differing == []


def inside(word: str) -> str:
    """The word as the cleaned view of a simplified text shows it."""
    before, after = "临湖区发展", "临湖区发展"
    seen = clean(before + word + after).text
    assert seen.startswith(before)
    assert seen.endswith(after)
    return seen[len(before) : -len(after)]


def test_every_unit_has_one_dimension_and_a_positive_factor() -> None:
    data = lexicon("units")
    owners = Counter(word for dimension, words in data.items() for word in (words["words"] if dimension == "count" else words))
    assert [word for word, count in owners.items() if count > 1] == [], "one dimension each"
    assert set(units()) == set(owners)
    for word, unit in units().items():
        assert unit.word == word
        assert unit.dimension in data
        assert unit.factor > 0
        assert unit.dimension != "count" or unit.factor == Decimal(1)
    for dimension, words in data.items():
        assert dimension == "count" or 1 in words.values(), f"{dimension} has a base unit"


def test_units_stand_bare() -> None:
    """Multipliers are read apart from the unit, and a word that begins with a digit could never stand behind one."""
    assert [word for word in units() if re.match(r"[\d亿万]", word)] == []


def test_a_qualifier_says_one_thing() -> None:
    for side, kinds in lexicon("qualifiers").items():
        owners = Counter(word for words in kinds.values() for word in words)
        assert [word for word, count in owners.items() if count > 1] == [], side


def test_a_word_before_a_number_says_one_thing() -> None:
    """A word that both reaches a level and changes it would make the measure depend on the order of the lists."""
    tail = lexicon("naming")["tail"]
    owners = Counter(word for kind in ("to", "up", "down", "new") for word in set(tail[kind]))
    assert [word for word, count in owners.items() if count > 1] == []


def test_no_verb_is_both_kept_and_dropped_by_its_place() -> None:
    """A verb in both lists is dropped; the lists say which verbs those are, and the rest of ``keep`` stays."""
    verb = lexicon("naming")["verb"]
    assert set(verb["whole"]) <= set(verb["keep"]) | set(verb["initial"]) | set(verb["drop"]) | {"受益", "服务", "吸纳", "拉动"}
    assert set(verb["initial"]) <= set(verb["keep"]) | set(verb["drop"]) | set(verb["initial"])


@pytest.mark.xfail(reason="not_before holds whole head words (预计, 保持, 国家 …), which then are never left out", strict=True)
def test_every_head_word_can_be_left_out() -> None:
    head = lexicon("naming")["head"]
    kept = tuple(head["not_before"])
    assert [word for word in head["words"] if word.startswith(kept)] == []


def test_relative_years_are_near() -> None:
    assert all(-2 <= distance <= 2 for distance in lexicon("periods")["relative"].values())
