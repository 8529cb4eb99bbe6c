"""The index of all sentences; records found by their place in a report."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def vacuum_often(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Merging leaves twice what stays: its room is wanted again soon."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE archive_searchpiece SET (autovacuum_vacuum_scale_factor = 0.05)")


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_arrivals")]

    operations = [
        migrations.CreateModel(
            name="SearchSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chunks", models.BinaryField()),
                ("live", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddIndex("searchsegment", models.Index(fields=["live"], name="search_segment_live")),
        migrations.CreateModel(
            name="SearchPiece",
            fields=[
                ("pk", models.CompositePrimaryKey("segment", "first", blank=True, editable=False, primary_key=True, serialize=False)),
                ("segment", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="archive.searchsegment")),
                ("first", models.BigIntegerField()),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="archive.report")),
                ("segment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="archive.searchsegment")),
            ],
        ),
        migrations.RunPython(vacuum_often, migrations.RunPython.noop),
        migrations.AddIndex("fact", models.Index(fields=["report", "start"], name="fact_report_start")),
        migrations.AddIndex("commitment", models.Index(fields=["report", "start"], name="commitment_report_start")),
    ]
