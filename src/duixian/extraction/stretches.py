"""Finds what a number measures in the words around it.

A number is read together with the stretch on its left, back to the number or stop before it, and the stretch on
its right, up to the next stop. On the left stand, from the number outward, qualifiers (超), the level reached (达到)
or the change (增长), time and comparison (比上年), and then the indicator. Where nothing is left, or only a verb,
the thing counted stands behind the unit (新建3座公园) or was named before (达8184公里).
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from duixian.language.lexicon import alternation, lexicon

__all__ = ["Left", "after_name", "clauses_of", "clean_head", "left_of", "opens_noun", "split_verb", "verbs_in"]

_COMPARED = re.compile(
    r"(?:比|较|同|与|以|超过|超)(?P<base>(?:(?:\d{4}|[零〇○一二三四五六七八九]{4})年?|上年|去年|前年|上一年|上一?个?五年|前五年|上一?届|[“‘]?[一二三四五六七八九十]+五[”’]?|计划|预算|年初|基期|\d+年前|[一二三四五六七八九十]+年前|解放前|原来|过去|上次|上半年|一季度|[一二三]季度)"
    r"(?:末|底|初|期间|时期|同期|年末|年底|预算|预计数?|计划数?|实绩|实际|决算数?|执行数|的)*)(?:相比|比)?(?:净|又|再|大幅|实际|分别|各|都|约|共|，)*$"
)
_COMPARING = re.compile("[比较同与以超]")
_MULTIPLE = re.compile(r"(?:是|为|相当于|达到|达|等于|不低于|高于)(?P<base>[^，。；]{1,24}?)的$")
_QUOTE = re.compile(r"“[^”]*”")


class Left(msgspec.Struct, frozen=True, gc=False):
    """What the stretch left of a number says.

    ``name`` is what is left for the indicator (not yet cleaned at its front), ``change`` is ``up``, ``down`` or empty,
    ``level`` whether a level is reached (到, 达, 为), ``near`` the word before the number, ``base`` what it is compared with,
    ``added`` whether it counts what was added (新增), ``spread`` whether 分别 spreads a list of values over a list of names, ``words`` all words read on the way.
    """

    name: str
    change: str
    level: bool
    base: str
    spread: bool
    multiple: bool
    added: bool
    words: tuple[str, ...]


@cache
def _tail() -> dict[str, str]:
    """Every word that may stand between indicator and number, with what it says."""
    kinds: dict[str, str] = {}
    words = lexicon("naming")["tail"]
    for kind in ("skip", "down", "up", "to", "new"):
        for word in words[kind]:
            kinds[word] = kind
    for kind, more in lexicon("qualifiers")["left"].items():
        for word in more:
            kinds.setdefault(word, kind)
    for word in ("约", "近", "超", "超过", "突破"):
        kinds[word] = {"约": "about", "近": "about"}.get(word, "min")
    return kinds


@cache
def _longest() -> int:
    return max(map(len, _tail()))


def left_of(text: str) -> Left:
    """Reads the stretch left of a number from its end backwards.

    >>> left_of("全区技术合同交易额达到").name
    '全区技术合同交易额'
    >>> left_of("固定资产投资比上年增长").change
    'up'
    """
    kinds, longest = _tail(), _longest()
    end = len(text)
    change, base = "", ""
    level = spread = multiple = added = False
    words: list[str] = []
    comparing = _COMPARING.search(text) is not None
    while end:
        if comparing and not base and (found := _COMPARED.search(text, max(0, end - 24), end)):
            base, end = found["base"], found.start()
            continue
        kind = None
        for length in range(min(longest, end), 0, -1):
            word = text[end - length : end]
            kind = kinds.get(word)
            if kind is not None:
                break
        if kind is None:
            break
        if word == "的" and (found := _MULTIPLE.search(text, max(0, end - 30), end)) and not multiple:
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
        elif word == "分别" or word == "各自" or word == "依次":
            spread = True
        words.append(word)
        end -= length
    name = text[:end]
    if "分别" in name:
        spread = True
    return Left(name, change, level, base, spread, multiple, added, tuple(words))


@cache
def _heads() -> tuple[dict[str, None], int]:
    words = dict.fromkeys(lexicon("naming")["head"]["words"])
    return words, max(map(len, words))


_TIME_HEAD = re.compile(r"(?:到|至|自|从|截至|截止)?(?:\d{4}|[一二三四五六七八九〇]{4})年(?:[至到\-—](?:\d{4}|[一二三四五六七八九〇]{4})年)?(?:\d{1,2}月)?(?:底|末|初|上半年|下半年|前三季度|期间|以来|以前|前)?(?:，|的)?|“[一二三四五六七八九十]+五”(?:期间|时期|末|以来)?(?:的)?|\d{1,2}月(?:份|底|末)?(?:以来)?|(?:过去|今后|未来|近|前)?[一二三四五六七八九十\d]+年(?:来|间|内|期间)?|第[一二三四]季度|[（(][一二三四五六七八九十\d]+[)）]|[①-⑳]|[一二三四五六七八九十]+、|[一二三四五六七八九十]{1,2}是|\d+[.．、]\s?")


def clean_head(name: str) -> str:
    """Takes from the front of a name the words that are not part of it: 其中, 力争, 全年, 2025年, 完成….

    >>> clean_head("全年完成水利建设投资")
    '水利建设投资'
    """
    words, longest = _heads()
    at, size = _after_aspects(name), len(name)
    while at < size:
        found = _TIME_HEAD.match(name, at)
        if found and found.end() > at:
            at = found.end()
            continue
        for length in range(min(longest, size - at), 0, -1):
            if name[at : at + length] in words and not _part_of_name(name, at, length):
                at += length
                break
        else:
            break
    return name[at:]


def _after_aspects(name: str) -> int:
    """Gives where a name begins behind 在…等方面, 0 where it does not stand in front of a verb."""
    at = name.rfind("等方面") + 3
    return at if 3 <= at < len(name) and name[at] != "的" else 0


@cache
def _kept_together() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("naming")["head"]["not_before"]))


def _part_of_name(name: str, at: int, length: int) -> bool:
    """Says whether the word at ``at`` belongs to a longer term (国家级, 对外, 每万人, 一般)."""
    return _kept_together().match(name, at) is not None


@cache
def _verbs() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str], frozenset[str]]:
    words = lexicon("naming")["verb"]
    every = {*words["keep"], *words["drop"], *words["initial"]}
    pattern = re.compile(alternation(every))
    protected = re.compile(alternation(words["protected"]))
    return pattern, frozenset(words["initial"]), protected, frozenset(words["openers"])


def split_verb(name: str) -> tuple[str, str, str]:
    """Parts a name into what stands before its verb, the verb cluster, and the object behind it.

    The last verb cluster with an object behind it counts, but one that opens the stretch and takes all of it as its
    object (新增…处置能力) ends the search; verbs that can be nouns only at the front or behind another verb. Without one all
    of it is the object.

    >>> split_verb("临湖科创走廊新增研发机构")
    ('临湖科创走廊', '新增', '研发机构')
    >>> split_verb("雨污混接点改造")
    ('', '', '雨污混接点改造')
    """
    pattern, initial, protected, openers = _verbs()
    shielded = [match.span() for match in protected.finditer(name)]
    if "“" in name:
        shielded += [match.span() for match in _QUOTE.finditer(name)]
    best: tuple[int, int] | None = None
    previous_end = -1
    cluster = 0
    opened = False
    for match in pattern.finditer(name):
        start, end = match.span()
        if any(a <= start < b for a, b in shielded):
            continue
        joined = previous_end >= 0 and name[previous_end:start] in ("", "和", "、", "或", "并", "及", "与", "了")
        if match.group() in initial and start and not joined and not name[:start].endswith(("，", "新", "再", "拟", "共", "已", "将", "等", "累计", "并")):
            continue
        if not joined:
            if opened:
                break
            cluster = start
        opened = opened or (start == 0 and match.group() in openers)
        previous_end = end
        if len(name) - end >= 2:
            best = (cluster, end)
    if best is None:
        return "", "", name
    start, end = best
    rest = name[end:]
    if rest.startswith("了") or rest.startswith("的"):
        end += 1
    return name[:start], name[start:end], name[end:]


def verbs_in(cluster: str) -> list[str]:
    """Gives the verbs of a cluster: 新建和改造提升 → 新建, 改造提升."""
    return _verbs()[0].findall(cluster)


@cache
def _after_stop() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon("naming")["after"]
    return re.compile(alternation(words["stop"])), re.compile(alternation(words["verbs"]))


@cache
def _restated() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("naming")["after"]["restated"]))


def after_name(text: str, at: int, end: int) -> tuple[str, str]:
    """Gives the noun that begins at ``at`` and what happens to it, up to ``end`` or a stop.

    >>> after_name("个高频事项实现“一网通办”，", 1, 14)
    ('高频事项', '实现“一网通办”')
    """
    stops, verbs = _after_stop()
    stop = stops.search(text, at, end)
    limit = stop.start() if stop else end
    if stop and stop.group() == "（":
        close = text.find("）", limit, min(end, limit + 14))
        if close > 0:
            again = stops.search(text, close + 1, end)
            limit = again.start() if again else end
    pattern = _verbs()[0]
    mark = text.find("、", at, limit)
    while mark >= 0:
        if _restated().match(text, mark + 1, limit) or (pattern.match(text, mark + 1, limit) and not _verbs()[2].match(text, mark + 1, limit)):
            limit = mark
            break
        mark = text.find("、", mark + 1, limit)
    verb = verbs.search(text, at + 2, limit)
    cut = verb.start() if verb else limit
    return text[at:cut], text[cut:limit]


_NOUN = re.compile(r"[一-鿿A-Za-z“《]|\d+(?:周?岁|[A-Za-z])")


def opens_noun(text: str, at: int) -> bool:
    """Says whether a noun may begin at ``at``: a word, a name in quotes, an age, a name that begins with digits.

    >>> opens_noun("3座公园", 2), opens_noun("3座，", 2)
    (True, False)
    """
    return _NOUN.match(text, at) is not None


@cache
def _clause_ends() -> re.Pattern[str]:
    return re.compile(f"[，：；]|、(?={alternation(lexicon('naming')['clauses']['opens'])})")


def clauses_of(name: str) -> list[str]:
    """Gives the clauses of a stretch; 、 parts two where a verb follows that opens a statement.

    >>> clauses_of("提升服务，养老床位、完成投资")
    ['提升服务', '养老床位', '完成投资']
    """
    return _clause_ends().split(name)
