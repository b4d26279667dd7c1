"""Additive: state alone, a feed has no permissions of its own; those of its friend hold."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0035_read_feeds"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="friendfeed",
            options={"default_permissions": (), "verbose_name": "朋友的订阅", "verbose_name_plural": "朋友的订阅"},
        ),
    ]
