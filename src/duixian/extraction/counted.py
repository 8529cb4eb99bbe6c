"""Names the indicator by the thing counted, where it stands behind the unit (新建3座公园)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from duixian.extraction.named import name_before, owner, owns, stays
from duixian.extraction.readings import Around, Walk
from duixian.extraction.shared import LINK, scopes, shared_action, shared_end, without_scope
from duixian.extraction.stretches import after_name, left_of, opens_noun, split_verb
from duixian.language.lexicon import alternation, lexicon
from duixian.language.prefixes import Prefixes

__all__ = ["counts_behind", "name_behind"]

_EXTENTS = frozenset(["area", "length", "power", "mass", "volume"])
_RATIOS = frozenset(["倍", "番", "个百分点"])
_EXAMPLES = re.compile(r"等(?:共|累计)?$")
_AND_SAMPLES = re.compile(r"(?:及|以及|和|、)[^，。；]{2,20}等?$")
_RANKED = re.compile(r"[一-鿿]{1,3}级$")
_RANKED_LIST = re.compile(
    r"[一-鿿]{1,3}级(?:[、和]\d+[个家项所类座条处][一-鿿]{1,3}级)*[、和]\d+[个家项所类座条处][一-鿿]{1,3}级(?P<noun>[一-鿿]{2,12})"
)
_REACH = 24
"""Characters behind a number in which the thing it counts ends."""
_REACH_TOGETHER = 20
_REACH_ACTION = 48


class _Lexicon:
    """Words behind a number's unit."""

    def __init__(self, data: dict[str, Any]) -> None:
        after, verb = data["after"], data["verb"]
        self.not_counted = tuple(after["not_counted"])
        self.bounds = frozenset(after["bounds"])
        self.happens = Prefixes([*after["verbs"], *after["restated"], *after["bounds"]])
        self.keep = frozenset(verb["keep"])
        self.whole = frozenset(verb["whole"])
        self.body = re.compile(f"(?:{alternation(after['bodies'])})(?:（[^）]{{1,8}}）)?$")
        self.light = re.compile(f"(?:{alternation(after['light'])})+")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("naming"))


def counts_behind(around: Around, cleaned: str, verb: str) -> bool:
    """Says whether the thing counted stands behind the unit (3座公园) and not before the number (公园3座).

    Args:
        around: What stands around the number.
        cleaned: The clause before the number, without the words that are not part of a name.
        verb: The verb that ``cleaned`` ends with, empty where it holds or ends with more than that.
    """
    text, quantity, left, reach = around.text, around.quantity, around.left, around.reach
    words = _lexicon()
    dimension = quantity.dimension
    after = text[reach : reach + 2]
    if dimension == "count" or (dimension == "transport" and after[0] != "，"):
        return not after.startswith(words.not_counted)
    near_verb = verb != "" and len(cleaned) - len(verb) <= 6
    only_verb = not cleaned or cleaned == verb or near_verb or _EXAMPLES.search(cleaned) is not None
    if not dimension:
        return only_verb or bool(left.change)
    if dimension in ("percent", "ratio"):
        if quantity.unit in _RATIOS:
            return False
        if after.startswith("是"):
            return False
        bounded = text[quantity.end : reach] in words.bounds
        return after.startswith("的") or (only_verb and not left.change) or bounded
    if dimension in _EXTENTS and not left.level and not left.change and not words.happens.stand_at(text, reach):
        return True
    return only_verb and not (left.change and not verb and not cleaned)


def name_behind(around: Around, cleaned: str, verb: str, walk: Walk, continued: bool) -> tuple[str, str, int]:
    """Gives the indicator, the rule that found it, and how far the text behind the number was used.

    Args:
        around: What stands around the number.
        cleaned: The clause before the number, without the words that are not part of a name.
        verb: The verb that ``cleaned`` ends with, empty where it holds or ends with more than that.
        walk: What is carried inside the sentence; its subject, noun and verb become those of this name.
        continued: Whether the number continues a list.
    """
    words, left = _lexicon(), around.left
    counted = _counted(around)
    before, verb, example = _verb_before(around, cleaned, verb, walk, continued)
    if not counted.noun:
        name, rule = name_before(cleaned if not _belongs(around) else "", "", left, walk, continued)
        return name, rule, 0
    noun = _whole_noun(around, counted)
    walk.noun = counted.plain
    name = _with_action(around, counted, noun)
    if _goes_in_front(around, noun, verb, example):
        name = example + name
    if stays(verb):
        name = verb.rstrip("了好到") + name
    if verb in words.whole and not before and walk.subject and not left.words:
        name = walk.subject + name
    belongs_to = owner(before)
    if owns(belongs_to):
        name = belongs_to + name
    walk.subject = example if left.level and example and not verb and name.startswith(example) else noun
    return name, "counted behind", counted.used


class _Counted(NamedTuple):
    """The thing counted: the noun behind the unit, what happens to it, the noun for the rest of a list.

    ``linked`` says whether the next number continues the list, ``used`` how far the text belongs to this number then.
    """

    noun: str
    action: str
    plain: str
    linked: bool
    used: int


def _counted(around: Around) -> _Counted:
    """Reads the noun behind the unit up to the next number or a stop."""
    text, following, limit = around.text, around.following, around.limit
    at = around.reach + 1 if text[around.reach : around.reach + 1] == "的" else around.reach
    noun, action = after_name(text, at, limit)
    if following is None:
        return _Counted(noun, action, noun, False, 0)
    link = LINK.search(noun + action)
    if link:
        size = len(link.group())
        noun, action = (noun, action[:-size]) if action else (noun[:-size], "")
        noun = noun.partition("、")[0] or noun
        return _Counted(noun, action, noun, True, limit - size)
    if not action and 0 < len(noun) <= 8 and at + len(noun) == following.start and "、" not in noun:
        # 12家企业30个项目: the next number follows at once and may say what both count together.
        plain = noun = left_of(_AND_SAMPLES.sub("", noun)).name or noun
        if opens_noun(text, following.end):
            together, _ = after_name(text, following.end, min(len(text), following.end + _REACH_TOGETHER))
            noun += together[1:] if together.startswith(("的", "共")) else together
        return _Counted(noun, action, plain, False, 0)
    return _Counted(noun, action, noun, False, 0)


def _belongs(around: Around) -> bool:
    """Says whether 的 stands before the number, so that the words before it describe the thing counted."""
    start = around.quantity.start
    return around.text[start - 1 : start] == "的"


def _verb_before(around: Around, cleaned: str, verb: str, walk: Walk, continued: bool) -> tuple[str, str, str]:
    """Gives what stands before the verb that counts, the verb, and what stands between it and the number."""
    left = around.left
    before, example = "", ""
    if _belongs(around):
        cleaned = verb = ""
    if verb:
        before = cleaned[: len(cleaned) - len(verb)]
    elif cleaned:
        before, verb, example = split_verb(cleaned)
        if not verb:
            before, example = "", cleaned
    elif left.change:
        keep = _lexicon().keep
        verb = next((word for word in left.words if word in keep), "")
    if not verb and continued and not cleaned:
        verb = walk.verb
    elif verb or not continued:
        walk.verb = verb
    return before, verb, example


def _whole_noun(around: Around, counted: _Counted) -> str:
    """Gives the noun with what the things counted next share with it."""
    text, following, noun = around.text, around.following, counted.noun
    if following is not None and counted.linked and not shared_end(noun):
        noun += shared_action(text, following.end)
    if _RANKED.match(noun) and (ranked := _RANKED_LIST.match(text, around.reach)):
        return noun + ranked["noun"]
    if following is not None and noun in scopes():
        other, _ = after_name(text, following.end, min(len(text), following.end + _REACH))
        return noun + without_scope(other)
    return noun


def _with_action(around: Around, counted: _Counted, noun: str) -> str:
    """Gives the noun with what happens to it, where that is short (9个市场改造)."""
    text, following, words = around.text, around.following, _lexicon()
    action = counted.action
    body = words.body.match(noun) is not None
    if body and counted.linked and following is not None:
        action = after_name(text, following.end, min(len(text), following.end + _REACH_ACTION))[1]
    room = 44 if body else 18 if len(noun) > 4 else 24
    if not action or len(noun) + len(action) > room or action.startswith(("并", "以及")):
        return noun
    light = words.light.match(action)
    return noun + (action[light.end() :] if light else action)


def _goes_in_front(around: Around, noun: str, verb: str, example: str) -> bool:
    """Says whether what stands right before the number is part of the name (养老驿站3个点位), not an example of it."""
    if around.left.level and example and not verb and len(example) <= 20 and len(noun) <= 4:
        return True
    if "、" in example or "等" in example or len(example) > 8 or example.endswith(("》", "”")):
        return False
    return around.quantity.dimension not in ("percent", "ratio")
