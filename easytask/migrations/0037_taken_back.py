"""Additive: when the check took a hide back, and all that the counts of changes need in one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0036_feeds_without_permissions")]

    operations = [
        migrations.AddField(
            model_name="flip",
            name="taken_back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="flip",
            index=models.Index(fields=["at", "kind", "is_show", "taken_back_at"], name="easytask_flip_counted"),
        ),
    ]
