"""Additive: groups of friends, and the order in which their owner wants them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0005_site_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="FriendGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="分组名称")),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="写在分组名称下面。",
                        max_length=200,
                        verbose_name="一句话介绍",
                    ),
                ),
                ("order", models.IntegerField(default=0, help_text="小的在前。", verbose_name="顺序")),
            ],
            options={
                "verbose_name": "友链分组",
                "verbose_name_plural": "友链分组",
                "ordering": ("order", "id"),
            },
        ),
        migrations.AddField(
            model_name="friendlink",
            name="order",
            field=models.IntegerField(
                blank=True,
                db_default=0,
                default=0,
                help_text="在分组里的位置，小的在前；相同的按创建时间。",
                verbose_name="顺序",
            ),
        ),
        migrations.AddField(
            model_name="friendlink",
            name="group",
            field=models.ForeignKey(
                blank=True,
                help_text="友链页按分组列出；没有分组的排在最后。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="friends",
                to="blog.friendgroup",
                verbose_name="分组",
            ),
        ),
    ]
