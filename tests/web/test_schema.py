"""The interface for programs holds what its own description says, whatever it is asked (Schemathesis)."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from duixian.web.accounts.models import Token, User
from duixian.web.archive.models import Commitment, Fact, Outcome, Place, Report
from duixian.web.ledger.dispatch.acting import raise_case
from duixian.web.ledger.dispatch.models import Case
from duixian.web.wsgi import application
from tests.web.api_examples import seat

_EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 4}
"""Requests of each kind that are made of each operation."""


@pytest.fixture
def described(archive: list[Report], corrector: User, settings: Any) -> Any:
    """The description as the interface gives it, asked by somebody who may correct and reply."""
    settings.API_LIMIT = settings.API_TOKEN_LIMIT = "1000000/min"
    seat(corrector)
    raise_case(corrector, {"where": "柳岸路12号", "text": "井盖破损", "problem": "roads"})
    _token, key = Token.issue(corrector, "test")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    schema.config.update(headers={"Authorization": f"Bearer {key}"})
    return schema


def _there(path: str, report: Report) -> dict[str, str]:
    """Values for the parameters of a path under which something is kept, so that not every answer is that nothing was found."""
    sort = Commitment if "/commitments/" in path else Fact
    ids = {
        "/reports/": sort.objects.filter(report=report).values_list("record", flat=True)[0],
        "/outcomes/": Outcome.objects.values_list("outcome", flat=True)[0],
        "/indicators/": "gdp",
    }
    if "/ledger/cases/" in path:
        return {"id": Case.objects.values_list("number", flat=True)[0]}
    known = {"ref": report.ref, "slug": Place.objects.get().slug, "id": next((id for part, id in ids.items() if part in path), "")}
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


def _ask(operation: Any, mode: GenerationMode, report: Report, statuses: Counter[int]) -> None:
    """Asks an operation some things that its description allows, or some that it does not, and holds each answer against it."""

    # What is written must also fit the text of the report, and a search must have words: no description can say that.
    beyond = [positive_data_acceptance] if operation.method == "post" or operation.path.endswith("/search") else []

    @bounds(
        max_examples=_EXAMPLES[mode], deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), there=booleans())
    def holds(case: Any, there: bool) -> None:
        if there and mode is GenerationMode.POSITIVE:
            case.path_parameters = {**(case.path_parameters or {}), **_there(operation.path, report)}
        statuses[case.call_and_validate(excluded_checks=beyond).status_code] += 1

    holds()


def test_every_answer_is_as_described(described: Any, report: Report) -> None:
    statuses: Counter[int] = Counter()
    operations = [found.ok() for found in described.get_all_operations()]
    for operation in operations:
        _ask(operation, GenerationMode.POSITIVE, report, statuses)
        with suppress(Unsatisfiable):  # some take whatever they are asked: no parameter, or any name
            _ask(operation, GenerationMode.NEGATIVE, report, statuses)
    assert len(operations) > 25
    assert statuses[200] > 50
    assert statuses[201]
    assert statuses[404]
    assert statuses[422] > 50
