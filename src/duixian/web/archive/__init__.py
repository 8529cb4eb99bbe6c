"""Reports, figures and verdicts: what was read and followed, kept in the database and shown in a browser."""
