"""The records every stage speaks in: small, typed, immutable.

Positions are half-open ``[start, end)`` in Unicode code points of a report's *source text*: the decoded file
for txt, what the format's reader gives before any cleaning for the rest (DESIGN.md, rule 1). Field names follow
the W3C Web Annotation model for positions (start, end, quote, prefix, suffix) and SDMX for observations
(value, unit, period). Records hold only text, numbers and tuples of text, so they cannot form cycles and are kept out
of the garbage collector's sight (``gc=False``).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = [
    "Anchor",
    "Anchored",
    "Block",
    "BlockKind",
    "Commitment",
    "Confidence",
    "Fact",
    "Finding",
    "Hardness",
    "Measure",
    "Metadata",
    "Named",
    "Qualifier",
    "Report",
    "ReportKind",
    "Role",
    "Section",
    "SectionRole",
    "Span",
    "Term",
    "View",
    "Why",
]


class Role(StrEnum):
    """What a fact's number does in the report (性质)."""

    ACTUAL = "actual"
    BASELINE = "baseline"
    TARGET = "target"


class Measure(StrEnum):
    """How the number relates to its indicator: the indicator's own level, or a change or comparison of it."""

    LEVEL = "level"
    GROWTH = "growth"
    DECLINE = "decline"
    RISE = "rise"
    FALL = "fall"
    RANK = "rank"
    TIMES = "times"


class Qualifier(StrEnum):
    """How exactly the number is meant: 约, 左右 about; 以上, 超 min; 以内, 不超过 max; 6%-6.5% range."""

    EXACT = "exact"
    ABOUT = "about"
    MIN = "min"
    MAX = "max"
    RANGE = "range"


class Hardness(StrEnum):
    """Strength of a target's wording: 确保, 不低于 binding; 力争, 左右 soft; else plain."""

    BINDING = "binding"
    PLAIN = "plain"
    SOFT = "soft"


class Confidence(StrEnum):
    """How far a reader may rely on a record without looking."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


class SectionRole(StrEnum):
    """What a part of a report does."""

    REVIEW = "review"
    PROBLEMS = "problems"
    VISION = "vision"
    GOALS = "goals"
    ARRANGEMENTS = "arrangements"
    CONDUCT = "conduct"
    GLOSSARY = "glossary"
    OTHER = "other"


class ReportKind(StrEnum):
    """What kind of document a report is."""

    WORK_REPORT = "work_report"
    ANNUAL_PLAN = "annual_plan"
    PLAN_EXECUTION = "plan_execution"
    FIVE_YEAR_PLAN = "five_year_plan"
    LIVELIHOOD_LIST = "livelihood_list"
    BULLETIN = "bulletin"
    NEWS_PAGE = "news_page"
    OTHER = "other"


class BlockKind(StrEnum):
    """What one paragraph of a report is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    NOTE = "note"
    FURNITURE = "furniture"


class Why(StrEnum):
    """Why a commitment is checkable, or ``degree`` when it is not (COMMITMENT-GUIDE)."""

    NUMBER = "number"
    NAMED = "named"
    COVERAGE = "coverage"
    DEGREE = "degree"


class Span(msgspec.Struct, frozen=True, gc=False, order=True):
    """A stretch of source text, ``[start, end)`` in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class View(msgspec.Struct, frozen=True):
    """A cleaned reading of a source text, with the way back.

    ``text`` is the cleaned text. ``starts[k]`` is the view position at which the k-th unbroken stretch begins
    and ``sources[k]`` the source position of the same character; inside a stretch both run in step, so cleaning
    either replaces one character by one or leaves characters out. Both begin with 0 where the text is not empty.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def source(self, position: int) -> int:
        """Gives the source position of the view character at ``position`` (0 ≤ position < len(text))."""
        from bisect import bisect_right

        if len(self.starts) == 1:
            return position - self.starts[0] + self.sources[0]
        k = bisect_right(self.starts, position) - 1
        return position - self.starts[k] + self.sources[k]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Gives the source span of view stretch ``[start, end)``, from its first to its last character."""
        return self.source(start), self.source(end - 1) + 1


class Anchor(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a stretch of source text stands in a file that is not plain text.

    ``path`` names the paragraph, cell, note or element (``body/p[12]``, ``html/body/div[2]/p[3]``); ``page`` counts
    from 1; ``box`` is left, top, right, bottom in PDF points from the page's upper left corner.
    """

    start: int
    end: int
    path: str = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None


class Block(msgspec.Struct, frozen=True, gc=False):
    """One paragraph of a report's view: ``[start, end)`` in *view* positions, without its line end.

    ``section`` indexes ``Report.sections`` (-1 for none). ``role`` is the section's role, or what the paragraph's
    own sentences say. ``period`` is the period that numbers in it hold for unless their sentence says otherwise.
    """

    start: int
    end: int
    kind: BlockKind
    section: int
    role: SectionRole
    period: str


class Named(msgspec.Struct, frozen=True, gc=False):
    """A piece of metadata and where the text says it; ``start`` = ``end`` = -1 when it was inferred or given."""

    value: str = ""
    start: int = -1
    end: int = -1


class Metadata(msgspec.Struct, frozen=True):
    """What a report says about itself. Empty value: the text does not say.

    ``place_code`` is the six-digit GB/T 2260 code (100000 for the whole country). ``year`` is the year planned
    for, ``reviewed`` the ISO 8601 period reviewed (2024, 2021/2025); ``term`` is the last (five-year) span spoken of.
    ``date`` is the ISO 8601 day of delivery.
    """

    title: Named = Named()
    kind: ReportKind = ReportKind.OTHER
    place: Named = Named()
    place_code: str = ""
    year: Named = Named()
    reviewed: Named = Named()
    term: Named = Named()
    date: Named = Named()
    speaker: Named = Named()
    office: Named = Named()
    meeting: Named = Named()
    source: Named = Named()
    publisher: Named = Named()


class Section(msgspec.Struct, frozen=True, gc=False):
    """A part of a report: its heading's number and title, level (0 for an article or the whole), role and extent.

    ``start``/``end`` and ``title_start``/``title_end`` are source positions; ``parent`` indexes the report's
    sections (-1 at the top). ``period`` is the ISO 8601 period the part speaks of, ``kind`` and ``author`` belong
    to an article on a page that holds several.
    """

    start: int
    end: int
    title: str
    title_start: int
    title_end: int
    number: str
    level: int
    role: SectionRole
    parent: int
    period: str = ""
    kind: str = ""
    author: str = ""


class Anchored(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A record with its place in the source: ``source[start:end] == quote``, with context on either side."""

    id: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    @property
    def span(self) -> Span:
        """The record's place as a :class:`Span`."""
        return Span(self.start, self.end)


class Fact(Anchored, frozen=True, gc=False, kw_only=True):
    """One number with its meaning (DESIGN.md, *A fact*; the label guide gives the exact sense of each field).

    ``value`` is the number as written in plain digits and ``unit`` keeps its multiplier (58, 亿元); ``base_value``
    is the same in the base unit of ``dimension``. For a range, ``value_high`` is the upper end. ``section`` is the
    path of headings, ``sentence_start``/``sentence_end`` the sentence the number stands in, ``rules`` the names of the rules that made it.
    """

    role: Role
    indicator: str
    indicator_id: str = ""
    value: float | int
    value_high: float | int | None = None
    unit: str = ""
    dimension: str = ""
    base_value: float | int | None = None
    base_value_high: float | int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    measure: Measure = Measure.LEVEL
    period: str = ""
    base: str = ""
    estimate: bool = False
    hardness: Hardness | None = None
    wording: tuple[str, ...] = ()
    place: str = ""
    section: str = ""
    sentence_start: int = -1
    sentence_end: int = -1
    confidence: Confidence = Confidence.LIKELY
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Commitment(Anchored, frozen=True, gc=False, kw_only=True):
    """One action the government says it will take (COMMITMENT-GUIDE).

    ``facts`` are the ids of the facts inside it; ``deadline`` an ISO 8601 period; ``names`` the projects and titles
    named; ``lead`` the office likely to lead and ``lead_words`` the words that suggested it.
    """

    checkable: bool
    why: Why
    action: str = ""
    object: str = ""
    deadline: str = ""
    theme: str = ""
    lead: str = ""
    lead_words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    section: str = ""
    confidence: Confidence = Confidence.LIKELY
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Finding(Anchored, frozen=True, gc=False, kw_only=True):
    """Something a reader should look at (疑点): a repeated, missing or cut-off stretch, figures that disagree.

    ``kind`` is a stable word (``repeated``, ``missing``, ``cut_off``, ``jump_line``…), ``message`` one Chinese sentence
    for a person, ``other_start``/``other_end`` the second place where there is one (-1 otherwise).
    """

    kind: str
    message: str
    other_start: int = -1
    other_end: int = -1
    rules: tuple[str, ...] = ()


class Term(Anchored, frozen=True, gc=False, kw_only=True):
    """A glossary entry (名词解释): the term and its definition, the span covering both."""

    term: str
    definition: str


class Report(msgspec.Struct, frozen=True):
    """One source document and all that reading found in it.

    ``sha256`` identifies the original bytes, ``text`` is the source text that every position counts in, ``view``
    its cleaned reading with the way back, ``anchors`` where stretches of it stand in a file that is not plain text.
    """

    name: str
    sha256: str
    format: str
    text: str
    view: View
    anchors: tuple[Anchor, ...] = ()
    metadata: Metadata = Metadata()
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()
    glossary: tuple[Term, ...] = ()
    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    commitments: tuple[Commitment, ...] = ()
