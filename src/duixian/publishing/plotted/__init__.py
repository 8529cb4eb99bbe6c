"""What charts show, before they are drawn: a record for each kind of figure, with title, summary in words and the table behind it.

============================================  =======================================  ==========================
what a page has                               gives                                    what is drawn
============================================  =======================================  ==========================
a series (place, indicator)                   :func:`of_series`                        targets beside results over the years
a comparison, or rows of one                  :func:`of_comparison`                    years, places by rank, small figures, or places together
rows of a nation, its province, city …        :func:`of_levels`                        goals through the levels of government
standings of one place                        :func:`of_standings`                     verdicts of each year, as shares
counts of phrases                             :func:`of_phrases`                       a line for each phrase
rows of one place and indicator               :func:`of_hardness`                      how hard the goal is worded, in steps
============================================  =======================================  ==========================
"""

from __future__ import annotations

from duixian.publishing.plotted.levels import of_levels
from duixian.publishing.plotted.plots import (
    ACTUAL,
    MOST_LINES,
    TARGET,
    Amount,
    AnyPlot,
    Cell,
    Counting,
    Layout,
    Lines,
    Part,
    Plot,
    Point,
    Results,
    Row,
    Shares,
    Source,
    Step,
    Steps,
)
from duixian.publishing.plotted.results import of_comparison, of_series
from duixian.publishing.plotted.said import Use, of_hardness, of_phrases
from duixian.publishing.plotted.verdicts import of_standings

__all__ = [
    "ACTUAL",
    "MOST_LINES",
    "TARGET",
    "Amount",
    "AnyPlot",
    "Cell",
    "Counting",
    "Layout",
    "Lines",
    "Part",
    "Plot",
    "Point",
    "Results",
    "Row",
    "Shares",
    "Source",
    "Step",
    "Steps",
    "Use",
    "of_comparison",
    "of_hardness",
    "of_levels",
    "of_phrases",
    "of_series",
    "of_standings",
]
