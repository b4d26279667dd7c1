"""Additive: no table changes; the field has the field's own word for it now, the column keeps its name for older code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0003_since_in_the_database")]

    operations = [
        migrations.AlterField(
            model_name="friendlink",
            name="left_alone_until",
            field=models.DateTimeField(
                blank=True,
                db_column="left_alone_until",
                help_text="在此之前检查不会访问它，也不会改动它；到时自动恢复。留空表示照常检查。",
                null=True,
                verbose_name="暂不检查至",
            ),
        ),
        migrations.RenameField(model_name="friendlink", old_name="left_alone_until", new_name="snoozed_until"),
    ]
