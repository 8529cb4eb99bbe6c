"""Opens a data set: the one that ships with the package, or any other folder with the same tables."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from duixian.errors import UsageError
from duixian.publishing.dataset.building import PACKAGE, file_digest, rows_digest
from duixian.publishing.dataset.tables import TABLES

__all__ = ["complaints", "description", "folder", "open_dataset"]


def folder() -> Path:
    """Gives the folder of the data set that ships with the package."""
    return Path(str(files("duixian").joinpath("data")))


def description(where: Path | None = None) -> dict[str, Any]:
    """Gives the data package's description: its sources, its tables with their fields, its digest.

    Raises:
        UsageError: there is no data set in that folder.
    """
    path = (where or folder()) / PACKAGE
    try:
        whole = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as cause:
        raise UsageError(
            f"{path.parent} 里没有数据集；请用 duixian dataset build 报告… -o {path.parent} 生成",
            f"there is no data set in {path.parent}; make one with duixian dataset build PATH… -o {path.parent}",
        ) from cause
    return whole


def open_dataset(where: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Gives a DuckDB connection with a view for each table: ``reports``, ``areas``, ``indicators``, ``facts``, ``outcomes``.

    >>> from duixian.publishing.dataset.shipped import open_dataset
    >>> with open_dataset() as data:
    ...     data.sql("select count(*) > 0 from facts").fetchone()
    (True,)
    """
    there = description(where)
    connection = duckdb.connect()
    for resource in there["resources"]:
        path = str((where or folder()) / resource["path"]).replace("'", "''")
        connection.execute(f"CREATE VIEW \"{resource['name']}\" AS SELECT * FROM read_parquet('{path}')")
    return connection


def complaints(where: Path | None = None) -> list[str]:
    """Gives a line for each way in which a data set is not what its description says; none where all is well."""
    there = description(where)
    found: list[str] = []
    for resource in there["resources"]:
        path = (where or folder()) / resource["path"]
        if not path.exists():
            found.append(f"{path.name}: not there")
        elif resource["hash"] != f"sha256:{file_digest(path)}" or resource["bytes"] != path.stat().st_size:
            found.append(f"{path.name}: not the bytes that {PACKAGE} records")
    if found:
        return found
    with open_dataset(where) as data:
        tables = {}
        for table, resource in zip(TABLES, there["resources"], strict=True):
            relation = data.sql(f'select * from "{table.name}"')
            names = [field["name"] for field in resource["schema"]["fields"]]
            if not relation.columns == names == [field.name for field in table.fields]:
                found.append(f"{table.name}: other columns than {PACKAGE} records")
            tables[table.name] = relation.fetchall()
            if len(tables[table.name]) != resource["rows"]:
                found.append(f"{table.name}: {len(tables[table.name])} rows, {resource['rows']} recorded")
    if not found and there["digest"] != f"sha256:{rows_digest(tables)}":
        found.append(f"the rows are not those whose digest {PACKAGE} records")
    return found
