"""What is published of items, and what people say of it."""

from __future__ import annotations

from duixian.web.ledger.openly.models.publications import (
    Evidence,
    Publication,
    PublicationState,
    Update,
    UpdateKind,
    Version,
    VersionState,
)
from duixian.web.ledger.openly.models.voices import Rating, Suggestion, SuggestionState, Verdict

__all__ = [
    "Evidence",
    "Publication",
    "PublicationState",
    "Rating",
    "Suggestion",
    "SuggestionState",
    "Update",
    "UpdateKind",
    "Verdict",
    "Version",
    "VersionState",
]
