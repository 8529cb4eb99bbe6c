"""Web pages: the text as a reader sees it, the document found in it, the rest marked as furniture.

The source text has a line for each block element and line break, and for each row of a table of data (cells parted by
a tab), in the order of the page. Scripts, styles and hidden elements are left out. The document is the deepest
element that holds most of the page's prose, with its title; all other lines are furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from duixian.errors import DamagedInput, EmptyInput
from duixian.language.lexicon import lexicon
from duixian.model import Anchor, Span
from duixian.reading.content import Text
from duixian.reading.mainpart import Line, furniture_of
from duixian.reading.plain import decode

__all__ = ["read_html"]

Node = Any
"""A selectolax node; the library gives no types."""

_DEEPEST = 1_000
"""Elements inside one another. Browsers cut at 512; the parser's time grows with the depth of every element."""

_MOST_ATTRIBUTES = 2_000
"""Attributes of one element; the parser compares each with all before it."""

_LONGEST_PATH = 400
"""Characters of an anchor's path; elements below stand under the last one named."""

_DATA_CELL = 60
"""Nodes that a cell of a table of data may have; a cell with more is a frame around a part of the page."""

_DATA_LINES = 3
"""Paragraphs and line breaks that such a cell may have."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)|<!--")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{8000,}")
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
_OPTIONAL = {"p": "p", "li": "li", "td": "td", "th": "td", "tr": "tr", "dd": "dd", "dt": "dd", "option": "option"}
_FENCES = frozenset({"table", "ul", "ol", "dl", "select", "div", "td"})
_NONE_SHOWN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—\U00020000-\U0003ffff]"
_BROKEN = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_RUN = re.compile(r"[ \t\r\n\f]+")


class _Frame(NamedTuple):
    """An element that is being read: its name, where it stands, and what of it is counted."""

    node: Node
    tag: str
    path: str
    counts: dict[str, int]
    first: int
    link: bool
    page: bool


def read_html(name: str, data: bytes) -> Text:
    """Gives the text of a web page with an anchor for each line and its furniture.

    Raises:
        DamagedInput: elements inside one another without end.
        EmptyInput: the page shows no text; its content comes by script.
    """
    from selectolax.lexbor import LexborHTMLParser

    declared = _CHARSET.search(data[:8192])
    markup, encoding = decode(name, data, declared.group(1).decode("ascii").lower() if declared else "")
    _check_depth(name, markup)
    writer = _Writer()
    tree = LexborHTMLParser(markup)
    if tree.body is not None:
        writer.read(tree.body)
    text = "".join(writer.pieces)
    if not text.strip():
        raise EmptyInput(
            f"{name}：网页里没有可读的文字，正文可能由脚本生成；请在浏览器中打开后另存或复制为 txt",
            f"{name}: the page shows no text, it may be made by a script; open it in a browser and save or copy it as txt",
        )
    title = tree.css_first("title")
    furniture = furniture_of(writer.lines, title.text() if title is not None else "")
    anchors = tuple(Anchor(line.start, line.end, line.path) for line in writer.lines)
    return Text(text=text, anchors=anchors, furniture=tuple(Span(start, end) for start, end in furniture), encoding=encoding)


class _Writer:
    """Walks the tree once, from element to element without recursion, and writes a line for each block."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.lines: list[Line] = []
        self._size = 0
        self._line: list[str] = []
        self._linked = 0
        self._path = ""
        self._heading = False
        self._frames: list[_Frame] = []
        self._words = _words()

    def read(self, body: Node) -> None:
        """Writes the text of ``body``."""
        self._open(body, "html/body")
        node = body.first_child
        while self._frames:
            if node is None:
                node = self._close()
            elif node.tag == "-text":
                self._line.append(node.text_content or "")
                if self._frames[-1].link:
                    self._linked += len(node.text_content or "")
                node = node.next
            elif not self._shown(node):
                node = node.next
            elif node.tag == "br":
                self._flush()
                node = node.next
            else:
                frame = self._frames[-1]
                count = frame.counts[node.tag] = frame.counts.get(node.tag, 0) + 1
                path = f"{frame.path}/{node.tag}[{count}]" if len(frame.path) < _LONGEST_PATH else frame.path
                if node.tag == "tr" and (cells := _cells(node)):
                    self._row(cells, path)
                    node = node.next
                else:
                    self._open(node, path)
                    node = node.first_child
        self._flush()

    def _open(self, node: Node, path: str) -> None:
        tag = node.tag
        before = self._frames[-1] if self._frames else None
        if tag in self._words["blocks"]:
            self._flush()
        link = tag == "a" or (before is not None and before.link)
        page = tag in self._words["page"] or (before is not None and before.page)
        self._frames.append(_Frame(node, tag, path, {}, len(self.lines), link, page))
        if tag in self._words["blocks"] or not self._path:
            self._path = path
        self._heading = self._heading or tag in self._words["headings"]

    def _close(self) -> Node:
        block = self._frames[-1].tag in self._words["blocks"]
        if block:
            self._flush()
        frame = self._frames.pop()
        if block and self._frames:
            self._path = next((outer.path for outer in reversed(self._frames[-8:]) if outer.tag in self._words["blocks"]), frame.path)
        return frame.node.next if self._frames else None

    def _flush(self) -> None:
        """Ends the line that is being written; a blank one leaves no trace."""
        if not self._line:
            return
        raw = "".join(self._line)
        self._line.clear()
        linked, self._linked = self._linked, 0
        if any(frame.tag in {"pre", "listing"} for frame in self._frames[-4:]):
            for part in raw.splitlines():
                self._write(part.rstrip(), linked)
        else:
            self._write(_RUN.sub(" ", _BROKEN.sub("", raw)).strip(" "), linked)
        self._heading = False

    def _write(self, text: str, linked: int) -> None:
        if not text.strip():
            return
        start = self._size
        page = bool(self._frames) and self._frames[-1].page
        self.lines.append(Line(start, start + len(text), text, self._path, linked, self._heading, page, tuple(frame.first for frame in self._frames[:64])))
        self._put(text + "\n")

    def _row(self, cells: list[Node], path: str) -> None:
        """Writes a row of a table of data as one line."""
        self._flush()
        frame = self._frames[-1]
        texts = [_RUN.sub(" ", _BROKEN.sub("", _cell_text(cell))).strip() for cell in cells]
        text = "\t".join(texts)
        if not text.strip():
            return
        start = self._size
        for number, piece in enumerate(texts, 1):
            at = start + sum(len(other) + 1 for other in texts[: number - 1])
            if piece:
                self.lines.append(Line(at, at + len(piece), piece, f"{path}/td[{number}]", 0, False, frame.page, tuple(f.first for f in self._frames[:64])))
        self._put(text + "\n")

    def _shown(self, node: Node) -> bool:
        """Tells whether an element's content is read: no script, comment or hidden element."""
        tag = node.tag
        if not tag or tag[0] in "-!" or tag in self._words["silent"]:
            return False
        attributes = node.attributes
        if not attributes:
            return True
        if "hidden" in attributes or (attributes.get("style") and _NONE_SHOWN.search(attributes["style"])):
            return False
        return self._words["hidden"].isdisjoint((attributes.get("class") or "").split())

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self._size += len(piece)


def _cells(row: Node) -> list[Node]:
    """Gives the cells of a row of data: two or more, each small and without a table inside; else nothing."""
    cells = []
    node = row.first_child
    while node is not None:
        if node.tag in {"td", "th"}:
            cells.append(node)
            if len(cells) > 100 or not _is_small(node):
                return []
        node = node.next
    return cells if len(cells) > 1 else []


def _is_small(cell: Node) -> bool:
    lines = 0
    for count, node in enumerate(_below(cell)):
        lines += node.tag in {"p", "div", "br"}
        if count >= _DATA_CELL or lines > _DATA_LINES or node.tag in {"table", "script", "style", "ul", "ol", "h1", "h2", "form"}:
            return False
    return True


def _cell_text(cell: Node) -> str:
    """Gives the text of a cell, its paragraphs parted by a space."""
    return "".join((node.text_content or "") if node.tag == "-text" else " " if node.tag in {"p", "div", "br"} else "" for node in _below(cell))


def _below(top: Node) -> Iterator[Node]:
    """Gives the elements and texts inside ``top`` in order, one at a time."""
    waiting = [top.first_child]
    while waiting:
        node = waiting.pop()
        if node is not None:
            yield node
            waiting.append(node.next)
            waiting.append(node.first_child)


def _check_depth(name: str, markup: str) -> None:
    """Raises DamagedInput where elements stand inside one another beyond any real page."""
    error = DamagedInput(
        f"{name}：网页标签层层嵌套，结构已损坏；请在浏览器中打开后另存或复制为 txt",
        f"{name}: the page's elements stand inside one another without end; open it in a browser and save or copy it as txt",
    )
    for match in _LONG_TAG.finditer(markup):
        if match.group().count("=") > _MOST_ATTRIBUTES:
            raise error
    if markup.count("<") <= _DEEPEST:
        return
    stack: list[str] = []
    position = 0
    while found := _TAG.search(markup, position):
        position = found.end()
        tag = (found.group(2) or "").lower()
        if not tag or (tag in {"script", "style"} and not found.group(1)):
            position = markup.find("-->" if not tag else f"</{tag}", position)
            if position < 0:
                return
            continue
        if tag in _VOID:
            continue
        if found.group(1):
            _pop(stack, tag, frozenset())
            continue
        if tag in _OPTIONAL:
            _pop(stack, _OPTIONAL[tag], _FENCES)
        stack.append(_OPTIONAL.get(tag, tag))
        if len(stack) > _DEEPEST:
            raise error


def _pop(stack: list[str], tag: str, fences: frozenset[str]) -> None:
    """Closes the innermost open ``tag`` and all inside it, unless one of ``fences`` stands before it."""
    tag = _OPTIONAL.get(tag, tag)
    for at in range(len(stack) - 1, -1, -1):
        if stack[at] == tag:
            del stack[at:]
            return
        if stack[at] in fences:
            return


@cache
def _words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in lexicon("web").items()}
