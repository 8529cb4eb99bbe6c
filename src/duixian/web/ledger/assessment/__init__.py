"""Bulletin (通报) and assessment (考核), made from the log by rules an office can read and change."""
