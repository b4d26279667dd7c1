"""Additive: when a delivery that failed may be tried again, so that its other time says only when it changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0015_run_outcome"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="retry_at",
            field=models.DateTimeField(null=True),
        ),
    ]
