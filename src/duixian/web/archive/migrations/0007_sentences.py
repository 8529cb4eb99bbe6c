"""Sentences say nothing that their report says: it may change, and the index knows it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_cells")]

    operations = [migrations.RemoveField("sentence", field) for field in ("place", "year", "kind")]
