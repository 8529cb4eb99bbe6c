"""Doing (办理): what waits for whom, an item's whole story, and the actions on it; over pages and the API."""
