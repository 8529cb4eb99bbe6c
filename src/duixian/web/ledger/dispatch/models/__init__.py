"""What dispatch keeps: cases, the departments called to them, the clocks that run, what people said of them, and visits to enterprises."""

from __future__ import annotations

from duixian.web.ledger.dispatch.models.calls import Call, CallState, Clock, Clocks, Level, Mark, Marks, Outcome, Ruling
from duixian.web.ledger.dispatch.models.cases import Case, CaseState, Origin, Urgency, Whistle
from duixian.web.ledger.dispatch.models.visits import Visit, VisitState

__all__ = [
    "Call",
    "CallState",
    "Case",
    "CaseState",
    "Clock",
    "Clocks",
    "Level",
    "Mark",
    "Marks",
    "Origin",
    "Outcome",
    "Ruling",
    "Urgency",
    "Visit",
    "VisitState",
    "Whistle",
]
