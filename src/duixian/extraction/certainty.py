"""How far a reader may rely on a fact without looking, and why not further.

Each reason is a sentence for a person: what to look at. A fact without one is sure; the reasons were chosen by looking
at which readings are wrong in labelled reports (`make score` prints how many of the sure ones are right).
"""

from __future__ import annotations

import re

from duixian.extraction.readings import Reading
from duixian.model import BlockKind, Confidence, Role, SectionRole

__all__ = ["certainty"]

SHORTEST = 4
"""Characters below which a name outside the catalogue seldom says enough (地块, 街道)."""
LONGEST = 18
"""Characters above which a name has usually taken in more than the thing."""

_FROM_AFAR = frozenset(["opening clause", "belonging", "reaching", "counted against", "verb again", "shared behind", "economy"])
_UNCLEAR = re.compile(r"^(?:追平|保证|做到|世界|利用|相当于|其|该|这|它|我|全长|他们|不仅|只|以|因)|(?:将|为此|不仅|他们|我们|它们|这些|不超过|过半|不断|至少|再|等|的|约|共|使|让|是)$|为此|不仅|国务院同意|不超过|[，。；]")
_CHINESE_COUNT = frozenset(["numerals", "numerals and a noun", "half"])
_GENERAL_NAME = re.compile(r"^(?:积累资金|救助人数|参保人数|提价幅度|仅此|各类)|中央财政拟?$")
_MADE_UP = re.compile(r"、|以及")
_GENERAL = re.compile(r"^(?:省|市|县|区|镇|村|街道|企业|项目|任务|学校|小区|家庭|群众|居民|个人|集体|地块|国家|地区|方面)|^.{0,4}(?:项目|举措|措施|世界级|国家级|省级|市级|高速|提高)$|(?:受益|落地|受到|实现|奖项|资金|入驻|引进企业|引进项目|采购商|为核心的.*|办法)$")


def certainty(reading: Reading, name: str, known: bool, role: Role, expected: Role, section: SectionRole, kind: BlockKind) -> tuple[Confidence, tuple[str, ...]]:
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
    reasons: list[str] = []
    rule = reading.rules[1]
    grave = False
    if not name:
        reasons.append("没有找到指标名称")
        grave = True
    elif len(name) < SHORTEST and not known:
        reasons.append("指标名称过短，可能不完整")
    elif len(name) > LONGEST and not known:
        reasons.append("指标名称过长，可能多取了字")
    if _UNCLEAR.search(name):
        reasons.append("指标名称里有不属于名称的字")
        grave = True
    if reading.rules[0] in _CHINESE_COUNT:
        reasons.append("中文数字，可能不是数量")
    if (rule in _FROM_AFAR or (rule == "carried" and len(name) < SHORTEST + 1)) and not known:
        reasons.append("指标名称取自前文")
    if rule == "counted behind":
        if not reading.verb:
            reasons.append("没有说明做了什么，可能只是背景")
        if _MADE_UP.search(name) or _GENERAL.search(name):
            reasons.append("数量后面的事物不明确")
    if rule in ("named before", "carried", "spread", "spread on") and _GENERAL_NAME.search(name) and not known:
        reasons.append("指标名称过于笼统")
    if rule == "named before" and reading.dropped:
        reasons.append("动词前的主体没有收入名称")
    if reading.quantity.unit == "" and reading.quantity.dimension not in ("rank", "ratio") and not known:
        reasons.append("没有单位")
    if role is not expected and role is not Role.BASELINE:
        reasons.append("与所在段落的性质不一致")
    if section in (SectionRole.OTHER, SectionRole.PROBLEMS):
        reasons.append("所在段落的性质不明确")
        grave = grave or section is SectionRole.OTHER
    if kind is BlockKind.NOTE:
        reasons.append("在注释里")
    if not reasons:
        return Confidence.SURE, ()
    return Confidence.DOUBTFUL if grave or len(reasons) > 2 else Confidence.LIKELY, tuple(reasons)
