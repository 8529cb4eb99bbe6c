"""Lists of offices, posts and people as xlsx: written, read, and brought in after a look at what would change."""

from __future__ import annotations

from duixian.web.accounts.lists.bringing import Change, Outcome, bring
from duixian.web.accounts.lists.reading import Fault, Row, read_list
from duixian.web.accounts.lists.writing import template, write_list

__all__ = ["Change", "Fault", "Outcome", "Row", "bring", "read_list", "template", "write_list"]
