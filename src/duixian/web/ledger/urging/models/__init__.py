"""What urging keeps: slips and how they are coloured, proposals of slips, reminders, digests, and what each daily job did."""

from __future__ import annotations

from duixian.web.ledger.urging.models.reminders import Digest, DigestState, Reminder, ReminderSetting
from duixian.web.ledger.urging.models.runs import DailyRun, RunState
from duixian.web.ledger.urging.models.slips import Proposal, Slip, SlipScheme, SlipState

__all__ = ["DailyRun", "Digest", "DigestState", "Proposal", "Reminder", "ReminderSetting", "RunState", "Slip", "SlipScheme", "SlipState"]
