"""Additive: what deletions have taken from the counters of the metrics."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0031_deletions_of_older_code")]
    operations = [
        migrations.CreateModel(
            name="LostCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={"verbose_name": "被删除的计数", "verbose_name_plural": "被删除的计数"},
        ),
    ]
