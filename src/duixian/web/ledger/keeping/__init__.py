"""Keeping the ledger: the year's end, next year's report, backup and restore."""
