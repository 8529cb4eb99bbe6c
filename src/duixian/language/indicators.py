"""The catalogue of indicators, and the way from a name in a report to its entry.

``data/indicators.csv`` lists what Chinese government reports measure, each with the wordings that mean it;
``data/identification.toml`` says what may stand around such a wording without changing what it means.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from duixian.errors import LexiconError
from duixian.language.lexicon import lexicon, table
from duixian.language.units import units
from duixian.language.wordings import expand

__all__ = ["Indicator", "catalogue", "identify", "indicator", "normalise"]

_GROWTH = ":growth"
_CHANGES = ("growth", "decline")
_RELATIVE = ("%", "‰", "倍", "番", "成", "")
_POINTS = ("个百分点", "百分点", "个千分点", "千分点")
_MULTIPLIERS = "十百千万亿"
_MADE = ("count", "households", "area", "length", "people", "trips")
_REMEMBERED = 8192  # names; a large report has about a thousand different ones


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the catalogue.

    ``aliases`` are the ways to write it as the data file has them (``[a|b]`` may be left out), ``names`` all names they stand for.
    ``dimensions`` says what it may be counted in, the usual one first. ``kind`` is flow (adds up over a year), stock (stands at a
    moment) or rate. ``better`` is ``higher``, ``lower`` or empty and speaks of the indicator's own level.
    """

    id: str
    name: str
    english: str
    dimensions: tuple[str, ...]
    kind: str
    better: str
    theme: str
    office: str
    aliases: tuple[str, ...]

    @property
    def dimension(self) -> str:
        """What the indicator is usually counted in."""
        return self.dimensions[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the indicator is known by, its own first."""
        return tuple(
            dict.fromkeys((self.name, *(name for one in self.aliases for name in expand(one.removesuffix(_GROWTH)))))
        )


class _Entry(msgspec.Struct, frozen=True):
    """A name of the dictionary: whose it is, and whether it is so only of a change (经济增长6%)."""

    owner: Indicator
    growth: bool


@cache
def catalogue() -> tuple[Indicator, ...]:
    """Gives every indicator, in the order of the data file."""
    return tuple(_indicator(row) for row in table("indicators"))


@cache
def _by_id() -> dict[str, Indicator]:
    return {entry.id: entry for entry in catalogue()}


def indicator(id: str) -> Indicator | None:
    """Gives the entry with this id, or None.

    >>> indicator("gdp").name
    '地区生产总值'
    """
    return _by_id().get(id)


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        id=row["id"],
        name=row["name"],
        english=row["english"],
        dimensions=tuple(row["dimension"].split("/")),
        kind=row["kind"],
        better=row["better"],
        theme=row["theme"],
        office=row["office"],
        aliases=tuple(row["aliases"].split()),
    )


@cache
def _forms() -> dict[str, _Entry]:
    """Every normalised name with its owner.

    Raises:
        LexiconError: two indicators claim one name.
    """
    forms: dict[str, _Entry] = {}
    pattern = {code: to for code, to in _plain().items() if chr(code) not in "()[]"}  # these carry the alternatives
    for entry in catalogue():
        names = {normalise(entry.name): False}
        for alias in entry.aliases:
            growth = alias.endswith(_GROWTH)
            for name in expand(alias.removesuffix(_GROWTH).translate(pattern).upper()):
                names[name] = names.get(name, growth) and growth
        always, of_change = _Entry(entry, False), _Entry(entry, True)
        for name, growth in names.items():
            other = forms.get(name)
            if other is not None:
                raise LexiconError(
                    f"指标目录中“{name}”同属 {other.owner.id} 和 {entry.id}",
                    f"catalogue: {name!r} belongs to {other.owner.id} and {entry.id}",
                )
            forms[name] = of_change if growth else always
    return forms


@cache
def _plain() -> dict[int, str | None]:
    """The translation that brings names to one form: full-width and traditional characters, marks that tell nothing apart."""
    same = {ord("！") + k: chr(ord("!") + k) for k in range(94)}
    forms = lexicon("identification")
    same |= {ord(old): new for old, new in zip(forms["traditional"]["from"], forms["traditional"]["to"], strict=True)}
    return {**same, **dict.fromkeys(map(ord, forms["ignored"]["characters"]), None)}


def normalise(name: str) -> str:
    """Gives ``name`` in the form in which names are compared.

    >>> normalise("每萬人口高價值發明專利擁有量"), normalise("细颗粒物（ＰＭ2.5）的浓度")
    ('每万人口高价值发明专利拥有量', '细颗粒物PM2.5浓度')
    """
    return name.translate(_plain()).upper()


def identify(name: str, *, unit: str = "", measure: str = "", place: str = "") -> str:
    """Gives the id of the indicator that a report calls ``name``, or an empty string where the catalogue has none.

    A name that is narrower, wider or of another place than an indicator is never given that indicator's id.

    Args:
        name: The indicator as the report writes it.
        unit: Its unit as written, multiplier included (万人, %, 微克/立方米); empty where it is not known.
        measure: What the number is of it (a value of :class:`duixian.model.Measure`); empty where it is not known.
        place: The report's own place, whose name in front changes nothing.

    >>> identify("全市城镇新增就业", unit="万人", measure="level"), identify("居民消费价格涨幅", unit="%")
    ('new_jobs_urban', 'cpi')
    >>> identify("区级一般公共预算收入", unit="亿元"), identify("粮食产量", unit="元")
    ('', '')
    """
    return _identify(name, unit, measure, place)


@lru_cache(maxsize=_REMEMBERED)
def _identify(name: str, unit: str, measure: str, place: str) -> str:
    forms = _forms()
    entry = forms.get(name)
    changed = False
    if entry is None:
        plain = normalise(name)
        entry = forms.get(plain)
        if entry is None:
            entry, changed = _stripped(plain, normalise(place))
            if entry is None:
                return ""
    changed = changed or measure in _CHANGES
    relative = unit in _RELATIVE
    if entry.growth and not (changed or (not measure and relative)):
        return ""
    return entry.owner.id if _fits(entry.owner, unit, measure, changed) else ""


class _Affixes(msgspec.Struct, frozen=True):
    """Words around a name, by the character they begin with (in front) or end with (behind), longest first."""

    scope: dict[str, tuple[str, ...]]
    made: dict[str, tuple[str, ...]]
    behind: dict[str, tuple[str, ...]]
    change: frozenset[str]


@cache
def _affixes() -> _Affixes:
    words = {kind: lexicon("identification")[kind]["words"] for kind in ("scope", "made", "change", "filler")}
    return _Affixes(
        _by_character(words["scope"], 0),
        _by_character(words["made"], 0),
        _by_character([*words["change"], *words["filler"]], -1),
        frozenset(words["change"]),
    )


def _by_character(words: list[str], at: int) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[at], []).append(word)
    return {char: tuple(group) for char, group in groups.items()}


def _stripped(name: str, place: str) -> tuple[_Entry | None, bool]:
    """Takes words off the front and the end of ``name`` until the rest is in the dictionary; also says whether one said a change.

    Words behind go first; then one word of scope in front; a verb of making only where no scope word is left, and
    only for indicators that count things done or made.
    """
    affixes = _affixes()
    made = False
    while name:
        entry, changed = _without_end(name, affixes)
        if entry is not None and (not made or (entry.owner.kind == "flow" and entry.owner.dimension in _MADE)):
            return entry, changed
        word = _front(name, affixes.scope)
        if not word and place and name.startswith(place):
            word = place
        if not word:
            word = "" if made else _front(name, affixes.made)
            if not word:
                break
            made = True
        name = name[len(word) :]
    return None, False


def _front(name: str, words: dict[str, tuple[str, ...]]) -> str:
    for word in words.get(name[0], ()):
        if name.startswith(word):
            return word
    return ""


def _without_end(name: str, affixes: _Affixes) -> tuple[_Entry | None, bool]:
    """Takes words of change and others off the end of ``name`` until the rest is in the dictionary."""
    forms = _forms()
    changed = False
    while name:
        if (entry := forms.get(name)) is not None:
            return entry, changed
        for word in affixes.behind.get(name[-1], ()):
            if name.endswith(word):
                name = name[: -len(word)]
                changed = changed or word in affixes.change
                break
        else:
            break
    return None, False


@cache
def _accepted() -> dict[str, frozenset[str]]:
    return {dimension: frozenset(words) for dimension, words in lexicon("identification")["accepts"].items()}


@cache
def _per() -> frozenset[str]:
    return frozenset(lexicon("identification")["per"]["words"])


def _fits(owner: Indicator, unit: str, measure: str, changed: bool) -> bool:
    """Says whether a number in ``unit`` can be of this indicator."""
    if measure == "rank" or measure == "times":
        return True
    if not unit:
        return not measure or measure in _CHANGES or any("" in _accepted()[one] for one in owner.dimensions)
    shares = owner.dimension in ("percent", "permille")
    if unit in _POINTS:
        return shares
    if unit in _RELATIVE and not shares:
        return changed or not measure
    amount, slash, per = unit.partition("/")
    if slash and per not in _per():
        return False
    dimension = _dimension(amount)
    return any(
        dimension in _accepted()[one] or amount.lstrip(_MULTIPLIERS) in _accepted()[one] for one in owner.dimensions
    )


@lru_cache(maxsize=1024)
def _dimension(amount: str) -> str:
    """Gives the dimension of a unit with or without a multiplier, empty for a bare multiplier; an unknown unit counts as a classifier."""
    known = units()
    at = 0
    while at < len(amount):
        if amount[at:] in known:
            return known[amount[at:]].dimension
        if amount[at] not in _MULTIPLIERS:
            return "count"
        at += 1
    return ""
