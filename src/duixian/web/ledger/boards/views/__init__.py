"""The pages that look over the ledger."""
