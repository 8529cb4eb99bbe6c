"""How much is read before a file is refused. Each limit has its unit and its reason.

A national report is 20,000 characters: 60 kB of text, 70 kB as docx, at most 2 MB as PDF. The limits stand far above
what offices and newspapers publish and far below what would stop a machine.
"""

from __future__ import annotations

__all__ = [
    "MAX_EXPANSION",
    "MAX_FILE_BYTES",
    "MAX_MEMBERS",
    "MAX_PAGES",
    "MAX_PART_BYTES",
    "MAX_ROW_CHARS",
    "MIN_ARCHIVE_BYTES",
    "MIN_EXPANSION_BYTES",
]

MAX_FILE_BYTES = 100 * 1024 * 1024
"""Bytes of one document. A scanned yearbook of 600 pages is about 60 MB; nothing longer is a report."""

MAX_PART_BYTES = 64 * 1024 * 1024
"""Bytes of one part of a docx once unpacked. The XML of a report is under 5 MB; parsing costs ten times the bytes."""

MAX_EXPANSION = 200
"""Times that a member of an archive may grow when unpacked. Text shrinks to a third, XML to a thirtieth."""

MIN_EXPANSION_BYTES = 4 * 1024 * 1024
"""Bytes below which growth is not looked at: a small page of one repeated character is no bomb."""

MIN_ARCHIVE_BYTES = 256 * 1024 * 1024
"""Bytes that the members of one archive may unpack to together before their growth is looked at."""

MAX_MEMBERS = 100_000
"""Members of one archive. All reports of all counties over thirty years are fewer."""

MAX_PAGES = 5_000
"""Pages of one PDF."""

MAX_ROW_CHARS = 50_000_000
"""Characters of one row of a csv or one line of a jsonl; longer means that a quote was never closed."""
