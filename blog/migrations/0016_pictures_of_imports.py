"""Additive: what the pictures of an imported article are called here, by their addresses there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0015_language_of_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedarticle",
            name="pictures",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
