"""What this part of the ledger keeps: bulletins, scoring rules in versions, assessments with their scores, and appeals."""

from __future__ import annotations

from duixian.web.ledger.assessment.models.assessments import (
    Appeal,
    Assessment,
    AssessmentState,
    Score,
    ScoreLine,
    Scoring,
)
from duixian.web.ledger.assessment.models.bulletins import Bulletin, BulletinState

__all__ = ["Appeal", "Assessment", "AssessmentState", "Bulletin", "BulletinState", "Score", "ScoreLine", "Scoring"]
