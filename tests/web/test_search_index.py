"""The index by itself: folding, pairs of letters, segments in bytes, and sets of sentences, each against the plainest way to do the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.language.themes import themes
from duixian.model import Measure, ReportKind, Role, SectionRole
from duixian.web.archive.search.bigrams import label, pairs_of, starting_with, text_pairs
from duixian.web.archive.search.folding import fold, fold_with_places
from duixian.web.archive.search.found import MOST, Few, Found, Many, all_of, any_of, without
from duixian.web.archive.search.indexing import Indexable, folded_all, indexed
from duixian.web.archive.search.marking import marked, spots
from duixian.web.archive.search.query import LONGEST, WORDS_MOST, parse
from duixian.web.archive.search.segments import Chunks, Postings, decode, encode, find, merged, postings

_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_TEXT = st.text(st.one_of(st.sampled_from("发展就业教育，。“”（）2,50０.%GdＡ 　經濟乾𠮷\ue000"), _CHARACTERS), max_size=40)
_WORDS = st.text(st.sampled_from("发展就业"), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("經濟發展", "经济发展"),
        ("ＧＤＰ", "gdp"),
        ("“十四五”规划", "十四五规划"),
        ("2,500個", "2500个"),
        ("1，992亿元", "1992亿元"),
        ("５Ｇ 基站", "5g基站"),
        ("稳增长,促改革", "稳增长，促改革"),
        ("徵收(試行)", "征收（试行）"),
        ("增长６．５％", "增长6.5%"),
        ("ДОМ", "дом"),
    ],
)
def test_forms_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(_TEXT)
@settings(max_examples=200, deadline=None)
def test_every_folded_character_has_its_place(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.text == fold(text)
    assert len(folded.places) == len(folded.text)
    assert list(folded.places) == sorted(set(folded.places))
    assert all(0 <= place < len(text) for place in folded.places)


@given(st.lists(_TEXT, min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    assert folded_all(texts) == [fold(text.replace("\uf8ff", " ")) for text in texts]


@given(_TEXT, st.data())
@settings(max_examples=200, deadline=None)
def test_whoever_holds_a_word_has_its_pairs(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : data.draw(st.integers(start, len(folded)))]
    keys = {int(key) for key in text_pairs(folded)[0]}
    assert keys.issuperset(pairs_of(part))


def test_a_single_letter_is_found_wherever_it_stands() -> None:
    low, high = starting_with("鄂")
    for text in ("鄂", "湖北鄂州", "简称鄂。", "鄂，湖北"):
        assert any(low <= int(key) <= high for key in text_pairs(fold(text))[0])
    assert not any(low <= int(key) <= high for key in text_pairs("湖北")[0])


def test_labels_are_told_apart_from_each_other_and_from_pairs() -> None:
    names = [
        *(f"role:{one.value}" for one in SectionRole),
        *(f"kind:{one.value}" for one in ReportKind),
        *(f"{sort}:{one.id}" for sort in ("theme", "commitment") for one in themes()),
        *(f"fact:{one.value}" for one in (*Role, *Measure)),
        *("fact", "commitment", "commitment:checkable", "commitment:vague"),
    ]
    numbers = [label(name) for name in names]
    assert len(set(numbers)) == len(names)
    letters = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x10000)]))
    assert not set(numbers) & {int(key) for key in text_pairs(letters)[0]}
    assert all((number >> 16) >= 0xE000 for number in numbers)


def _postings(of_sentence: dict[int, set[int]]) -> Postings:
    both = [(key, sentence) for sentence, keys in of_sentence.items() for key in keys]
    return postings(np.array([key for key, _ in both], np.uint32), np.array([sentence for _, sentence in both], np.int64))


def _plain(whole: Postings) -> dict[int, list[int]]:
    ends = np.cumsum(whole.counts)
    return {int(key): whole.sentences[end - count : end].tolist() for key, count, end in zip(whole.keys, whole.counts, ends, strict=True)}


def _found(low: int, high: int, pieces: list[tuple[int, bytes]]) -> set[int]:
    there = [data for at, (first, data) in enumerate(pieces) if first <= high and (at + 1 == len(pieces) or pieces[at + 1][0] > low)]
    return set(any_of([find(low, high, data) for data in there]).numbers().tolist())


_SEGMENT = st.dictionaries(st.integers(0, MOST - 1), st.sets(st.sampled_from([*range(40), 0xFFFF, 0x10000, 0xF8FFFFFF]), max_size=12), max_size=60)


@given(_SEGMENT)
@settings(max_examples=100, deadline=None)
def test_a_segment_is_what_was_put_into_it(of_sentence: dict[int, set[int]]) -> None:
    whole = _postings(of_sentence)
    pieces = list(encode(whole))
    back = decode(data for _, data in pieces)
    assert _plain(back) == _plain(whole)
    assert [first for first, _ in pieces] == sorted(first for first, _ in pieces)
    for low, high in ((0, 0), (3, 3), (3, 9), (0xFFFF, 0x10000), (0xF8FFFFFF, 0xF8FFFFFF), (50, 60)):
        wanted = {sentence for sentence, keys in of_sentence.items() if any(low <= key <= high for key in keys)}
        assert _found(low, high, pieces) == wanted


@pytest.mark.parametrize("count", [1, 900, 4095, 4096, 4097, 65536])
def test_frequent_keys_are_kept_as_bits(count: int) -> None:
    sentences = np.sort(np.random.default_rng(count).choice(MOST, count, replace=False))
    keys = np.concatenate([np.full(count, 7), np.arange(300)]).astype(np.uint32)
    whole = postings(keys, np.concatenate([sentences, np.full(300, 9)]))
    pieces = list(encode(whole))
    assert _plain(decode(data for _, data in pieces)) == _plain(whole)
    assert _found(7, 7, pieces) == set(sentences.tolist()) | {9}
    assert _found(8, 8, pieces) == {9}
    assert max(len(data) for _, data in pieces) <= 8200


@given(st.lists(_SEGMENT, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_merging_keeps_what_is_not_left_out(parts: list[dict[int, set[int]]]) -> None:
    given_numbers = []
    wanted: dict[int, set[int]] = {}
    base = 0
    for part in parts:
        numbers = np.full(MOST, -1, np.int64)
        for sentence, keys in part.items():
            if sentence % 3:
                numbers[sentence] = base
                wanted[base] = keys
                base += 1
        given_numbers.append((_postings(part), numbers))
    assert _plain(merged(given_numbers)) == _plain(_postings(wanted))


_NUMBERS = st.sets(st.integers(0, MOST - 1) | st.integers(60, 70), max_size=30)


def _few(numbers: set[int]) -> Found:
    return Few(np.array(sorted(numbers), np.uint16))


def _many(numbers: set[int]) -> Found:
    mask = np.zeros(MOST, np.bool_)
    mask[sorted(numbers)] = True
    return Many(np.packbits(mask, bitorder="little"))


@given(_NUMBERS, _NUMBERS, st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_sets_of_sentences(one: set[int], other: set[int], first_many: bool, second_many: bool) -> None:
    a, b = (_many if first_many else _few)(one), (_many if second_many else _few)(other)
    assert set(all_of([a, b]).numbers().tolist()) == one & other
    assert set(any_of([a, b]).numbers().tolist()) == one | other
    assert set(without(a, b).numbers().tolist()) == one - other
    bases = np.array([0, 64, 66, 40000])
    assert a.counts(bases).tolist() == [sum(low <= n < high for n in one) for low, high in ((0, 64), (64, 66), (66, 40000), (40000, MOST))]
    assert set(a.between(61, 69).tolist()) == {n for n in one if 61 <= n < 69}


def test_chunks_in_bytes_and_back() -> None:
    chunks = Chunks(*(np.array(column, np.int64) for column in ([1 << 40, 0], [0, 5], [5, 7], [2025, 0], [label("kind:other"), 3])))
    back = Chunks.unpack(chunks.pack())
    assert all((a == b).all() for a, b in zip(chunks, back, strict=True))
    assert (back.live, back.alive().base.tolist()) == (5, [0])


@given(st.lists(st.text(st.sampled_from("发展就业，“ "), max_size=12), min_size=1, max_size=20), _WORDS)
@settings(max_examples=100, deadline=None)
def test_the_index_finds_what_reading_every_sentence_finds(texts: list[str], word: str) -> None:
    ((start, count, whole),) = indexed([Indexable(text, ["role:goals"]) for text in texts])
    assert (start, count) == (0, len(texts))
    pieces = list(encode(whole))
    (sought,) = parse(word).words
    found = set.intersection(*(_found(low, high, pieces) for low, high in sought.keys))
    holding = {number for number, text in enumerate(texts) if word in fold(text)}
    assert found >= holding
    if sought.exact:
        assert found == holding
    assert _found(label("role:goals"), label("role:goals"), pieces) == set(range(count))


def test_long_reports_fill_several_segments() -> None:
    parts = list(indexed([Indexable("发展", [])] * (MOST + 3)))
    assert [(start, count) for start, count, _ in parts] == [(0, MOST), (MOST, 3)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("养老 社区", [("养老", False), ("社区", False)]),
        ("养老　社区", [("养老", False), ("社区", False)]),
        ("“社区 养老”", [("社区养老", False)]),
        ('"社区 养老"', [("社区养老", False)]),
        ("“十四五”规划", [("十四五规划", False)]),
        ("养老 -机构", [("养老", False), ("机构", True)]),
        ("养老 －“社区 服务”", [("养老", False), ("社区服务", True)]),
        ("5-10年", [("5-10年", False)]),
        ("養老 养老", [("养老", False)]),
        ("就业 ，", [("就业", False)]),
        ('"就业', [("就业", False)]),
    ],
)
def test_what_a_query_asks_for(text: str, words: list[tuple[str, bool]]) -> None:
    query = parse(text)
    assert [(word.folded, word.negative) for word in query.words] == words
    assert not query.problem


@pytest.mark.parametrize("text", ["，。", "“”", "-养老", "发" * (LONGEST + 1), " ".join(f"词{n}" for n in range(WORDS_MOST + 1))])
def test_queries_that_cannot_be_answered_say_why(text: str) -> None:
    query = parse(text)
    assert query.problem
    assert not query.words


def test_no_query_is_no_problem() -> None:
    assert parse(" 　") == parse("")
    assert not parse("").problem


@given(_TEXT, _WORDS)
@settings(max_examples=100, deadline=None)
def test_a_marked_sentence_is_the_sentence(text: str, word: str) -> None:
    found = spots(text, parse(word).words)
    pieces = marked(text, found)
    assert "".join(piece.text for piece in pieces) == text
    assert any(piece.hit for piece in pieces) == (word in fold(text))
    for spot in found:
        assert word[0] in fold(text[spot.start : spot.end])


def test_a_long_sentence_is_cut_around_the_first_mark() -> None:
    text = "甲" * 500 + "就业" + "乙" * 500
    pieces = marked(text, spots(text, parse("就业").words))
    assert [piece.text for piece in pieces if piece.hit] == ["就业"]
    assert sum(len(piece.text) for piece in pieces) < 260
    assert pieces[0].text == pieces[-1].text == "…"
