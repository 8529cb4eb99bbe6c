"""The records every stage speaks in: small, typed, immutable.

Positions are half-open ``[start, end)`` in Unicode code points of a report's *source text*: the decoded file
for txt, what the format's reader gives before any cleaning for the rest (DESIGN.md, rule 1). Field names follow
the W3C Web Annotation model for positions (start, end, quote, prefix, suffix) and SDMX for observations
(value, unit, period). Records hold only text, numbers and tuples of text, so they cannot form cycles and are kept out
of the garbage collector's sight (``gc=False``).
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum

import msgspec

__all__ = [
    "Anchor",
    "Anchored",
    "Block",
    "BlockKind",
    "Commitment",
    "Comparison",
    "ComparisonRow",
    "Confidence",
    "CrossFinding",
    "Difference",
    "Evidence",
    "Fact",
    "Figure",
    "Finding",
    "Hardness",
    "LeftOut",
    "Measure",
    "Metadata",
    "Named",
    "Observation",
    "Outcome",
    "Qualifier",
    "Report",
    "ReportKind",
    "Role",
    "Section",
    "SectionRole",
    "Series",
    "Span",
    "Standing",
    "Term",
    "Verdict",
    "View",
    "Why",
]


class _Word(StrEnum):
    """A word of a fixed list. It is hashed as the text it is: an enumeration's own hash is a call of Python each time one is looked up."""

    __hash__ = str.__hash__


class Role(_Word):
    """What a fact's number does in the report (性质)."""

    ACTUAL = "actual"
    BASELINE = "baseline"
    TARGET = "target"


class Measure(_Word):
    """How the number relates to its indicator: the indicator's own level, or a change or comparison of it."""

    LEVEL = "level"
    GROWTH = "growth"
    DECLINE = "decline"
    RISE = "rise"
    FALL = "fall"
    RANK = "rank"
    TIMES = "times"


class Qualifier(_Word):
    """How exactly the number is meant: 约, 左右 about; 以上, 超 min; 以内, 不超过 max; 6%-6.5% range."""

    EXACT = "exact"
    ABOUT = "about"
    MIN = "min"
    MAX = "max"
    RANGE = "range"


class Hardness(_Word):
    """Strength of a target's wording: 确保, 不低于 binding; 力争, 左右 soft; else plain."""

    BINDING = "binding"
    PLAIN = "plain"
    SOFT = "soft"


class Confidence(_Word):
    """How far a reader may rely on a record without looking."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


class SectionRole(_Word):
    """What a part of a report does."""

    REVIEW = "review"
    PROBLEMS = "problems"
    VISION = "vision"
    GOALS = "goals"
    ARRANGEMENTS = "arrangements"
    CONDUCT = "conduct"
    GLOSSARY = "glossary"
    OTHER = "other"


class ReportKind(_Word):
    """What kind of document a report is."""

    WORK_REPORT = "work_report"
    ANNUAL_PLAN = "annual_plan"
    PLAN_EXECUTION = "plan_execution"
    FIVE_YEAR_PLAN = "five_year_plan"
    LIVELIHOOD_LIST = "livelihood_list"
    BULLETIN = "bulletin"
    NEWS_PAGE = "news_page"
    OTHER = "other"


class BlockKind(_Word):
    """What one paragraph of a report is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    NOTE = "note"
    FURNITURE = "furniture"


class Why(_Word):
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


class Verdict(_Word):
    """What became of a goal (DESIGN.md, *Following*)."""

    EXCEEDED = "exceeded"
    MET = "met"
    NEARLY = "nearly"
    MISSED = "missed"
    OTHER_FORM = "other_form"
    ABSENT = "absent"
    PENDING = "pending"

    @property
    def kept(self) -> bool:
        """Whether the goal counts as kept: exceeded or met; ``nearly`` stands beside the share kept, never in it."""
        return self in (Verdict.EXCEEDED, Verdict.MET)

    @property
    def decided(self) -> bool:
        """Whether a comparable result was found, kept or not."""
        return self in (Verdict.EXCEEDED, Verdict.MET, Verdict.NEARLY, Verdict.MISSED)


class Difference(StrEnum):
    """In what a figure that was found instead of a goal's result differs from it."""

    NONE = ""
    MEASURE = "measure"
    SCOPE = "scope"
    PERIOD = "period"


class Outcome(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One goal and what became of it (兑现情况): one row for each number that is a goal of ``year``.

    ``goal_start``/``goal_end`` cover the goal's number in the source text of the report named ``goal_report``,
    ``goal_sentence_start``/``goal_sentence_end`` the sentence it stands in; the same for ``actual_*`` (the result) and
    ``other_*`` (what was found instead), in the reports that those name. Positions are -1 and texts empty where there
    is nothing; ``actual_*`` are filled only for exceeded, met, nearly and missed, ``other_*`` only for other_form.
    ``value``, ``value_high`` and ``unit`` are as written, ``base_*`` in the base unit of ``dimension``; ``op`` is how the goal is
    meant, ``better`` the good direction of the number itself (``higher`` or ``lower``).
    ``strict`` is the verdict without the tolerance, ``gap`` how much better (+) or worse (-) than the goal the result is, as a
    share of the goal (None without a result). ``derived_*`` is a figure worked out by the arithmetic of ``derived_steps``;
    it never changes the verdict. ``searched`` names the later reports that were looked through, ``rules`` the
    names of the rules that made the pair and the verdict, the version of the verdict rules first.
    """

    id: str
    place: str
    place_code: str = ""
    year: int
    goal_report: str
    goal_fact: str
    goal_start: int
    goal_end: int
    goal_quote: str
    goal_sentence_start: int = -1
    goal_sentence_end: int = -1
    indicator: str
    indicator_id: str = ""
    key: str = ""
    measure: Measure
    op: Qualifier
    value: float | int
    value_high: float | int | None = None
    unit: str = ""
    dimension: str = ""
    base_value: float | int | None = None
    base_value_high: float | int | None = None
    better: str = "higher"
    hardness: Hardness | None = None
    wording: tuple[str, ...] = ()
    main: bool = False
    verdict: Verdict
    strict: Verdict
    gap: float | None = None
    reason: str
    actual_report: str = ""
    actual_fact: str = ""
    actual_start: int = -1
    actual_end: int = -1
    actual_quote: str = ""
    actual_sentence_start: int = -1
    actual_sentence_end: int = -1
    actual_indicator: str = ""
    actual_value: float | int | None = None
    actual_value_high: float | int | None = None
    actual_unit: str = ""
    actual_measure: Measure | None = None
    actual_qualifier: Qualifier | None = None
    actual_period: str = ""
    actual_role: Role | None = None
    difference: Difference = Difference.NONE
    other_report: str = ""
    other_fact: str = ""
    other_start: int = -1
    other_end: int = -1
    other_quote: str = ""
    other_sentence_start: int = -1
    other_sentence_end: int = -1
    other_indicator: str = ""
    other_value: float | int | None = None
    other_value_high: float | int | None = None
    other_unit: str = ""
    other_measure: Measure | None = None
    other_period: str = ""
    derived_value: float | int | None = None
    derived_unit: str = ""
    derived_verdict: Verdict | None = None
    derived_steps: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LIKELY
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Observation(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One figure of a series with its source: ``[start, end)`` in the source text of the report named ``report``.

    ``value`` and ``unit`` are as written, ``base_value`` in the base unit of the series. ``revised`` says that another
    report gives another value for the same period, measure and role.
    """

    period: str
    role: Role
    measure: Measure
    value: float | int
    value_high: float | int | None = None
    unit: str = ""
    base_value: float | int | None = None
    base_value_high: float | int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    base: str = ""
    estimate: bool = False
    indicator: str = ""
    report: str
    fact: str
    start: int
    end: int
    revised: bool = False


class Series(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The figures of one place, indicator and kind of measure over time (序列), targets beside actuals.

    ``change`` is True for growth, decline, rise and fall, False for levels, ranks and multiples.
    ``key`` names the indicator: the catalogue's id, or the normalised name. Observations are in order of period, role and report.
    """

    place: str
    place_code: str = ""
    key: str
    indicator_id: str = ""
    indicator: str
    change: bool
    dimension: str = ""
    observations: tuple[Observation, ...] = ()


class Evidence(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A sentence of a later report that speaks of a commitment (佐证), for a person to judge.

    ``start``/``end`` and ``quote`` are the sentence in the report named ``report``, ``commitment_start``/``commitment_end`` the
    commitment in ``commitment_report``. ``rank`` counts from 1, ``score`` runs from 0 to 1. ``outcome`` is the id of the outcome
    that shows the result where the commitment has a number; ``reasons`` are Chinese phrases, ``shared`` the words in both.
    """

    id: str
    place: str
    year: int
    commitment: str
    commitment_report: str
    commitment_start: int
    commitment_end: int
    report: str
    start: int
    end: int
    quote: str
    rank: int
    score: float
    outcome: str = ""
    shared: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class CrossFinding(Finding, frozen=True, gc=False, kw_only=True):
    """A finding across documents: ``start``/``end`` in the report named ``report``, ``other_start``/``other_end`` in ``other_report``."""

    report: str
    other_report: str = ""
    other_quote: str = ""
    place: str = ""
    year: int = 0
    indicator: str = ""
    indicator_id: str = ""


class LeftOut(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A report that following did not use, or a gap it saw, and why.

    ``kind`` is ``copy`` (the same bytes), ``format`` (the same report in a better format), ``place`` or ``year`` (not known),
    or ``gap`` (no report of the year after ``year``). ``instead`` names the report that was taken.
    """

    kind: str
    report: str
    message: str
    english: str
    instead: str = ""
    place: str = ""
    year: int = 0


class Figure(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A number as a report writes it, with its place: ``[start, end)`` in the source text of the report named ``report``.

    ``value``, ``value_high`` and ``unit`` are as written, ``base_*`` in the base unit of the row's dimension; ``measure`` says of a change
    whether it is up or down.
    """

    value: float | int
    value_high: float | int | None = None
    unit: str = ""
    base_value: float | int | None = None
    base_value_high: float | int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    measure: Measure = Measure.LEVEL
    period: str = ""
    report: str = ""
    start: int = -1
    end: int = -1
    quote: str = ""


class ComparisonRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One place, year and indicator of a comparison: what was aimed at, what came of it, and where it stands among the others.

    ``change`` is True where the figures are changes (growth, decline, rise, fall), else levels. ``better`` is the good direction of the
    number itself (``higher`` or ``lower``). ``last`` is the result of the
    year before in the same form. ``gap`` is the outcome's: how much better (+) or worse (-) than the goal the result is, as a share
    of the goal. ``stretch`` says how ambitious the target is: how far it lies beyond ``last`` in the good direction, in
    percentage points where the figures are rates or changes in percent (``stretch_unit`` 个百分点), else as a share of ``last``
    (``stretch_unit`` empty).
    ``target_rank`` and ``actual_rank`` count from 1, the better first, equal values sharing a rank, among the ``target_ranked`` and ``actual_ranked`` places
    of the same level (provinces, cities, counties) that have such a figure in the same year and form; ``target_median`` and ``actual_median`` are the medians of
    those places, in base units, declines and falls negative. A target that is a range counts by its worse end.
    """

    place: str
    place_code: str = ""
    year: int
    indicator: str
    indicator_id: str = ""
    key: str = ""
    change: bool = False
    dimension: str = ""
    better: str = "higher"
    target: Figure | None = None
    actual: Figure | None = None
    last: Figure | None = None
    hardness: Hardness | None = None
    wording: tuple[str, ...] = ()
    verdict: Verdict | None = None
    outcome: str = ""
    gap: float | None = None
    stretch: float | None = None
    stretch_unit: str = ""
    target_rank: int | None = None
    target_ranked: int = 0
    target_median: float | None = None
    actual_rank: int | None = None
    actual_ranked: int = 0
    actual_median: float | None = None


class Standing(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How one place kept the goals of one year, for comparing places.

    ``goals`` counts every number that is a goal of the year, the counts of verdicts add up to it. ``kept_share`` is exceeded and met among
    those with a comparable result (``decided``), ``absent_share`` those never mentioned again among all that a later report could have
    mentioned; both None where there is nothing to share. ``binding``, ``plain`` and ``soft`` count the goals by the strength of their wording. Ranks count from 1,
    the larger share kept and the smaller share absent first, among the ``ranked`` places of the year.
    """

    place: str
    place_code: str = ""
    year: int
    goals: int
    decided: int
    exceeded: int
    met: int
    nearly: int
    missed: int
    other_form: int
    absent: int
    pending: int
    binding: int
    plain: int
    soft: int
    kept_share: float | None = None
    absent_share: float | None = None
    kept_rank: int | None = None
    absent_rank: int | None = None
    ranked: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator across places and years, or one place against its peers.

    ``rows`` are in order of indicator, form, year and rank of the result; ``standings`` hold the same places and years.
    ``message`` says in Chinese what could not be compared and why, and is empty otherwise.
    """

    indicator: str
    indicator_id: str = ""
    place: str = ""
    rows: tuple[ComparisonRow, ...] = ()
    standings: tuple[Standing, ...] = ()
    message: str = ""
