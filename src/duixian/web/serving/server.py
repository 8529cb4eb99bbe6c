"""Settings of the server for pages: ``gunicorn -c python:duixian.web.serving.server duixian.web.wsgi:application``.

``duixian serve`` starts it so, with address, processes and threads on the command line.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

__all__: list[str] = []

worker_class = "duixian.web.serving.worker.Worker"
timeout = 120
"""Seconds after which a process that does not answer is ended. A slow upload keeps a thread, not the process, so it may take longer."""
graceful_timeout = 30
keepalive = 5
"""Seconds for which a connection may be silent before its first request; there is no second one."""
limit_request_line = 8190
"""Letters of an address: filters with many places make long ones."""
loglevel = "error"
errorlog = "-"
preload_app = False
"""Each process opens its own connections to the database."""
_TURN = 0.0005
"""Seconds after which a thread that computes lets another go on. A page asks the database twenty times, and waited for its turn after each: with Python's
5 ms, half of the time of a page under load (``bench/ledger_load.py``)."""
_THRESHOLDS = (20_000, 20, 50)
"""Objects made between two collections, and collections between two of older ones. A page makes some 100,000; what was there at the start stays out of it."""
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"


def post_worker_init(worker: Any) -> None:
    """Has threads take short turns, and ends the server where ``duixian serve`` is gone without having ended it: the pipe it holds is then shut."""
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    lifeline = os.environ.get("DUIXIAN_LIFELINE")
    if lifeline:
        threading.Thread(target=_end_with, args=(int(lifeline), os.getppid()), daemon=True).start()


def _end_with(lifeline: int, master: int) -> None:
    os.read(lifeline, 1)
    if os.getppid() == master:
        os.kill(master, signal.SIGTERM)
