"""The app of the archive."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import pre_delete

__all__ = ["ArchiveConfig"]


class ArchiveConfig(AppConfig):
    """Reports and what was found in them."""

    name = "duixian.web.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A report that is deleted is no longer found."""
        from duixian.web.archive.models import Report
        from duixian.web.archive.search.storing import forget_deleted

        pre_delete.connect(forget_deleted, sender=Report, dispatch_uid="archive.search")
