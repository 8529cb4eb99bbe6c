"""The process that serves pages: threads, and one request a connection."""

from __future__ import annotations

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

__all__ = ["Worker"]


class Worker(ThreadWorker):  # type: ignore[misc]
    """Closes a connection after its answer, so that the next request goes to whichever process is free.

    Kept open, a browser's requests wait for one process while another rests. The setting ``keepalive`` does not serve: it is also how long a connection
    may be silent before its first request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_keepalived = 0
