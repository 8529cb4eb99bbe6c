"""Says whether a later reader could say yes or no to a commitment, and why (COMMITMENT-GUIDE)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.clauses import Clause
from duixian.language.actions import Head
from duixian.language.lexicon import alternation, lexicon
from duixian.model import Why

__all__ = ["HINT", "why"]

# Digits in quotes, titles, latin names, dates and labels (5号, 35中) count nothing.
_LABELS = re.compile(
    r"“[^”]{0,40}”|《[^》]{0,40}》|[A-Za-z][A-Za-z0-9.+-]*[0-9]*|第[0-9一二三四五六七八九十]+[批届期轮次条个]?|[0-9]{4}年(?:度)?|[0-9]{1,2}月(?:[0-9]{1,2}日|底)?"
    r"|[0-9]+(?:号|路|版|期|岁|地块|热线|等|[A-Z])|[0-9]{1,2}年(?!内)|[0-9]+(?=[、和])(?![0-9]*[、和][0-9]+[^0-9、]{0,3}[个所家])|[0-9一二三]年(?:行动|计划|实施)"
)
_COUNT = re.compile(r"[0-9](?:[0-9.,]*)(?:余|多|来|以上)?[万亿千百]?[亿]?(?:余|多)?(?:%|‰|[\u4e00-\u9fff（])|[0-9]{2,}|[0-9]+(?:-|～|—|至|到)[0-9]+|[一二两三四五六七八九]成(?:以上|左右|$)|百分之[一二三四五六七八九十]|[一二三四五六七八九十百千万亿零○两点]{2,12}(?:亿|万)?(?:元|吨|人|亩|公里|斤|套|户|倍|担|米|千瓦)|[一二两三四五六七八九]倍|[一二三四五六七八九十]分之[一二三四五六七八九十]")
_REACHED = re.compile(r"(?:突破|达到|超过|不低于|不少于|不超过|控制在|保持在|扩容至|提高到|增加到|达)[^，、]{0,4}[0-9]|(?:达到|保持|优于)[^，、]{0,6}[ⅠⅡⅢⅣ]类")
HINT = re.compile("[0-9四五六七八九十百成倍番翻半亿之类零清漏落盖尽少通步致于同减增]|部|达标|不发|不出|消除|取消|停止|全员|互认|互联互通|普遍|全面建成|全量")
"""What every number and every wording of coverage has in it: one look spares the closer ones."""
_DIGIT = re.compile("[0-9]")
_NUMERAL = re.compile("[一二两三四五六七八九十百千万亿零○点]")
"""What every number in Chinese numerals has in it; most clauses have none, and the patterns of numbers are tried at every character."""
_EACH = re.compile(r"应(.{1,2})尽\1|([\u4e00-\u9fff])\2通")
_FIT = re.compile(r"完成.{0,12}(?:目标|任务|目标任务)$|达到.{0,6}(?:要求|标准)$")
_TAKEN_IN = re.compile(r"纳入[^，]{2,18}(?:范围|制度|目录|体系)$")
_FIT_ENDS = ("目标", "任务", "要求", "标准")
_TAKEN_IN_ENDS = ("范围", "制度", "目录", "体系")


class _Lexicon:
    def __init__(self, data: dict[str, Any]) -> None:
        self.coverage = re.compile(alternation(data["coverage"]))
        self.computed = re.compile(alternation(data["computed"]))
        self.named_digits = re.compile(alternation(data["named_digits"]))
        self.describing = frozenset(data["describing"])
        self.counted = re.compile(f"(?:[四五六七八九十百]{{1,3}}|[0-9]+)(?:大|个|项|件)[^，、“”]{{0,10}}(?:{alternation(data['counted'])})")
        self.endpoints = tuple(data["endpoints"])
        self.finish = frozenset(data["finish"])
        self.made = {verb: re.compile(f"(?:{alternation(things)})(?:[”）]?$|建设$|工作$|任务$|[、和及])") for verb, things in data["made"].items() if things}
        self.make = frozenset(data["make"])
        self.vague = re.compile(f"{alternation(data['vague'])}|(?:{alternation(data['vague_ends'])})$")
        self.ongoing = frozenset(data["ongoing"])
        self.hard_make = re.compile(f"(?<!建)(?:{alternation(data['hard_make'])})")
        self.strive = tuple(data["titles"]["strive"])
        self.founded = frozenset(data["founded"])
        self.events = frozenset(data["events"]["verbs"])
        self.event_objects = re.compile(f"(?:{alternation(data['events']['objects'])})$")
        self.titles = frozenset(data["titles"]["verbs"])
        self.title_verbs = re.compile(alternation(data["titles"]["verbs"]))
        self.title_marks = re.compile(alternation(data["titles"]["marks"]))
        self.particular = frozenset(data["particular"]["verbs"])
        self.closing = (*self.endpoints, *self.strive, *_FIT_ENDS, *_TAKEN_IN_ENDS)
        self.closing_characters = frozenset(word[-1] for word in self.closing)
        self.telling = self.finish | self.events | self.titles | self.particular | self.make | self.made.keys() | self.founded
        self.particular_things = re.compile(f"(?:{alternation(data['particular']['things'])})(?:$|建设|项目|改造|[、和（等])")
        self.kinds = re.compile(alternation(data["particular"]["kinds"]))


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("actions")["checkable"])


_DEGREE: tuple[Why, str] = (Why.DEGREE, "degree")


def why(text: str, clauses: list[Clause]) -> tuple[Why, str]:
    """Gives why the commitment made of ``clauses`` is checkable, and the rule that says so.

    A number beats a coverage, a coverage a named thing; grounds (围绕…, 发挥…作用) are not looked at.
    """
    words = _lexicon()
    best = _DEGREE
    for clause in clauses:
        if clause.head.lead == "ground" and len(clauses) > 1 and clause is not clauses[-1]:
            continue
        quote = text[clause.start : clause.end]
        if HINT.search(quote) is not None:
            rule = _number(quote, clause, words)
            if rule:
                return Why.NUMBER, rule
            if _covers(quote, words):
                best = (Why.COVERAGE, "coverage")
        if best is _DEGREE:
            rule = _named(text, quote, clause, words)
            if rule and words.vague.search(quote) is None:
                best = (Why.NAMED, rule)
    return best


def _describes(verb: str, words: _Lexicon) -> bool:
    return verb in words.describing or verb[-2:] in words.describing


def _covers(quote: str, words: _Lexicon) -> bool:
    found = words.coverage.search(quote)
    if found is None:
        return ("通" in quote or "尽" in quote) and _EACH.search(quote) is not None
    # 健全覆盖城乡的… covers nothing.
    return found.start() == 0 or quote[found.start() - 1] != "健"


def _number(quote: str, clause: Clause, words: _Lexicon) -> str:
    describes = _describes(clause.head.verb, words)
    if _DIGIT.search(quote) is not None:
        if not describes and _COUNT.search(_LABELS.sub("", quote)) is not None:
            return "number"
        if _REACHED.search(quote) is not None:
            return "number-reached"
        numeral = True
    else:
        numeral = _NUMERAL.search(quote) is not None
        if numeral and _COUNT.search(quote) is not None:
            return "number-in-numerals"
        if quote.endswith("类") and _REACHED.search(quote) is not None:
            return "number-reached"
    if words.computed.search(quote) is not None:
        return "number-computed"
    if numeral and not describes and words.counted.search(quote) is not None:
        return "number-counted"
    return ""


def _named(text: str, quote: str, clause: Clause, words: _Lexicon) -> str:
    head = clause.head
    verb = head.verb
    if quote[-1] in words.closing_characters and quote.endswith(words.closing):
        rule = _closed(quote, head, words)
        if rule:
            return rule
    pushed = head.kind.startswith("push+")
    inner = verb[2:] if pushed else verb
    if head.kind == "push":
        decided = _pushed(verb, text[head.end : clause.end], words)
        if decided is not None:
            return decided
    elif inner not in words.telling:
        return ""
    if inner in words.finish:
        return "named-finish"
    if verb in words.events and words.event_objects.search(quote) is not None:
        return "named-event"
    if inner in words.titles and words.title_marks.search(quote) is not None:
        return "named-title"
    if inner in words.particular and words.particular_things.search(quote) is not None and words.kinds.search(quote) is None:
        return "named-particular"
    hard = words.hard_make.fullmatch(inner) is not None or inner == "编制"
    if not hard and (pushed or head.adverb in words.ongoing):
        return ""
    made = words.made.get(inner)
    if made is not None:
        return "named-made" if made.search(quote) is not None else ""
    if inner in words.make:
        for known, pattern in words.made.items():
            if inner.startswith(known) or inner.endswith(known):
                return "named-made" if pattern.search(quote) is not None else ""
        if inner in words.founded:
            return "named-made"
    return ""


def _closed(quote: str, head: Head, words: _Lexicon) -> str:
    """Gives the rule by which the last words of a clause name an end point, or an empty string."""
    if _FIT.search(quote) is not None:
        return "named-target"
    if len(quote) > 6 and quote.endswith(words.endpoints):
        return "named-end-point"
    if (head.verb == "争取" or head.modal in ("力争", "争取")) and quote.endswith(words.strive):
        return "named-striven"
    return "named-taken-in" if _TAKEN_IN.search(quote) is not None else ""


def _pushed(verb: str, rest: str, words: _Lexicon) -> str | None:
    """Gives the rule for what a softer verb pushes others to do, an empty string where it is no end point, or None."""
    if words.title_verbs.search(rest) is not None and words.title_marks.search(rest) is not None:
        return "named-title"
    found = words.hard_make.search(rest) if verb not in ("鼓励", "引导") else None
    if found is None:
        return None
    made = words.made.get(found.group())
    return "named-made" if made is None or made.search(rest) is not None else ""
