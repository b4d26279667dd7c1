"""Changes no table: a day's counts have the names of the check's status now, the columns keep theirs for older code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0013_breaking")]

    operations = [
        migrations.AlterField(
            model_name="day", name="good", field=models.PositiveIntegerField(db_column="good", verbose_name="正常")
        ),
        migrations.RenameField(model_name="day", old_name="good", new_name="ok"),
        migrations.AlterField(
            model_name="day", name="bad", field=models.PositiveIntegerField(db_column="bad", verbose_name="异常")
        ),
        migrations.RenameField(model_name="day", old_name="bad", new_name="failing"),
        migrations.AlterField(
            model_name="day", name="open", field=models.PositiveIntegerField(db_column="open", verbose_name="无法判断")
        ),
        migrations.RenameField(model_name="day", old_name="open", new_name="unknown"),
    ]
