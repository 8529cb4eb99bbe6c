"""The invented district: offices, posts and people to try the workspace with."""

from __future__ import annotations

from duixian.web.accounts.sample.loading import Shown, load

__all__ = ["Shown", "load"]
