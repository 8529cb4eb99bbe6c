"""What lights and rules say, made from data (``data/words.toml``) in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from duixian.web.ledger.lights.evaluate import Finding, Judged
from duixian.web.ledger.lights.force import Holding
from duixian.web.ledger.lights.rules import NAMES, Count, RuleName, Rules
from duixian.web.ledger.log import plain

__all__ = ["TONGUES", "choices", "figure", "phrase", "sentences", "why", "words"]

TONGUES = ("zh", "en")


@cache
def words() -> dict[str, Any]:
    """Gives the words as they are written."""
    return tomllib.loads((files("duixian.web.ledger.lights") / "data" / "words.toml").read_text(encoding="utf-8"))


def phrase(finding: Finding, tongue: str) -> str:
    """Gives what one rule says of an item, as a sentence with its figures."""
    figures = {name: figure(value) for name, value in finding.figures.items()}
    unit = finding.figures.get("unit")
    if finding.rule == "rate":
        figures["gap_unit"] = words()["unit"]["points"][tongue] if unit in words()["percent"] else unit or ""
    elif finding.rule in ("deadline", "milestone") and unit:
        figures["unit"] = words()["unit"][unit][tongue]
    return str(words()["says"][finding.says][tongue]).format(**figures)


def why(judged: Judged, holding: Holding, day: date) -> dict[str, Any]:
    """Gives what is kept beside a light: the rules and their version, the rule that decided with its figures, what the others warn of, all in words too. Empty without a light."""
    if not judged.findings:
        return {}
    first, *others = judged.findings
    return {
        "set": holding.pk,
        "name": holding.name,
        "version": holding.version,
        "day": day.isoformat(),
        "rule": first.rule,
        "says": first.says,
        "figures": plain(first.figures),
        **{tongue: phrase(first, tongue) for tongue in TONGUES},
        "provisional": judged.provisional,
        "also": [{"rule": one.rule, "light": one.light, **{tongue: phrase(one, tongue) for tongue in TONGUES}} for one in others if one.light != "green"],
    }


def choices(slot: str, tongue: str) -> list[tuple[str, str]]:
    """Gives what a slot of a sentence may hold: keys and words. Empty for one that holds a number or text."""
    found = words()["choice"].get(_choice_of(slot), {})
    return [(key, one[tongue]) for key, one in found.items()]


def sentences(rules: Rules, tongue: str) -> list[tuple[RuleName, str, list[str]]]:
    """Gives the rules as an office reads them: of each rule its name, its title and its sentences."""
    return [(name, str(words()["rule"][name][tongue]), list(_said(name, rules, tongue))) for name in NAMES]


def _said(name: RuleName, rules: Rules, tongue: str) -> Iterator[str]:
    rule = getattr(rules, name)
    if name == "count":
        yield from _line(rule, tongue)
    for colour in ("yellow", "red"):
        limit = getattr(rule, colour)
        key = _limit_key(name, rule, colour)
        unit = words()["unit"][rule.days if name == "deadline" else rule.unit][tongue] if name in ("deadline", "milestone") else ""
        yield _read(key if limit is not None else "none", tongue, limit=figure(limit), light=words()["light"][colour][tongue], unit=unit)
    for flag, key in (("made_up", "count_made_up"), ("fall", "rate_fall"), ("shift", "entry_shift")):
        if getattr(rule, flag, False):
            yield _read(key, tongue)


def _line(rule: Count, tongue: str) -> Iterator[str]:
    yield _read("count_line", tongue, **{slot: dict(choices(slot, tongue))[getattr(rule, slot)] for slot in ("line", "step", "starts")})
    if rule.line == "planned":
        yield _read("count_plan", tongue, plan=words()["comma"][tongue].join(_read("count_point", tongue, month=one.month, day=one.day, share=figure(one.share)) for one in rule.plan))


def _limit_key(name: RuleName, rule: Any, colour: str) -> str:
    if name in ("ceiling", "deadline"):
        return f"{name}_{colour}"
    if name in ("milestone", "entry"):
        return name
    sort = rule.distance if name == "count" else "rate"
    if sort == "months":
        return "months"
    including = getattr(rule, f"{colour}_including")
    if sort != "ratio" and getattr(rule, colour) == 0:
        return f"{sort}_any"
    return f"{sort}_including" if including else f"{sort}_over"


def _read(key: str, tongue: str, **said: object) -> str:
    return str(words()["reads"][key][tongue]).format(**said)


def _choice_of(slot: str) -> str:
    return "including" if slot.endswith("_including") else "yes" if slot in ("made_up", "fall", "shift") else slot


def figure(value: object) -> str:
    """Gives a figure as people write it: a number without needless zeros, a day as 2026-06-30, nothing for None."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
