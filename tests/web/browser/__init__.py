"""The workspace in a real browser: the real server, Debian's Chromium, the example reports."""
