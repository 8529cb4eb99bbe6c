"""One index of records by place less: the one by place and year serves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_records_by_place")]

    operations = [
        migrations.AlterField(
            model,
            "place",
            models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to="archive.place"),
        )
        for model in ("fact", "commitment")
    ]
