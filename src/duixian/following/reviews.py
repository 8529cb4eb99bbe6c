"""Which parts of a report review more than one year."""

from __future__ import annotations

from bisect import bisect_right

from duixian.model import Report

__all__ = ["spans"]


def spans(report: Report, position: int) -> bool:
    """Says whether the paragraph at a source ``position`` speaks of a span of years (2021/2025)."""
    at = bisect_right(report.blocks, position, key=lambda block: report.view.source(block.start)) - 1
    period = report.blocks[at].period if at >= 0 else ""
    return "/" in period and "-" not in period
