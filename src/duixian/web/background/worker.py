"""Reads the documents that wait, then follows the places whose reports changed; again and again.

Several workers may run at once, on several machines where the database is PostgreSQL: each document is in one's hands only,
and one at a time follows. Whatever a worker was at when it ended is done by the next.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable

from django.conf import settings

from duixian.web.archive.following import follow_again_what_was_left, settle_places, stale_places
from duixian.web.archive.models import Document, Place
from duixian.web.archive.reading import claim, fail, interrupted, release, summed_up, wait_for_newer_reader, waiting
from duixian.web.background import WORKING
from duixian.web.background.crew import Crew, Ended, How, Job
from duixian.web.ledger.urging import daily
from duixian.web.locks import Lock

__all__ = ["Worker"]

_FOLLOWING = "following"
_FOLLOW_LIMIT = 3600.0
"""Seconds that following one place, or summing up, may take. A place of 1,000 reports takes a few minutes."""
_DAILY_LIMIT = 1800.0
"""Seconds that the day's job may take; one that is stopped is taken up again."""
_TRIES = 3
"""How often a place is followed that cannot be; then it is left until the next start."""
_REST = 9.0
"""Summing up rests this many times as long as it took, so that an archive that changes all day is not summed up all day."""

_LOOK = 60.0
"""Seconds between two looks whether the day's job is due; after a failure it is tried again as often."""

_log = logging.getLogger(__name__)


class Worker:
    """Hands out the jobs of the background to ``hands`` processes. ``niceness`` lets others go first, such as those who serve pages."""

    def __init__(self, hands: int, *, niceness: int = 0) -> None:
        self.crew = Crew(hands, niceness)
        self.reads = True
        """Whether it takes documents that wait; places are followed in any case."""
        self._working = Lock(WORKING)
        self._following = Lock(_FOLLOWING)
        self._places: list[int] = []
        self._failures: Counter[int] = Counter()
        self._summed_up = True
        self._rest_until = 0.0
        self._look_again = 0.0

    def start(self, *, renew: bool = True) -> None:
        """Takes up what workers before it left; with ``renew`` documents that an older reader read are read again."""
        if self._working.take(patience=2):
            release()
            self._working.share()
        else:
            self._working.take(shared=True, patience=60)
        if renew:
            wait_for_newer_reader()
        self._summed_up = summed_up()

    def step(self, timeout: float, also: Iterable[int] = ()) -> bool:
        """Hands out what there is to do and waits for something to end, for ``timeout`` seconds at most; tells whether anything is left to do."""
        self._daily()
        self._read()
        if not self.crew.jobs("read"):
            self._follow()
        for ended in self.crew.wait(timeout, also):
            self._end(ended)
        return bool(self.crew.jobs() or self._places or not self._summed_up)

    def stop(self) -> None:
        """Ends at once; what was not done waits for the next worker."""
        left = self.crew.stop()
        release([job.key for job in left if job.kind == "read"])
        Place.objects.filter(pk__in=[job.key for job in left if job.kind == "follow"]).update(stale=True, following_since=None)
        self._following.release()
        self._working.release()

    def abandon(self) -> None:
        """Ends at once where the database cannot be told: the next worker takes up what was left."""
        self.crew.stop()
        self._following.forget()
        self._working.forget()

    def waits_for_another(self) -> bool:
        """Tells whether places are to be followed, or being followed, and another worker is at it."""
        return not self._following.held and bool(self._stale() or Place.objects.exclude(following_since=None).exists())

    def _daily(self) -> None:
        """Gives out the day's job once its hour has come; where it runs elsewhere, it does nothing."""
        if self.reads and time.monotonic() >= self._look_again and self.crew.room and not self.crew.jobs("daily"):
            self._look_again = time.monotonic() + _LOOK
            if daily.due():
                self.crew.give(Job("daily", 0, _DAILY_LIMIT))

    def _read(self) -> None:
        if self.reads and self.crew.hungry and waiting():
            for document in claim(self.crew.room):
                self.crew.give(Job("read", document.pk, settings.READING_SECONDS))

    def _follow(self) -> None:
        """Gives out places to follow; once all are followed, sums up."""
        if not self._places and not self.crew.jobs():
            self._look_for_places()
        while self._places and self.crew.room:
            self.crew.give(Job("follow", self._places.pop(), _FOLLOW_LIMIT))

    def _look_for_places(self) -> None:
        left = Place.objects.exclude(following_since=None).exists()
        stale = self._stale()
        if not stale and not left and self._summed_up:
            self._following.release()
            return
        if not self._following.held and not self._following.take():
            return
        if left:  # by a worker that is gone, since nobody else follows and this one is at nothing
            follow_again_what_was_left()
        if stale or left:
            settle_places()
            self._places = self._stale()[::-1]  # jobs are taken from the end of the list
        elif time.monotonic() >= self._rest_until:
            self.crew.give(Job("sum_up", 0, _FOLLOW_LIMIT))

    def _stale(self) -> list[int]:
        return [pk for pk in stale_places() if self._failures[pk] < _TRIES]

    def _end(self, ended: Ended) -> None:
        job, how, seconds, said = ended
        if job.kind == "read":
            self._end_reading(job.key, how)
        elif job.kind == "daily":
            if how is not How.DONE:
                _log.error("the daily job: %s %s", how, said)
        elif how is How.UNTOUCHED:
            self._places += [job.key] if job.kind == "follow" else []
        elif job.kind == "sum_up":
            if how is not How.DONE:
                _log.error("summing up: %s %s", how, said)
            self._summed_up = True
            self._rest_until = time.monotonic() + seconds * _REST
        elif how is How.DONE:
            self._summed_up = False
        else:
            _log.error("following place %s: %s after %.0f s %s", job.key, how, seconds, said)
            self._failures[job.key] += _TRIES if how is How.LATE else 1
            Place.objects.filter(pk=job.key).update(stale=True, following_since=None)

    def _end_reading(self, key: int, how: How) -> None:
        if how is How.UNTOUCHED:
            release([key])
        elif how is How.LATE:
            seconds = f"{settings.READING_SECONDS:g}"
            zh = f"读取超过 {seconds} 秒，已停止；请检查文件是否过大或异常，或由管理员放宽时限（DUIXIAN_READING_SECONDS）"
            en = f"reading took longer than {seconds} s and was stopped; check whether the file is unusual, or have the limit raised (DUIXIAN_READING_SECONDS)"
            fail(Document.objects.get(pk=key), zh, en)
        elif how in (How.DIED, How.FAILED):
            interrupted(key)
