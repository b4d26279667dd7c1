"""Additive: since when a friend is shown or hidden has a default in the database as well.

A page from before that column does not name it when it adds a friend, and may still be open during an upgrade.
"""

import django.db.models.functions
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_posts")]

    operations = [
        migrations.AlterField(
            model_name="friendlink",
            name="is_show_since",
            field=models.DateTimeField(
                db_default=django.db.models.functions.Now(),
                default=django.utils.timezone.now,
                editable=False,
                verbose_name="展示状态始于",
            ),
        ),
    ]
