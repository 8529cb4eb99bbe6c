"""Report → facts: every number that states a result, a baseline or a target, with what it means.

Needs a report's view and blocks (roles and periods by paragraph); adds nothing to them. A paragraph is read once
from left to right, sentence by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from duixian.extraction.certainty import certainty
from duixian.extraction.quantities import quantities
from duixian.extraction.readings import Reading
from duixian.extraction.sentences import read_sentence
from duixian.extraction.stretches import verbs_in
from duixian.language.indicators import identify
from duixian.language.periods import Cue, cues, first_year, last_year, span
from duixian.model import Block, BlockKind, Fact, Hardness, Measure, Report, Role, SectionRole

__all__ = ["extract_facts"]

CONTEXT = 24
"""Code points of source text kept on either side of a fact, enough to find the place again in an edited copy."""

LONGEST = 2_000
"""Code points of the longest sentence that is read as one; the longest of a real report has about 700. What runs on
without a stop is read in stretches of this length, so that the work grows as the text does."""

_QUOTED = re.compile(r"“[^“”\n]{1,30}”|《[^《》\n]{1,40}》|〔[^〔〕\n]{1,12}〕")
_SENTENCE = re.compile(r"[。！？；\n]")
_WHOLE = re.compile(r"[。！？\n]")
_FORWARD = frozenset([SectionRole.GOALS, SectionRole.ARRANGEMENTS, SectionRole.CONDUCT, SectionRole.VISION])


def extract_facts(report: Report) -> tuple[Fact, ...]:
    """Gives the facts of a report in the order of the text.

    Positions are code points of ``report.text``; ``report.text[fact.start:fact.end] == fact.quote`` always holds.
    """
    text = report.view.text
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found = quantities(text, quoted)
    starts = [quantity.start for quantity in found]
    year = int(report.metadata.year.value) if report.metadata.year.value.isdigit() else 0
    paths = _section_paths(report)
    facts: list[Fact] = []
    for block in report.blocks:
        if block.kind in (BlockKind.FURNITURE, BlockKind.TITLE) or block.role is SectionRole.GLOSSARY:
            continue
        low, high = bisect_left(starts, block.start), bisect_left(starts, block.end)
        if low == high:
            continue
        path = paths[block.section] if block.section >= 0 else ""
        whole_end = block.start
        at = block.start
        while low < high:
            first = found[low]
            floor, ceiling = max(at, first.start - LONGEST), min(block.end, first.end + LONGEST)
            if first.start >= whole_end:
                whole = _sentence_start(text, floor, first.start, "。！？\n")
                whole_end = _sentence_end(text, first.end, ceiling, _WHOLE)
                times = cues(text, year, whole, whole_end)
            begin = _sentence_start(text, floor, first.start)
            end = _sentence_end(text, first.end, ceiling)
            count = low + 1
            while count < high and starts[count] < end:
                count += 1
            spoken = [cue for cue in times if begin <= cue.start < end]
            readings = read_sentence(text, begin, end, found[low:count], spoken)
            if readings:
                sentence = _Sentence(whole, begin, *report.view.span(begin, max(end, readings[-1].end)), times, path)
                facts += [_fact(report, block, reading, sentence, year) for reading in readings]
            low = count
            at = end
    return tuple(facts)


class _Sentence(NamedTuple):
    """Where a sentence stands: from its last full stop and from its last semicolon (view), its extent (source), its times, its section."""

    whole: int
    begin: int
    start: int
    end: int
    times: list[Cue]
    path: str


def _sentence_start(text: str, low: int, at: int, stops: str = "。！？；\n") -> int:
    return max(low, *(text.rfind(stop, low, at) + 1 for stop in stops))


def _sentence_end(text: str, at: int, high: int, stops: re.Pattern[str] = _SENTENCE) -> int:
    match = stops.search(text, at, high)
    return match.start() if match else high


def _fact(report: Report, block: Block, reading: Reading, sentence: _Sentence, year: int) -> Fact:
    quantity = reading.quantity
    text = report.view.text
    begin = sentence.begin
    cue = _cue(text, sentence.whole, reading, sentence.times)
    against = _against(text, sentence.whole, reading, year)
    role, period, rules = _when(text, block, reading, begin, cue, against, year, report.metadata.term.value)
    value = _number(quantity.value)
    unit = quantity.scale + quantity.unit + quantity.per
    factor = quantity.factor.scaleb(quantity.power)
    base_value = _number(quantity.value * factor)
    source_start, source_end = report.view.span(reading.start, reading.end)
    if "economy" in reading.rules and report.metadata.place_code == "100000":
        reading.name = "国内生产总值"
    measure = reading.measure
    yearly = reading.yearly
    base = "yearly" if yearly else against
    if base and measure in (Measure.LEVEL, Measure.RANK):
        base = ""
    name = _tidy(reading.name)
    place = report.metadata.place.value
    if place and len(name) > len(place) + 1 and name.startswith(place):
        name = name[len(place) :]
    indicator_id = identify(name, unit=unit, measure=measure.value)
    expected = Role.TARGET if block.role in _FORWARD else Role.ACTUAL
    confidence, reasons = certainty(reading, name, bool(indicator_id), role, expected, block.role, block.kind)
    estimate = role is Role.ACTUAL and _estimated(text, begin, reading.start)
    hardness, wording = _hardness(text, begin, reading) if role is Role.TARGET else (None, ())
    source = report.text
    return Fact(
        id=_identity(report.sha256, source_start, source_end),
        start=source_start,
        end=source_end,
        quote=source[source_start:source_end],
        prefix=source[max(0, source_start - CONTEXT) : source_start],
        suffix=source[source_end : source_end + CONTEXT],
        role=role,
        indicator=name,
        indicator_id=indicator_id,
        value=value,
        value_high=_number(quantity.high) if quantity.high is not None else None,
        unit=unit,
        dimension=quantity.dimension,
        base_value=base_value,
        base_value_high=_number(quantity.high * factor) if quantity.high is not None else None,
        qualifier=reading.qualifier,
        measure=measure,
        period=period,
        base=base,
        estimate=estimate,
        hardness=hardness,
        wording=wording,
        place=report.metadata.place.value,
        section=sentence.path,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        confidence=confidence,
        reasons=reasons,
        rules=(*reading.rules, *rules),
    )


def _tidy(name: str) -> str:
    """Takes from a name the marks that do not belong to it: stops at its ends, quotation marks without their pair."""
    name = name.strip("，、：；。 ")
    for opening, closing in ("“”", "《》", "（）"):
        if name.count(opening) != name.count(closing):
            name = name.strip(opening + closing) if name[:1] in (opening, closing) or name[-1:] in (opening, closing) else name
    return name


def _identity(*parts: object) -> str:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def _number(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)


def _section_paths(report: Report) -> list[str]:
    """Gives the titles above each section, joined from the top."""
    paths: list[str] = []
    for section in report.sections:
        above = paths[section.parent] if 0 <= section.parent < len(paths) else ""
        paths.append(" / ".join(part for part in (above, section.title) if part))
    return paths


_ORIGIN = ("由", "从", "比", "较")
_NOT_A_TIME = ("比", "较", "同", "与", "由", "从", "以", "自", "超过", "于", "占")


def _cue(text: str, begin: int, reading: Reading, times: list[Cue]) -> Cue | None:
    """Gives the time expression nearest before a number in its sentence that says when, not what it is compared with."""
    for cue in reversed(times):
        if cue.end > reading.start:
            continue
        if reading.baseline and text.endswith(_ORIGIN, begin, cue.start) and not text.startswith(("起", "以来", "开始"), cue.end):
            return cue
        compared = reading.left.multiple and "，" not in text[cue.end : reading.start]
        ground = _GROUND.match(text, cue.end)
        if not compared and not text.startswith(_BEFORE, cue.end) and (ground is None or ground.end() > reading.start) and not text.endswith(_NOT_A_TIME, begin, cue.start):
            return cue
    return None


_BEFORE = ("以前", "之前")
_GROUND = re.compile(r"[^，。；]{0,16}基础上")
_PLANNED = re.compile(r"(?:将|力争|争取|确保|拟|计划|预期|目标|要|必须)[^，。；]{0,24}$")
_HOPED = re.compile(r"(?:争取每年|力争|努力做到|保证每年)[^，。；了]{0,24}$")
_DONE = re.compile(r"(?:已|已经|目前|现有|截至|截止|拥有(?!量)|共有|(?<![比较])上年|(?<![比较])去年)[^，。；]{0,16}$")


def _when(text: str, block: Block, reading: Reading, begin: int, cue: Cue | None, against: str, year: int, term: str) -> tuple[Role, str, list[str]]:
    """Gives role and period of a reading from its paragraph and the words of its sentence."""
    rules: list[str] = []
    forward = block.role in _FORWARD
    role = Role.TARGET if forward else Role.ACTUAL
    period = block.period
    before = text[begin : reading.start]
    hoped = block.role is SectionRole.REVIEW and _HOPED.search(before) is not None
    if hoped and year:
        role = Role.TARGET
        period = cue.period if cue is not None and last_year(cue.period) >= year else str(year)
        rules.append("hoped for")
    elif cue is not None and cue.kind == "within" and not forward:
        period = block.period if "/" in block.period else span(2 * year - 1 - last_year(cue.period), year - 1)
    elif cue is not None and cue.period:
        period = str(last_year(block.period) - 1) if cue.kind == "prior" and block.period else cue.period
        rules.append(f"time {cue.kind}")
        if year and first_year(period) >= year and cue.kind != "part":
            role = Role.TARGET
        elif year and last_year(period) < year:
            role = Role.ACTUAL
    elif forward and _DONE.search(before):
        role = Role.ACTUAL
    elif not forward and (block.role is not SectionRole.REVIEW) and _PLANNED.search(before):
        role = Role.TARGET
    if reading.baseline:
        own = cue is not None and bool(cue.period) and ("then and later" in reading.rules or text.endswith(("比", "较"), begin, cue.start))
        origin = cue is not None and bool(cue.period) and text.endswith(_ORIGIN, begin, cue.start)
        if cue is not None and own:
            period = cue.period
        elif cue is not None and origin:
            within = cue.kind == "span" and text[cue.start : cue.end].count("年") < 2
            period = str(first_year(cue.period) - 1) if within else str(first_year(cue.period))
        elif against:
            period = against
        elif "/" in block.period or cue is None or not cue.period:
            period = str(first_year(block.period) - 1) if block.period else ""
        else:
            period = str(first_year(cue.period) - 1)
        return Role.BASELINE, period, rules
    if not period and year:
        period = str(year if role is Role.TARGET else year - 1)
    if reading.yearly and "/" not in period:
        if against.isdigit() and int(against) + 1 < last_year(period):
            period = span(int(against) + 1, last_year(period))
        else:
            period = next((years for years in (block.period, term) if "/" in years and last_year(years) == last_year(period)), period)
    elif "/" in period and "-" not in period and _at_the_end(reading, before, against, cue is not None and bool(cue.period)):
        period = str(last_year(period))
    return role, period, rules


_STOCK = re.compile(r"(?:总数|率|比重|占比|余额|比例|水平|强度|浓度|寿命|人数|里程|规模|保有量|拥有量|数量|(?:绿地|绿化覆盖|森林|耕地|种植|播种|湿地|保护区)面积|(?<!投资)(?<!招商引资)总(?:量|额))$")
_FLOW = re.compile(r"累计|每年|年均|始终|一直|历年|新增|新建|新开工|净增|新改|提升|改造|出让|投放|先后|投资|利用外资|交易|成交")
_REACHED = re.compile(r"[^达][到至为]$|^[到至]$")
_STANDING = ("迈上", "跨上", "站上", "迈过", "跨过", "达", "达到", "有", "已", "已经", "现已", "现有", "拥有", "突破", "超过", "超")
_NOW = frozenset(["已", "已经", "现已", "现", "已达", "已达到", "已有"])
_ENTITIES = frozenset(["count", "people"])


def _at_the_end(reading: Reading, before: str, against: str, said: bool) -> bool:
    """Says whether a number in a span of years holds for its last year: stocks and rates do, flows and totals of the span do not.

    Args:
        reading: The number.
        before: The sentence before it.
        against: The base period, empty for none.
        said: Whether the sentence itself names the span (五年来…达), so that a sum belongs to all of it.
    """
    clause = before[max(before.rfind("，"), before.rfind("、")) + 1 :]
    words = reading.left.words
    if reading.yearly:
        return False
    if reading.measure is Measure.RANK:
        return True
    if reading.measure is not Measure.LEVEL:
        return against.isdigit()
    if "平均" in clause or "平均" in reading.name:
        return reading.quantity.dimension == "percent" and "年平均" not in reading.name and "平均" not in clause
    if "standing" in reading.rules or "from to" in reading.rules or not _NOW.isdisjoint(words):
        return True
    if any(_REACHED.search(word) for word in words):
        return True
    if _FLOW.search(clause) is not None or _FLOW.match(reading.name) is not None:
        return False
    if reading.quantity.dimension in ("percent", "ratio"):
        return True
    if said:
        return False
    if any(word.endswith(_STANDING) for word in words) or _STOCK.search(reading.name) is not None:
        return True
    # A noun and its count without a verb say how many there are (雏鹰企业105家).
    return reading.rules[1] == "named before" and reading.quantity.dimension in _ENTITIES and not reading.verb and not verbs_in(clause)


_COMPARISON = re.compile(r"(?:同|与|比|较)(?P<base>(?:\d{4}|[零〇○一二三四五六七八九]{4})年|[“‘]?[一二三四五六七八九十]+五[”’]?(?:期间|时期))(?:末|底)?(?:相比|比)?，")


def _against(text: str, begin: int, reading: Reading, year: int) -> str:
    """Gives the base period that the words name, other than the year before: those at the number, or 同1987年相比 at the sentence's front."""
    words = reading.left.base
    if not words:
        for opened in _COMPARISON.finditer(text, begin, reading.start):
            words = opened["base"]
        if not words:
            return ""
    found = cues(words, year)
    if not found or found[0].kind == "prior" or not found[0].period:
        return ""
    period = found[0].period
    return "" if year and period == str(year - 2) else period


_ESTIMATED = re.compile(r"预计|预期可|预计可|初步核算|有望")


def _estimated(text: str, begin: int, at: int) -> bool:
    return _ESTIMATED.search(text, begin, at) is not None


_BINDING = re.compile(r"确保|必须|不低于|不少于|不得|不高于|不超过|务必|保证|坚决|至少")
_SOFT = re.compile(r"力争|争取|左右|努力|力求|预期|约|有望|尽量")


def _hardness(text: str, begin: int, reading: Reading) -> tuple[Hardness, tuple[str, ...]]:
    """Gives the strength of a target's wording and the words that carry it."""
    comma = max(text.rfind("，", begin, reading.start), begin)
    stretch = text[comma : reading.end]
    binding, soft = _BINDING.findall(stretch), _SOFT.findall(stretch)
    words = tuple(dict.fromkeys([*binding, *soft, *reading.words]))
    if binding:
        return Hardness.BINDING, words
    if soft:
        return Hardness.SOFT, words
    return Hardness.PLAIN, words
