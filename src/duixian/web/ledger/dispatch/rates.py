"""Rates of departments and streets in a period, made from counts by formulas that are data (``data/rates.toml``): :func:`rates`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.dispatch.counts import counts, period_of
from duixian.web.ledger.dispatch.rules import data, in_tongue, numbers, presets, rates_preset

__all__ = ["Definition", "Line", "Rates", "Share", "rates"]

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Definition:
    """How a rate is made, in words: for departments, streets or both (``of``)."""

    name: str
    label: str
    means: str
    of: frozenset[str]


@dataclass(frozen=True)
class Share:
    """A rate: ``value`` is a share from 0 to 1, exact, None where ``denominator`` is below the number that a rate needs."""

    name: str
    numerator: float
    denominator: float
    value: Fraction | None

    @property
    def percent(self) -> str:
        """The rate in percent as bulletins write it, with two decimals."""
        return _percent(self.value)


@dataclass(frozen=True)
class Line:
    """An office with its counts, its rates in the order of the definitions, and them all weighed together (None where one is missing)."""

    office: Office
    counts: Mapping[str, int]
    shares: tuple[Share, ...]
    whole: Fraction | None

    @property
    def called(self) -> int:
        """How often the department was called; of a street, how often it blew."""
        return self.counts.get("whistles", 0) if self.office.kind == OfficeKind.STREET else self.counts.get("calls", 0)

    @property
    def percent(self) -> str:
        """All rates weighed together, in percent; empty where there is none."""
        return _percent(self.whole)

    def share(self, name: str) -> Share:
        """Gives a rate by its name.

        Raises:
            KeyError: there is none of that name here.
        """
        return {one.name: one for one in self.shares}[name]


@dataclass(frozen=True)
class Rates:
    """The rates of a period: ``start`` and ``end`` are its first and last day. ``note`` says what way of making rates it is, ``least`` how many cases a rate
    needs, ``whole`` how the rates are weighed together."""

    start: date
    end: date
    preset: str
    title: str
    note: str
    least: int
    whole: Definition
    of_departments: tuple[Definition, ...]
    of_streets: tuple[Definition, ...]
    departments: tuple[Line, ...]
    streets: tuple[Line, ...]


def rates(start: date, end: date, preset: str = "", settings_of: Callable[[Iterable[str]], Mapping[str, float]] = numbers) -> Rates:
    """Gives the rates of every department that was called, and every street, from the first day to the last, both counted.

    ``preset`` is a way of making rates (``callback``, ``register``); without one it is what the office has chosen. ``settings_of`` gives settings by their
    names; without it they are those that hold now.

    Raises:
        KeyError: there is no such preset.
    """
    chosen = preset or rates_preset()
    rule = presets()[chosen]
    formulas = [*rule["rates"], *data("rates")["always"]]
    settings = settings_of({"rates_minimum", *_settings(formulas)})
    least = int(settings["rates_minimum"])
    counted_departments, counted_streets = counts(period_of(start, end))
    offices = list(Office.objects.filter(kind__in=[OfficeKind.DEPARTMENT, OfficeKind.STREET]).order_by("kind", "order", "id"))
    definitions = {of: tuple(_defined(one, settings) for one in formulas if of in one.get("of", ["department", "street"])) for of in ("department", "street")}
    weights = rule["whole"]["weights"]

    def lines(of: str, kind: OfficeKind, counted: Mapping[int, dict[str, int]]) -> tuple[Line, ...]:
        mine = [one for one in formulas if of in one.get("of", ["department", "street"])]
        return tuple(
            _line(office, counted.get(office.pk, {}), mine, weights, settings, least)
            for office in offices
            if office.kind == kind and (office.pk in counted or (kind == OfficeKind.STREET and office.closed_on is None))
        )

    return Rates(
        start,
        end,
        chosen,
        in_tongue(rule["zh"], rule["en"]),
        in_tongue(rule["zh_note"], rule["en_note"]),
        least,
        _weighed(rule, formulas),
        definitions["department"],
        definitions["street"],
        lines("department", OfficeKind.DEPARTMENT, counted_departments),
        lines("street", OfficeKind.STREET, counted_streets),
    )


def _settings(formulas: list[dict[str, Any]]) -> set[str]:
    """The settings whose values are weights."""
    return {weight for one in formulas for part in ("numerator", "denominator") for weight in one[part].values() if isinstance(weight, str)}


def _defined(formula: dict[str, Any], settings: Mapping[str, float]) -> Definition:
    means = _NAMED.sub(lambda found: f"{settings[found[1]]:g}", in_tongue(formula["zh_means"], formula["en_means"]))
    return Definition(formula["name"], in_tongue(formula["zh"], formula["en"]), means, frozenset(formula.get("of", ["department", "street"])))


def _weighed(rule: dict[str, Any], formulas: list[dict[str, Any]]) -> Definition:
    labels = {one["name"]: in_tongue(one["zh"], one["en"]) for one in reversed(formulas)}
    means = " + ".join(f"{weight:g} × {labels[name]}" for name, weight in rule["whole"]["weights"].items())
    return Definition("whole", in_tongue(rule["whole"]["zh"], rule["whole"]["en"]), _("%(means)s; empty where one of them is missing") % {"means": means}, frozenset())


def _line(office: Office, counted: Mapping[str, int], formulas: list[dict[str, Any]], weights: Mapping[str, float], settings: Mapping[str, float], least: int) -> Line:
    shares = []
    for one in formulas:
        above, below = (_sum(one[part], counted, settings) for part in ("numerator", "denominator"))
        shares.append(Share(one["name"], above, below, _exact(above) / _exact(below) if below >= max(least, 1) else None))
    values = {one.name: one.value for one in reversed(shares)}
    parts = [(weight, values.get(name)) for name, weight in weights.items()]
    known = [_exact(weight) * value for weight, value in parts if value is not None]
    whole = sum(known, Fraction(0)) if len(known) == len(parts) else None
    return Line(office, counted, tuple(shares), whole)


def _sum(terms: Mapping[str, float | str], counted: Mapping[str, int], settings: Mapping[str, float]) -> float:
    """A part of a formula; the weights are few decimals, so is the sum."""
    total = sum(counted.get(name, 0) * (settings[weight] / 100 if isinstance(weight, str) else weight) for name, weight in terms.items())
    return round(total, 6)


def _exact(number: float) -> Fraction:
    """A number as it is written: binary fractions would round some shares the wrong way."""
    return Fraction(str(number))


def _percent(share: Fraction | None) -> str:
    """A share in percent with two decimals, half up; empty where there is none."""
    if share is None:
        return ""
    hundredths = int(share * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"
