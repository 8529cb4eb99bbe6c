"""Where items of a kind stand: stages reached, money, votes, particulars; the pipeline of projects and the rates of proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from duixian.web.ledger.kinds.models import Counting, Particular, Stage, Sum
from duixian.web.ledger.kinds.words import KindOf, Named, Rate, kind_of, rates
from duixian.web.ledger.models import Item, Kind, Ledger, State

__all__ = ["Pipeline", "Share", "Standing", "counted", "counting_of", "pipeline", "shares", "standings"]

_OUT = (State.DRAFT, State.DROPPED, State.MERGED)


class Standing(NamedTuple):
    """What is known of one item: the day of each stage reached, the newest of each sum with its day, the particulars."""

    item: Item
    stages: dict[str, date]
    sums: dict[str, tuple[Decimal, date]]
    particulars: dict[str, str]

    def furthest(self, kind: KindOf) -> Named | None:
        """The last stage reached, in the order of the kind's."""
        reached = [one for one in kind.stages if one.key in self.stages]
        return reached[-1] if reached else None


class Pipeline(NamedTuple):
    """The projects of a year: how many reached each stage, and the totals of each sum over all of them."""

    stages: list[tuple[Named, int]]
    sums: list[tuple[Named, Decimal]]
    projects: list[Standing]


class Share(NamedTuple):
    """A rate: how many of ``of`` items are so."""

    rate: Rate
    so: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """The share in %, None of nothing."""
        return round(Decimal(self.so) * 100 / self.of, 1) if self.of else None


def standings(items: Iterable[Item]) -> list[Standing]:
    """Gives where each item stands, in their order; three queries."""
    listed = list(items)
    keys = [item.pk for item in listed]
    stages: dict[int, dict[str, date]] = defaultdict(dict)
    for stage in Stage.objects.filter(item__in=keys).order_by("id"):
        if stage.undone:
            stages[stage.item_id].pop(stage.stage, None)
        else:
            stages[stage.item_id][stage.stage] = stage.on
    sums: dict[int, dict[str, tuple[Decimal, date]]] = defaultdict(dict)
    for one in Sum.objects.filter(item__in=keys).order_by("on", "id"):
        sums[one.item_id][one.sort] = (one.amount, one.on)
    particulars: dict[int, dict[str, str]] = defaultdict(dict)
    for part in Particular.objects.filter(item__in=keys).order_by("id"):
        particulars[part.item_id][part.name] = part.value
    return [Standing(item, stages[item.pk], sums[item.pk], particulars[item.pk]) for item in listed]


def pipeline(ledger: Ledger) -> Pipeline:
    """Gives the investment projects of a ledger, with how many reached each stage and what their money comes to."""
    kind = kind_of(Kind.PROJECT)
    assert kind is not None
    projects = standings(ledger.items.filter(kind=Kind.PROJECT).exclude(state__in=_OUT).select_related("lead").order_by("number"))
    return Pipeline(
        [(stage, sum(stage.key in one.stages for one in projects)) for stage in kind.stages],
        [(sort, sum((one.sums[sort.key][0] for one in projects if sort.key in one.sums), Decimal(0))) for sort in kind.sums],
        projects,
    )


def counting_of(goal: Item) -> Counting | None:
    """Gives what of the projects counts for a goal now, None where nothing does."""
    last = goal.countings.order_by("-id").first()
    return last if last is not None and (last.stage or last.sort) else None


def counted(goal: Item, counting: Counting) -> Decimal:
    """Gives the progress of a goal as its year's projects make it: how many reached the stage, or what their money comes to, in the goal's unit."""
    whole = pipeline(goal.ledger)
    named = dict(
        [(stage.key, Decimal(count)) for stage, count in whole.stages] if counting.stage else [(sort.key, amount) for sort, amount in whole.sums]
    )
    return round(named.get(counting.stage or counting.sort, Decimal(0)) * counting.factor, 4)


def shares(proposals: list[Standing]) -> list[Share]:
    """Gives the rates of proposals that were assigned."""
    assigned = [one for one in proposals if one.item.assigned_at]
    return [
        Share(rate, sum((rate.stage in one.stages) if rate.stage else (one.particulars.get(rate.particular) in rate.values) for one in assigned), len(assigned))
        for rate in rates()
    ]
