"""Files: the data package of the archive, the panel with its codebook, series as SDMX-CSV; what they hold is what the archive holds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import threading
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest
from django.db import transaction
from django.test import Client

from duixian.web.accounts.models import User
from duixian.web.archive import package as packages
from duixian.web.archive.fields import meaning
from duixian.web.archive.models import (
    Cell,
    Commitment,
    Correction,
    Fact,
    Finding,
    Outcome,
    Place,
    Reply,
    Report,
    Series,
    Standing,
)
from duixian.web.archive.package import ensure_package, make_package, package_state
from duixian.web.archive.sdmx import COLUMNS, time_period
from duixian.web.archive.stamp import archive_stamp
from duixian.web.archive.storing import refresh

from .conftest import bring_in
from .provinces import FIGURES, write


def content(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


@pytest.fixture
def provinces(db: None, tmp_path: Path) -> list[Report]:
    """Three provinces with goals of 2024 and their results."""
    return bring_in(*write(tmp_path / "reports"))


def changed(report: Report) -> None:
    """Has a report's rows made again, as a correction does."""
    with transaction.atomic():
        refresh(report)


def answered(outcome: Outcome, by: User) -> Reply:
    return Reply.objects.create(
        report=outcome.goal_report, start=outcome.goal_start, end=outcome.goal_end, outcome=outcome.outcome, text="以公报为准", by=by, unit="省统计局"
    )


# ---------------------------------------------------------------- the package


@pytest.mark.django_db(transaction=True)
class TestPackage:
    def test_its_tables_are_the_archive(self, archive: list[Report], report: Report, corrector: User, tmp_path: Path) -> None:
        outcome = Outcome.objects.filter(verdict="missed").first()
        assert outcome is not None
        answered(outcome, corrector)
        fact = Fact.objects.filter(report=report).first()
        assert fact is not None
        Correction.objects.create(report=report, sort="fact", start=fact.start, end=fact.end, quote=fact.quote, kind="right", by=corrector)
        kept = make_package()
        assert kept is not None
        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(kept.path) as file:
            file.extractall(folder)
        description = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        expected = {
            "reports": Report, "places": Place, "facts": Fact, "commitments": Commitment, "outcomes": Outcome, "replies": Reply, "standings": Standing,
            "findings": Finding, "corrections": Correction,
        }  # fmt: skip
        for resource in description["resources"]:
            path = folder / resource["path"]
            frame = pl.read_parquet(path)
            assert len(frame) == resource["rows"]
            assert frame.columns == [field["name"] for field in resource["schema"]["fields"]]
            assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
            assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
            if key := resource["schema"].get("primaryKey"):
                assert frame.select(key).is_unique().all()
            if resource["name"] in expected:
                assert len(frame) == expected[resource["name"]].objects.count(), resource["name"]
        assert {one["name"] for one in description["resources"]} >= {*expected, "series"}
        assert description["id"] == archive_stamp() == kept.stamp
        assert "Apache-2.0" in (folder / "README.md").read_text(encoding="utf-8")

        observations = sum(len(json.loads(record)["observations"]) for record in Series.objects.values_list("record", flat=True))
        assert duckdb.sql(f"SELECT count(*) FROM '{folder}/series.parquet'").fetchone() == (observations,)
        said = duckdb.sql(f"SELECT replies, reply_text, reply_unit FROM '{folder}/outcomes.parquet' WHERE id = '{outcome.outcome}'").fetchone()
        assert said == (1, "以公报为准", "省统计局")
        row = duckdb.sql(f"SELECT report, start, \"end\", quote FROM '{folder}/facts.parquet' WHERE value = {fact.value} AND id = '{fact.record}'").fetchone()
        assert row == (report.ref, fact.start, fact.end, fact.quote)
        assert report.machine().text[row[1] : row[2]] == row[3]

    def test_is_made_once_for_each_state(self, archive: list[Report], report: Report) -> None:
        first = make_package()
        again = make_package()
        assert first is not None
        assert again is not None
        assert (first.path, first.path.stat().st_mtime_ns) == (again.path, again.path.stat().st_mtime_ns)
        changed(report)
        assert package_state().current is None
        older = package_state().older
        assert older is not None
        assert older.stamp == first.stamp
        third = make_package()
        assert third is not None
        assert third.stamp != first.stamp
        assert first.path.exists()
        changed(report)
        make_package()
        assert not first.path.exists(), "two are kept"

    def test_only_one_is_made_at_a_time(self, archive: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
        with packages._locked() as mine:
            assert mine
            assert make_package() is None
            assert package_state().making

    def test_a_maker_that_dies_leaves_nothing_in_the_way(self, archive: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
        def dies(*_: object) -> None:
            raise RuntimeError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(packages, "_zipped", dies)
            with pytest.raises(RuntimeError):
                make_package()
        assert not package_state().making
        assert list(packages._folder().glob("making-*")) == []
        assert make_package() is not None

    def test_is_downloaded_when_it_is_ready(self, archive: list[Report], client: Client) -> None:
        response = client.get("/downloads/package.zip")
        assert response.status_code == 200
        whole = content(response)
        assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
        assert client.get("/downloads/package.zip", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
        assert "下载数据包" in client.get("/downloads/").content.decode()

    def test_says_when_to_come_again_while_it_is_made(self, archive: list[Report], client: Client) -> None:
        with packages._locked() as mine:
            assert mine
            response = client.get("/downloads/package.zip")
            assert response.status_code == 202
            assert int(response.headers["Retry-After"]) > 0
            assert "<progress" in client.get("/downloads/").content.decode()

    def test_is_made_in_the_background(self, archive: list[Report], client: Client) -> None:
        assert client.post("/downloads/package/").status_code == 302
        for thread in threading.enumerate():
            if thread.name == "package":
                thread.join(60)
        assert package_state().current is not None
        assert ensure_package().current is not None


# ---------------------------------------------------------------- the panel


def panel(client: Client, **query: Any) -> list[dict[str, str]]:
    response = client.get("/downloads/panel/", {"format": "csv", **query})
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"))))


def test_panel_has_a_row_for_each_place_and_year(provinces: list[Report], client: Client) -> None:
    rows = panel(client, indicator=["gdp@growth:percent", "new_jobs_urban"])
    assert [(row["place"], row["year"]) for row in rows] == sorted(((row["place"], row["year"]) for row in rows), key=lambda one: (_code(one[0]), one[1]))
    assert {(row["place"], row["year"]) for row in rows} >= {(place, year) for place in FIGURES for year in ("2024", "2025")}
    for row in rows:
        if row["year"] != "2024":
            continue
        figures = FIGURES[row["place"]]
        assert float(row["gdp_growth_percent_result"]) == float(figures["growth"][1])
        assert float(row["new_jobs_urban_level_people_result"]) == pytest.approx(float(figures["jobs"][1]) * 10_000)
        cell = Cell.objects.get(place__name=row["place"], year=2024, key="gdp")
        assert (float(row["gdp_growth_percent_target"]), row["gdp_growth_percent_verdict"]) == (cell.target, cell.verdict)
        assert row["gdp_growth_percent_outcome"] == json.loads(cell.record)["outcome"]
        assert row["goals"] == str(Standing.objects.get(place__name=row["place"], year=2024).goals)


def _code(name: str) -> str:
    return Place.objects.get(name=name).code


def test_panel_carries_replies(provinces: list[Report], respondent: User, client: Client) -> None:
    outcome = Outcome.objects.get(place__name="贵州省", year=2024, key="gdp")
    answered(outcome, respondent)
    row = next(row for row in panel(client, indicator="gdp") if (row["place"], row["year"]) == ("贵州省", "2024"))
    assert row["gdp_growth_percent_reply"] == "省统计局: 以公报为准"


def test_panel_filters(provinces: list[Report], client: Client) -> None:
    assert {row["year"] for row in panel(client, **{"from": 2025})} == {"2025"}
    assert {row["place"] for row in panel(client, province="52")} == {"贵州省"}
    assert panel(client, level="county") == []


@pytest.mark.parametrize("form", ["xlsx", "json", "parquet"])
def test_panel_in_other_forms(provinces: list[Report], client: Client, form: str) -> None:
    expected = panel(client, indicator="gdp")
    body = content(client.get("/downloads/panel/", {"format": form, "indicator": "gdp"}))
    if form == "json":
        rows = json.loads(body)
        names = list(rows[0])
    elif form == "parquet":
        frame = pl.read_parquet(io.BytesIO(body))
        rows, names = frame.rows(), frame.columns
        assert frame["gdp_growth_percent_target"].dtype == pl.Float64
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        assert sheet is not None
        rows, names = list(sheet.iter_rows(min_row=2, values_only=True)), [str(cell.value) for cell in sheet[1]]
    assert len(rows) == len(expected)
    assert len(names) == len(expected[0])


def test_codebook_says_what_every_column_is(provinces: list[Report], client: Client) -> None:
    query = {"indicator": ["gdp", "new_jobs_urban"]}
    book = list(csv.DictReader(io.StringIO(content(client.get("/downloads/panel/", {"format": "csv", "codebook": "1", **query})).decode("utf-8-sig"))))
    assert [row["name"] for row in book] == list(panel(client, **query)[0])
    assert all(row["label_zh"] and row["label_en"] and row["about_zh"] and row["about_en"] for row in book)
    units = {row["name"]: row["unit"] for row in book}
    assert (units["gdp_growth_percent_target"], units["new_jobs_urban_level_people_result"]) == ("%", "人")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_panel_page(provinces: list[Report], client: Client, language: str) -> None:
    text = client.get("/downloads/panel/", headers={"Accept-Language": language}).content.decode()
    assert "gdp_growth_percent_target" in text
    assert ("strength of wording" in text) is (language == "en")
    moved = client.get("/downloads/panel/", {"add": "粮食产量"})
    assert moved.status_code == 302
    assert "indicator=grain_output" in moved.headers["Location"]
    assert "gdp" in moved.headers["Location"], "the main ones stay"


@pytest.mark.parametrize("query", ["?indicator=%00", "?from=abc&to=-1&level=moon&province=xx", "?indicator=" + "&indicator=".join(f"x{n}" for n in range(80))])
def test_nonsense_in_the_address_does_no_harm(provinces: list[Report], client: Client, query: str) -> None:
    assert client.get(f"/downloads/panel/{query}").status_code in (200, 400)


# ---------------------------------------------------------------- series, the page


def test_every_series_as_sdmx(provinces: list[Report], client: Client) -> None:
    response = client.get("/downloads/series.csv")
    assert response.headers["Content-Type"].startswith("application/vnd.sdmx.data+csv; version=2.0.0")
    rows = list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"))))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert len(rows) == sum(len(json.loads(record)["observations"]) for record in Series.objects.values_list("record", flat=True))
    dimensions = ("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "ROLE", "REPORT", "SOURCE_START", "TIME_PERIOD")
    assert len({tuple(row[name] for name in dimensions) for row in rows}) == len(rows), "the dimensions tell observations apart"
    assert all(row[name] for row in rows for name in dimensions)
    jobs = next(row for row in rows if row["REF_AREA_NAME"] == "青海省" and row["INDICATOR"] == "new_jobs_urban" and row["ROLE"] == "actual")
    assert (jobs["OBS_VALUE"], jobs["UNIT_MEASURE"], jobs["UNIT_MULT"], jobs["OBS_STATUS"], jobs["TIME_PERIOD"]) == ("6.3", "人", "4", "A", "2024")
    text = Report.objects.get(ref=jobs["REPORT"]).machine().text
    assert text[int(jobs["SOURCE_START"]) : int(jobs["SOURCE_END"])] == "6.3万人"
    some = content(client.get("/downloads/series.csv", {"indicator": "gdp", "place": Place.objects.get(name="青海省").slug})).decode("utf-8-sig")
    assert {(row["REF_AREA_NAME"], row["INDICATOR"]) for row in csv.DictReader(io.StringIO(some))} == {("青海省", "gdp")}


def test_sdmx_opens_in_polars_and_duckdb(provinces: list[Report], client: Client, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_bytes(content(client.get("/downloads/series.csv")))
    assert pl.read_csv(file)["OBS_VALUE"].dtype == pl.Float64
    assert duckdb.sql(f"SELECT count(*) FROM read_csv('{file}') WHERE ROLE = 'target'").fetchone() != (0,)


@pytest.mark.parametrize(
    ("period", "frequency", "written"),
    [("1953/1957", "_O", "1953-01-01/P5Y"), ("2024-02", "M", "2024-02"), ("2023-11/2024-02", "_O", "2023-11-01/P4M"), ("2024-02-30", "_O", "2024-02-30"), ("2025/2024", "_O", "2025/2024")],
)
def test_periods_in_sdmx(period: str, frequency: str, written: str) -> None:
    assert time_period(period) == (frequency, written)


@pytest.mark.django_db
def test_page_lists_what_can_be_had(archive: list[Report], client: Client) -> None:
    text = client.get("/downloads/").content.decode()
    for address in ("/downloads/panel/", "/downloads/series.csv", "/reports/?format=csv", "/findings/?format=parquet", "/api/docs/"):
        assert address in text


@pytest.mark.django_db
def test_every_file_the_page_offers_is_there(archive: list[Report], client: Client) -> None:
    import re

    text = client.get("/downloads/").content.decode()
    links = re.findall(r'href="([^"]+\?format=csv)"', text)
    assert len(links) >= 5
    for link in links:
        assert client.get(link).headers["Content-Type"].startswith("text/csv"), link


@pytest.mark.django_db
def test_an_empty_archive_says_what_to_do(client: Client) -> None:
    assert "/import/" in client.get("/downloads/").content.decode()


@pytest.mark.django_db
def test_queries_do_not_grow(archive: list[Report], client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        client.get("/downloads/")
    client.get("/downloads/panel/")
    with django_assert_num_queries(5):
        client.get("/downloads/panel/")


def test_fields_are_described_in_both_languages() -> None:
    from duixian.web.archive.exporting import exports

    for export in exports():
        for column in export.columns:
            if not column.name.startswith("reply_"):
                said = meaning(export.record, column.name)
                assert said.zh
                assert said.en
