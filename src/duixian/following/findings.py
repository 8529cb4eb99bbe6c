"""Findings across documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian.model import CrossFinding

if TYPE_CHECKING:
    from duixian.following.archive import Archive

__all__ = ["find"]


def find(archive: Archive) -> tuple[CrossFinding, ...]:
    """Gives what a reader should look at across the reports of ``archive``, which has all but its findings."""
    return ()
