"""Facts and commitments of many reports → series, outcomes, evidence and findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duixian.following.archive import Archive
    from duixian.following.verdicts import VerdictRules
    from duixian.model import Report

__all__ = ["follow"]


def follow(reports: Iterable[Report], *, rules: VerdictRules | None = None) -> Archive:
    """Gives what became of the goals and commitments of ``reports``.

    Args:
        reports: Reports as :func:`duixian.read` gives them, of any places and years, in any order. Copies count once;
            reports whose place or year is not known are listed in ``Archive.left_out``.
        rules: How a goal is judged; the package's own rules where left out.
    """
    from msgspec.structs import replace

    from duixian.following.archive import Archive
    from duixian.following.findings import find
    from duixian.following.verdicts import standard_rules

    archive = Archive(reports=tuple(reports), rules=rules or standard_rules())
    return replace(archive, findings=find(archive))
