"""Processes that do jobs. One that takes too long or dies costs its job only: another process takes its place."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

__all__ = ["Crew", "Ended", "How", "Job"]

_DEPTH = 3
"""Jobs that a hand has at most, the one at work among them, so that it need not wait for the next."""
_LAST_PAUSE = 30.0
"""Seconds to the next start of a hand that dies before it begins anything: double from 1 up to this."""


class Job(NamedTuple):
    """Something to do (``kind`` names it in :mod:`duixian.web.background.jobs`), for what, and for how many seconds at most."""

    kind: str
    key: int = 0
    limit: float = 600.0


class How(StrEnum):
    """How a job ended."""

    DONE = "done"
    FAILED = "failed"
    LATE = "late"
    DIED = "died"
    UNTOUCHED = "untouched"


class Ended(NamedTuple):
    """A job that ended, after how many seconds of work, and what was said of it where it failed."""

    job: Job
    how: How
    seconds: float = 0.0
    said: str = ""


class _Hand:
    """One process with the jobs that were given to it, the one at work first."""

    def __init__(self, niceness: int) -> None:
        self._niceness = niceness
        self.process: SpawnProcess | None = None
        self.pipe: connection.Connection | None = None
        self.jobs: deque[Job] = deque()
        self.since: float | None = None
        self.pause = 0.0
        self.not_before = 0.0

    def start(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self._niceness, os.getpid()), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe = ours
        self.since = None

    def give(self, job: Job) -> None:
        if self.process is None:
            self.start()
        self.jobs.append(job)
        assert self.pipe is not None
        with contextlib.suppress(OSError):  # a hand that is dead is noticed by its sentinel
            self.pipe.send(job)

    def end(self) -> None:
        """Ends the process at once. What it has not committed never was."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = self.since = None


class Crew:
    """Some processes that do jobs side by side; they start when there is something to do."""

    def __init__(self, hands: int, niceness: int = 0) -> None:
        self._hands = [_Hand(niceness) for _ in range(hands)]

    def start(self) -> None:
        """Starts the processes already, so that they are ready when the first jobs come."""
        for hand in self._hands:
            if hand.process is None:
                hand.start()

    @property
    def room(self) -> int:
        """How many jobs can be given now."""
        now = time.monotonic()
        return sum(max(_DEPTH - len(hand.jobs), 0) for hand in self._hands if hand.not_before <= now)

    @property
    def hungry(self) -> bool:
        """Whether a hand that may be given jobs has none behind the one at work: then it is time for several at once."""
        now = time.monotonic()
        return any(len(hand.jobs) < 2 for hand in self._hands if hand.not_before <= now)

    def jobs(self, kind: str = "") -> list[Job]:
        """Gives the jobs that were given and have not ended, of one kind or all."""
        return [job for hand in self._hands for job in hand.jobs if not kind or job.kind == kind]

    def give(self, job: Job) -> None:
        """Gives a job to the hand that has the fewest."""
        now = time.monotonic()
        min((hand for hand in self._hands if hand.not_before <= now), key=lambda hand: len(hand.jobs)).give(job)

    def wait(self, timeout: float, also: Iterable[int] = ()) -> list[Ended]:
        """Waits until a job ends, one of the files ``also`` can be read, or the time is over; gives the jobs that ended."""
        alive = [hand for hand in self._hands if hand.process is not None and hand.pipe is not None]
        limits = [hand.since + hand.jobs[0].limit - time.monotonic() for hand in alive if hand.since is not None]
        sources: list[Any] = [*(hand.pipe for hand in alive), *(hand.process.sentinel for hand in alive if hand.process), *also]
        within = max(min([timeout, *limits]), 0)
        if sources:
            connection.wait(sources, within)
        else:
            time.sleep(within)
        return [ended for hand in alive for ended in self._ended(hand)]

    def stop(self) -> list[Job]:
        """Ends all processes at once; gives the jobs that were not done."""
        left = self.jobs()
        for hand in self._hands:
            hand.end()
            hand.jobs.clear()
        return left

    def _ended(self, hand: _Hand) -> list[Ended]:
        ended: list[Ended] = []
        assert hand.pipe is not None
        assert hand.process is not None
        alive = hand.process.is_alive()  # asked before the pipe is emptied: what a dead hand said last counts
        try:
            while hand.pipe.poll():
                what, said = hand.pipe.recv()
                if what == "begun":
                    hand.since = time.monotonic()
                else:
                    seconds = time.monotonic() - (hand.since or time.monotonic())
                    ended.append(Ended(hand.jobs.popleft(), How(what), seconds, said))
                    hand.since, hand.pause = None, 0.0
        except (EOFError, OSError):
            alive = False
        late = hand.since is not None and time.monotonic() - hand.since >= hand.jobs[0].limit
        if alive and not late:
            return ended
        begun = hand.since
        hand.end()
        if begun is not None:
            ended.append(Ended(hand.jobs.popleft(), How.LATE if late else How.DIED, time.monotonic() - begun))
        elif not ended:
            hand.pause = min(max(hand.pause * 2, 1.0), _LAST_PAUSE)
            hand.not_before = time.monotonic() + hand.pause
        ended += [Ended(job, How.UNTOUCHED) for job in hand.jobs]
        hand.jobs.clear()
        return ended


def _work(pipe: connection.Connection, niceness: int, parent: int) -> None:
    """What a hand does: one job after another, until its parent is gone or no longer wants it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(niceness)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    from duixian.web.background.jobs import do

    while True:
        try:
            job = pipe.recv()
            pipe.send(("begun", ""))
            pipe.send(do(job.kind, job.key))
        except (EOFError, OSError):
            return


def _leave_with(parent: int) -> None:
    """Ends this process when its parent is gone, whatever it is doing."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
