"""Dispatch (吹哨报到): a case from the grid to its end, and the rates made of it."""
