"""Feeds of the board and of one item: Atom (RFC 4287), with ids that stay the same whatever the address of the site is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lxml import etree

from duixian.web.ledger.openly.board import shown_one, update_words
from duixian.web.ledger.openly.models import Publication, Update

__all__ = ["CONTENT_TYPE", "board_feed", "item_feed"]

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_BOARD = uuid.UUID("6f1d0a52-8c1e-4b37-9d0e-3a5d1c6b7e21")
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


def board_feed(updates: Iterable[Update], root: str, own: str, author: str, place: str) -> bytes:
    """Gives the feed of what changed on the whole board, the newest first; ``root`` is the site's address, ``own`` the feed's, ``place`` makes its id this board's."""
    rows = list(updates)
    return _feed(_("Public board"), uuid.uuid5(_BOARD, place).urn, f"{root}/board/", f"{root}{own}", author, rows, root)


def item_feed(row: Publication, updates: Iterable[Update], root: str, own: str, author: str) -> bytes:
    """Gives the feed of one published item, the newest first."""
    one = shown_one(row)
    return _feed(one.title, row.uid.urn, f"{root}{one.url}", f"{root}{own}", author, list(updates), root)


def _feed(title: str, id: str, page: str, own: str, author: str, updates: list[Update], root: str) -> bytes:
    feed = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", get_language() or "zh-hans")
    _add(feed, "id", id)
    _add(feed, "title", title)
    _add(feed, "updated", _when(max((one.at for one in updates), default=_BEGIN)))
    _add(_add(feed, "author"), "name", author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    for one in updates:
        entry = _add(feed, "entry")
        words = update_words(one)
        title = one.publication.current.title if one.publication.current else ""
        _add(entry, "id", uuid.uuid5(one.publication.uid, str(one.pk)).urn)
        _add(entry, "title", _("%(item)s: %(news)s") % {"item": title, "news": words})
        _add(entry, "updated", _when(one.at))
        _add(entry, "link", rel="alternate", type="text/html", href=f"{root}/board/{one.publication_id}/")
        _add(entry, "summary", words, type="text")
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text:
        made.text = text
    return made


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
