"""Template filters of the boards."""
