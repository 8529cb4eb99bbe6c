"""What the archive keeps. The machine's reading is stored whole beside what people say of it; every table below is made
from these two and can be made again."""

from __future__ import annotations

from duixian.web.archive.models.documents import Arrival, Batch, Document, Report, State
from duixian.web.archive.models.followed import Cell, Evidence, Finding, Indicator, LeftOut, Outcome, Series, Standing
from duixian.web.archive.models.places import Place
from duixian.web.archive.models.records import Commitment, Fact, Sentence
from duixian.web.archive.models.said import Correction, CorrectionKind, Joining, Judgement, JudgementState, Reply
from duixian.web.archive.models.searching import SearchMember, SearchPiece, SearchSegment

__all__ = [
    "Arrival",
    "Batch",
    "Cell",
    "Commitment",
    "Correction",
    "CorrectionKind",
    "Document",
    "Evidence",
    "Fact",
    "Finding",
    "Indicator",
    "Joining",
    "Judgement",
    "JudgementState",
    "LeftOut",
    "Outcome",
    "Place",
    "Reply",
    "Report",
    "SearchMember",
    "SearchPiece",
    "SearchSegment",
    "Sentence",
    "Series",
    "Standing",
    "State",
]
