"""How far a reader may rely on a fact without looking, and why not further.

Each reason is a sentence for a person: what to look at. A fact without one is sure; the reasons were chosen by looking
at which readings are wrong in labelled reports (`make score` prints how many of the sure ones are right).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.readings import Reading
from duixian.language.lexicon import alternation, lexicon
from duixian.model import BlockKind, Confidence, Role, SectionRole

__all__ = ["certainty"]

SHORTEST = 4
"""Characters below which a name outside the catalogue seldom says enough (地块, 街道)."""
LONGEST = 18
"""Characters above which a name has usually taken in more than the thing."""
MOST = 2
"""Reasons above which a fact is doubtful though none of them is grave."""

_FROM_AFAR = frozenset(
    ["opening clause", "belonging", "reaching", "counted against", "verb again", "shared behind", "economy"]
)
_FROM_A_NAME = frozenset(["named before", "carried", "spread", "spread on"])
_CHINESE_COUNT = frozenset(["numerals", "numerals and a noun", "half"])
_WITHOUT_UNIT = frozenset(["rank", "ratio"])
_UNCLEAR_SECTIONS = frozenset([SectionRole.OTHER, SectionRole.PROBLEMS])
_MADE_UP = re.compile(r"、|以及")


class _Lexicon:
    """How names look that say too little or hold too much."""

    def __init__(self, data: dict[str, Any]) -> None:
        unclear, general, thing = data["unclear"], data["general"], data["thing"]
        self.unclear_front = tuple(unclear["front"])
        self.unclear_end = tuple(unclear["end"])
        self.unclear = re.compile(f"{alternation(unclear['anywhere'])}|[，。；]")
        self.general_front = tuple(general["front"])
        self.general_end = tuple(general["end"])
        self.thing_front = tuple(thing["front"])
        self.thing_end = tuple(thing["end"])
        self.short_end = tuple(thing["short_end"])
        self.thing_holds = tuple(thing["holds"])


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("doubts"))


def certainty(
    reading: Reading, name: str, known: bool, role: Role, expected: Role, section: SectionRole, kind: BlockKind
) -> tuple[Confidence, tuple[str, ...]]:
    """Gives the confidence of a fact with its reasons.

    Args:
        reading: The number as read.
        name: Its indicator as written into the record.
        known: Whether the catalogue has it.
        role: The fact's role.
        expected: The role that its paragraph alone would give.
        section: The role of its paragraph.
        kind: The kind of its paragraph.
    """
    unclear = _is_unclear(name)
    reasons = _name_reasons(reading, name, known, unclear)
    grave = unclear or not name
    if reading.quantity.unit == "" and reading.quantity.dimension not in _WITHOUT_UNIT and not known:
        reasons.append("没有单位")
    if role is not expected and role is not Role.BASELINE:
        reasons.append("与所在段落的性质不一致")
    if section in _UNCLEAR_SECTIONS:
        reasons.append("所在段落的性质不明确")
        grave = grave or section is SectionRole.OTHER
    if kind is BlockKind.NOTE:
        reasons.append("在注释里")
    if not reasons:
        return Confidence.SURE, ()
    return Confidence.DOUBTFUL if grave or len(reasons) > MOST else Confidence.LIKELY, tuple(reasons)


def _name_reasons(reading: Reading, name: str, known: bool, unclear: bool) -> list[str]:
    """Gives the reasons that lie in the name and in how it was found."""
    reasons: list[str] = []
    rule, size = reading.name_rule, len(name)
    if not name:
        reasons.append("没有找到指标名称")
    elif size < SHORTEST and not known:
        reasons.append("指标名称过短，可能不完整")
    elif size > LONGEST and not known:
        reasons.append("指标名称过长，可能多取了字")
    if unclear:
        reasons.append("指标名称里有不属于名称的字")
    if reading.rules[0] in _CHINESE_COUNT:
        reasons.append("中文数字，可能不是数量")
    if not known and (rule in _FROM_AFAR or (rule == "carried" and size <= SHORTEST)):
        reasons.append("指标名称取自前文")
    if rule == "counted behind":
        if not reading.verb:
            reasons.append("没有说明做了什么，可能只是背景")
        if _MADE_UP.search(name) or _is_general_thing(name):
            reasons.append("数量后面的事物不明确")
    if not known and rule in _FROM_A_NAME and _is_general(name):
        reasons.append("指标名称过于笼统")
    if rule == "named before" and reading.dropped:
        reasons.append("动词前的主体没有收入名称")
    return reasons


def _is_unclear(name: str) -> bool:
    """Says whether a name holds words that do not belong to one."""
    words = _lexicon()
    return (
        name.startswith(words.unclear_front)
        or name.endswith(words.unclear_end)
        or words.unclear.search(name) is not None
    )


def _is_general(name: str) -> bool:
    """Says whether a name before its number is of a kind that says little."""
    words = _lexicon()
    return name.startswith(words.general_front) or name.endswith(words.general_end)


def _is_general_thing(name: str) -> bool:
    """Says whether the thing counted is of a kind that says little (项目, 家庭)."""
    words = _lexicon()
    if name.startswith(words.thing_front) or name.endswith(words.thing_end):
        return True
    short = any(name.endswith(end) and len(name) - len(end) <= SHORTEST for end in words.short_end)
    return short or any(word in name for word in words.thing_holds)
