"""The worker as a process of its own."""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from duixian.web.background.worker import Worker

__all__ = ["work"]

_IDLE = 1.0
"""Seconds between two looks for something to do; a look is three small queries."""
_LAST_PAUSE = 30.0

_log = logging.getLogger(__name__)


def work(hands: int, *, niceness: int, stopped: Callable[[], bool], lifeline: str = "") -> None:
    """Works until ``stopped`` says so, or until the other end of the pipe ``lifeline`` is shut. A database that is away for a while is waited for."""
    line = [int(lifeline)] if lifeline else []
    pause = 1.0
    while True:
        worker = Worker(hands, niceness=niceness)
        try:
            worker.start()
            while not stopped() and not (line and select.select(line, [], [], 0)[0]):
                worker.step(_IDLE, line)
                pause = 1.0
            worker.stop()
        except (DatabaseError, InterfaceError) as error:
            _log.error("the database cannot be used: %s", error)
            worker.abandon()
            connection.close()
            until = time.monotonic() + pause
            while time.monotonic() < until and not stopped() and os.getppid() != 1:
                time.sleep(0.2)
            pause = min(pause * 2, _LAST_PAUSE)
        else:
            return
        if stopped():
            return
