"""The rule that turns a goal and its result into a verdict; its numbers are data with a version."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

__all__ = ["VerdictRules", "standard_rules"]


class VerdictRules(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the verdict rule, as shares of the goal (``data/verdicts.toml`` says what each means)."""

    version: str
    tolerance: float
    nearly: float
    exceeded: float


@cache
def standard_rules() -> VerdictRules:
    """Gives the rules that ship with the package."""
    text = files("duixian.following").joinpath("data", "verdicts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), VerdictRules)
