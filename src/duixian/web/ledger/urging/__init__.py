"""Urging (督办): reminders, numbered slips that escalate, and the daily job."""
