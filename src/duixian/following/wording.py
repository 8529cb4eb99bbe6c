"""Names of indicators in the form in which following compares them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from duixian.language.indicators import normalise
from duixian.language.lexicon import alternation, lexicon

__all__ = ["Likeness", "Wording", "actions", "data", "done", "likeness", "narrowed", "pairs", "shared", "wording"]

_REMEMBERED = 65536
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]")
_COUNT_IN_FRONT = re.compile(r"^(?:\d+|[一二三四五六七八九十两]{1,3})(?:大类|大|类|批|个|项|批次)")
_MARKS = re.compile(r"[，。；：、/—\-－%‰\s]")


class Wording(NamedTuple):
    """A name ready for comparison.

    ``core`` is the whole name in one spelling, ``content`` what is left of it without words that say only what was
    done or how much.
    """

    core: str
    content: str


class Likeness(NamedTuple):
    """How two names agree.

    ``kind`` is ``same`` (the same words), ``order`` (the same words in another order), ``narrower`` (the second says
    ``more``), ``wider`` (the first says ``more``) or empty.
    """

    kind: str
    more: str = ""


@cache
def data() -> dict[str, Any]:
    """Gives the words that following joins names by (``data/joining.toml``)."""
    return tomllib.loads(files("duixian.following").joinpath("data", "joining.toml").read_text(encoding="utf-8"))


def _headed(words: set[str]) -> re.Pattern[str]:
    """A pattern for any of ``words`` that looks at their first characters before it tries them."""
    heads = "".join(sorted({re.escape(word[0]) for word in words}))
    return re.compile(f"(?=[{heads}])(?:{alternation(words)})")


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], frozenset[str]]:
    spelt = {normalise(word): group[0] for group in data()["same"]["words"] for word in group[1:]}
    known = lexicon("identification")
    light = {word for kind in ("scope", "made", "change", "filler") for word in known[kind]["words"] if len(word) > 1}
    light = {normalise(word) for word in light | set(data()["light"]["words"])}
    kept = {normalise(word) for word in data()["kept"]["words"]}
    return _headed(set(spelt) | {group[0] for group in data()["same"]["words"]}), spelt, _headed(light | kept), frozenset(kept)


@lru_cache(maxsize=_REMEMBERED)
def wording(name: str, place: str = "") -> Wording:
    """Gives ``name`` in the form in which names are compared; ``place`` is the report's own place, which says nothing.

    >>> wording("精细化治理背街小巷").content == wording("治理背街小巷").content
    True
    """
    same, spelt, light, kept = _patterns()
    plain = _MARKS.sub("", _BRACKETS.sub("", normalise(_BRACKETS.sub("", name))))
    for own in _own(place):
        plain = plain.replace(own, "")
    core = same.sub(lambda match: spelt.get(match.group(), match.group()), plain)
    core = _COUNT_IN_FRONT.sub("", core) or core
    content = light.sub(lambda match: match.group() if match.group() in kept else "", core)
    edges = data()["edges"]
    content = content.lstrip(edges["front"]).rstrip(edges["back"]) or core
    return Wording(core, content)


@cache
def _own(place: str) -> tuple[str, ...]:
    """The names by which a report calls its own place: 澄江市临湖区, 临湖区."""
    if len(place) < 2 or place == "全国":
        return ()
    parts = re.findall(r".{1,8}?(?:自治区|自治州|省|市|区|县|旗)", place)
    return tuple(dict.fromkeys((place, *(part for part in parts if len(part) > 2))))


def done(text: str) -> bool:
    """Says whether ``text`` begins with words that say what was done or reached.

    >>> done("惠及居民"), done("孵化器")
    (True, False)
    """
    _, _, light, kept = _patterns()
    match = light.match(text)
    return match is not None and match.group() not in kept


@cache
def _narrow() -> re.Pattern[str]:
    return _headed(set(data()["narrow"]["words"]))


def narrowed(more: str) -> bool:
    """Says whether the words that one name has more than the other make it another whole.

    >>> narrowed("规模以上"), narrowed("周边")
    (True, False)
    """
    return _narrow().search(more) is not None


@lru_cache(maxsize=_REMEMBERED)
def likeness(one: str, two: str) -> Likeness:
    """Says how the contents of two names agree.

    >>> likeness("重点区域周边环境面貌", "重点区域环境面貌"), likeness("省产业集群", "国家产业集群")
    (Likeness(kind='wider', more='周边'), Likeness(kind='', more=''))
    """
    if one == two:
        return Likeness("same")
    shorter, longer = (one, two) if len(one) <= len(two) else (two, one)
    if len(shorter) < 3:
        return Likeness("")
    spare = Counter(shorter)
    more = []
    for char in longer:
        if spare[char] > 0:
            spare[char] -= 1
        else:
            more.append(char)
    if any(spare.values()) or not _holds_together(shorter, longer):
        return Likeness("")
    if not more:
        return Likeness("order")
    return Likeness("narrower" if longer == two else "wider", "".join(more))


def pairs(text: str) -> set[str]:
    """Gives the pairs of neighbouring characters of ``text``."""
    return {text[k : k + 2] for k in range(len(text) - 1)}


def shared(one: str, two: str) -> float:
    """Gives the share of pairs of characters that two texts have in common, 0 to 1.

    >>> shared("阅读活动", "阅读活动"), shared("阅读活动", "市民文化活动")
    (1.0, 0.25)
    """
    mine, other = pairs(one), pairs(two)
    return 2 * len(mine & other) / (len(mine) + len(other)) if mine and other else float(one == two)


def _holds_together(shorter: str, longer: str) -> bool:
    """Whether most neighbours of the shorter name are neighbours in the longer one."""
    neighbours = [shorter[k : k + 2] for k in range(len(shorter) - 1)]
    return sum(pair in longer for pair in neighbours) * 5 >= len(neighbours) * 3


@cache
def _actions() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {word: kind for kind, words in data()["actions"].items() for word in words}
    return _headed(set(kinds)), kinds


@lru_cache(maxsize=_REMEMBERED)
def actions(text: str) -> frozenset[str]:
    """Gives the kinds of action that ``text`` speaks of.

    >>> sorted(actions("新增普通高中学位"))
    ['new']
    """
    pattern, kinds = _actions()
    return frozenset(kinds[match.group()] for match in pattern.finditer(text)) - {"none"}
