"""The workspace: the archive of reports in a browser (Django). Pages, API and commands call the same actions."""
