"""Charts on pages: pictures by address, drawn when asked for and kept; the table behind them with its sources."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client

from duixian.model import Comparison, ComparisonRow, Figure, Measure, Standing
from duixian.publishing import charts
from duixian.publishing.charts import DARK, LIGHT
from duixian.publishing.plotted import AnyPlot, of_comparison, of_standings
from duixian.web.archive import chart_files
from duixian.web.archive.chart_files import keep, sweep
from duixian.web.archive.charts import ChartImage, chart_image

pytest.importorskip("vl_convert", reason="the extra charts is not installed: pip install 'duixian[charts]'")

UNKNOWN = "0123456789abcdef" * 2


def figure(value: float) -> Figure:
    return Figure(value=value, unit="%", base_value=value, measure=Measure.GROWTH, report="linhu-2024", start=30, end=34)


def targets(*values: float, language: str = "zh") -> AnyPlot:
    rows = [ComparisonRow(place="临湖区", year=2020 + at, indicator="地区生产总值", change=True, dimension="percent", target=figure(value)) for at, value in enumerate(values)]
    return of_comparison(Comparison(indicator="地区生产总值", rows=tuple(rows)), language=language)


@pytest.fixture
def image() -> ChartImage:
    return chart_image(targets(6, 6.5, 7))


def files(tmp_path: Path, ending: str) -> list[Path]:
    return sorted((tmp_path / "charts").rglob(f"*{ending}"))


@pytest.mark.django_db
def test_a_picture_is_drawn_when_it_is_asked_for_and_not_before(client: Client, image: ChartImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(files(tmp_path, ".json")) == 1
    assert files(tmp_path, ".svg.gz") == []
    response = client.get(image.light_url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    assert (root.get("width"), root.get("height")) == (str(image.width), str(image.height))
    assert len(files(tmp_path, ".svg.gz")) == 1
    monkeypatch.setattr(charts, "draw", None)
    assert client.get(image.light_url).content == response.content, "the second time it comes from the disk"


@pytest.mark.django_db
def test_every_address_of_an_image_is_a_picture_of_its_size(client: Client, image: ChartImage) -> None:
    assert [one.width for one in image.variants] == [360, 640]
    for one in [image, *image.variants]:
        light, dark = (client.get(url).content.decode() for url in (one.light_url, one.dark_url))
        for svg in (light, dark):
            root = ElementTree.fromstring(svg)
            assert (root.get("width"), root.get("height")) == (str(one.width), str(one.height))
        assert LIGHT.target in light
        assert DARK.target in dark


@pytest.mark.django_db
def test_a_picture_may_be_kept_for_ever_and_may_do_nothing(client: Client, image: ChartImage, settings: pytest.FixtureRequest) -> None:
    response = client.get(image.dark_url)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Encoding" in response["Vary"]
    assert not re.search(r"<(script|style)|\bstyle=|\bon\w+=|href", response.content.decode())
    settings.PUBLIC = False  # type: ignore[attr-defined]
    assert client.get(image.dark_url).status_code == 302, "who may not read sees no picture either"


@pytest.mark.django_db
def test_a_closed_archive_lets_no_shared_cache_keep_a_picture(signed_in: Client, image: ChartImage, settings: pytest.FixtureRequest) -> None:
    settings.PUBLIC = False  # type: ignore[attr-defined]
    assert signed_in.get(image.light_url)["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.django_db
def test_a_browser_that_can_gets_it_zipped(client: Client, image: ChartImage) -> None:
    zipped = client.get(image.light_url, headers={"Accept-Encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    plain = client.get(image.light_url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain
    assert gzip.decompress(zipped.content) == plain.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/charts/{UNKNOWN}-light.svg", f"/charts/{UNKNOWN}-dark-narrow.svg", "/charts/../../etc/passwd-light.svg", "/charts/abc-light.svg", f"/charts/{UNKNOWN.upper()}-light.svg"])  # fmt: skip
def test_only_what_a_page_showed_is_drawn(client: Client, image: ChartImage, address: str, tmp_path: Path) -> None:
    assert client.get(address).status_code == 404
    assert files(tmp_path, ".svg.gz") == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["light-huge", "sepia", "light-", "dark-narrow-narrow", "light--narrow"])
def test_only_the_looks_and_widths_of_pages_are_drawn(client: Client, image: ChartImage, name: str) -> None:
    assert client.get(image.light_url.replace("light", name)).status_code == 404
    assert client.post(image.light_url).status_code == 405


def test_a_name_cannot_be_made_up_without_the_key(settings: pytest.FixtureRequest) -> None:
    plot = targets(6, 7)
    first = keep(plot)
    assert keep(targets(6, 7)) == first
    assert keep(targets(6, 7.1)) != first
    assert keep(targets(6, 7, language="en")) != first
    settings.SECRET_KEY = "another key"  # type: ignore[attr-defined]
    assert keep(plot) != first


def test_a_changed_program_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = keep(targets(6, 7))
    monkeypatch.setattr(chart_files, "_edition", lambda: "next")
    assert keep(targets(6, 7)) != first


def test_the_oldest_go_first_when_room_is_short(tmp_path: Path) -> None:
    names = [keep(targets(value, value + 1)) for value in range(20)]
    paths = {path.stem: path for path in files(tmp_path, ".json")}
    for age, name in enumerate(reversed(names)):
        os.utime(paths[name], (time.time() - 100 * age,) * 2)
    assert sweep(20 * 4096) == 0, "there is room"
    assert sweep(16 * 4096) == 8
    assert {path.stem for path in files(tmp_path, ".json")} == set(names[8:])


def test_what_pages_still_show_stays_young(tmp_path: Path) -> None:
    keep(targets(6, 7))
    (path,) = files(tmp_path, ".json")
    long_ago = time.time() - 100_000
    os.utime(path, (long_ago, long_ago))
    keep(targets(6, 7))
    assert path.stat().st_mtime > time.time() - 60


def test_what_a_broken_writing_left_goes_when_it_is_old(tmp_path: Path) -> None:
    keep(targets(6, 7))
    folder = files(tmp_path, ".json")[0].parent
    for name, age in (("old.part", 10_000), ("new.part", 0)):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (time.time() - age,) * 2)
    assert sweep() == 1
    assert [path.name for path in files(tmp_path, ".part")] == ["new.part"]


def test_writing_sweeps_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_files, "MOST_BYTES", 4096)
    monkeypatch.setattr("duixian.web.archive.chart_files.random.random", lambda: 0.0)
    keep(targets(6, 7))
    for thread in threading.enumerate():
        if thread.name == "charts-sweep":
            thread.join()  # one sweep at a time: another that begins meanwhile is left out
    keep(targets(6, 8))
    until = time.time() + 5
    while len(files(tmp_path, ".json")) > 1 and time.time() < until:
        time.sleep(0.02)
    assert len(files(tmp_path, ".json")) <= 1


def test_a_page_is_made_even_where_nothing_can_be_kept(settings: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "charts").write_bytes(b"a file where the folder should be")
    image = chart_image(targets(6, 7))
    assert image.rows
    assert "could not be kept" in caplog.text


_DRAW = """
import sys, time
from django.conf import settings
from duixian.publishing.charts import LIGHT, warm
from duixian.web.archive.chart_files import drawing
digest, start = sys.argv[1], float(sys.argv[2])
warm()
time.sleep(max(0.0, start - time.time()))
sys.stdout.buffer.write(drawing(digest, LIGHT, "light", 960))
"""


def test_two_processes_may_draw_the_same_at_once(tmp_path: Path) -> None:
    digest = keep(targets(6, 6.5, 7))
    told = {**os.environ, "DUIXIAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "duixian.web.settings"}
    start = str(time.time() + 4)
    processes = [subprocess.Popen([sys.executable, "-c", _DRAW, digest, start], env=told, stdout=subprocess.PIPE) for _ in range(2)]
    made = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert made[0] == made[1]
    assert gzip.decompress(made[0]).startswith(b"<svg")
    assert [path.read_bytes() for path in files(tmp_path, ".svg.gz")] == [made[0]]
    assert files(tmp_path, ".part") == []


def test_rows_lead_to_their_places_in_the_reports(image: ChartImage) -> None:
    assert {row.url for row in image.rows} == {"/reports/linhu-2024/#char=30,34"}
    assert [cell.text for cell in image.rows[0].cells] == ["临湖区", "2020", "目标", "6", "", "%", "增长6%"]
    counted = of_standings([Standing(place="临湖区", year=2024, goals=2, decided=2, exceeded=0, met=1, nearly=0, missed=1, other_form=0, absent=0, pending=0, binding=0, plain=2, soft=0)])
    assert {row.url for row in chart_image(counted).rows} == {""}


@pytest.mark.parametrize(("scheme", "dark", "sources"), [("", True, 5), ("dark", True, 5), ("light", False, 2)])
def test_a_page_shows_the_picture_of_its_theme_and_width(image: ChartImage, scheme: str, dark: bool, sources: int) -> None:
    page = render_to_string("_chart.html", {"chart": image, "scheme": scheme})
    found = re.findall(r'<source srcset="([^"]+)" media="([^"]+)" width="(\d+)"', page)
    assert len(found) == sources
    assert any("dark" in url for url, _, _ in found) is dark
    assert all("screen" in media for url, media, _ in found if "dark" in url), "paper is light"
    assert all(("prefers-color-scheme" in media) is (scheme == "") for url, media, _ in found if "dark" in url)
    assert f'src="{image.light_url}"' in page
    assert f'alt="{image.summary}"' in page
    assert page.count("#char=30,34") == len(image.rows)


def test_a_small_chart_has_one_width(image: ChartImage) -> None:
    small = chart_image(targets(6, 6.5, 7), small=True)
    assert small.width == 360
    assert small.variants == ()
    assert small.light_url == image.variants[0].light_url


def test_the_colours_are_those_of_the_pages() -> None:
    style = (Path(charts.__file__).parents[2] / "web/static/duixian/style.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#\w+)", style[style.index(":root {") : style.index("@media (prefers-color-scheme: dark)")]))
    dark = dict(re.findall(r"--([\w-]+): (#\w+)", style[style.index(':root[data-theme="dark"]') :]))
    for look, tokens in ((LIGHT, light), (DARK, dark)):
        assert (look.ground, look.ink, look.soft, look.pale, look.grid) == tuple(tokens[name] for name in ("surface", "ink", "ink-2", "line-2", "line"))
        assert (look.target, look.actual) == (tokens["target"], tokens["actual"])
        assert {verdict.value: colour for verdict, colour in look.bars.items()} == {verdict.value: tokens[f"bar-{verdict.value}"] for verdict in look.bars}


def test_making_a_chart_is_quick(tmp_path: Path) -> None:
    """What a page pays: some ten milliseconds at the most for forty places, measured as processor time and with room to spare."""
    rows = [ComparisonRow(place=f"第{at}区", year=2024, indicator="地区生产总值", change=True, dimension="percent", target=figure(5 + at / 10), actual=figure(5)) for at in range(40)]
    plot = of_comparison(Comparison(indicator="地区生产总值", rows=tuple(rows)))
    chart_image(plot)
    spent = min(_seconds(plot) for _ in range(5))
    assert spent < 0.03


def _seconds(plot: AnyPlot) -> float:
    start = time.process_time()
    chart_image(plot)
    return time.process_time() - start
