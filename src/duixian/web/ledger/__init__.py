"""The ledger (台账): what was promised as items that somebody must deliver, from the breakdown to the closing of each."""
