"""Additive: older code that runs beside can delete a friend of whom the door, a letter or robots.txt has a row.

As 0031 did for what is remembered of friends.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0038_fill_taken_back")]
    operations = [
        migrations.AlterField(
            model_name="application",
            name="friend",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.friendlink",
                verbose_name="友情链接",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="friend",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="blog.friendlink",
                verbose_name="友情链接",
            ),
        ),
        migrations.AlterField(
            model_name="robotsanswer",
            name="friend",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="robots",
                serialize=False,
                to="blog.friendlink",
            ),
        ),
    ]
