"""Files of a batch with the names they came under, or why they were not taken in; when somebody began to follow a place."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_indicators")]

    operations = [
        migrations.AddField("place", "following_since", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveField("batch", "documents"),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400)),
                ("new", models.BooleanField(default=True)),
                ("error_zh", models.TextField(blank=True)),
                ("error_en", models.TextField(blank=True)),
                ("batch", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="archive.batch")),
                (
                    "document",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="archive.document"),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddField("batch", "documents", models.ManyToManyField(related_name="batches", through="archive.Arrival", to="archive.document")),
    ]
