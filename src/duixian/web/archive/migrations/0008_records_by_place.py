"""One index of records by report less: it was taken instead of the one by report and start."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_sentences")]

    operations = [
        migrations.AlterField(
            model,
            "report",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="archive.report"),
        )
        for model in ("fact", "commitment")
    ]
