"""Keeps the server for pages and the background worker going: starts both, starts one again that ends, ends both together."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType

from duixian.errors import UsageError

__all__ = ["Child", "Supervisor", "listen"]

_PATIENCE = 35.0
"""Seconds that a child has to end when asked to; a little more than the server gives to pages it is at."""
_EARLY = 10.0
"""Seconds within which an end counts as a failed start."""
_STARTS = 3
_LAST_PORT = 65535
_REASONS = {
    errno.EADDRINUSE: ("已有程序在用", "another program uses it"),
    errno.EACCES: ("没有权限", "permission denied"),
    errno.EADDRNOTAVAIL: ("本机没有这个地址", "this machine has no such address"),
}


def listen(host: str, port: int) -> socket.socket:
    """Gives a socket that listens there; connections wait in it until a server takes them.

    Raises:
        UsageError: the address is taken, not allowed, or none of this machine.
    """
    if not 0 <= port <= _LAST_PORT:
        raise UsageError(f"端口 {port} 不存在；请用 0 到 {_LAST_PORT} 之间的数", f"there is no port {port}; name one from 0 to {_LAST_PORT}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except (OSError, OverflowError) as error:
        zh, en = _REASONS.get(getattr(error, "errno", None) or 0, ("", ""))
        said = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"{host} 的 {port} 端口用不了（{zh or said}）；请用 --port 换一个端口，或用 --host 换一个地址",
            f"port {port} of {host} cannot be used ({en or said}); choose another by --port, or another address by --host",
        ) from error
    return listening


class Child:
    """A process that is kept going. ``vital`` says that all ends where it cannot be started."""

    def __init__(self, command: Sequence[str], *, vital: bool, files: Sequence[int] = ()) -> None:
        self.command = list(command)
        self.vital = vital
        self.files = tuple(files)
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0
        self.early = 0

    def start(self, lifeline: int) -> None:
        """Starts the process, in a session of its own: signals of the terminal come to the supervisor alone."""
        environment = {**os.environ, "DUIXIAN_LIFELINE": str(lifeline)}
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, env=environment, pass_fds=(lifeline, *self.files), start_new_session=True
        )
        self.began = time.monotonic()

    def ended(self) -> bool:
        """Tells whether the process ended, and counts how often it did so right after its start."""
        if self.process is None or self.process.poll() is None:
            return False
        self.early = self.early + 1 if time.monotonic() - self.began < _EARLY else 1
        return True


class Supervisor:
    """Keeps children going until it is told to end."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._ending = False
        # Only this process holds the end that is written to: when it is gone, in whatever way, children read the end of the file.
        self._lifeline, self._held = os.pipe()

    def run(self, ready: Callable[[], None], answers: Callable[[], bool]) -> int:
        """Starts the children, calls ``ready`` once ``answers`` says yes, and stays until a signal to end; gives the exit code."""
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._end)
        told = False
        again: dict[int, float] = {}
        try:
            for child in self._children:
                child.start(self._lifeline)
            while not self._ending:
                if not told and answers():
                    told = True
                    ready()
                for number, child in enumerate(self._children):
                    if number in again:
                        if time.monotonic() >= again[number]:
                            del again[number]
                            child.start(self._lifeline)
                    elif child.ended():
                        if child.vital and child.early >= _STARTS:
                            return 1
                        again[number] = time.monotonic() + min(child.early, 30)
                time.sleep(0.2)
        finally:
            self._stop()
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _stop(self) -> None:
        alive = [child.process for child in self._children if child.process is not None and child.process.poll() is None]
        for process in alive:
            process.terminate()
        until = time.monotonic() + _PATIENCE
        for process in alive:
            try:
                process.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.close(self._held)
        os.close(self._lifeline)

