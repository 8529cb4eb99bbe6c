"""A report as labels: a reader that is measured against its own reading scores 1.0, and a correction is the difference."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bench.labels import LabelledPromise, Number, mentions
from bench.labels import _number as number_of
from bench.scoring import FIELDS, balance, score_facts, score_promises
from duixian.model import Fact, Report
from duixian.web.accounts.models import User
from duixian.web.archive.correcting_actions import Anchor, Basis, basis_of, correct
from duixian.web.archive.correcting_forms import values_of
from duixian.web.archive.labels import commitment_labels, fact_labels
from duixian.web.archive.models import CorrectionKind
from duixian.web.archive.models import Report as StoredReport

pytestmark = pytest.mark.django_db


def numbers(client: Client, report: StoredReport) -> list[Number]:
    """The exported labels as the benchmark reads them, beside the exported text."""
    text = client.get(f"/reports/{report.ref}/text.txt").content.decode()
    spans = mentions(text)
    lines = client.get(f"/reports/{report.ref}/labels/facts.jsonl").content.decode().splitlines()
    return [number_of(json.loads(line), spans) for line in lines]


def promises(client: Client, report: StoredReport) -> list[LabelledPromise]:
    lines = client.get(f"/reports/{report.ref}/labels/commitments.jsonl").content.decode().splitlines()
    return [LabelledPromise(line["start"], line["end"], line["checkable"]) for line in map(json.loads, lines)]


def scores(labelled: list[Number], machine: Report) -> dict[str, float]:
    tally = score_facts(labelled, machine.facts)
    figures = {key: balance(tally[key], tally["labelled"], tally["given"]) for key in ("found", "core", "record")}
    return figures | {field: tally[field] / tally["found"] for field in FIELDS}


def test_an_uncorrected_report_is_its_own_best_label(client: Client, archive: list[StoredReport]) -> None:
    for report in archive:
        machine = report.machine()
        found = scores(numbers(client, report), machine)
        # A figure without a name is never right to the scorer; every other field of every figure is.
        ends = [1 + (fact.value_high is not None) for fact in machine.facts]
        named = sum(count for count, fact in zip(ends, machine.facts, strict=True) if fact.indicator) / sum(ends)
        assert found == {**dict.fromkeys(found, 1.0), "core": pytest.approx(named), "record": pytest.approx(named), "indicator": pytest.approx(named)}
        tally = score_promises(promises(client, report), machine.commitments)
        assert tally["hit"] == tally["labelled"] == tally["given"] == tally["agree"] == len(machine.commitments)
        assert tally["c_hit"] == tally["c_labelled"] == tally["c_given"]


def test_every_number_of_the_text_has_a_line(client: Client, report: StoredReport) -> None:
    machine = report.machine()
    lines = [json.loads(line) for line in client.get(f"/reports/{report.ref}/labels/facts.jsonl").content.decode().splitlines()]
    assert [line["i"] for line in lines if line["i"] is not None] == list(range(len(mentions(machine.text))))
    assert {line["r"] for line in lines} <= {"actual", "baseline", "target", "date", "name", "context", "chrome"}
    by_role = {role: sum(line["r"] == role for line in lines) for role in ("actual", "target", "date")}
    assert by_role["date"] > 5
    assert by_role["target"] >= sum(fact.role == "target" for fact in machine.facts)


def test_corrections_are_the_difference(client: Client, report: StoredReport, corrector: User) -> None:
    machine = report.machine()
    first, second, third = machine.facts[:3]

    def say(fact: Fact, kind: CorrectionKind, **fields: Any) -> None:
        given = {**values_of(fact), "wording": list(fact.wording), **fields} if kind == CorrectionKind.AMENDED else {}
        correct(corrector, report.pk, Anchor("fact", fact.start, fact.end), kind, basis_of(fact, None), fields=given)

    say(first, CorrectionKind.AMENDED, value=777)
    say(second, CorrectionKind.WRONG)
    say(third, CorrectionKind.RIGHT)
    labelled = numbers(client, report)
    tally = score_facts(labelled, machine.facts)
    count = len(machine.facts)
    assert (tally["given"] - tally["labelled"], tally["found"], tally["found"] - tally["value"]) == (1, tally["given"] - 1, 1)
    assert count - 1 == sum(number.is_fact for number in labelled) - sum(fact.value_high is not None for fact in machine.facts)
    at = machine.text.index("老旧小区")
    added = {
        "role": "actual", "indicator": "小区", "value": 1, "value_high": None, "unit": "个", "qualifier": "exact", "measure": "level",
        "period": "2024", "base": "", "estimate": False, "hardness": None, "wording": [], "start": at, "end": at + 4,
    }  # fmt: skip
    correct(corrector, report.pk, Anchor("fact", at, at + 4), CorrectionKind.ADDED, Basis(0, ""), fields=added)
    lines = [json.loads(line) for line in client.get(f"/reports/{report.ref}/labels/facts.jsonl").content.decode().splitlines()]
    assert {"i": None, "start": at, "end": at + 4, "r": "actual", "ind": "小区", "v": 1, "u": "个", "q": "exact", "m": "level", "p": "2024"} in lines
    one = machine.commitments[0]
    correct(corrector, report.pk, Anchor("commitment", one.start, one.end), CorrectionKind.WRONG, basis_of(one, None))
    assert len(promises(client, report)) == len(machine.commitments) - 1


@pytest.mark.shared
def test_shared_scorers_agree(shared: Path, tmp_path: Path) -> None:
    """The scorers beside the labels give 1.0 as well, on real reports of every age."""
    sys.path.insert(0, str(shared / "score"))
    from score_commitments import match  # type: ignore[import-not-found]
    from score_facts import f1, read, score  # type: ignore[import-not-found]

    import duixian

    for kind in ("gold", "given"):
        (tmp_path / kind).mkdir()
    named = count = 0
    for name in ("china-1955-report", "china-1993-report", "hunan-2025-report", "nankai-2024-newspage", "nankai-2021-report"):
        report = duixian.read(shared / "reports" / f"{name}.txt")
        (tmp_path / "gold" / f"{name}.jsonl").write_text("\n".join(fact_labels(report)), encoding="utf-8")
        given = "\n".join(json.dumps({**{field: getattr(fact, field) for field in ("start", "end", "indicator", "value", "value_high", "unit", "period")}, "role": fact.role.value, "measure": fact.measure.value, "qualifier": fact.qualifier.value}) for fact in report.facts)
        (tmp_path / "given" / f"{name}.jsonl").write_text(given, encoding="utf-8")
        named += sum(bool(fact.indicator) * (1 + (fact.value_high is not None)) for fact in report.facts)
        count += sum(1 + (fact.value_high is not None) for fact in report.facts)
        labels = [json.loads(line) for line in commitment_labels(report)]
        assert len(match(labels, [{"start": one.start, "end": one.end} for one in report.commitments])) == len(labels)
    assert read(tmp_path / "gold" / "china-1993-report.jsonl")
    total, fields, _per, _misses = score(tmp_path / "gold", tmp_path / "given", shared / "reports")
    assert f1(total["found"], total["gold"], total["predicted"]) == 1.0
    assert f1(total["core"], total["gold"], total["predicted"]) == pytest.approx(named / count)
    assert all(fields[field] == fields["n"] for field in ("role", "value", "unit", "measure", "period", "qualifier"))
