"""What is known of one number while its sentence is read: what stands around it, what it says, what is carried on."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from duixian.extraction.quantity import Quantity
from duixian.extraction.stretches import Left
from duixian.language.periods import Cue
from duixian.model import Measure, Qualifier

__all__ = ["Around", "Reading", "Sentence", "Walk"]


class Around(msgspec.Struct, frozen=True, gc=False):
    """What stands around one number.

    Attributes:
        text: The view text of the report.
        quantity: The number.
        raw: The stretch between the number before and this one, without time expressions.
        left: What ``raw`` says.
        reach: Where the number ends with the qualifier behind it.
        limit: Where the next number begins, or the sentence ends.
        following: The next number of the sentence.
    """

    text: str
    quantity: Quantity
    raw: str
    left: Left
    reach: int
    limit: int
    following: Quantity | None

    @property
    def between(self) -> str:
        """The text between this number and the next, empty where there is none."""
        return self.text[self.reach : self.following.start] if self.following is not None else ""


class Sentence(NamedTuple):
    """Where a sentence stands.

    ``whole`` is where it begins behind the last full stop, ``begin`` behind the last semicolon, both in the view;
    ``start`` and ``end`` are its extent in the source, ``times`` its time expressions from ``whole`` on, ``path`` the
    headings above it.
    """

    whole: int
    begin: int
    start: int
    end: int
    times: list[Cue]
    path: str


class Reading(msgspec.Struct, gc=False):
    """One number that states a fact, before role and period are known.

    Attributes:
        quantity: The number.
        name: Its indicator.
        left: What stood before it.
        rules: The names of the rules that made it, the one for the number first and the one for the name second.
        end: Where the number ends with the qualifier behind it.
        qualifier: How exactly it is meant.
        words: The words that say so.
        right: Whether a qualifier stands behind it.
        measure: How it measures its indicator.
        baseline: Whether it is only the value compared with.
        yearly: Whether it is an average for each year of its period.
        verb: The verb that counts it.
        dropped: Whether words before that verb were left out of the name.
    """

    quantity: Quantity
    name: str
    left: Left
    rules: list[str]
    end: int
    qualifier: Qualifier
    words: list[str]
    right: bool
    measure: Measure = Measure.LEVEL
    baseline: bool = False
    yearly: bool = False
    verb: str = ""
    dropped: bool = False

    @property
    def start(self) -> int:
        """Where the number begins in the view."""
        return self.quantity.start

    @property
    def name_rule(self) -> str:
        """The name of the rule that found the indicator."""
        return self.rules[1]


class Walk(msgspec.Struct, gc=False):
    """What is carried from number to number inside a sentence.

    Attributes:
        reached: Up to where the text was used.
        times: The time expressions of the sentence.
        subject: The indicator spoken of, for clauses that only add to it.
        noun: The thing counted last behind its unit.
        names: The indicators found so far.
        verb: The verb that counts, for the rest of its list.
        spread: Names still to come of a list that 分别 spreads its values over.
        spread_first: The first reading of that list, whose measure the others share.
        paired: Names of a list of first values (分别从…), each of which a second value will take.
        pair_name: The name of a first value whose second value comes next.
        last: The reading before.
        setting: Whether the list just read is a setting and no fact.
        dropped: Whether words before the verb were left out of the name just found.
        changed: What a verb says that has a level as its object (增加投资), empty for other names.
    """

    reached: int
    times: list[Cue]
    subject: str = ""
    noun: str = ""
    names: list[str] = []
    verb: str = ""
    spread: list[str] = []
    spread_first: Reading | None = None
    paired: list[str] = []
    pair_name: str = ""
    last: Reading | None = None
    setting: bool = False
    dropped: bool = False
    changed: Measure | None = None
