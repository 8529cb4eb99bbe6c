"""Scores what was read against the labels: facts by field, promises by span and by whether they can be checked.

A found number is one that a fact's span touches; a range counts as its two ends. *core*: role, value with unit, and
indicator are right; *record*: measure and period too. Promises match when they share half of their union.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.labels import LabelledPromise, Number
from duixian.model import Commitment, Confidence, Fact

__all__ = ["FIELDS", "Tally", "balance", "same_indicator", "scaled", "score_facts", "score_promises"]

FIELDS = ("role", "value", "unit", "indicator", "measure", "period", "qualifier")
_TIMES = {"万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2}
_ONE_NAME = {
    "％": "%",
    "百分点": "个百分点",
    "平米": "平方米",
    "㎡": "平方米",
    "km": "公里",
    "立方": "立方米",
    "人民币": "元",
    "元人民币": "元",
    "μg/m3": "微克/立方米",
    "ug/m3": "微克/立方米",
    "μg/m³": "微克/立方米",
}
_PER = re.compile(r"每(立方米|平方公里|万人)(.+)")
_WHOLE_UNITS = ("瓦", "克", "米", "伏", "卡", "分")  # after 千 or 百 these make a unit of its own: 千瓦, 百分点
_PASSED_OVER = re.compile(r"[\s\"'“”‘’《》〈〉()（）\[\]【】、,，。·:：;；的]")


@dataclass
class Tally:
    """Counts over one report or many; adds up."""

    counts: Counter[str]

    @classmethod
    def nothing(cls) -> Tally:
        return cls(Counter())

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.counts + other.counts)

    def __getitem__(self, key: str) -> int:
        return self.counts[key]


def balance(hits: int, labelled: int, given: int) -> float:
    """Gives F1: the balance of what was found of the labelled and what was right of the given."""
    return 2 * hits / (labelled + given) if labelled + given else 0.0


def score_facts(labelled: Sequence[Number], facts: Iterable[Fact]) -> Tally:
    """Counts ``labelled``, ``given``, ``found``, ``core``, ``record``, ``sure``, ``sure_core`` and each field's right ones."""
    given = [(fact, value) for fact in sorted(facts, key=lambda fact: fact.start) for value in _ends(fact)]
    starts = [fact.start for fact, _ in given]
    longest = max((fact.end - fact.start for fact, _ in given), default=0)
    counts = Counter(labelled=sum(number.is_fact for number in labelled), given=len(given))
    used: set[int] = set()
    for number in labelled:
        first = bisect_left(starts, number.start - longest)
        near = [
            k
            for k in range(first, bisect_left(starts, number.end))
            if k not in used and given[k][0].start < number.end and number.start < given[k][0].end
        ]
        if not near or not number.is_fact:
            if number.silence_is_right_too and (near or number.is_fact):
                counts["given" if near else "labelled"] -= 1
                used.update(near[:1])
            continue
        wanted = scaled(number.value, number.unit)[0]
        chosen = min(near, key=lambda k: (not _same(_scaled(given[k])[0], wanted), len(given[k][0].quote)))
        used.add(chosen)
        _count_one(counts, number, *given[chosen])
    extra = (fact for k, (fact, _) in enumerate(given) if k not in used)
    counts["sure"] += sum(fact.confidence is Confidence.SURE for fact in extra)
    return Tally(counts)


def score_promises(labelled: Sequence[LabelledPromise], promises: Iterable[Commitment]) -> Tally:
    """Counts ``labelled``, ``given``, ``hit``, and the same of the checkable (``c_…``), and ``agree``."""
    low, high = labelled[0].start, labelled[-1].end
    given = sorted((one for one in promises if one.start < high and one.end > low), key=lambda one: one.start)
    pairs = _pairs(labelled, given)
    checkable, checkable_given = [one for one in labelled if one.checkable], [one for one in given if one.checkable]
    return Tally(
        Counter(
            labelled=len(labelled),
            given=len(given),
            hit=len(pairs),
            c_labelled=len(checkable),
            c_given=len(checkable_given),
            c_hit=len(_pairs(checkable, checkable_given)),
            agree=sum(label.checkable == one.checkable for label, one in pairs),
        )
    )


def scaled(value: float, unit: str) -> tuple[float, str]:
    """Gives a value without the multiplier of its unit, and the unit's one name.

    >>> scaled(58, "亿元"), scaled(71, "每立方米微克"), scaled(3, "千瓦"), scaled(5, "百分点")
    ((5800000000.0, '元'), (71, '微克/立方米'), (3, '千瓦'), (5, '个百分点'))
    """
    unit = unicodedata.normalize("NFKC", unit).replace(" ", "").replace("多", "").replace("余", "")
    if per := _PER.match(unit):
        unit = f"{per[2]}/{per[1]}"
    for word, times in _TIMES.items():
        if unit.startswith(word) and not (word in ("千", "百") and unit[1:2] in _WHOLE_UNITS):
            rest = unit[len(word) :]
            return value * times, _ONE_NAME.get(rest, rest)
    return value, _ONE_NAME.get(unit, unit)


def same_indicator(given: str, labelled: str) -> bool:
    """Whether two names of an indicator are the same to a reader: equal, one inside the other, or nearly so.

    >>> same_indicator("一般公共预算收入", "预算收入"), same_indicator("公厕", "社区食堂")
    (True, False)
    """
    one, other = _plain(given), _plain(labelled)
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    if short in long and len(short) >= 2 and len(short) / len(long) >= 0.45:
        return True
    both = len(one) + len(other)
    shared = sum((Counter(one) & Counter(other)).values())
    return one == other or 2 * _common(one, other) / both >= 0.7 or 2 * shared / both >= 0.85


def _count_one(counts: Counter[str], number: Number, fact: Fact, value: float) -> None:
    right = _right(number, fact, value)
    core = right["role"] and right["value"] and right["unit"] and right["indicator"]
    counts["found"] += 1
    counts["core"] += core
    counts["record"] += core and right["measure"] and right["period"]
    counts.update({field: int(good) for field, good in right.items()})
    if fact.confidence is Confidence.SURE:
        counts["sure"] += 1
        counts["sure_core"] += core


def _right(number: Number, fact: Fact, value: float) -> dict[str, bool]:
    got, unit = scaled(value, fact.unit)
    values = []
    for wanted, wanted_unit in zip(number.readings("v", number.value), number.readings("u", number.unit), strict=True):
        want, want_unit = scaled(wanted, wanted_unit)
        near = number.written_in_words and abs(got - want) <= 1e-3 * abs(want)
        rank = number.measure == "rank" and {unit, want_unit} <= {"", "位", "名"}
        values.append((_same(got, want) or near, unit == want_unit or rank))
    value_right, unit_right = max(values)
    qualifier = str(fact.qualifier)
    return {
        "role": fact.role in number.readings("r", number.role),
        "value": value_right,
        "unit": unit_right,
        "indicator": any(same_indicator(fact.indicator, name) for name in number.readings("ind", number.indicator)),
        "measure": fact.measure in number.readings("m", number.measure),
        "period": fact.period in map(str, number.readings("p", number.period)),
        "qualifier": qualifier in number.readings("q", number.qualifier)
        or (qualifier == "range" and number.qualifier in ("low", "high")),
    }


def _pairs(
    labelled: Sequence[LabelledPromise], given: Sequence[Commitment]
) -> list[tuple[LabelledPromise, Commitment]]:
    pairs, used = [], set()
    for label in labelled:
        best, chosen = 0.0, -1
        for k, one in enumerate(given):
            if one.start >= label.end:
                break
            if k in used or one.end <= label.start:
                continue
            share = (min(label.end, one.end) - max(label.start, one.start)) / (
                max(label.end, one.end) - min(label.start, one.start)
            )
            if share > best:
                best, chosen = share, k
        if best >= 0.5:
            used.add(chosen)
            pairs.append((label, given[chosen]))
    return pairs


def _ends(fact: Fact) -> tuple[float, ...]:
    return (fact.value,) if fact.value_high is None else (fact.value, fact.value_high)


def _scaled(one: tuple[Fact, float]) -> tuple[float, str]:
    return scaled(one[1], one[0].unit)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def _plain(name: str) -> str:
    return _PASSED_OVER.sub("", unicodedata.normalize("NFKC", name))


def _common(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for left in one:
        before = 0
        for k, right in enumerate(other, 1):
            row[k], before = (before + 1 if left == right else max(row[k], row[k - 1])), row[k]
    return row[-1]
