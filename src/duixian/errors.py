"""Everything that can go wrong, as one tree.

    DuixianError
    ├── UsageError            the caller asked for something that cannot be: unknown format, no input
    ├── ReadingError          one file cannot be read; names the file and says what to do
    │   ├── EmptyInput        nothing in it
    │   ├── UnknownFormat     not one of the formats that are read
    │   ├── DamagedInput      truncated, broken or not what its name says
    │   ├── EncryptedInput    needs a password
    │   ├── NoTextLayer       a scanned PDF: pictures of pages without text
    │   ├── UnknownEncoding   text in no encoding that is known here
    │   └── TooLarge          over a limit (file, archive member, expansion of an archive)
    ├── MissingExtra          something that is not installed is needed: an extra of this package, a font
    └── LexiconError          a data file shipped with the package contradicts itself

A message has three parts: what, where, what to do. ``message(language)`` gives it in ``zh`` or ``en``.
"""

from __future__ import annotations

__all__ = [
    "DamagedInput",
    "DuixianError",
    "EmptyInput",
    "EncryptedInput",
    "LexiconError",
    "MissingExtra",
    "NoTextLayer",
    "ReadingError",
    "TooLarge",
    "UnknownEncoding",
    "UnknownFormat",
    "UsageError",
]


class DuixianError(Exception):
    """Base of every error this package raises; carries its message in Chinese and in English.

    Args:
        zh: One clear sentence in Chinese: what, where, what to do.
        en: The same in English.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def message(self, language: str = "zh") -> str:
        """Gives the message in ``zh`` or ``en`` (anything else reads as ``en``)."""
        return self.zh if language.startswith("zh") else self.en


class UsageError(DuixianError):
    """The caller asked for something that cannot be."""


class ReadingError(DuixianError):
    """One file cannot be read."""


class EmptyInput(ReadingError):
    """The file holds no text."""


class UnknownFormat(ReadingError):
    """The file is not of a format that is read."""


class DamagedInput(ReadingError):
    """The file is truncated, broken or not what its name says."""


class EncryptedInput(ReadingError):
    """The file needs a password."""


class NoTextLayer(ReadingError):
    """A PDF of pictures without text."""


class UnknownEncoding(ReadingError):
    """Text in no encoding that is known here."""


class TooLarge(ReadingError):
    """The file or what it unpacks to is over a limit."""


class MissingExtra(DuixianError):
    """Something that is not installed is needed; the message says what to install."""


class LexiconError(DuixianError):
    """A data file shipped with the package contradicts itself."""
