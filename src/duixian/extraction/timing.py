"""When a number holds, and whether it is a result, a goal or the value before: from its paragraph and its sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from duixian.extraction.readings import Reading, Sentence
from duixian.extraction.stretches import verbs_in
from duixian.language.lexicon import alternation, lexicon
from duixian.language.periods import Cue, cues, first_year, last_year, span
from duixian.model import Block, Measure, Role, SectionRole

__all__ = ["When", "usual_role", "when"]

_FORWARD = frozenset([SectionRole.GOALS, SectionRole.ARRANGEMENTS, SectionRole.CONDUCT, SectionRole.VISION])
_COMPARISON = re.compile(
    r"[同与比较](?P<base>(?:\d{4}|[零〇○一二三四五六七八九]{4})年|[“‘]?[一二三四五六七八九十]+五[”’]?(?:期间|时期))"
    r"(?:末|底)?(?:相比|比)?，"
)
_REACHED = re.compile(r"[^达][到至为]$|^[到至]$")
_ENTITIES = frozenset(["count", "people"])


class _Lexicon:
    """Words that say when a number holds."""

    def __init__(self, periods: dict[str, Any], modality: dict[str, Any], measures: dict[str, Any]) -> None:
        around = periods["around"]
        self.not_when = tuple(around["not_when"])
        self.origin = tuple(around["origin"])
        self.compared = tuple(around["compared"])
        self.since = tuple(around["since"])
        self.before = tuple(around["before"])
        self.ground = re.compile(f"[^，。；]{{0,16}}(?:{alternation(around['ground'])})")
        self.planned = re.compile(f"(?:{alternation(modality['planned'])})[^，。；]{{0,24}}$")
        self.hoped = re.compile(f"(?:{alternation(modality['hoped'])})[^，。；了]{{0,24}}$")
        barred = modality["not_before"]
        done = "|".join(word + (f"(?![{barred[word]}])" if word in barred else "") for word in modality["done"])
        self.done = re.compile(f"(?:{done}|(?<![比较])(?:{alternation(modality['done_years'])}))[^，。；]{{0,16}}$")
        self.now = frozenset(measures["now"])
        self.stands = tuple(measures["stands"])
        self.stocks = tuple(measures["stocks"])
        self.totals = tuple(measures["totals"])
        self.flowing = tuple(measures["flowing"])
        self.flows = re.compile(alternation(measures["flows"]))


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("periods"), lexicon("modality"), lexicon("measures"))


class When(NamedTuple):
    """Role and period of a number, the base period that its words name, and the names of the rules that decided.

    ``base`` is empty where the text names none, or only the year before.
    """

    role: Role
    period: str
    base: str
    rules: list[str]


def usual_role(section: SectionRole) -> Role:
    """Gives the role that a number has by its paragraph alone."""
    return Role.TARGET if section in _FORWARD else Role.ACTUAL


def when(text: str, block: Block, reading: Reading, sentence: Sentence, year: int, term: str) -> When:
    """Gives role and period of a reading from its paragraph and the words of its sentence.

    Args:
        text: The view text.
        block: The paragraph.
        reading: The number.
        sentence: Its sentence.
        year: The year the report plans for, 0 where it is not known.
        term: The five years the report speaks of, empty where it is not known.
    """
    cue = _cue(text, reading, sentence)
    base = _base(text, reading, sentence, year)
    before = text[sentence.begin : reading.start]
    role, period, rules = _by_words(block, before, cue, year)
    if reading.baseline:
        return When(Role.BASELINE, _baseline_period(text, block, reading, sentence, cue, base), base, rules)
    if not period and year:
        period = str(year if role is Role.TARGET else year - 1)
    if reading.yearly and "/" not in period:
        if base.isdigit() and int(base) + 1 < last_year(period):
            period = span(int(base) + 1, last_year(period))
        else:
            spans = (years for years in (block.period, term) if "/" in years and last_year(years) == last_year(period))
            period = next(spans, period)
    elif "/" in period and "-" not in period and _at_the_end(reading, before, base, cue is not None and cue.period != ""):
        period = str(last_year(period))
    return When(role, period, base, rules)


def _cue(text: str, reading: Reading, sentence: Sentence) -> Cue | None:
    """Gives the time expression nearest before a number that says when, not what it is compared with."""
    words, begin = _lexicon(), sentence.whole
    for cue in reversed(sentence.times):
        if cue.end > reading.start:
            continue
        if (
            reading.baseline
            and text.endswith(words.origin, begin, cue.start)
            and not text.startswith(words.since, cue.end)
        ):
            return cue
        if reading.left.multiple and "，" not in text[cue.end : reading.start]:
            continue
        if text.startswith(words.before, cue.end) or text.endswith(words.not_when, begin, cue.start):
            continue
        ground = words.ground.match(text, cue.end)
        if ground is None or ground.end() > reading.start:
            return cue
    return None


def _base(text: str, reading: Reading, sentence: Sentence, year: int) -> str:
    """Gives the base period that the words name, other than the year before.

    They stand at the number (比2019年增长) or at the front of the sentence (同1987年相比).
    """
    words = reading.left.base
    if not words:
        for opened in _COMPARISON.finditer(text, sentence.whole, reading.start):
            words = opened["base"]
        if not words:
            return ""
    found = cues(words, year)
    if not found or found[0].kind == "prior":
        return ""
    period = found[0].period
    return "" if year and period == str(year - 2) else period


def _by_words(block: Block, before: str, cue: Cue | None, year: int) -> tuple[Role, str, list[str]]:
    """Gives role and period by the time and the modal words before a number, else by its paragraph."""
    words = _lexicon()
    forward = block.role in _FORWARD
    role, period = usual_role(block.role), block.period
    if year and block.role is SectionRole.REVIEW and words.hoped.search(before):
        period = cue.period if cue is not None and last_year(cue.period) >= year else str(year)
        return Role.TARGET, period, ["hoped for"]
    if cue is not None and cue.kind == "within" and not forward:
        return role, period if "/" in period else span(2 * year - 1 - last_year(cue.period), year - 1), []
    if cue is not None and cue.period:
        period = str(last_year(period) - 1) if cue.kind == "prior" and period else cue.period
        if year and first_year(period) >= year and cue.kind != "part":
            role = Role.TARGET
        elif year and last_year(period) < year:
            role = Role.ACTUAL
        return role, period, [f"time {cue.kind}"]
    if forward and words.done.search(before):
        return Role.ACTUAL, period, []
    if not forward and block.role is not SectionRole.REVIEW and words.planned.search(before):
        return Role.TARGET, period, []
    return role, period, []


def _baseline_period(
    text: str, block: Block, reading: Reading, sentence: Sentence, cue: Cue | None, base: str
) -> str:
    """Gives the period of a first value: the one named with it, else the year before that of its pair."""
    words = _lexicon()
    said = cue.period if cue is not None else ""
    if cue is not None and said:
        compared = text.endswith(words.compared, sentence.begin, cue.start)
        if compared or "then and later" in reading.rules:
            return said
        if text.endswith(words.origin, sentence.begin, cue.start):
            within = cue.kind == "span" and text[cue.start : cue.end].count("年") < 2
            return str(first_year(said) - 1) if within else str(first_year(said))
    if base:
        return base
    if "/" in block.period or not said:
        return str(first_year(block.period) - 1) if block.period else ""
    return str(first_year(said) - 1)


def _at_the_end(reading: Reading, before: str, base: str, said: bool) -> bool:
    """Says whether a number in a span of years holds for its last year.

    Stocks and rates do, flows and totals of the span do not.

    Args:
        reading: The number.
        before: The sentence before it.
        base: The base period, empty for none.
        said: Whether the sentence itself names the span (五年来…达), so that a sum belongs to all of it.
    """
    words, name, left = _lexicon(), reading.name, reading.left.words
    clause = before[max(before.rfind("，"), before.rfind("、")) + 1 :]
    dimension = reading.quantity.dimension
    if reading.yearly:
        return False
    if reading.measure is Measure.RANK:
        return True
    if reading.measure is not Measure.LEVEL:
        return base.isdigit()
    if "平均" in clause or "平均" in name:
        return dimension == "percent" and "年平均" not in name and "平均" not in clause
    if "standing" in reading.rules or "from to" in reading.rules or not words.now.isdisjoint(left):
        return True
    if any(_REACHED.search(word) for word in left):
        return True
    if words.flows.search(clause) or words.flows.match(name):
        return False
    if dimension in ("percent", "ratio"):
        return True
    if said:
        return False
    if any(word.endswith(words.stands) for word in left) or _is_stock(name):
        return True
    # A noun and its count without a verb say how many there are (雏鹰企业105家).
    return reading.name_rule == "named before" and dimension in _ENTITIES and not reading.verb and not verbs_in(clause)


def _is_stock(name: str) -> bool:
    """Says whether a name is that of a stock or a rate."""
    words = _lexicon()
    return name.endswith(words.stocks) or (name.endswith(words.totals) and not name[:-2].endswith(words.flowing))
