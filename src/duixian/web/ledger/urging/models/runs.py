"""What the daily job did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["DailyRun", "RunState"]


class RunState(models.TextChoices):
    """How a run ended."""

    RUNNING = "running", pgettext_lazy("run", "Running")
    DONE = "done", pgettext_lazy("run", "Done")
    FAILED = "failed", pgettext_lazy("run", "Failed")
    CUT_OFF = "cut_off", pgettext_lazy("run", "Cut off")
    CLOCK_BACK = "clock_back", pgettext_lazy("run", "The clock had been set back")


class DailyRun(models.Model):
    """One run of the daily job: for the days from ``first`` to ``day``. ``did`` holds what each part did, as it ended."""

    day = models.DateField()
    first = models.DateField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    did = models.JSONField(default=dict)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "-day"], name="run_state")]
