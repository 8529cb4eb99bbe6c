"""Finds every commitment of a report: one action the government says it will take, or one result it says it will reach.

Needs a report with its blocks and their roles, and its facts; adds nothing to them and gives the commitments.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from hashlib import blake2b

from duixian.extraction.checkability import why
from duixian.extraction.clauses import Clause, sentences
from duixian.extraction.deadline import deadline
from duixian.extraction.joining import join, trait
from duixian.extraction.keeping import Paragraph, deeds, left_out, style
from duixian.model import Block, BlockKind, Commitment, Confidence, Fact, Report, SectionRole, Why

__all__ = ["extract_commitments"]

_FORWARD = frozenset({SectionRole.GOALS, SectionRole.ARRANGEMENTS, SectionRole.CONDUCT})
_CONTEXT = 32
_DROPPED = frozenset({"并", "其中", "同时"})


def extract_commitments(report: Report, facts: tuple[Fact, ...] = ()) -> tuple[Commitment, ...]:
    """Gives the commitments of ``report`` in text order."""
    return tuple(_Extractor(report, facts).run())


class _Extractor:
    def __init__(self, report: Report, facts: tuple[Fact, ...]) -> None:
        self.report = report
        self.text = report.view.text
        self.facts = sorted(facts, key=lambda fact: fact.start)
        self.fact_starts = [fact.start for fact in self.facts]

    def run(self) -> list[Commitment]:
        paragraphs = self._paragraphs()
        how = style(self.text, [paragraph for _, paragraph in paragraphs])
        found: list[Commitment] = []
        for block, paragraph in paragraphs:
            for sentence, rule in zip(paragraph.sentences, left_out(self.text, paragraph, how), strict=True):
                if not rule:
                    self._sentence(block, deeds(self.text, sentence, how), found)
        return found

    def _paragraphs(self) -> list[tuple[Block, Paragraph]]:
        """Gives the forward-looking paragraphs with their sentences and the headings around them."""
        blocks = [block for block in self.report.blocks if block.kind not in (BlockKind.FURNITURE, BlockKind.NOTE)]
        found: list[tuple[Block, Paragraph]] = []
        for index, block in enumerate(blocks):
            if block.role not in _FORWARD or block.kind not in (BlockKind.PARAGRAPH, BlockKind.TABLE):
                continue
            after = index > 0 and blocks[index - 1].kind in (BlockKind.HEADING, BlockKind.TITLE)
            before = index + 1 == len(blocks) or blocks[index + 1].kind in (BlockKind.HEADING, BlockKind.TITLE)
            found.append((block, Paragraph(sentences(self.text, block.start, block.end), block.role, after, before)))
        return found

    def _sentence(self, block: Block, sentence: list[Clause], found: list[Commitment]) -> None:
        """Adds the commitments of a sentence that is kept."""
        group: list[Clause] = []
        rules: list[str] = []
        margin = 9.0
        traits = [trait(self.text, clause) for clause in sentence] if len(sentence) > 1 else []
        for index, clause in enumerate(sentence):
            if group:
                joined, score = join(self.text, sentence, traits, index)
                if joined and clause.mark != "：":
                    rules.append(joined)
                    margin = min(margin, score)
                else:
                    found.append(self._commitment(block, group, rules, min(margin, -score)))
                    group, rules, margin = [], [], -score
            if clause.mark == "：":
                continue
            group.append(clause)
        if group:
            found.append(self._commitment(block, group, rules, margin))

    def _commitment(self, block: Block, group: list[Clause], rules: list[str], margin: float) -> Commitment:
        text, view = self.text, self.report.view
        head = group[0].head
        at, to = group[0].start, group[-1].end
        if head.connective in _DROPPED:
            at += len(head.connective)
        starts, sources = view.starts, view.sources
        k = bisect_right(starts, at) - 1
        start = at - starts[k] + sources[k]
        k = bisect_right(starts, to - 1) - 1
        end = to - starts[k] + sources[k]
        source = self.report.text
        reason, check_rule = why(text, group)
        due, due_rule = deadline(text, at, to, block.period)
        facts: tuple[str, ...] = ()
        if self.facts:
            lo, hi = bisect_left(self.fact_starts, start), bisect_left(self.fact_starts, end)
            facts = tuple([fact.id for fact in self.facts[lo:hi]])
        rules.append(check_rule)
        if due_rule:
            rules.append(due_rule)
        return Commitment(
            id=blake2b(f"{self.report.sha256}|commitment|{start}|{end}".encode(), digest_size=8).hexdigest(),
            start=start,
            end=end,
            quote=source[start:end],
            prefix=source[max(0, start - _CONTEXT) : start],
            suffix=source[end : end + _CONTEXT],
            checkable=reason is not Why.DEGREE,
            why=reason,
            action=head.verb,
            object=text[head.end : group[0].end],
            deadline=due,
            facts=facts,
            section="",
            confidence=Confidence.LIKELY,
            rules=tuple(rules),
        )
