"""What the public board needs each day: lights that changed overnight, digests of addresses that are kept no longer."""

from __future__ import annotations

from duixian.web.ledger.openly.flow import refresh_all
from duixian.web.ledger.openly.voicing import forget_addresses

__all__ = ["daily"]


def daily() -> dict[str, int]:
    """Does it; gives how many published items changed, and how many digests were deleted."""
    return {"changed": refresh_all(), "forgotten": forget_addresses()}
