"""Additive: the right to start a check, and which task a run belongs to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0007_week_of_a_day"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="run",
            options={
                "ordering": ("-id",),
                "permissions": [("run_check", "可以开始和取消检查")],
                "verbose_name": "检查记录",
                "verbose_name_plural": "检查记录",
            },
        ),
        migrations.AddField(
            model_name="run",
            name="task_id",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
    ]
