"""Numbers that are true and yet no facts: settings, thresholds, ages, rules, what only sets the scene for another."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.quantity import Kind, Quantity
from duixian.extraction.readings import Around
from duixian.extraction.shared import LINK
from duixian.extraction.stretches import Left, clauses_of, left_of, opens_noun, split_verb
from duixian.language.lexicon import alternation, lexicon
from duixian.language.prefixes import Prefixes

__all__ = ["SETTING", "bare_value", "context", "describes", "lasts"]

SETTING = "setting"
"""The context of a number that counts what one went through or spoke of; the rest of its list is no fact either."""

_BOUNDED = frozenset(["currency", "usd", "power", "mass"])
_MONEY = frozenset(["currency", "usd"])
_COUNTED = frozenset(["count", "transport"])
_MEASURED = frozenset(
    ["area", "length", "mass", "currency", "usd", "volume", "power", "energy", "people", "trips", "computing", "euro"]
)
_AMONG = re.compile(r"[一-鿿]{1,6}中(?=[，由居排位列])")
"""A count of those among whom something has its place (在12个县区中居第5位)."""
_STOPS = re.compile(r"[，。；、：]")
_AGES = frozenset(["岁", "周岁"])


class _Lexicon:
    """The words around numbers that are no facts, and around those that need none to be one."""

    def __init__(self, numbers: dict[str, Any], naming: dict[str, Any]) -> None:
        words = numbers["contexts"]
        self.bounds_left = tuple(words["bounds_left"])
        self.bounds_right = tuple(words["bounds_right"])
        after, verb = naming["after"], naming["verb"]
        self.after_bound = Prefixes([*after["verbs"], *after["restated"], *verb["keep"], *words["after_bound"]])
        self.lifetimes = re.compile(alternation(words["lifetimes"]))
        self.lasting = re.compile(alternation(words["lasting"]))
        self.scores = tuple(words["scores"])
        self.indexes = tuple(words["indexes"])
        self.setting_left = tuple(words["setting_left"])
        self.aimed_left = tuple(words["aimed_left"])
        self.people = re.compile(f"多?[亿万]多?(?:{alternation(words['people'])})")
        self.listing = tuple(words["listing"])
        self.lists = re.compile(rf"[一-鿿“”]{{1,10}}(?:{alternation(words['lists'])})")
        self.plans = re.compile(rf"[一-鿿]{{0,8}}(?:{alternation(words['plans'])})")
        self.rules_left = tuple(words["rules_left"])
        self.given = tuple(words["given"])
        self.defining = (*naming["relative"]["words"], *words["defining"])
        self.rates = re.compile(rf"[一-鿿“”、]{{2,30}}?(?:{alternation(words['rates'])})[^，。；、\d]{{0,8}}$")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("numbers"), lexicon("naming"))


def describes(text: str, quantity: Quantity) -> bool:
    """Says whether a number only describes the thing named behind it: a bound (亿元以上项目) or an age (65岁老人)."""
    return _is_threshold(text, quantity) or _is_age(text, quantity)


def _is_threshold(text: str, quantity: Quantity) -> bool:
    """Says whether an amount only sets a bound for the thing named behind it (营收超百亿元企业, 亿元以上项目)."""
    if quantity.dimension not in _BOUNDED or quantity.kind is not Kind.QUANTITY:
        return False
    words = _lexicon()
    start, at = quantity.start, quantity.end
    if text.startswith(words.bounds_right, at):
        at += 3 if text[at] == "及" else 2
    elif not quantity.chinese and not text.endswith(words.bounds_left, max(0, start - 2), start):
        return False
    return opens_noun(text, at) and text[at] not in "的“" and not words.after_bound.stand_at(text, at)


def _is_age(text: str, quantity: Quantity) -> bool:
    """Says whether a number only tells how old somebody is (65岁及以上老年人)."""
    if quantity.unit not in _AGES:
        return False
    return _lexicon().lifetimes.search(text, max(0, quantity.start - 14), quantity.start) is None


def lasts(left: Left, raw: str) -> bool:
    """Says whether a time is what is measured (办理时限压缩至3天), not when something happens."""
    said = left.level or left.change or left.words
    return _lexicon().lasting.search(left.name[-10:] + "".join(left.words) if said else raw[-5:]) is not None


def bare_value(left: Left, text: str, quantity: Quantity, end: int) -> bool:
    """Says whether a number without unit states a value: an index or a count that the name announces.

    Args:
        left: What stands before the number.
        text: The view text.
        quantity: The number.
        end: Where its sentence ends.
    """
    if text[quantity.end : quantity.end + 1] not in "，。；、！\n" and quantity.end < end:
        return False
    words = _lexicon()
    if left.name.endswith(words.scores):
        return True
    return bool(left.level or left.change or left.words) and left.name.endswith(words.indexes)


def context(around: Around) -> str:
    """Gives the reason for which a true number is neither result nor goal, or an empty string."""
    if _is_setting(around):
        return SETTING
    text, quantity, left, raw, reach = around.text, around.quantity, around.left, around.raw, around.reach
    words, dimension = _lexicon(), quantity.dimension
    if _opens_set(around):
        return "set"
    if raw.endswith(words.rules_left) or raw.endswith(words.given) or raw[:-1].endswith(words.given):
        return "rule"
    noun_behind = text.startswith("的", reach)
    if noun_behind and dimension in _MEASURED and left.name.endswith(words.defining):
        return "modifier"
    bounded = text[quantity.end : reach] in words.bounds_right
    if bounded and dimension in _MONEY and opens_noun(text[reach : reach + 1], 0):
        return "threshold"
    return "set" if _counts_a_rate(around) else ""


def _is_setting(around: Around) -> bool:
    """Says whether a number sets the scene: a people, what one went through or turned to, a list or plan by name."""
    text, raw, reach = around.text, around.raw, around.reach
    quantity, words = around.quantity, _lexicon()
    if words.people.match(text, quantity.last) or (text.startswith("人口", quantity.end) and raw.endswith("有")):
        return True
    if raw.endswith(words.setting_left):
        return True
    if quantity.dimension == "count":
        return raw.endswith(words.aimed_left) or _is_list(text, reach) or _AMONG.match(text, reach) is not None
    return quantity.dimension in ("area", "length") and words.plans.match(text, reach) is not None


def _is_list(text: str, at: int) -> bool:
    """Says whether a list by name begins at ``at`` (20项民心工程清单), not who is put on one (2家企业入选名单)."""
    match = _lexicon().lists.match(text, at)
    return match is not None and not any(word in match.group() for word in _lexicon().listing)


def _opens_set(around: Around) -> bool:
    """Says whether a count with nothing before it only says of how many the next number speaks (12个镇新建公厕30座)."""
    quantity, following, left = around.quantity, around.following, around.left
    if following is None or quantity.dimension != "count" or following.kind is not Kind.QUANTITY:
        return False
    if left.change or left.level or following.dimension == "percent" or clauses_of(left.name)[-1].strip("、"):
        return False
    between = around.between
    if not 0 < len(between) <= 30 or _STOPS.search(between):
        return False
    beside = len(between) <= 6 and following.dimension == "count" and not LINK.search(between)
    return beside or bool(left_of(between).words) or bool(split_verb(between)[1])


def _counts_a_rate(around: Around) -> bool:
    """Says whether a count only says of how many a percentage speaks (12个断面水质优良率100%)."""
    quantity, following = around.quantity, around.following
    if following is None or following.kind is not Kind.QUANTITY or following.dimension != "percent":
        return False
    if quantity.dimension not in _COUNTED:
        return False
    between = around.between
    return not any(stop in between for stop in "，。；、") and _lexicon().rates.match(between) is not None
