"""The head of a clause: what is stripped, which verb is found, what is ground and what a deed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duixian.language.actions import head, verbs
from duixian.language.lexicon import lexicon

HEADS = [
    # clause, verb, kind, lead
    ("建成社区食堂3个", "建成", "deliver", ""),
    ("要加快建设环湖绿道", "加快建设", "push+found", ""),
    ("持续深入推进老旧片区更新", "推进", "push", ""),
    ("优化窗口服务", "优化", "degree", ""),
    ("以湖区治理为抓手", "以", "stance", "ground"),
    ("围绕滨湖新城建设", "围绕", "stance", "ground"),
    ("坚持稳字当头", "坚持", "stance", "ground"),
    ("坚持办好家门口的学校", "办好", "deliver", ""),
    ("发挥湖区生态优势", "发挥", "stance", "ground"),
    ("依托数字平台延伸服务触角", "延伸", "degree", "means"),
    ("柳溪街打造滨水夜市", "打造", "degree", "subject"),
    ("居民人均可支配收入", "", "", "noun"),
    ("“十四五”期间", "", "stance", "ground"),
    ("到2028年", "", "stance", "ground"),
]


@pytest.mark.parametrize(("clause", "verb", "kind", "lead"), HEADS, ids=[row[0] for row in HEADS])
def test_head(clause: str, verb: str, kind: str, lead: str) -> None:
    found = head(clause, 0, len(clause))
    assert (found.verb, found.kind, found.lead) == (verb, kind, lead)


STRIPPED = [
    ("并将加快建设环湖绿道", "并", "将", "加快建设"),
    ("力争新增床位200张", "", "力争", "新增"),
    ("确保不发生较大事故", "", "确保", "确保"),
    ("其中新建公园2个", "其中", "", "新建"),
]


@pytest.mark.parametrize(("clause", "connective", "modal", "verb"), STRIPPED)
def test_words_before_the_verb(clause: str, connective: str, modal: str, verb: str) -> None:
    found = head(clause, 0, len(clause))
    assert (found.connective, found.modal if modal else "", found.verb) == (connective, modal, verb)


@example("33围绕", 2, 3)
@given(st.text(alphabet="要加快推进建设以为围绕坚持的、和临湖区3个公园，“”", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_bounds_stay_inside_the_clause(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = head(text, start, end)
    assert start <= found.at <= end
    assert start <= found.verb_at <= found.end <= end
    if found.kind and found.lead != "ground":
        assert text[found.verb_at : found.end] == found.verb


def _lists(data: dict[str, Any], path: str = "") -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _lists(value, f"{path}{key}.")
        elif isinstance(value, list):
            found.append((path + key, value))
    return found


@pytest.mark.parametrize("name", ["actions", "mentions"])
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    for path, words in _lists(lexicon(name)):
        assert len(words) == len(set(words)), path
        assert all(word == word.strip() and word for word in words), path


def test_a_verb_has_one_kind() -> None:
    data = lexicon("actions")["verbs"]
    kinds = {kind: set(data[kind]) for kind in ("deliver", "found", "push", "stance", "degree")}
    for one, other in combinations(kinds, 2):
        assert not kinds[one] & kinds[other], (one, other)
    assert set(verbs()) == set().union(*kinds.values())


def test_a_word_before_the_verb_has_one_part() -> None:
    data = lexicon("actions")
    parts = {"adverbs": set(data["adverbs"]), "modals": set(data["modals"]), **{key: set(data["connectives"][key]) for key in ("joins", "parallel")}}
    for one, other in combinations(parts, 2):
        assert not parts[one] & parts[other], (one, other)


def test_nouns_that_look_like_verbs_are_known_verbs() -> None:
    data = lexicon("actions")["verbs"]
    assert set(data["nominal"]) - set(verbs()) == set()


def test_endings_have_one_class() -> None:
    endings = {name: set(words) for name, words in lexicon("actions")["endings"].items()}
    for one, other in combinations(endings, 2):
        assert not endings[one] & endings[other], (one, other)
