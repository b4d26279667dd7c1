"""Additive: whether the icon of any friend changed, without the table that holds the pictures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0039_more_deletions_of_older_code")]

    operations = [
        migrations.AddIndex(
            model_name="friendicon",
            index=models.Index(fields=["digest", "friend", "link"], name="easytask_icon_lists"),
        ),
    ]
