"""A year of an invented district, lived through by the same actions that pages use: for tests, for measuring, and for a demonstration that has a past."""
