"""Settings of the server for pages: ``gunicorn -c python:duixian.web.serving.server duixian.web.wsgi:application``.

``duixian serve`` starts it so, with address, processes and threads on the command line.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

__all__: list[str] = []

worker_class = "gthread"
threads = 4
timeout = 120
"""Seconds after which a process that does not answer is ended. A slow upload keeps a thread, not the process, so it may take longer."""
graceful_timeout = 30
keepalive = 5
limit_request_line = 8190
"""Letters of an address: filters with many places make long ones."""
loglevel = "error"
errorlog = "-"
preload_app = False
"""Each process opens its own connections to the database."""
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"


def post_worker_init(worker: Any) -> None:
    """Ends the server where ``duixian serve`` is gone without having ended it: the pipe it holds is then shut."""
    lifeline = os.environ.get("DUIXIAN_LIFELINE")
    if lifeline:
        threading.Thread(target=_end_with, args=(int(lifeline), os.getppid()), daemon=True).start()


def _end_with(lifeline: int, master: int) -> None:
    os.read(lifeline, 1)
    if os.getppid() == master:
        os.kill(master, signal.SIGTERM)
