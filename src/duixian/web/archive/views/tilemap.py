"""Places on a grid of tiles: an indicator, its verdicts or the share kept, one tile a place. No boundary is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from duixian.language.places import NATION
from duixian.model import ComparisonRow, Figure, Verdict
from duixian.publishing.verdict_words import LOOKS, verdict_word
from duixian.web.archive.asked import choice, year
from duixian.web.archive.comparing import (
    LEVELS,
    Heading,
    Scope,
    Stood,
    asked_for,
    common,
    default_level,
    default_year,
    headings,
    provinces,
    ranked_standings,
    rows_of,
    years,
)
from duixian.web.archive.measured import Measured, difference, figure_in_words, gap_of, signed_end
from duixian.web.archive.models import Place
from duixian.web.archive.replied import replied_words
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.archive.tiles import Spot, class_bounds, classes, divisions, provinces_on_grid, short_name
from duixian.web.frame import tongue

__all__ = ["tile_map"]

_SHOWN = ("verdict", "actual", "target", "gap", "kept", "absent")
_SHARES = ("kept", "absent")


class Tile(NamedTuple):
    """A place on the map and in the table behind it.

    ``look`` is its ground (a verdict, ``q1`` to ``q5``, ``none``), ``sign`` what says the same without colour; ``value`` is what it is classed by.
    """

    spot: Spot
    place: Place | None
    look: str = "none"
    sign: str = ""
    words: str = ""
    note: str = ""
    url: str = ""
    value: float | None = None
    row: ComparisonRow | None = None
    stood: Stood | None = None
    better: str = "higher"

    @property
    def verdict(self) -> str:
        """The verdict on the goal, empty where there is none."""
        return self.row.verdict.value if self.row is not None and self.row.verdict is not None else ""

    @property
    def goal(self) -> str:
        """The goal in words, empty where there is none."""
        return figure_in_words(self.row.target) if self.row is not None and self.row.target is not None else ""

    @property
    def result(self) -> str:
        """The result in words, empty where there is none."""
        return figure_in_words(self.row.actual) if self.row is not None and self.row.actual is not None else ""


class _Key(NamedTuple):
    """A line of the legend."""

    look: str
    sign: str
    label: str
    places: int


def tile_map(request: HttpRequest) -> HttpResponseBase:
    """Shows a year's verdicts, figures or shares on tiles, with the table behind them."""
    language = tongue(request)
    crumbs = [{"label": _("Map")}]
    level = choice(request, "level", LEVELS[1:])
    of = year(request) or default_year(level) or default_year()
    if of is None:
        return render(request, "archive/map.html", {"empty": True, "crumbs": crumbs})
    level = level or _level(of)
    known = provinces()
    province = choice(request, "province", [code for code, _name in known], known[0][0] if known else "") if level != "province" else ""
    shown = choice(request, "show", _SHOWN, _SHOWN[0])
    offered = common(of, level)
    asked = asked_for([request.GET.get("indicator", "")]) or [what for what, _count in offered[:1]]
    heading = next(iter(headings(of, level, asked)), None)
    spots, places = _spots(level, province)
    scope = Scope(of, "")
    if shown in _SHARES:
        tiles = _by_share(spots, places, ranked_standings(scope, [place.pk for place in places.values()]), shown, of)
    else:
        cells = rows_of(of, heading.what, [place.pk for place in places.values()]) if heading is not None else {}
        tiles = [_by_figure(spot, places.get(spot.code), cells, heading, shown, of, language) for spot in spots]
    tiles, legend = _classed(tiles, shown, language) if shown != "verdict" else (tiles, _verdicts(tiles, language))
    with_data = [tile for tile in tiles if tile.value is not None or tile.look != "none"]
    title = heading.what.label(language) if heading is not None and shown not in _SHARES else ""
    if form := wanted(request):
        return _table(with_data, of, heading, language).response(form)
    coded = [tile for tile in tiles if not tile.spot.code.startswith("?")]
    context: dict[str, Any] = {
        "crumbs": crumbs,
        "year": of,
        "years": sorted({*years(), of}, reverse=True),
        "levels": [("province", _("Provinces")), ("city", _("Cities")), ("county", _("Counties and districts"))],
        "level": level,
        "provinces": known,
        "province": province,
        "shown": shown,
        "shows": _shows(),
        "offered": _choices(offered, heading, language),
        "title": title or dict(_shows())[shown],
        "heading": heading,
        "tiles": coded,
        "others": [tile for tile in tiles if tile.spot.code.startswith("?")],
        "table": with_data,
        "legend": legend,
        "shares": shown in _SHARES,
        "previous": of - 1,
        "next": of + 1,
        "downloads": downloads(request),
    }
    return render(request, "archive/map.html", context)


def _shows() -> list[tuple[str, str]]:
    return [
        ("verdict", _("Verdict")), ("actual", _("Result")), ("target", _("Goal")), ("gap", _("Gap")), ("kept", _("Share kept")),
        ("absent", _("Share never mentioned again")),
    ]  # fmt: skip


def _level(of: int) -> str:
    """Provinces where the archive has any, else the level with the most places."""
    if Place.objects.filter(level="province").exists():
        return "province"
    level = default_level(of)
    return level if level in LEVELS[1:] else "county"


def _choices(offered: Sequence[tuple[Measured, int]], heading: Heading | None, language: str) -> list[tuple[str, str, bool]]:
    """The indicators to choose from; one that was asked for beyond those stands last."""
    own = heading.what if heading is not None else None
    listed = [what for what, _count in offered]
    if own is not None and own not in listed:
        listed.append(own)
    return [(what.spec, what.label(language), what == own) for what in listed]


def _spots(level: str, province: str) -> tuple[list[Spot], dict[str, Place]]:
    """The tiles of the level, and the archive's places on them by the tile's code; places without a code have tiles of their own at the end."""
    if level == "province":
        spots = list(provinces_on_grid())
        rows = Place.objects.filter(level__in=["nation", "province"])
    else:
        spots = list(divisions(province, level)) if province else []
        rows = Place.objects.filter(level=level, code__startswith=province) | Place.objects.filter(level=level, code="")
    places: dict[str, Place] = {}
    on_grid = {spot.code for spot in spots}
    for place in rows.order_by("code", "name"):
        code = place.code or f"?{place.slug}"
        places[code] = place
        if code not in on_grid:
            spots.append(Spot(code, short_name(place.name), place.name))
    return spots, places


def _by_figure(
    spot: Spot, place: Place | None, cells: Mapping[int, ComparisonRow], heading: Heading | None, shown: str, of: int, language: str
) -> Tile:
    row = cells.get(place.pk) if place is not None else None
    if place is None or row is None or heading is None:
        return Tile(spot, place, url=place.get_absolute_url() if place is not None else "")
    series = f"{reverse('archive:indicator', args=[heading.what.key])}?{urlencode({'place': place.slug})}"
    if shown == "verdict":
        if row.verdict is None:
            words = figure_in_words(row.actual) if row.actual else ""
            return Tile(spot, place, words=words, note=_("no goal"), url=series, row=row)
        word = verdict_word(row.verdict, row.better, language)
        figure = row.actual or row.target
        board = reverse("archive:scoreboard", args=[place.slug, of])
        return Tile(spot, place, row.verdict.value, LOOKS[row.verdict].sign, figure_in_words(figure) if figure else "", word, board, row=row, better=row.better)
    value: float | None
    if shown == "gap":
        value = gap_of(row, heading.up)
        words = difference(value, heading.what.rate, language) if value is not None else ""
    else:
        figure = row.actual if shown == "actual" else row.target
        value = signed_end(figure, worse=True, up=heading.up) if figure is not None else None
        words = figure_in_words(figure) if figure is not None else ""
    return Tile(spot, place, words=words, url=series, value=value, row=row, better=row.better)


def _by_share(spots: Sequence[Spot], places: Mapping[str, Place], stood: Mapping[int, Stood], shown: str, of: int) -> list[Tile]:
    made: list[Tile] = []
    for spot in spots:
        place = places.get(spot.code)
        one = stood.get(place.pk) if place is not None else None
        share = None if one is None else one.kept_share if shown == "kept" else one.absent_share
        if place is None or one is None or share is None:
            made.append(Tile(spot, place, url=place.get_absolute_url() if place is not None else ""))
            continue
        made.append(Tile(spot, place, words=f"{share:.0%}", url=reverse("archive:scoreboard", args=[place.slug, of]), value=share, stood=one))
    return made


def _classed(tiles: Sequence[Tile], shown: str, language: str) -> tuple[list[Tile], list[_Key]]:
    """Tiles with their class, and the legend. The nation is no place among places: its tile has its number and no class."""
    values = {tile.spot.code: tile.value for tile in tiles if tile.value is not None and tile.spot.code != NATION}
    of = classes(values)
    words = {tile.spot.code: tile.words for tile in tiles}
    made = [tile._replace(look=f"q{of[tile.spot.code]}", sign=str(of[tile.spot.code])) if tile.spot.code in of else tile for tile in tiles]
    made = [tile._replace(look="whole") if tile.spot.code == NATION and tile.value is not None else tile for tile in made]
    to = "—" if language == "zh" else " to "
    legend = [
        _Key(f"q{number}", str(number), words[low] if words[low] == words[high] else f"{words[low]}{to}{words[high]}", count)
        for number, low, high, count in class_bounds(values, of)
    ]
    return made, [*legend, *_without(made)]


def _verdicts(tiles: Sequence[Tile], language: str) -> list[_Key]:
    lower = sum(tile.better == "lower" for tile in tiles if tile.verdict) * 2 > sum(bool(tile.verdict) for tile in tiles)
    keys = [
        _Key(verdict.value, LOOKS[verdict].sign, verdict_word(verdict, "lower" if lower else "higher", language), sum(tile.look == verdict.value for tile in tiles))
        for verdict in Verdict
    ]
    return [*keys, *_without(tiles)]


def _without(tiles: Sequence[Tile]) -> list[_Key]:
    count = sum(tile.look == "none" for tile in tiles)
    return [_Key("none", "", _("nothing known"), count)] if count else []


def _table(tiles: Sequence[Tile], of: int, heading: Heading | None, language: str) -> Table:
    columns = (
        Column("place_code", _("Code")),
        Column("place", _("Place")),
        Column("year", _("Year"), "integer"),
        Column("indicator", _("Indicator")),
        Column("value", _("Value"), "number"),
        Column("class", _("Class"), "integer"),
        Column("target", _("Goal")),
        Column("actual", _("Result")),
        Column("verdict", _("Verdict")),
        Column("outcome", _("Outcome")),
        Column("reply", _("Reply")),
        Column("kept_share", _("Share kept"), "number"),
        Column("absent_share", _("Share never mentioned again"), "number"),
        Column("column", _("Column on the grid"), "integer"),
        Column("row", _("Row on the grid"), "integer"),
        Column("target_report", _("Goal's report")),
        Column("target_start", _("Goal's start"), "integer"),
        Column("target_end", _("Goal's end"), "integer"),
        Column("actual_report", _("Result's report")),
        Column("actual_start", _("Result's start"), "integer"),
        Column("actual_end", _("Result's end"), "integer"),
    )

    def rows() -> Iterator[Sequence[Any]]:
        replied = replied_words()
        for tile in tiles:
            row, stood = tile.row, tile.stood
            yield (
                tile.place.code if tile.place else tile.spot.code, tile.spot.full, of, heading.what.label(language) if heading and row else "", tile.value,
                int(tile.look[1]) if tile.look in ("q1", "q2", "q3", "q4", "q5") else None, tile.goal,
                tile.result, tile.verdict, row.outcome if row else "", replied.get(row.outcome, "") if row else "", stood.kept_share if stood else None,
                stood.absent_share if stood else None, tile.spot.column or None, tile.spot.row or None, *_where(row.target if row else None),
                *_where(row.actual if row else None),
            )  # fmt: skip

    return Table(_("Map"), columns, rows)


def _where(figure: Figure | None) -> tuple[str, int | None, int | None]:
    return ("", None, None) if figure is None else (figure.report, figure.start, figure.end)
