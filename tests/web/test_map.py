"""The tile map: where tiles lie, what they say, what stands behind them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from duixian.language.lexicon import table
from duixian.web.archive.models import Cell, Place, Report
from duixian.web.archive.tiles import class_bounds, classes, divisions, provinces_on_grid, short_name

from .conftest import bring_in
from .provinces import FIGURES, write


@pytest.fixture
def provinces(db: None, tmp_path: Path) -> list[Report]:
    """Three provinces with goals of 2024 and their results."""
    return bring_in(*write(tmp_path / "reports"))


def tiles(text: str) -> dict[str, str]:
    """The tiles of a page by the whole name of the place: their HTML."""
    found = {}
    for one in re.findall(r'<li class="tile tile--.*?</li>', text, re.DOTALL):
        name = re.search(r'title="([^" ]+)', one)
        assert name is not None
        found[name[1]] = one
    return found


def test_every_province_has_a_tile_of_its_own() -> None:
    spots = provinces_on_grid()
    official = {row["code"] for row in table("places") if row["code"].endswith("0000") and not row["until"]}
    assert {spot.code for spot in spots} == official
    assert len({(spot.column, spot.row) for spot in spots}) == len(spots)
    assert all(1 <= spot.column <= 16 and 1 <= spot.row <= 14 for spot in spots), "the stylesheet has classes for these"


def test_neighbours_lie_as_they_do() -> None:
    at = {spot.name: spot for spot in provinces_on_grid()}
    for north, south in (("黑龙江", "辽宁"), ("北京", "河南"), ("山西", "湖北"), ("江苏", "浙江"), ("湖南", "广东"), ("四川", "云南"), ("广东", "香港")):
        assert at[north].row < at[south].row, (north, south)
    for west, east in (("新疆", "甘肃"), ("西藏", "四川"), ("甘肃", "陕西"), ("河南", "山东"), ("江西", "浙江"), ("福建", "台湾"), ("安徽", "江苏")):
        assert at[west].column < at[east].column, (west, east)


def test_short_names_are_short_and_parted() -> None:
    for province in {row["code"][:2] for row in table("places")}:
        for level in ("city", "county"):
            for spot in divisions(province, level):
                assert 2 <= len(spot.name) <= 6, spot
    assert short_name("内蒙古自治区") == "内蒙古"


def test_five_classes_part_five_values() -> None:
    values = {name: float(at) for at, name in enumerate("abcdefghij")}
    found = classes(values)
    assert [found[name] for name in "abcdefghij"] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [(number, count) for number, _low, _high, count in class_bounds(values, found)] == [(1, 2), (2, 2), (3, 2), (4, 2), (5, 2)]


def test_verdicts_on_tiles(provinces: list[Report], client: Client) -> None:
    found = tiles(client.get("/map/", {"year": 2024, "indicator": "gdp"}).content.decode())
    assert len(found) == len(provinces_on_grid())
    assert "tile--exceeded" in found["青海省"]
    assert "tile--missed" in found["贵州省"]
    assert "tile--met" in found["海南省"]
    assert "✗" in found["贵州省"], "never by colour alone"
    assert "未完成" in found["贵州省"], "read aloud too"
    assert "tile--none" in found["北京市"]
    assert "<a " not in found["北京市"]
    assert f'href="/places/{Place.objects.get(name="贵州省").slug}/2024/"' in found["贵州省"]


@pytest.mark.parametrize(("show", "words"), [("actual", {"青海省": "5.6%"}), ("target", {"贵州省": "6%以上"}), ("gap", {"贵州省": "-0.9个百分点"})])
def test_numbers_on_tiles(provinces: list[Report], client: Client, show: str, words: dict[str, str]) -> None:
    text = client.get("/map/", {"year": 2024, "indicator": "gdp", "show": show}).content.decode()
    found = tiles(text)
    for place, said in words.items():
        assert f"<b>{said}</b>" in found[place]
    signs = {place: re.search(r'tile__sign" aria-hidden="true">(\d)<', found[place])[1] for place in FIGURES}  # type: ignore[index]
    looks = {place: re.search(r"tile--q(\d)", found[place])[1] for place in FIGURES}  # type: ignore[index]
    assert signs == looks, "the class stands on the tile as a number"
    assert "/indicators/gdp/?place=" in found["青海省"]


def test_shares_on_tiles(provinces: list[Report], client: Client) -> None:
    text = client.get("/map/", {"year": 2024, "show": "kept"}).content.decode()
    standing = Place.objects.get(name="青海省").standings.get(year=2024)
    assert standing.kept_share is not None
    assert f"<b>{standing.kept_share:.0%}</b>" in tiles(text)["青海省"]


def test_the_table_behind_links_to_the_text(provinces: list[Report], client: Client) -> None:
    text = client.get("/map/", {"year": 2024, "indicator": "gdp"}).content.decode()
    behind = text[text.index('id="behind"') :]
    assert len(re.findall(r'href="/reports/[0-9a-f]{16}/#char=\d+,\d+"', behind)) == 6


def test_counties_without_a_code_have_tiles_of_their_own(archive: list[Report], client: Client) -> None:
    text = client.get("/map/", {"year": 2024, "indicator": "gdp"}).content.decode()
    assert "没有行政区划代码的地区" in text
    assert "临湖" in text


def test_cities_of_a_province_in_order_of_their_codes(provinces: list[Report], client: Client) -> None:
    text = client.get("/map/", {"year": 2024, "level": "city", "province": "46"}).content.decode()
    assert list(tiles(text)) == ["海南省海口市", "海南省三亚市", "海南省三沙市", "海南省儋州市"]


def test_file(provinces: list[Report], client: Client) -> None:
    response = client.get("/map/", {"year": 2024, "indicator": "gdp", "show": "actual", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[call-overload]
    assert {row["place"]: float(row["value"]) for row in rows} == {place: float(figures["growth"][1]) for place, figures in FIGURES.items()}
    assert {row["place"]: (row["column"], row["row"]) for row in rows}["海南省"] == ("5", "8")


@pytest.mark.parametrize("query", ["", "?year=abc&level=moon&province=xx&show=none&indicator=%00", "?level=city&province=11", "?indicator=nothing", "?year=1903"])
def test_nonsense_in_the_address_does_no_harm(provinces: list[Report], client: Client, query: str) -> None:
    assert client.get(f"/map/{query}").status_code in (200, 400)


def test_an_empty_archive_says_what_to_do(db: None, client: Client) -> None:
    assert "/import/" in client.get("/map/").content.decode()


def test_queries_do_not_grow(provinces: list[Report], client: Client, django_assert_num_queries: Any) -> None:
    client.get("/map/", {"year": 2024})  # the list of common indicators is kept until the archive changes
    with django_assert_num_queries(7):
        client.get("/map/", {"year": 2024})
    Cell.objects.filter(place__name="海南省").delete()
    client.get("/map/", {"year": 2024})
    with django_assert_num_queries(7):
        client.get("/map/", {"year": 2024})
