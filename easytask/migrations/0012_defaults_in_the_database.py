"""Additive: the seconds of a run, and defaults in the database for the columns that came after their tables.

A worker from before such a column does not name it when it writes a row, and may still be at it during an upgrade.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0011_shards")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="seconds",
            field=models.FloatField(editable=False, null=True, verbose_name="用时（秒）"),
        ),
        migrations.AlterField(
            model_name="linkstate",
            name="evidence",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="依据"),
        ),
        migrations.AlterField(
            model_name="run",
            name="cancel_requested",
            field=models.BooleanField(db_default=False, default=False, verbose_name="已要求取消"),
        ),
        migrations.AlterField(
            model_name="run",
            name="judged",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="已查"),
        ),
        migrations.AlterField(
            model_name="run",
            name="task_id",
            field=models.CharField(blank=True, db_default="", db_index=True, default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="run",
            name="to_not_show",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="新隐藏"),
        ),
        migrations.AlterField(
            model_name="run",
            name="to_show",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="新展示"),
        ),
        migrations.AlterField(
            model_name="run",
            name="total",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="应查"),
        ),
        migrations.AlterField(
            model_name="run",
            name="user_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=150, verbose_name="用户名"),
        ),
    ]
