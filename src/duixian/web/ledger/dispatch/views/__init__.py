"""The pages of dispatch."""
