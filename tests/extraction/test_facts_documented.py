"""docs/facts.md keeps step with the facts: every field, every rule, every reason, and the examples in its table of numbers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import duixian
from duixian.extraction import certainty
from duixian.extraction.quantities import quantities
from duixian.model import Confidence, Fact, Measure, Qualifier, Role

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
RULES = {name for row in re.findall(r"^\| (`[a-z ]+`(?:, `[a-z ]+`)*) \|", PAGE.split("## Names of the rules")[1], re.MULTILINE) for name in re.findall(r"`([a-z ]+)`", row)}
NUMBERS = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in PAGE.split("| --- | --- | --- | --- | --- |\n")[1].split("\n\n")[0].splitlines()]


def test_every_field_is_explained() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert set(Fact.__struct_fields__) <= named
    assert {value.value for kind in (Role, Measure, Qualifier, Confidence) for value in kind} <= named


def test_every_rule_that_made_a_fact_is_explained() -> None:
    assert len(RULES) > 25
    made = {rule for path in sorted((ROOT / "examples" / "reports").glob("*.txt")) for fact in duixian.read(path).facts for rule in fact.rules}
    assert len(made) > 15
    assert made <= RULES


def test_every_reason_is_explained() -> None:
    source = ast.parse(Path(certainty.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"]
    reasons = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(reasons) > 8
    assert {reason for reason in reasons if str(reason) not in PAGE} == set()


@pytest.mark.parametrize(("written", "value", "unit", "dimension", "base"), NUMBERS)
def test_the_numbers_in_its_table(written: str, value: str, unit: str, dimension: str, base: str) -> None:
    for form in written.split(", "):
        if form.startswith("每"):
            continue  # a denominator before the number is read with the sentence
        (quantity,) = quantities(f"绿地{form}。", [])
        assert float(quantity.value) == float(value)
        assert quantity.scale + quantity.unit + quantity.per == unit
        assert quantity.dimension == dimension
        assert float(quantity.value * quantity.factor.scaleb(quantity.power)) == float(base)
