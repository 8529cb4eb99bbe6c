from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_search")]

    operations = [
        migrations.RemoveIndex(model_name="cell", name="cell_year_key"),
        migrations.AddIndex(
            model_name="cell",
            index=models.Index(fields=["year", "key", "form", "level"], include=["place", "better", "target", "actual"], name="cell_column"),
        ),
    ]
