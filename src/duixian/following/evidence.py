"""Commitments → evidence: the sentences of later reports that speak of them, for a person to judge.

A commitment with a number has its result as evidence. For the others every sentence of the next report that looks back
is scored by the stretches of text it shares with the commitment: names count most, stretches that few sentences and few
commitments have count more than common ones, and a stretch longer than four characters more than a short one. Nothing
is proposed where nothing fits.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from typing import Any, NamedTuple

from duixian.following.places import Place
from duixian.following.selection import year_of
from duixian.model import BlockKind, Commitment, Evidence, Outcome, Report, SectionRole

__all__ = ["Recall", "evidence"]

GRAM = 4
"""Characters of the stretches that sentences are compared by; shorter ones are shared by chance."""

_BACK = frozenset([SectionRole.REVIEW, SectionRole.PROBLEMS, SectionRole.OTHER])
_SENTENCE = re.compile(r"[^。；！？\n]+")
_PLAIN = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d")
_NUMBERS = re.compile(r"\d|[一二三四五六七八九十百千万亿零两半]{2}|百分之|[万亿][元人亩吨户套个]|比上年|增长|年以|以上|左右")
_NAME_WEIGHT = 12.0
"""What a shared name adds, in the weight of a rare stretch of four characters: about three of them."""
_HALF = 14.0
"""Weight at which a sentence has half of the score that sharing alone can give."""


class _Sentence(NamedTuple):
    """A sentence that looks back: its source span, its text without marks, and the stretches it is made of."""

    start: int
    end: int
    text: str
    grams: frozenset[str]


class Recall:
    """The sentences of a report that look back, cut up when they are first asked for."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def sentences(self) -> tuple[_Sentence, ...]:
        """The sentences in order of the text."""
        view, found = self.report.view, []
        for block in self.report.blocks:
            if block.role not in _BACK or block.kind is not BlockKind.PARAGRAPH:
                continue
            for match in _SENTENCE.finditer(view.text, block.start, block.end):
                text = _plain(match.group())
                if len(text) >= GRAM:
                    found.append(_Sentence(*view.span(match.start(), match.end()), text, frozenset(_grams(text))))
        return tuple(found)


class _Index(NamedTuple):
    """Where the stretches of a report's commitments stand among the sentences of a later report."""

    recall: Recall
    places: dict[str, list[int]]


def _index(recall: Recall, wanted: set[str]) -> _Index:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, sentence in enumerate(recall.sentences):
        for gram in sentence.grams & wanted:
            places[gram].append(at)
    return _Index(recall, places)


def _grams(text: str) -> set[str]:
    return {text[k : k + GRAM] for k in range(len(text) - GRAM + 1)}


def evidence(place: Place, report: Report, later: Sequence[Recall], made: Sequence[Outcome]) -> list[Evidence]:
    """Gives what later reports say of the checkable commitments of ``report``, best first for each commitment.

    Args:
        place: The place of the reports.
        report: A report with commitments.
        later: The sentences of the reports of the place that come after it; those of the first later year are searched.
        made: The outcomes of ``report``.
    """
    by_fact = {outcome.goal_fact: outcome for outcome in made}
    first = min((year_of(one.report) for one in later), default=0)
    checkable = [one for one in report.commitments if one.checkable]
    common = Counter(gram for one in checkable for gram in _telling(_plain(one.quote)))
    near = [_index(one, set(common)) for one in later if year_of(one.report) == first]
    found: list[Evidence] = []
    for commitment in checkable:
        results = [by_fact[fact] for fact in commitment.facts if fact in by_fact]
        shown = [outcome for outcome in results if outcome.verdict.decided]
        if shown:
            found += [_result(place, report, commitment, outcome, rank) for rank, outcome in enumerate(shown, 1)]
        elif near:
            found += _sentences(place, report, commitment, near, common)
    return found


def _result(place: Place, report: Report, commitment: Commitment, outcome: Outcome, rank: int) -> Evidence:
    start = outcome.actual_sentence_start if outcome.actual_sentence_start >= 0 else outcome.actual_start
    return _record(
        place,
        report,
        commitment,
        (outcome.actual_report, start, max(outcome.actual_sentence_end, outcome.actual_end)),
        outcome.actual_quote,
        rank,
        1.0,
        outcome=outcome.id,
        reasons=(f"数字已有结果：{outcome.reason}",),
        rules=("outcome",),
    )


class _Score(NamedTuple):
    value: float
    shared: tuple[str, ...]
    names: tuple[str, ...]


def _sentences(place: Place, report: Report, commitment: Commitment, later: Iterable[_Index], common: Counter[str]) -> list[Evidence]:
    ranked: list[tuple[float, Recall, _Sentence, _Score]] = []
    for index in later:
        for at, score in _scores(commitment, index, common):
            ranked.append((-score.value, index.recall, index.recall.sentences[at], score))
    ranked.sort(key=lambda one: (one[0], one[1].report.name, one[2].start))
    rules = _rules()
    return [
        _record(
            place,
            report,
            commitment,
            (recall.report.name, sentence.start, sentence.end),
            recall.report.text[sentence.start : sentence.end],
            rank,
            score.value,
            shared=score.shared,
            reasons=_reasons(commitment, sentence, score),
            rules=("sentence",),
        )
        for rank, (_, recall, sentence, score) in enumerate(ranked[: rules["shown"]], 1)
    ]


def _scores(commitment: Commitment, index: _Index, common: Counter[str]) -> list[tuple[int, _Score]]:
    """Scores the sentences that share enough with a commitment, in order of the text.

    The score is made of the share of the commitment's object that the sentence has, and of the weight of all they share.
    """
    rules = _rules()
    text, core = _plain(commitment.quote), _plain(commitment.object) or _plain(commitment.quote)
    names = [name for name in map(_plain, commitment.names) if len(name) >= GRAM]
    total = 2 * (len(index.recall.sentences) + 1)
    object_grams = _telling(core)
    possible = sum(_weight(total, common[gram], 0) for gram in object_grams)
    sums: defaultdict[int, float] = defaultdict(float)
    of_object: defaultdict[int, float] = defaultdict(float)
    for gram in _telling(text):
        places = index.places.get(gram)
        if not places:
            continue
        weight = _weight(total, common[gram], len(places))
        for at in places:
            sums[at] += weight
            if gram in object_grams:
                of_object[at] += weight
    threshold = rules["threshold_counted"] if commitment.facts else rules["threshold"]
    found: list[tuple[int, _Score]] = []
    for at, weight in sums.items():
        sentence = index.recall.sentences[at].text
        held = tuple(name for name in names if name in sentence)
        weight += _NAME_WEIGHT * len(held)
        share = min(1.0, (of_object[at] + _NAME_WEIGHT * len(held)) / possible) if possible else 0.0
        value = round(0.5 * share + 0.5 * (1 - 0.5 ** (weight / _HALF)), 4)
        if value >= threshold:
            found.append((at, _Score(value, _stretches(text, sentence), held)))
    return sorted(found)


def _telling(text: str) -> set[str]:
    """The stretches of ``text`` that may tell what it is about: not numbers and units, nor words found everywhere."""
    return {gram for gram in _grams(text) if gram not in _common() and not _NUMBERS.search(gram)}


def _weight(total: int, promised: int, said: int) -> float:
    """How much a stretch tells that ``promised`` commitments and ``said`` sentences have, of ``total`` of both."""
    return max(0.0, math.log(total / max(1, promised + said)))


def _plain(text: str) -> str:
    return _PLAIN.sub("", text)


def _stretches(text: str, sentence: str) -> tuple[str, ...]:
    """The longest stretches of ``text`` that ``sentence`` has too, in order, none shorter than ``GRAM``."""
    found: list[str] = []
    at = 0
    while at + GRAM <= len(text):
        end = at + GRAM
        if text[at:end] not in sentence:
            at += 1
            continue
        while end < len(text) and text[at : end + 1] in sentence:
            end += 1
        words = text[at:end].strip("0123456789")
        if len(words) >= GRAM:
            found.append(words)
        at = end
    return tuple(dict.fromkeys(found))


def _reasons(commitment: Commitment, sentence: _Sentence, score: _Score) -> tuple[str, ...]:
    reasons: list[str] = []
    if score.names:
        reasons.append(f"提到同一名称：{'、'.join(score.names)}")
    words = [word for word in score.shared if word not in score.names]
    if words:
        reasons.append(f"有相同的字句：{'、'.join(sorted(words, key=lambda word: (-len(word), word))[:4])}")
    if commitment.action and commitment.action in sentence.text:
        reasons.append(f"动作相同：{commitment.action}")
    places = [place for place in commitment.places if place in sentence.text]
    if places:
        reasons.append(f"地点相同：{'、'.join(places)}")
    if _DIGITS.search(sentence.text):
        reasons.append("句中有数字可核对")
    return tuple(reasons)


def _record(
    place: Place,
    report: Report,
    commitment: Commitment,
    where: tuple[str, int, int],
    quote: str,
    rank: int,
    score: float,
    *,
    outcome: str = "",
    shared: tuple[str, ...] = (),
    reasons: tuple[str, ...] = (),
    rules: tuple[str, ...] = (),
) -> Evidence:
    name, start, end = where
    identity = f"evidence\x1f{report.sha256}\x1f{commitment.id}\x1f{name}\x1f{start}\x1f{end}"
    return Evidence(
        id=blake2b(identity.encode(), digest_size=8).hexdigest(),
        place=place.name,
        year=year_of(report),
        commitment=commitment.id,
        commitment_report=report.name,
        commitment_start=commitment.start,
        commitment_end=commitment.end,
        report=name,
        start=start,
        end=end,
        quote=quote,
        rank=rank,
        score=score,
        outcome=outcome,
        shared=shared,
        reasons=reasons,
        rules=rules,
    )


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("duixian.following").joinpath("data", "evidence.toml").read_text(encoding="utf-8"))


@cache
def _common() -> frozenset[str]:
    return frozenset(gram for word in _rules()["common"] for gram in _grams(word))
