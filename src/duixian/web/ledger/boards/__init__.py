"""Looking over the ledger: the leader's board, the year's timeline, the calendar, search and saved filters."""
