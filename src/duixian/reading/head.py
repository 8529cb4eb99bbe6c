"""Where the body of a report begins: after title, date, meeting and speaker, and what a page prints before these."""

from __future__ import annotations

import re
from functools import cache

from duixian.language.headings import heading_role, numbering
from duixian.language.lexicon import lexicon
from duixian.model import SectionRole

__all__ = ["body_start"]

LONGEST_HEAD = 60
"""Paragraphs within which the body must begin."""
LEAST_SENTENCE = 25
"""Characters of a sentence with a comma that opens the body."""
LONGEST_HEAD_LINE = 60
"""Characters of a line of the head; longer ones that end a sentence are body."""


@cache
def _salutation() -> re.Pattern[str]:
    return re.compile(lexicon("metadata")["salutation"], re.MULTILINE)


@cache
def _not_body() -> re.Pattern[str]:
    return re.compile(lexicon("metadata")["head_line"])


def body_start(text: str, places: list[tuple[int, int]], aside: set[int]) -> int:
    """Gives the number of the first paragraph of the body.

    A salutation opens it (各位代表); without one the first numbered heading or the first long sentence does.
    """
    for at, (start, _) in enumerate(places[:LONGEST_HEAD]):
        if at not in aside and _salutation().match(text, start):
            return at
    for at, (start, end) in enumerate(places[:LONGEST_HEAD]):
        if at in aside or _not_body().search(text, start, end):
            continue
        number = numbering(text, start, end)
        if number is not None and number.style != "——" and end > number.end:
            return at
        if end - start <= LONGEST_HEAD_LINE and heading_role(text[start:end]) is SectionRole.GLOSSARY:
            return at
        if text[end - 1] in "。：！？；，" and (end - start > LONGEST_HEAD_LINE or (end - start >= LEAST_SENTENCE and "，" in text[start:end])):
            return at
    return 0
