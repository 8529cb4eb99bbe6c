"""What charts show and how they look drawn, kept as files in the data folder: only what a page has shown can be drawn.

A plot is kept under the digest of what it shows; its drawings are made when somebody first asks for them, and lie beside it. Files appear whole or not at all,
so that several processes may make the same one. When they take more room than ``MOST_BYTES`` the oldest go; a plot that pages still show stays young.
"""

from __future__ import annotations

import gzip
import logging
import os
import random
import re
import tempfile
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock, Thread

import msgspec
from django.conf import settings
from django.utils.crypto import salted_hmac

from duixian.publishing import charts
from duixian.publishing.plotted import AnyPlot

__all__ = ["MOST_BYTES", "drawing", "keep", "sweep"]

MOST_BYTES = 256 * 1024 * 1024
"""Bytes of plots and drawings at the most; about 30,000 charts."""

_KEPT = 0.75
"""Share of it that a sweep leaves."""
_BETWEEN = 1024
"""Files written between two sweeps, on the average over all processes: some 10 MB."""
_YOUNG = 60 * 60
"""Seconds after which a plot that is shown again is made young again."""
_BLOCK = 4096
_PART = ".part"
_DIGEST = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)
_drawing = Lock()
_sweeping = Lock()


def keep(plot: AnyPlot) -> str:
    """Keeps what a chart shows and gives the name it is kept under: 32 hexadecimal digits that nobody can make up without the server's key.

    The same plot has the same name until the program that draws it changes. A plot that cannot be written is named all the same; its picture is then missing from the page.
    """
    data = msgspec.json.encode(plot)
    digest = salted_hmac(f"duixian.chart.{_edition()}", data, algorithm="sha256").hexdigest()[:32]
    path = _path(digest, ".json")
    try:
        if time.time() - path.stat().st_mtime > _YOUNG:
            os.utime(path)
    except FileNotFoundError:
        _write(path, data)
    except OSError:
        _log.exception("a chart's figures could not be kept")
    return digest


def drawing(digest: str, look: charts.Look, name: str, width: int) -> bytes | None:
    """Gives the drawing of a kept plot as gzip, made now if it was not yet; None where no such plot is kept.

    Args:
        digest: What :func:`keep` gave.
        look: The colours.
        name: The name of look and width, in letters.
        width: Pixels.
    """
    if not _DIGEST.fullmatch(digest):
        return None
    path = _path(digest, f"-{name}.svg.gz")
    if (made := _read(path)) is not None:
        return made
    # One at a time: the renderer is one in a process, and who waits for the same drawing finds it made.
    with _drawing:
        if (made := _read(path)) is not None:
            return made
        kept = _read(_path(digest, ".json"))
        if kept is None:
            return None
        plot = msgspec.json.decode(kept, type=AnyPlot)
        made = gzip.compress(charts.draw(plot, look, width=width, titled=False).encode(), compresslevel=6, mtime=0)
    _write(path, made)
    return made


def sweep(most: int = MOST_BYTES) -> int:
    """Removes the oldest plots and drawings where all take more than ``most`` bytes on the disk, and what unfinished writing left; gives how many files went."""
    found: list[tuple[float, int, str]] = []
    removed = 0
    for folder in _entries(_folder()):
        for file in _entries(Path(folder.path)):
            with suppress(FileNotFoundError):
                state = file.stat()
                if file.name.endswith(_PART) and time.time() - state.st_mtime > _YOUNG:
                    Path(file.path).unlink(missing_ok=True)
                    removed += 1
                else:
                    found.append((state.st_mtime, -(-state.st_size // _BLOCK) * _BLOCK, file.path))
    size = sum(one[1] for one in found)
    if size <= most:
        return removed
    for _, bytes_, oldest in sorted(found):
        Path(oldest).unlink(missing_ok=True)
        size -= bytes_
        removed += 1
        if size <= most * _KEPT:
            break
    return removed


@cache
def _edition() -> str:
    """A digest of everything that decides how a plot is drawn, so that no reader sees an old drawing of a new program."""
    digest = sha256(version("vl-convert-python").encode())
    for file in sorted(Path(charts.__file__).parent.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _folder() -> Path:
    return Path(settings.DATA) / "charts"


def _path(digest: str, ending: str) -> Path:
    return _folder() / digest[:2] / f"{digest}{ending}"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _write(path: Path, data: bytes) -> None:
    """Writes a file that is there whole or not at all, also where another process writes the same."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=_PART)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError:
        _log.exception("a chart could not be kept")
        return
    if random.random() < 1 / _BETWEEN:
        Thread(target=_sweep_alone, name="charts-sweep", daemon=True).start()


def _sweep_alone() -> None:
    if _sweeping.acquire(blocking=False):
        try:
            sweep(MOST_BYTES)
        except OSError:
            _log.exception("old charts could not be removed")
        finally:
            _sweeping.release()
