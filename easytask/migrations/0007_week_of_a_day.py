"""Additive: a day's figures over the week before it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0002_posts"),
        ("easytask", "0006_tend_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="day",
            name="median",
            field=models.PositiveIntegerField(null=True, verbose_name="一周用时中位数（毫秒）"),
        ),
        migrations.AddField(
            model_name="day",
            name="p95",
            field=models.PositiveIntegerField(null=True, verbose_name="一周用时 95 分位数（毫秒）"),
        ),
        migrations.AddIndex(
            model_name="day",
            index=models.Index(fields=["day"], name="easytask_day_day"),
        ),
    ]
