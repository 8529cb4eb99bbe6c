"""Small figures over time: one indicator in several places, each with its goals and results year by year."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from duixian.errors import UsageError
from duixian.model import Comparison, ComparisonRow
from duixian.publishing.plotted import Results, of_comparison
from duixian.web.archive.measured import Measured
from duixian.web.archive.models import Cell, Place

__all__ = ["MOST", "plot_over_time"]

MOST = 12
"""Places drawn at once."""

_row = msgspec.json.Decoder(ComparisonRow)


def plot_over_time(what: Measured, places: Sequence[Place], language: str) -> Results | None:
    """Gives the plot of one indicator and form in some places over all years, the first :data:`MOST` of them; None where nothing is to be drawn."""
    some = places[:MOST]
    order = {place.pk: at for at, place in enumerate(some)}
    found = Cell.objects.filter(key=what.key, place__in=list(order), form=what.form).values_list("place_id", "year", "record")
    rows = tuple(_row.decode(record) for _place, _year, record in sorted(found, key=lambda one: (order[one[0]], one[1])))
    try:
        return of_comparison(Comparison(indicator=what.name(language), rows=rows), language=language)
    except UsageError:
        return None
