"""Light rules of real places, each with its source (``data/presets.toml``), and what holds where a source is silent."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from duixian.web.ledger.lights.rules import NAMES, Rules, read

__all__ = ["Preset", "general", "preset", "presets"]


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A place's rules. ``rules`` is whole; of each rule ``stated`` tells whether the source speaks of it. ``source`` and ``unsaid`` are in both languages."""

    key: str
    grade: str
    name: dict[str, str]
    source: dict[str, str]
    unsaid: dict[str, str]
    rules: Rules


@cache
def presets() -> tuple[Preset, ...]:
    """Gives all presets, the workspace's own first."""
    written = tomllib.loads((files("duixian.web.ledger.lights") / "data" / "presets.toml").read_text(encoding="utf-8"))
    return tuple(_made(one, written["default"]) for one in written["preset"])


def preset(key: str) -> Preset | None:
    """Gives the preset of a key, or None."""
    return next((one for one in presets() if one.key == key), None)


def general() -> Preset:
    """Gives the preset that holds until the office has chosen."""
    return presets()[0]


def _made(one: dict[str, Any], default: dict[str, dict[str, Any]]) -> Preset:
    rules = {}
    for name in NAMES:
        own: dict[str, Any] = one.get(name, {})
        silent = {"yellow": None, "red": None} if "distance" in own else {}  # limits of the default are counted in something else
        rules[name] = {**default[name], **silent, **own, "stated": name in one}
    return Preset(
        key=one["key"],
        grade=one["grade"],
        name={"zh": one["zh"], "en": one["en"]},
        source={"zh": one["source_zh"], "en": one["source_en"]},
        unsaid={"zh": one.get("unsaid_zh", ""), "en": one.get("unsaid_en", "")},
        rules=read(rules),
    )

