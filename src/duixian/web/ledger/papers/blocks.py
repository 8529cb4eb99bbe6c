"""What an official document says, apart from how it is laid out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Attachment", "Block", "Column", "Document", "Form", "Head", "Heading", "Masthead", "PageBreak", "Paragraph", "Table"]


@dataclass(frozen=True)
class Heading:
    """A heading of the body; ``level`` 1 to 4. Its number is counted where ``numbered``, and starts anew under each heading above it."""

    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body, its first line two characters in unless ``indent`` is off. ``lead`` comes first in bold, ``kai`` sets it all in Kai type."""

    text: str
    lead: str = ""
    indent: bool = True
    kai: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. ``width`` is its share of the page's width beside the others'."""

    title: str
    width: float = 1.0
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its head is repeated on every page and no row is broken. A row of one text runs across all columns, as the head of a group."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Form:
    """A printed form: rows of one or more pairs of what is asked and what is said. An empty answer leaves room to write; ``tall`` names the rows (from 0) that leave more."""

    rows: Sequence[Sequence[tuple[str, str]]]
    tall: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Form | PageBreak


@dataclass(frozen=True)
class Head:
    """A red head (红头) over a document: the name of who issues it."""

    name: str


@dataclass(frozen=True)
class Masthead:
    """A red head over a bulletin (简报, 通报): its name, the issue, and beneath who makes it and on which day."""

    name: str
    issue: str
    maker: str
    day: datetime.date


@dataclass(frozen=True)
class Attachment:
    """An attachment: named after the body, and laid out on pages of its own where it has a body. ``landscape`` turns its pages."""

    title: str
    body: Sequence[Block] = ()
    landscape: bool = False


@dataclass(frozen=True)
class Document:
    """An official document.

    ``number`` stands under the red head, or under the title where there is no head. ``to`` are those it is addressed to (主送). ``copies`` (抄送),
    ``issued_by`` and ``issued_on`` make the record at the foot of the last page (版记). ``note`` is 附注, without its brackets.
    """

    title: str
    body: Sequence[Block]
    number: str = ""
    to: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    signed_by: str = ""
    date: datetime.date | None = None
    note: str = ""
    head: Head | Masthead | None = None
    copies: Sequence[str] = ()
    issued_by: str = ""
    issued_on: datetime.date | None = None
    under_title: str = field(default="")
