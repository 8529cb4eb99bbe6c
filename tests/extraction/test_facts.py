"""What each number of a sentence means: the cases of ``cases/*.toml``, one runner for all (docs/facts.md says the same in prose)."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from duixian.extraction.facts import extract_facts
from duixian.model import (
    Block,
    BlockKind,
    Confidence,
    Fact,
    Hardness,
    Measure,
    Metadata,
    Named,
    Qualifier,
    Report,
    Role,
    SectionRole,
    View,
)
from duixian.reading.cleaning import clean

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("facts-*.toml"))
FAMILIES = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES]
CONTEXT = {"role": "review", "period": "2024", "year": "2025", "place": "", "place_code": "", "term": "", "kind": "paragraph", "cleaned": False}
"""A review of 2024 in the report that plans for 2025, unless a file or a case says otherwise."""
FORWARD = ("goals", "arrangements", "conduct", "vision")
ENUMS: dict[str, type[StrEnum]] = {"role": Role, "qualifier": Qualifier, "measure": Measure, "hardness": Hardness, "confidence": Confidence}
PLAIN = re.compile(r"(?P<value>\d[\d,]*(?:\.\d+)?)(?P<unit>\D*)")


def cases() -> list[Any]:
    """Every case with its file's context; open ones are strict expected failures."""
    found = []
    for path, family in zip(FILES, FAMILIES, strict=True):
        for case in family["case"]:
            marks = [pytest.mark.xfail(reason=case["reason"], strict=True)] if "reason" in case else []
            context = CONTEXT | family.get("context", {}) | case.get("context", {})
            found.append(pytest.param(case, context, id=f"{path.stem}: {case['name']}", marks=marks))
    return found


def report(text: str, context: dict[str, Any]) -> Report:
    """A report of one paragraph that stands in a section as ``context`` says."""
    view = clean(text) if context["cleaned"] else View(text, (0,), (0,))
    block = Block(0, len(view.text), BlockKind(context["kind"]), -1, SectionRole(context["role"]), context["period"])
    metadata = Metadata(year=Named(context["year"]), term=Named(context["term"]), place=Named(context["place"]), place_code=context["place_code"])
    return Report(name="case", sha256="0" * 64, format="txt", text=text, view=view, metadata=metadata, blocks=(block,))


def completed(expected: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """What a case leaves out, because it goes without saying: the plain reading of quote and paragraph."""
    role = "target" if context["role"] in FORWARD else "actual"
    full: dict[str, Any] = {"role": role, "period": context["period"], "qualifier": "exact", "measure": "level", "base": "", "estimate": False, "value_high": None}
    plain = PLAIN.fullmatch(expected["quote"])
    if plain:
        number = plain["value"].replace(",", "")
        full |= {"value": float(number) if "." in number else int(number), "unit": plain["unit"]}
    full |= expected
    full["hardness"] = full.get("hardness", "plain") if full["role"] == "target" else None
    full |= {field: tuple(full[field]) for field in ("wording", "reasons") if field in full}
    return full


def told(fact: Fact, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a fact that a case speaks of."""
    return {field: getattr(fact, field) for field in fields}


@pytest.mark.parametrize(("case", "context"), cases())
def test_the_numbers_of_a_sentence(case: dict[str, Any], context: dict[str, Any]) -> None:
    facts = extract_facts(report(case["text"], context))
    assert [fact.quote for fact in facts] == [expected["quote"] for expected in case["facts"]]
    wanted = [completed(expected, context) for expected in case["facts"]]
    assert [told(fact, expected) for fact, expected in zip(facts, wanted, strict=True)] == wanted
    assert all(case["text"][fact.start : fact.end] == fact.quote for fact in facts)


def test_the_cases_are_well_formed() -> None:
    names: list[str] = []
    for family in FAMILIES:
        assert set(family) <= {"context", "case"}
        for case in family["case"]:
            assert {"name", "text", "facts"} <= set(case) <= {"name", "text", "facts", "context", "reason"}, case["name"]
            assert set(case.get("context", {})) <= set(CONTEXT), case["name"]
            names.append(case["name"])
            for expected in case["facts"]:
                assert "quote" in expected, case["name"]
                assert set(expected) <= set(Fact.__struct_fields__), case["name"]
                assert PLAIN.fullmatch(expected["quote"]) or {"value", "unit"} <= set(expected), f"{case['name']}: value and unit of {expected['quote']}"
                assert all(expected[field] in set(kind) for field, kind in ENUMS.items() if field in expected), case["name"]
    assert len(names) == len(set(names))
