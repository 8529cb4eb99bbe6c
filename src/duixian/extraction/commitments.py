"""Finds every commitment of a report: one action the government says it will take, or one result it says it will reach.

Needs a report with its blocks and their roles, and its facts; adds nothing to them and gives the commitments.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from hashlib import blake2b
from typing import NamedTuple

from duixian.extraction.checkability import why
from duixian.extraction.clauses import Clause, sentences
from duixian.extraction.deadline import deadline
from duixian.extraction.joining import Trait, join, trait
from duixian.extraction.keeping import Paragraph, Style, deeds, left_out, style
from duixian.extraction.mentions import mentions
from duixian.language.offices import Leads, Suggestion, suggest_lead
from duixian.model import Block, BlockKind, Commitment, Confidence, Fact, Report, ReportKind, SectionRole, Why

__all__ = ["extract_commitments"]

_FORWARD = frozenset({SectionRole.GOALS, SectionRole.ARRANGEMENTS, SectionRole.CONDUCT})
_BACKWARD = frozenset({SectionRole.REVIEW, SectionRole.PROBLEMS})
_CONTEXT = 32
_CLOSE = 0.5
"""A boundary decided by less than this sum could as well have gone the other way."""
_DROPPED = frozenset({"并", "其中", "同时"})


def extract_commitments(report: Report, facts: tuple[Fact, ...] = ()) -> tuple[Commitment, ...]:
    """Gives the commitments of ``report`` in text order."""
    return tuple(_Extractor(report, facts).run())


class _Draft(NamedTuple):
    """A commitment before anything is known of it but its clauses: its paragraph, the rules that joined them, how surely."""

    block: Block
    clauses: list[Clause]
    rules: list[str]
    margin: float
    main: Clause
    at: int
    to: int


class _Extractor:
    """Finds the commitments of one report.

    Each question is asked of all sentences or commitments before the next question is: the words and patterns of one
    question stay in the processor's cache so, which takes a tenth less time than all questions of one commitment after the other.
    """

    def __init__(self, report: Report, facts: tuple[Fact, ...]) -> None:
        self.report = report
        self.text = report.view.text
        self.facts = sorted(facts, key=lambda fact: fact.start)
        self.fact_starts = [fact.start for fact in self.facts]
        self.suggested: dict[int, Suggestion] = {}
        self.paths: dict[int, str] = {}
        self.digest = blake2b(f"{report.sha256}\x1fcommitment\x1f".encode(), digest_size=8)
        self.style = Style(False, False, False)

    def run(self) -> list[Commitment]:
        text = self.text
        paragraphs = self._paragraphs()
        how = self.style = style(text, [paragraph for _, paragraph in paragraphs])
        rules = [left_out(text, paragraph, how) for _, paragraph in paragraphs]
        kept = [
            (block, sentence)
            for (block, paragraph), given in zip(paragraphs, rules, strict=True)
            for sentence, rule in zip(paragraph.sentences, given, strict=True)
            if not rule
        ]
        done = [(block, deeds(text, sentence, how)) for block, sentence in kept]
        traits = [[trait(text, clause) for clause in sentence] if len(sentence) > 1 else [] for _, sentence in done]
        drafts: list[_Draft] = []
        for (block, sentence), of_sentence in zip(done, traits, strict=True):
            self._group(block, sentence, of_sentence, drafts)
        reasons = [why(text, draft.clauses) for draft in drafts]
        deadlines = [deadline(text, draft.at, draft.to, draft.block.period) for draft in drafts]
        named = [mentions(text, draft.main.head.end, draft.to) for draft in drafts]
        leads = self._leads(drafts)
        return [self._commitment(*known) for known in zip(drafts, reasons, deadlines, named, leads, strict=True)]

    def _paragraphs(self) -> list[tuple[Block, Paragraph]]:
        """Gives the forward-looking paragraphs with their sentences and the headings around them."""
        blocks = [block for block in self.report.blocks if block.kind not in (BlockKind.FURNITURE, BlockKind.NOTE)]
        found: list[tuple[Block, Paragraph]] = []
        for index, block in enumerate(blocks):
            if not self._forward(block) or block.kind not in (BlockKind.PARAGRAPH, BlockKind.TABLE):
                continue
            after = index > 0 and blocks[index - 1].kind in (BlockKind.HEADING, BlockKind.TITLE)
            before = index + 1 == len(blocks) or blocks[index + 1].kind in (BlockKind.HEADING, BlockKind.TITLE)
            found.append((block, Paragraph(sentences(self.text, block.start, block.end), block.role, after, before, self._looks_back(block))))
        return found

    def _forward(self, block: Block) -> bool:
        """Says whether a block looks forward; a list of things to do for the people (民心工程) does all through."""
        if block.role in _FORWARD:
            return True
        if block.role is not SectionRole.OTHER:
            return False
        if self.report.metadata.kind is ReportKind.LIVELIHOOD_LIST:
            return True
        index = block.section
        while index >= 0:
            section = self.report.sections[index]
            if section.kind == ReportKind.LIVELIHOOD_LIST:
                return True
            index = section.parent
        return False

    def _looks_back(self, block: Block) -> bool:
        return block.section >= 0 and self.report.sections[block.section].role in _BACKWARD

    def _group(self, block: Block, sentence: list[Clause], traits: list[Trait], drafts: list[_Draft]) -> None:
        """Adds the commitments of a sentence that is kept."""
        group: list[Clause] = []
        rules: list[str] = []
        margin = 9.0
        for index, clause in enumerate(sentence):
            if group:
                joined, score = join(self.text, sentence, traits, index)
                if joined:
                    rules.append(joined)
                    margin = min(margin, score)
                else:
                    drafts.append(_draft(block, group, rules, min(margin, -score)))
                    group, rules, margin = [], [], -score
            group.append(clause)
        if group:
            drafts.append(_draft(block, group, rules, margin))

    def _leads(self, drafts: list[_Draft]) -> list[Suggestion]:
        """Gives the office likely to lead each of them and the theme, by its words or the titles above it."""
        found: list[Suggestion] = []
        of, leads = -1, Leads("", 0, 0)
        for draft in drafts:
            block = draft.block
            if block.start != of:
                of, leads = block.start, Leads(self.text, block.start, block.end)
            suggested = leads.of(draft.at, draft.to)
            found.append(suggested if suggested.theme else self._of_section(block.section))
        return found

    def _commitment(
        self, draft: _Draft, checked: tuple[Why, str], due: tuple[str, str], named: tuple[tuple[str, ...], tuple[str, ...]], suggested: Suggestion
    ) -> Commitment:
        block, _, rules, margin, main, at, to = draft
        head, (reason, check_rule), (period, due_rule), (places, names) = main.head, checked, due, named
        starts, sources = self.report.view.starts, self.report.view.sources
        k = bisect_right(starts, at) - 1
        start = at - starts[k] + sources[k]
        if k + 1 < len(starts) and starts[k + 1] < to:
            k = bisect_right(starts, to - 1) - 1
        end = to - starts[k] + sources[k]
        source = self.report.text
        facts: tuple[str, ...] = ()
        if self.facts:
            lo, hi = bisect_left(self.fact_starts, start), bisect_left(self.fact_starts, end)
            facts = tuple([fact.id for fact in self.facts[lo:hi]])
        rules.append(check_rule)
        if due_rule:
            rules.append(due_rule)
        confidence, reasons = self._certainty(main, reason, margin)
        return Commitment(
            id=self._identity(start, end),
            start=start,
            end=end,
            quote=source[start:end],
            prefix=source[max(0, start - _CONTEXT) : start],
            suffix=source[end : end + _CONTEXT],
            checkable=reason is not Why.DEGREE,
            why=reason,
            action=head.verb or head.modal,
            object=self.text[head.end : main.end],
            deadline=period,
            theme=suggested.theme,
            lead=suggested.office,
            lead_words=suggested.words,
            places=places,
            names=names,
            facts=facts,
            section=self._path(block.section),
            confidence=confidence,
            reasons=reasons,
            rules=tuple(rules),
        )

    def _certainty(self, main: Clause, reason: Why, margin: float) -> tuple[Confidence, tuple[str, ...]]:
        """Gives the confidence and, where it is not sure, what to look at."""
        reasons: list[str] = []
        if -_CLOSE < margin < _CLOSE:
            reasons.append("与前后分句的界限不明确，请看是一件事还是两件事")
        if not main.head.kind and reason is Why.DEGREE:
            reasons.append("没有认出动词，请看是不是承诺")
        elif main.head.lead == "ground":
            reasons.append("只说了依据或方式，请看要做的事在哪里")
        if self.style.prose and not main.head.modal and main.head.lead in ("noun", "subject") and reason is Why.DEGREE:
            reasons.append("这一段夹叙夹议，请看是安排还是说明")
        if not reasons:
            return Confidence.SURE, ()
        return (Confidence.LIKELY if len(reasons) == 1 and reasons[0].startswith("与前后") else Confidence.DOUBTFUL), tuple(reasons)

    def _identity(self, start: int, end: int) -> str:
        digest = self.digest.copy()
        digest.update(b"%d\x1f%d" % (start, end))
        return digest.hexdigest()

    def _of_section(self, index: int) -> Suggestion:
        """Gives what the titles above a block suggest, where its own words suggest nothing; the innermost that does."""
        found = self.suggested.get(index)
        if found is None:
            found = Suggestion()
            at = index
            while at >= 0 and not found.theme:
                section = self.report.sections[at]
                found = suggest_lead(section.title)
                at = section.parent
            self.suggested[index] = found
        return found

    def _path(self, index: int) -> str:
        """Gives the titles of the sections a block stands in, outermost first."""
        path = self.paths.get(index)
        if path is None:
            titles: list[str] = []
            at = index
            while at >= 0:
                section = self.report.sections[at]
                if section.title:
                    titles.append(section.title)
                at = section.parent
            path = self.paths[index] = " / ".join(reversed(titles))
        return path


def _draft(block: Block, group: list[Clause], rules: list[str], margin: float) -> _Draft:
    main = group[0]
    at = main.start
    if main.head.connective in _DROPPED:
        at += len(main.head.connective)
    if main.head.lead == "ground":
        main = next((clause for clause in group if clause.head.lead != "ground"), main)
    return _Draft(block, group, rules, margin, main, at, group[-1].end)
