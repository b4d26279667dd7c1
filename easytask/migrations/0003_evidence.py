"""Additive: the evidence of the latest verdict."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0002_hourly_check"),
    ]

    operations = [
        migrations.AddField(
            model_name="linkstate",
            name="evidence",
            field=models.JSONField(blank=True, default=dict, verbose_name="依据"),
        ),
    ]
