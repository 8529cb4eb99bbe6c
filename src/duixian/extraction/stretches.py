"""Finds what a number measures in the words around it.

A number is read together with the stretch on its left, back to the number or stop before it, and the stretch on
its right, up to the next stop. On the left stand, from the number outward, qualifiers (超), the level reached (达到)
or the change (增长), time and comparison (比上年), and then the indicator. Where nothing is left, or only a verb,
the thing counted stands behind the unit (新建3座公园) or was named before (达8184公里).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from duixian.language.lexicon import alternation, lexicon
from duixian.language.prefixes import Prefixes

__all__ = [
    "Left",
    "after_name",
    "clauses_of",
    "clean_head",
    "left_of",
    "opens_noun",
    "split_verb",
    "verbs_in",
]

_COMPARING = re.compile("[比较同与以超]")
_MULTIPLE = re.compile(r"(?:是|为|相当于|达到|达|等于|不低于|高于)(?P<base>[^，。；]{1,24}?)的$")
_QUOTE = re.compile(r"“[^”]*”")
_NOUN = re.compile(r"[一-鿿A-Za-z“《]|\d+(?:周?岁|[A-Za-z])")
_YEAR = r"(?:\d{4}|[一二三四五六七八九〇]{4})"
_NUMERALS = "一二三四五六七八九十"
_JOINED = frozenset(["", "和", "、", "或", "并", "及", "与", "了"])


class _Lexicon:
    """The words around the name of an indicator, by what is asked of them."""

    def __init__(self, naming: dict[str, Any], qualifiers: dict[str, Any], periods: dict[str, Any]) -> None:
        self.tail: dict[str, str] = {}
        for kind in ("skip", "down", "up", "to", "new"):
            self.tail.update(dict.fromkeys(naming["tail"][kind], kind))
        for kind, words in qualifiers["left"].items():
            for word in words:
                self.tail.setdefault(word, kind)
        self.tail_sizes = _sizes((word[-1], len(word)) for word in self.tail)
        self.spreading = frozenset(naming["spread"]["each"])
        self.head = frozenset(naming["head"]["words"])
        self.head_sizes = _sizes((word[0], len(word)) for word in self.head)
        self.longer = Prefixes(naming["head"]["not_before"])
        self.compared, self.time_head = _compared(periods["base"]), _time_head(periods["front"])
        verb, after = naming["verb"], naming["after"]
        verbs = {*verb["keep"], *verb["drop"], *verb["initial"]}
        self.verb, self.verbs = re.compile(alternation(verbs)), Prefixes(verbs)
        self.protected, self.protects = re.compile(alternation(verb["protected"])), Prefixes(verb["protected"])
        self.initial, self.openers = frozenset(verb["initial"]), frozenset(verb["openers"])
        self.before_initial = tuple(verb["before_initial"])
        self.stop = re.compile(alternation(after["stop"]))
        self.happens = re.compile(alternation(after["verbs"]))
        self.restated = Prefixes(after["restated"])
        self.clause_end = re.compile(f"[，：；]|、(?={alternation(naming['clauses']['opens'])})")


def _sizes(words: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Gives the lengths of words by the character they are looked up by, longest first."""
    groups: dict[str, set[int]] = {}
    for char, size in words:
        groups.setdefault(char, set()).add(size)
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in groups.items()}


def _compared(words: dict[str, list[str]]) -> re.Pattern[str]:
    """A time that what follows is compared with (比上年, 比2019年末), up to the word of change."""
    times, parts, adverbs = (alternation(words[key]) for key in ("times", "parts", "adverbs"))
    return re.compile(
        rf"(?:比|较|同|与|以|超过|超)(?P<base>(?:(?:\d{{4}}|[零〇○一二三四五六七八九]{{4}})年?|{times}"
        rf"|[“‘]?[{_NUMERALS}]+五[”’]?|\d+年前|[{_NUMERALS}]+年前)(?:{parts})*)(?:相比|比)?(?:{adverbs})*$"
    )


def _time_head(words: dict[str, list[str]]) -> re.Pattern[str]:
    """A time or a number of an item at the front of a name."""
    keys = ("before_year", "behind_year", "behind_plan", "behind_month", "before_years", "behind_years")
    before_year, behind_year, behind_plan, behind_month, before_years, behind_years = (
        alternation(words[key]) for key in keys
    )
    first = "".join(sorted({word[0] for key in ("before_year", "before_years") for word in words[key]}))
    return re.compile(
        rf"(?=[\d{_NUMERALS}〇“第（(①-⑳{first}])(?:"
        rf"(?:{before_year})?{_YEAR}年(?:[至到\-—]{_YEAR}年)?(?:\d{{1,2}}月)?(?:{behind_year})?(?:，|的)?"
        rf"|“[{_NUMERALS}]+五”(?:{behind_plan})?的?"
        rf"|\d{{1,2}}月(?:{behind_month})?(?:以来)?"
        rf"|(?:{before_years})?[{_NUMERALS}\d]+年(?:{behind_years})?"
        rf"|第[一二三四]季度|[（(][{_NUMERALS}\d]+[)）]|[①-⑳]|[{_NUMERALS}]+、|[{_NUMERALS}]{{1,2}}是|\d+[.．、]\s?)"
    )


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("naming"), lexicon("qualifiers"), lexicon("periods"))


class Left(msgspec.Struct, frozen=True, gc=False):
    """What the stretch left of a number says.

    Attributes:
        name: What is left for the indicator, not yet cleaned at its front.
        change: ``up``, ``down`` or empty.
        level: Whether a level is reached (到, 达, 为).
        base: What it is compared with.
        spread: Whether 分别 spreads a list of values over a list of names.
        multiple: Whether it is a multiple of what it is compared with (是2015年的3倍).
        added: Whether it counts what was added (新增).
        words: All words read on the way, from the number outward.
    """

    name: str
    change: str
    level: bool
    base: str
    spread: bool
    multiple: bool
    added: bool
    words: tuple[str, ...]


def left_of(text: str) -> Left:
    """Reads the stretch left of a number from its end backwards.

    >>> left_of("全区技术合同交易额达到").name
    '全区技术合同交易额'
    >>> left_of("固定资产投资比上年增长").change
    'up'
    """
    lexical = _lexicon()
    kinds, sizes_of = lexical.tail, lexical.tail_sizes
    end = len(text)
    change, base = "", ""
    level = spread = multiple = added = False
    words: list[str] = []
    comparing = _COMPARING.search(text) is not None
    while end:
        if comparing and not base and (found := lexical.compared.search(text, max(0, end - 24), end)):
            base, end = found["base"], found.start()
            continue
        kind = None
        for length in sizes_of.get(text[end - 1], ()):
            if length <= end:
                word = text[end - length : end]
                kind = kinds.get(word)
                if kind is not None:
                    break
        if kind is None:
            break
        if word == "的" and not multiple and (found := _MULTIPLE.search(text, max(0, end - 30), end)):
            base, end, multiple = found["base"], found.start(), True
            continue
        if kind == "to":
            level = level or not change
        elif kind in ("up", "down"):
            # 增长达到8% and 增长为8% are changes; 增长到8% is the level reached.
            if words and words[-1] not in ("到", "至"):
                level = False
            change = change or kind
        elif kind == "new":
            added = True
        elif word in lexical.spreading:
            spread = True
        words.append(word)
        end -= length
    name = text[:end]
    return Left(name, change, level, base, spread or "分别" in name, multiple, added, tuple(words))


def clean_head(name: str) -> str:
    """Takes from the front of a name the words that are not part of it: 其中, 力争, 全年, 2025年, 完成….

    >>> clean_head("全年完成水利建设投资")
    '水利建设投资'
    """
    lexical = _lexicon()
    words, sizes_of, longer = lexical.head, lexical.head_sizes, lexical.longer
    at, size = _after_aspects(name), len(name)
    while at < size:
        found = lexical.time_head.match(name, at)
        if found:
            at = found.end()
            continue
        for length in sizes_of.get(name[at], ()):
            if name[at : at + length] in words:
                break
        else:
            break
        if longer.stand_at(name, at):
            # The word begins a longer term (国家级, 对外, 每万人, 一般).
            break
        at += length
    return name[at:]


def _after_aspects(name: str) -> int:
    """Gives where a name begins behind 在…等方面, 0 where it does not stand in front of a verb."""
    at = name.rfind("等方面") + 3
    return at if 3 <= at < len(name) and name[at] != "的" else 0


def split_verb(name: str) -> tuple[str, str, str]:
    """Parts a name into what stands before its verb, the verb cluster, and the object behind it.

    The last verb cluster with an object behind it counts, but one that opens the stretch and takes all of it as its
    object (新增…处置能力) ends the search; verbs that can be nouns only at the front or behind another verb. Without
    one all of it is the object.

    >>> split_verb("临湖科创走廊新增研发机构")
    ('临湖科创走廊', '新增', '研发机构')
    >>> split_verb("雨污混接点改造")
    ('', '', '雨污混接点改造')
    """
    words = _lexicon()
    best: tuple[int, int] | None = None
    previous_end = -1
    cluster = 0
    opened = False
    shielded: list[tuple[int, int]] | None = None
    for match in words.verb.finditer(name):
        start, end = match.span()
        if shielded is None:
            shielded = [found.span() for found in words.protected.finditer(name)]
            if "“" in name:
                shielded += [found.span() for found in _QUOTE.finditer(name)]
        if any(a <= start < b for a, b in shielded):
            continue
        verb = match.group()
        joined = previous_end >= 0 and name[previous_end:start] in _JOINED
        if start and not joined and verb in words.initial and not name.endswith(words.before_initial, 0, start):
            continue
        if not joined:
            if opened:
                break
            cluster = start
        opened = opened or (start == 0 and verb in words.openers)
        previous_end = end
        if len(name) - end >= 2:
            best = (cluster, end)
    if best is None:
        return "", "", name
    start, end = best
    if name.startswith(("了", "的"), end):
        end += 1
    return name[:start], name[start:end], name[end:]


def verbs_in(cluster: str) -> list[str]:
    """Gives the verbs of a cluster: 新建和改造提升 → 新建, 改造提升."""
    return _lexicon().verb.findall(cluster)


def after_name(text: str, at: int, end: int) -> tuple[str, str]:
    """Gives the noun that begins at ``at`` and what happens to it, up to ``end`` or a stop.

    >>> after_name("个高频事项实现“一网通办”，", 1, 14)
    ('高频事项', '实现“一网通办”')
    """
    words = _lexicon()
    stop = words.stop.search(text, at, end)
    limit = stop.start() if stop else end
    if stop and stop.group() == "（":
        close = text.find("）", limit, min(end, limit + 14))
        if close > 0:
            again = words.stop.search(text, close + 1, end)
            limit = again.start() if again else end
    mark = text.find("、", at, limit)
    while mark >= 0:
        behind = mark + 1
        if words.restated.stand_at(text, behind, limit) or (
            words.verbs.stand_at(text, behind, limit) and not words.protects.stand_at(text, behind, limit)
        ):
            limit = mark
            break
        mark = text.find("、", behind, limit)
    verb = words.happens.search(text, at + 2, limit)
    cut = verb.start() if verb else limit
    return text[at:cut], text[cut:limit]


def opens_noun(text: str, at: int) -> bool:
    """Says whether a noun may begin at ``at``: a word, a name in quotes, an age, a name that begins with digits.

    >>> opens_noun("3座公园", 2), opens_noun("3座，", 2)
    (True, False)
    """
    return _NOUN.match(text, at) is not None


def clauses_of(name: str) -> list[str]:
    """Gives the clauses of a stretch; 、 parts two where a verb follows that opens a statement.

    >>> clauses_of("提升服务，养老床位、完成投资")
    ['提升服务', '养老床位', '完成投资']
    """
    return _lexicon().clause_end.split(name)
