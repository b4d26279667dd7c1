"""Additive: the lists of friends that were taken in, and what each did with every friend."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0012_icon_address"),
        ("easytask", "0033_friend_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FriendImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("preview", "待确认"), ("done", "已导入"), ("undone", "已撤销")],
                        default="preview",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("file_name", models.CharField(blank=True, default="", max_length=200, verbose_name="文件名")),
                ("format", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True, default="")),
                ("user_name", models.CharField(blank=True, default="", max_length=150, verbose_name="用户名")),
                ("undone_by", models.CharField(blank=True, default="", max_length=150)),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("groups", models.JSONField(default=list)),
                ("created", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "友链导入",
                "verbose_name_plural": "友链导入",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ImportedFriend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_new", models.BooleanField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("needs_name", models.BooleanField(default=False)),
                (
                    "friend",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="blog.friendlink",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="friends", to="easytask.friendimport"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的友链",
                "verbose_name_plural": "导入的友链",
                "indexes": [
                    models.Index(
                        condition=models.Q(("needs_name", True)), fields=["friend"], name="easytask_import_nameless"
                    )
                ],
            },
        ),
    ]
