"""Makes a data set of an archive: a Parquet file a table, and ``datapackage.json`` that describes them.

The same archive gives the same rows, and the digest that the data package records is of the rows, whatever version of
DuckDB wrote the files; the files' own digests stand beside it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from duixian.following.archive import Archive
from duixian.publishing.dataset.tables import TABLES, Table, Value
from duixian.publishing.sources import Sources

__all__ = ["PACKAGE", "build", "file_digest", "rows_digest"]

PACKAGE = "datapackage.json"
_SQL = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
_ENCODER = msgspec.json.Encoder()


def build(archive: Archive, folder: Path, *, version: str) -> str:
    """Writes the data set into ``folder`` and gives its digest.

    Args:
        archive: What following found; every one of its reports is a source.
        folder: Where to write; made where it is not there.
        version: The version of the data package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = Sources(archive.reports)
    tables = {table: [tuple(row) for row in table.rows(archive, sources)] for table in TABLES}
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        for table, rows in tables.items():
            _parquet(table, rows, here)
        digest = rows_digest({table.name: rows for table, rows in tables.items()})
        package = _package(tables, here, digest, version)
        (here / PACKAGE).write_bytes(msgspec.json.format(_ENCODER.encode(package), indent=2) + b"\n")
        for file in [*sorted(here.glob("*.parquet")), here / PACKAGE]:
            shutil.move(file, folder / file.name)
    return digest


def rows_digest(tables: Mapping[str, Iterable[Iterable[Value]]]) -> str:
    """Gives one SHA-256 over the names, columns and rows of all tables."""
    whole = hashlib.sha256()
    for table in TABLES:
        whole.update(_ENCODER.encode([table.name, [field.name for field in table.fields]]) + b"\n")
        for row in tables[table.name]:
            whole.update(_ENCODER.encode(list(row)) + b"\n")
    return whole.hexdigest()


def file_digest(path: Path) -> str:
    """Gives the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parquet(table: Table, rows: list[tuple[Value, ...]], folder: Path) -> None:
    """Writes a table through a file of JSON lines, which DuckDB reads far faster than rows one by one."""
    names = [field.name for field in table.fields]
    lines, file = folder / "rows.jsonl", folder / f"{table.name}.parquet"
    lines.write_bytes(_ENCODER.encode_lines([dict(zip(names, row, strict=True)) for row in rows]))
    columns = ", ".join(f"'{field.name}': '{_SQL[field.type]}'" for field in table.fields)
    with duckdb.connect(config={"threads": "1"}) as connection:
        read = f"read_json({_text(lines)}, format='newline_delimited', columns={{{columns}}})" if rows else _empty(table)
        connection.execute(f"COPY (SELECT * FROM {read}) TO {_text(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)")
    lines.unlink()


def _empty(table: Table) -> str:
    return "(SELECT " + ", ".join(f'NULL::{_SQL[field.type]} AS "{field.name}"' for field in table.fields) + " LIMIT 0)"


def _text(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def _package(tables: Mapping[Table, list[tuple[Value, ...]]], folder: Path, digest: str, version: str) -> dict[str, Any]:
    reports = next(rows for table, rows in tables.items() if table.name == "reports")
    return {
        "profile": "data-package",
        "name": "duixian",
        "title": "政府工作报告的目标与结果",
        "description": "从政府工作报告读出的数据和目标兑现情况：数字、指标、地区、时期和原文中的位置。不含原文句子；各份报告由 SHA-256 指明。",
        "version": version,
        "digest": f"sha256:{digest}",
        "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "sources": [_source(row) for row in reports],
        "resources": [_resource(table, len(rows), folder / f"{table.name}.parquet") for table, rows in tables.items()],
    }


def _source(row: tuple[Value, ...]) -> dict[str, Value]:
    names = [field.name for field in TABLES[0].fields]
    said = dict(zip(names, row, strict=True))
    source = {"title": said["TITLE"], "report": said["REPORT"], "year": said["YEAR"], "date": said["DATE"], "sha256": said["SHA256"]}
    return {key: value for key, value in source.items() if value is not None}


def _resource(table: Table, rows: int, file: Path) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [{"name": one.name, "type": one.type, "title": one.title, "description": one.description} for one in table.fields],
        "missingValues": [""],
    }
    if table.name in _KEYS:
        schema["primaryKey"] = _KEYS[table.name]
    keys = [
        {"fields": field.name, "reference": {"resource": other, "fields": key}}
        for field in table.fields
        for name, other, key in _REFERENCES
        if field.name == name and other != table.name
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "title": table.title,
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "rows": rows,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{file_digest(file)}",
        "schema": schema,
    }


_KEYS = {"reports": "REPORT", "areas": "REF_AREA", "indicators": "INDICATOR"}
_REFERENCES = (
    ("REF_AREA", "areas", "REF_AREA"),
    ("INDICATOR", "indicators", "INDICATOR"),
    ("REPORT", "reports", "REPORT"),
    ("GOAL_REPORT", "reports", "REPORT"),
    ("RESULT_REPORT", "reports", "REPORT"),
)
