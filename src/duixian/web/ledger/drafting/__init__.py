"""Breaking down (立项): from a report, a file or by hand to a draft ledger that is edited in one table."""
