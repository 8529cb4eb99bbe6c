"""Scoring rules: what a version of them holds, how it reads as sentences, and the totals they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from duixian.web.ledger.assessment.words import presets, said
from duixian.web.ledger.models import Kind
from duixian.web.ledger.refusals import Lacking

__all__ = ["Part", "as_number", "content_of", "measures", "preset_content", "sentence", "sentences", "total", "two_places"]

_FIELDS = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{(\w+)\}[^\[\]]*)\]")
_BRACKETS = str.maketrans("", "", "[]")
_MOST = Decimal(1000)
_DEFAULTS: dict[str, Any] = {"points": "0", "support": "0", "every": 1, "most": "0", "doubled": [], "weight": "0"}


class Part(NamedTuple):
    """A stretch of a rule's sentence: words, or a field with its value."""

    text: str
    field: str = ""
    value: Any = None


def measures() -> dict[str, dict[str, Any]]:
    """Gives everything that can be scored, by its name."""
    found: dict[str, dict[str, Any]] = presets()["measure"]
    return found


def preset_content(key: str) -> dict[str, Any]:
    """Gives the rules of a preset as a version holds them.

    Raises:
        KeyError: there is no such preset.
    """
    for one in presets()["preset"]:
        if one["key"] == key:
            return content_of(str(one["base"]), one["rules"])
    raise KeyError(key)


def content_of(base: object, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Checks rules as a form or a preset gives them, and gives what a version holds: ``base`` and, by measure, its fields; those that count nothing are left out.

    Raises:
        Lacking: a number is none, or none of the rules counts anything.
    """
    rules: dict[str, dict[str, Any]] = {}
    for name, measure in measures().items():
        said_of = given.get(name)
        if not said_of:
            continue
        rule = {field: _field(field, said_of.get(field, _DEFAULTS[field])) for field in measure["fields"]}
        if any(Decimal(str(rule.get(field, 0))) for field in ("points", "support", "weight")) or (measure["sort"] == "said" and Decimal(rule["most"])):
            rules[name] = rule
    if not rules:
        raise Lacking(_("At least one rule must count something."), "rules")
    return {"base": _amount(base), "rules": rules}


def _field(name: str, raw: Any) -> Any:
    match name:
        case "doubled":
            return [kind for kind in raw if kind in Kind.values]
        case "every":
            number = str(raw).strip() or "1"
            if not number.isdigit() or not 1 <= int(number) <= 100:
                raise Lacking(_("“Every” must be a whole number from 1 to 100."), name)
            return int(number)
        case _:
            found = _amount(raw)
            if name in ("most", "weight") and Decimal(found) < 0:
                raise Lacking(_("Limits and weights are not negative."), name)
            return found


def as_number(raw: object) -> Decimal:
    """Gives points as people write them.

    Raises:
        Lacking: this is no number of at most two places.
    """
    try:
        number = Decimal(str(raw).strip().replace("\N{MINUS SIGN}", "-") or "0")
        if not number.is_finite() or abs(number) > _MOST or number != round(number, 2):
            raise InvalidOperation
    except InvalidOperation:
        raise Lacking(_("Points are a number with at most two decimals, such as -0.5."), "points") from None
    return number


def _amount(raw: object) -> str:
    return format(as_number(raw).normalize(), "f")


def sentence(name: str, rule: Mapping[str, Any] | None) -> Iterator[Part]:
    """Gives a rule's sentence in the language of who reads, its fields apart; a rule that is not set has what counts nothing. All fields, as a form needs them."""
    yield from _parts(said(measures()[name]).translate(_BRACKETS), rule)


def _parts(text: str, rule: Mapping[str, Any] | None) -> Iterator[Part]:
    last = 0
    for one in _FIELDS.finditer(text):
        if one.start() > last:
            yield Part(text[last : one.start()])
        value = (rule or {}).get(one[1], _DEFAULTS[one[1]])
        shown = "\N{IDEOGRAPHIC COMMA}".join(str(Kind(kind).label) for kind in value) or "—" if one[1] == "doubled" else str(value)
        yield Part(shown, one[1], value)
        last = one.end()
    if last < len(text):
        yield Part(text[last:])


def sentences(content: Mapping[str, Any]) -> list[tuple[str, list[Part]]]:
    """Gives the rules of a version as sentences, with what each scores. What is in brackets in a measure's text is left out where its field is not set."""

    def read(name: str, rule: Mapping[str, Any]) -> list[Part]:
        text = _OPTIONAL.sub(lambda one: one[1] if str(rule.get(one[2], _DEFAULTS[one[2]])) != str(_DEFAULTS[one[2]]) else "", said(measures()[name]))
        return list(_parts(text, rule))

    return [(said(measures()[name], "name"), read(name, rule)) for name, rule in content["rules"].items()]


def two_places(number: Decimal) -> Decimal:
    """Gives points as they are kept: two decimals, half up."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(content: Mapping[str, Any], lines: Iterable[tuple[str, Decimal]]) -> Decimal:
    """Gives a score: the base and the points of the lines (rule, points), each rule's within its limit (0: none)."""
    sums: dict[str, Decimal] = {}
    for rule, points in lines:
        sums[rule] = sums.get(rule, Decimal(0)) + points
    found = Decimal(content["base"])
    for rule, points in sums.items():
        most = Decimal(content["rules"].get(rule, {}).get("most", 0))
        found += min(max(points, -most), most) if most else points
    return two_places(found)
