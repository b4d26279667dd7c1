"""Additive: the backlink's own state, each day's own latency, an index for the changes before and after one.

Fields that got the field's own word keep their columns for older code: the counts of a day, the latency of the week
that ends with it, the first check of a flip. The sketch of a day's latencies is given up: its column stays for older
code, which fills it, and new code neither reads nor writes it.
0030_fill_history fills what is new.
"""

from django.db import migrations, models

CHOICES = [
    ("found", "有反链"),
    ("nofollow", "反链带 nofollow"),
    ("missing", "没有反链"),
    ("not_asked", "未要求反链"),
    ("unknown", "反链未知"),
]


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
        migrations.AlterField(
            model_name="day",
            name="median",
            field=models.PositiveIntegerField(db_column="median", null=True, verbose_name="一周用时中位数（毫秒）"),
        ),
        migrations.RenameField(model_name="day", old_name="median", new_name="week_median"),
        migrations.AlterField(
            model_name="day",
            name="p95",
            field=models.PositiveIntegerField(db_column="p95", null=True, verbose_name="一周用时 95 分位数（毫秒）"),
        ),
        migrations.RenameField(model_name="day", old_name="p95", new_name="week_p95"),
        migrations.AddField(
            model_name="day",
            name="median",
            field=models.PositiveIntegerField(db_column="day_median", null=True, verbose_name="用时中位数（毫秒）"),
        ),
        migrations.AddField(
            model_name="day",
            name="p95",
            field=models.PositiveIntegerField(db_column="day_p95", null=True, verbose_name="用时 95 分位数（毫秒）"),
        ),
        migrations.AlterField(
            model_name="day", name="latency", field=models.JSONField(db_default={}, verbose_name="用时分布")
        ),
        migrations.AlterField(
            model_name="flip",
            name="first_sight",
            field=models.BooleanField(db_column="first_sight", default=False, verbose_name="首次检查"),
        ),
        migrations.RenameField(model_name="flip", old_name="first_sight", new_name="is_first_check"),
        migrations.AddIndex(
            model_name="flip", index=models.Index(fields=["friend", "id"], name="easytask_flip_friend_id")
        ),
        migrations.AddField(
            model_name="linkstate",
            name="backlink",
            field=models.CharField(
                choices=CHOICES, db_default="unknown", default="unknown", max_length=20, verbose_name="反链"
            ),
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("day", "latency")]),
    ]
