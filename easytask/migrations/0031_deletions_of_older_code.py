"""Additive: older code that runs beside can delete a friend, although it does not know what is remembered of it here.

Its own deletion takes the rows of the tables that it knows; the database no longer refuses it for those of these two.
"""

import django.db.models.deletion
from django.db import migrations, models


def to_friend(name):
    return models.OneToOneField(
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name=name,
        serialize=False,
        to="blog.friendlink",
        verbose_name="友情链接",
    )


class Migration(migrations.Migration):
    dependencies = [("easytask", "0030_fill_history")]
    operations = [
        migrations.AlterField(model_name="linkidentity", name="friend", field=to_friend("identity")),
        migrations.AlterField(model_name="friendicon", name="friend", field=to_friend("icon")),
    ]
