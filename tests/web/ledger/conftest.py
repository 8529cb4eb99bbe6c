"""A small district and the ledger of its year."""

from __future__ import annotations

import pytest

from duixian.web.ledger.models import Ledger
from tests.web.ledger.district import District, build


@pytest.fixture
def district(db: None) -> District:
    """People who sign in as what they are: delivery, leader, auditor, officer1, head1, street1, community1 …"""
    return build()


@pytest.fixture
def ledger(district: District) -> Ledger:
    """The ledger of 2026, empty."""
    return district.ledger
