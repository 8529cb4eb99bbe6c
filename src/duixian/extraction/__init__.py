"""From a report's cleaned view to its records: facts and commitments."""
