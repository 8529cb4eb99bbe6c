"""What this part of the ledger keeps."""
