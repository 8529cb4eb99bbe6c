"""Rows to fill the addresses of the ledger with, in tests that go over all of them: one district, in which everything is there once.

A room adds its own: a function that makes (or finds) the row in the district and gives the parameters, under the names of the addresses it is for.
An address without an entry is asked with a row that is not there.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from duixian.web.ledger.acting import act
from duixian.web.ledger.log import Handed
from duixian.web.ledger.models import Item, Paper
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

__all__ = ["KNOWN", "Ground", "known"]

Maker = Callable[["Ground"], dict[str, Any]]
KNOWN: dict[str, Maker] = {}
"""Name of an address → what gives its parameters."""


def known(*names: str) -> Callable[[Maker], Maker]:
    """Gives a decorator that puts a maker under names."""

    def put(maker: Maker) -> Maker:
        KNOWN.update(dict.fromkeys(names, maker))
        return maker

    return put


class Ground:
    """The district and what was made in it; each row is made once."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.item = cache(self._item)
        self.draft = cache(district.draft)
        self.paper = cache(self._paper)
        self.case = cache(self._case)
        self.slip = cache(self._slip)
        self.publication = cache(self._publication)
        self.suggestion = cache(self._suggestion)

    def parameters(self, name: str) -> dict[str, Any]:
        """The parameters of an address, empty where nobody said any."""
        maker = KNOWN.get(name)
        return maker(self) if maker else {}

    def _item(self) -> Item:
        return self.district.at_work()

    def _paper(self) -> Paper:
        event = act(self.item(), Act.REPORT, self.district.user("officer1"), {"as_of": "2026-04-30", "value": "2"}, papers=[Handed("现场.txt", io.BytesIO(b"photo"))])
        return Paper.objects.get(event=event)

    def _case(self) -> Any:
        from duixian.web.ledger.dispatch.acting import raise_case

        return raise_case(self.district.user("community1"), {"where": "柳岸路12号门前", "text": "夜间占道", "problem": "street_order", "pass_up": True})

    def _publication(self) -> Any:
        from duixian.web.ledger.openly.steps import approve, drafted, propose

        row = propose(self.item(), self.district.user("delivery"), drafted(self.item()), {}).publication
        return approve(row, self.district.user("leader"))

    def _suggestion(self) -> Any:
        from duixian.web.ledger.openly.voicing import suggest

        return suggest("希望公园里多几张座椅", "", self.publication())

    def _slip(self) -> Any:
        from duixian.web.ledger.urging.schemes import in_force
        from duixian.web.ledger.urging.steps import draft as draft_slip

        said = {"office": self.district.offices["department1"].pk, "matter": "新建公园进度滞后", "asked": "加快施工", "due": "2026-12-20", "colour": in_force().colours[0].key}
        return draft_slip(self.district.ledger, self.district.user("delivery"), said, item=self.item())


@known(
    "ledger:table", "ledger:add", "ledger:drafts", "ledger:drafts-bulk", "ledger:breakdown", "ledger:differences", "ledger:material", "ledger:material-docx",
    "ledger:year-end", "ledger:ledger-xlsx", "ledger:plan-docx",
)  # fmt: skip
def _ledger(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.district.ledger.pk}


@known("ledger:publication", "ledger:publication-act", "public:item", "public:item-feed", "public:voice")
def _publication(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.publication().pk}


@known("ledger:voice-act", "public:answer")
def _suggestion(ground: Ground) -> dict[str, Any]:
    row, secret = ground.suggestion()
    return {"pk": row.pk, "token": secret}


@known("ledger:publication-edit")
def _publication_edit(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.item().pk}


@known("ledger:item", "ledger:act")
def _item(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.item().pk, "act": "report"}


@known("ledger:draft", "ledger:split")
def _draft(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.draft().pk}


@known("ledger:paper")
def _paper(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.paper().pk}


@known("ledger:case")
def _case(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.case().pk}


@known("ledger:slip", "ledger:slip-edit", "ledger:slip-docx", "ledger:slip-step")
def _slip(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.slip().pk, "step": "submit"}


@known("accounts:office", "accounts:office-edit", "accounts:office-close", "accounts:post-add")
def _office(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.district.offices["department2"].pk}


@known("accounts:post", "accounts:post-hand-over", "accounts:post-close")
def _post(ground: Ground) -> dict[str, Any]:
    return {"pk": ground.district.posts["officer2"].pk}
