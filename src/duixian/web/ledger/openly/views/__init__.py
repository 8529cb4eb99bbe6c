"""Pages of publishing for the office."""
