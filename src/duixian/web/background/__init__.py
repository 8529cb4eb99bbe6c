"""What goes on without anybody waiting for it: reading documents that were brought in, following the places whose reports changed."""

from __future__ import annotations

__all__ = ["WORKING"]

WORKING = "working"
"""Name of the lock that every worker shares while it runs."""
