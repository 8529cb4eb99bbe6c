"""Findings inside one report: passages that stand twice, numbers that are left out, sentences that are cut off."""

from __future__ import annotations

from duixian.model import Finding, View
from duixian.reading.structure import Skeleton

__all__ = ["integrity"]


def integrity(text: str, view: View, bones: Skeleton, sha256: str) -> tuple[Finding, ...]:
    """Gives what a reader should look at in the report's own make-up, in the order of the text."""
    return ()
