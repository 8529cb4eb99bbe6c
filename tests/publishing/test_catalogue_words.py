"""Every code of the catalogue of indicators has a name people can read."""

from __future__ import annotations

from duixian.language.lexicon import table
from duixian.publishing.wording import wording


def test_codes_are_named() -> None:
    names = wording()["value"]
    rows = table("indicators")
    assert {row["theme"] for row in rows} <= set(names["theme"])
    assert {row["better"] for row in rows} <= {"", *names["better"]}
    assert {part for row in rows for part in row["dimension"].split("/")} <= set(names["dimension"])
