"""Data sets: what one holds, that it is what it records, and the one that ships with the package."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import duixian
from duixian.errors import UsageError
from duixian.following.archive import Archive
from duixian.following.verdicts import standard_rules
from duixian.language.indicators import indicator
from duixian.language.units import units
from duixian.model import Report, Verdict
from duixian.publishing.dataset.building import PACKAGE, build
from duixian.publishing.dataset.shipped import complaints, description, folder, open_dataset
from duixian.publishing.dataset.tables import LONGEST, TABLES, cut, unit_parts


@pytest.fixture
def made(archive: Archive, report: Report, tmp_path: Path) -> Path:
    """A data set of the hand-made archive, with one more report that has facts."""
    build(replace(archive, reports=(*archive.reports, report)), tmp_path, version="1.2.3")
    return tmp_path


def test_files_and_description(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == {PACKAGE, *(f"{table.name}.parquet" for table in TABLES)}
    there = description(made)
    assert there["version"] == "1.2.3"
    assert [resource["name"] for resource in there["resources"]] == [table.name for table in TABLES]
    for table, resource in zip(TABLES, there["resources"], strict=True):
        assert [(one["name"], one["type"], one["title"]) for one in resource["schema"]["fields"]] == [
            (field.name, field.type, field.title) for field in table.fields
        ]
    assert there["sources"][0] == {"title": "临湖区2024年政府工作报告", "report": "linhu-2024-report", "year": 2024, "sha256": "a" * 64}


def test_outcomes_are_the_archives(made: Path, archive: Archive) -> None:
    with open_dataset(made) as data:
        found = data.sql(
            "select INDICATOR_NAME, VERDICT, GOAL_VALUE, OBS_VALUE, OBS_UNIT_MEASURE, OBS_UNIT_MULT, GOAL_REPORT, GOAL_START from outcomes"
        ).fetchall()
    assert [row[:4] for row in found] == [(one.indicator, one.verdict.value, one.value, one.actual_value) for one in archive.outcomes]
    assert found[4][4:6] == ("吨", 4)
    assert [row[6:] for row in found] == [("linhu-2024-report", one.goal_start) for one in archive.outcomes]


def test_facts_are_the_reports(made: Path, report: Report) -> None:
    with open_dataset(made) as data:
        found = data.sql("select INDICATOR, OBS_VALUE, UNIT_MEASURE, UNIT_MULT, ROLE, OBS_STATUS, SOURCE_START, SOURCE_END from facts").fetchall()
    assert [(row[1], row[6], row[7]) for row in found] == [(fact.value, fact.start, fact.end) for fact in report.facts]
    assert found[1][2:6] == ("元", 8, "actual", "A")
    assert found[2][0] == "gdp"
    assert found[2][4:6] == ("target", "F")


def test_no_sentence_is_in_it(made: Path, archive: Archive, report: Report) -> None:
    content = b"".join(path.read_bytes() for path in made.iterdir()).decode("utf-8", "replace")
    texts = [*(one.text for one in archive.reports), report.text]
    assert not any(line in content for text in texts for line in text.splitlines() if len(line) > LONGEST)


def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    digests = {build(archive, tmp_path / name, version="1") for name in ("a", "b")}
    assert len(digests) == 1
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_data_set_that_is_what_it_records_has_no_complaints(made: Path) -> None:
    assert complaints(made) == []


def test_every_tampering_is_noticed(made: Path, archive: Archive) -> None:
    whole = (made / PACKAGE).read_text(encoding="utf-8")
    facts = (made / "facts.parquet").read_bytes()
    (made / "facts.parquet").write_bytes(facts[:-8] + b"PAR1PAR1")
    assert complaints(made)
    (made / "facts.parquet").unlink()
    assert "not there" in complaints(made)[0]
    (made / "facts.parquet").write_bytes(facts)
    assert complaints(made) == []
    digest = json.loads(whole)["digest"]
    (made / PACKAGE).write_text(whole.replace(digest, "sha256:" + "0" * 64), encoding="utf-8")
    assert complaints(made)


def test_an_empty_archive_makes_an_empty_data_set(tmp_path: Path) -> None:
    build(Archive(reports=(), rules=standard_rules()), tmp_path, version="1")
    assert complaints(tmp_path) == []
    with open_dataset(tmp_path) as data:
        assert data.sql("select count(*) from outcomes").fetchone() == (0,)


def test_a_folder_without_one_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        description(tmp_path)
    assert "dataset build" in caught.value.zh


@given(st.text(alphabet="新建公厕和道路、（）“”12 a", max_size=60))
def test_a_cut_name_is_the_beginning_of_it(name: str) -> None:
    short = cut(name)
    assert sum(char.isalnum() for char in short) <= LONGEST
    assert short == name or name.startswith(short.removesuffix("…"))


@given(st.sampled_from(sorted(units())), st.sampled_from(["", "万", "亿", "千万", "百亿", "万亿"]))
def test_unit_and_power_are_the_unit_as_written(word: str, power: str) -> None:
    measure, mult = unit_parts(power + word)
    written = {"": 0, "万": 4, "亿": 8, "千万": 7, "百亿": 10, "万亿": 12}
    if power + word in units():
        assert (measure, mult) == (power + word, 0)
    else:
        assert (measure, mult) == (word, written[power])


# The data set that ships.


def test_the_shipped_files_are_what_they_record() -> None:
    assert complaints() == []


def test_the_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in folder().iterdir()) < 5_000_000


def test_the_shipped_package_is_described_as_frictionless_asks() -> None:
    there = description()
    assert there["profile"] == "data-package"
    assert there["version"] == duixian.__version__
    for source in there["sources"]:
        assert source["title"]
        assert 1954 <= source["year"] <= 2026
        assert len(source["sha256"]) == 64
        if "date" in source:  # most of the older texts do not say the day
            assert abs(date.fromisoformat(source["date"]).year - source["year"]) <= 1
    for resource in there["resources"]:
        assert {"name", "path", "title", "format", "mediatype", "bytes", "hash", "schema"} <= resource.keys()
        assert (folder() / resource["path"]).is_file()
        names = {field["name"] for field in resource["schema"]["fields"]}
        keys = resource["schema"].get("foreignKeys", [])
        assert {key["fields"] for key in keys} <= names
    assert {"REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS"} <= {
        field["name"] for field in there["resources"][3]["schema"]["fields"]
    }


def test_the_shipped_tables_fit_together() -> None:
    with open_dataset() as data:
        for resource in description()["resources"]:
            schema = resource["schema"]
            if key := schema.get("primaryKey"):
                assert data.sql(f'select count(*) = count(distinct "{key}") from "{resource["name"]}"').fetchone() == (True,)
            for reference in schema.get("foreignKeys", []):
                other, column, field = reference["reference"]["resource"], reference["reference"]["fields"], reference["fields"]
                query = f'select "{field}" from "{resource["name"]}" where "{field}" is not null except select "{column}" from "{other}"'
                assert data.sql(query).fetchall() == []
        assert {row[0] for row in data.sql("select distinct VERDICT from outcomes").fetchall()} <= {verdict.value for verdict in Verdict}
        goals = "select count(*) from outcomes o join facts f on f.REPORT = o.GOAL_REPORT and f.SOURCE_START = o.GOAL_START"
        assert data.sql(goals).fetchone() >= data.sql("select count(*) from outcomes").fetchone(), "every goal is a fact"


def test_the_shipped_text_is_short() -> None:
    own = {one for id in _ids() if (entry := indicator(id)) for one in (entry.id, entry.name, entry.english, entry.dimension)}
    with open_dataset() as data:
        for table in TABLES:
            for field in table.fields:
                if field.type != "string" or field.name in ("SHA256", "REPORT", "GOAL_REPORT", "RESULT_REPORT"):
                    continue
                values = data.sql(f'select distinct "{field.name}" from "{table.name}" where "{field.name}" is not null').fetchall()
                long = [value for (value,) in values if sum(char.isalnum() for char in value) > LONGEST and value not in own]
                assert long == [], f"{table.name}.{field.name}"


def _ids() -> list[str]:
    with open_dataset() as data:
        return [id for (id,) in data.sql("select INDICATOR from indicators").fetchall()]


@pytest.mark.shared
def test_the_shipped_sources_are_the_reports(shared: Path) -> None:
    import hashlib

    there = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (shared / "reports").glob("*.txt")}
    assert {source["sha256"] for source in description()["sources"]} == there


def test_the_shipped_integers_are_never_null() -> None:
    with open_dataset() as data:
        for table in TABLES:
            for field in table.fields:
                if field.type in ("integer", "boolean"):
                    assert data.sql(f'select count(*) from "{table.name}" where "{field.name}" is null').fetchone() == (0,)
