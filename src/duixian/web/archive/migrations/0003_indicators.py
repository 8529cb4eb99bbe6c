"""The summary of indicators; the name that a fact's indicator had before people joined it to another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("indicator", models.CharField(max_length=200)),
                ("known", models.BooleanField()),
                ("places", models.PositiveIntegerField()),
                ("observations", models.PositiveIntegerField()),
                ("targets", models.PositiveIntegerField()),
                ("first_year", models.PositiveSmallIntegerField(null=True)),
                ("last_year", models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.AddField(model_name="fact", name="joined", field=models.CharField(blank=True, default="", max_length=200)),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(condition=models.Q(("joined", ""), _negated=True), fields=["joined"], name="fact_joined"),
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(fields=["known", "-places", "-observations", "key"], name="indicator_listed"),
        ),
    ]
