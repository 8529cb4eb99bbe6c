"""The articles of a newspaper page: where each begins, its title and who wrote it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.headings import numbering
from duixian.language.lexicon import lexicon

__all__ = ["Article", "articles", "authors", "is_caption", "is_page_line"]

MOST_TITLE_LINES = 3


class Article(NamedTuple):
    """An article, in numbers of paragraphs: its first line, its title lines, the first line after title and byline, and the author's place in the view."""

    first: int
    title_first: int
    title_end: int
    body: int
    author: tuple[int, int]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("articles")[name], re.MULTILINE)


def is_page_line(text: str, start: int, end: int) -> bool:
    """Tells whether a line belongs to the page and to no article (本版摄影…)."""
    return end - start <= 40 and _pattern("page_line").match(text, start, end) is not None


def is_caption(text: str, start: int, end: int) -> bool:
    """Tells whether a paragraph is the caption of a picture."""
    return _pattern("caption").match(text, start, end) is not None


def articles(text: str, places: list[tuple[int, int]], aside: set[int]) -> list[Article]:
    """Gives the articles of a page, in order; none for a text with fewer than two, which is one document.

    An article begins with its title lines before a byline, or with the byline where these follow it; after the first byline, also with the title of a document
    printed in full.
    """
    longest = lexicon("articles")["longest_byline"]
    found: list[Article] = []
    taken = 0
    for at, (start, end) in enumerate(places):
        if at in aside or at < taken:
            taken = max(taken, at + 1)
            continue
        byline = _pattern("byline").match(text, start, end) if end - start <= longest else None
        if byline is not None and byline["author"]:
            first = at
            while first > taken and at - first < MOST_TITLE_LINES and _is_title(text, *places[first - 1]):
                first -= 1
            if first < at:
                found.append(Article(first, first, at, at + 1, byline.span("author")))
                taken = at + 1
                continue
            last = at + 1
            while last < len(places) and last not in aside and last - at <= MOST_TITLE_LINES and _is_title(text, *places[last]):
                last += 1
            if last > at + 1:
                found.append(Article(at, at + 1, last, last, byline.span("author")))
                taken = last
        elif found and _is_title(text, start, end) and _pattern("document").search(text, start, end):
            found.append(Article(at, at, at + 1, at + 1, (-1, -1)))
            taken = at + 1
    return found if len(found) > 1 else []


def _is_title(text: str, start: int, end: int) -> bool:
    if not 4 <= end - start <= lexicon("articles")["longest_title"] or text[end - 1] in "。！？；，：、”":
        return text[end - 1] == "”" and end - start <= 30
    return numbering(text, start, end) is None and not is_page_line(text, start, end) and not is_caption(text, start, end)


def authors(text: str, place: tuple[int, int]) -> str:
    """Gives the names in a byline, parted by a blank, without the words for their posts."""
    start, end = place
    return " ".join(_pattern("posts").sub(" ", text[start:end]).split()) if start >= 0 else ""
