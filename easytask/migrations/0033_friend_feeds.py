"""Additive: the feeds of the friends and the posts that these name, and where a look saw a feed linked to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0009_words_of_slug"),
        ("easytask", "0032_lost_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FriendFeed",
            fields=[
                (
                    "friend",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="feed",
                        serialize=False,
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
                ("link", models.CharField(max_length=500)),
                (
                    "given_address",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="留空就自动寻找；自动找到的不对时才需要填写。",
                        max_length=500,
                        verbose_name="订阅地址",
                    ),
                ),
                (
                    "is_hidden",
                    models.BooleanField(
                        default=False,
                        help_text="朋友们的文章页不列出他的文章；仍会照常读取。",
                        verbose_name="不列出文章",
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=500, verbose_name="找到的订阅")),
                ("title", models.CharField(blank=True, default="", max_length=200, verbose_name="订阅的标题")),
                ("read_at", models.DateTimeField(null=True, verbose_name="最近读取")),
                ("read_well_at", models.DateTimeField(null=True, verbose_name="最近读到")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="下次读取")),
                ("guessed_at", models.DateTimeField(null=True)),
                ("etag", models.CharField(blank=True, default="", max_length=200)),
                ("last_modified", models.CharField(blank=True, default="", max_length=100)),
                ("digest", models.CharField(blank=True, default="", max_length=32)),
                ("problem", models.CharField(blank=True, default="", max_length=20, verbose_name="没有读到的原因")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="状态码")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="连续失败次数")),
                ("latest_title", models.CharField(blank=True, default="", max_length=200, verbose_name="最新文章")),
                ("latest_address", models.CharField(blank=True, default="", max_length=1000)),
                ("latest_at", models.DateTimeField(db_index=True, null=True, verbose_name="最新文章的时间")),
                ("vouches_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "朋友的订阅",
                "verbose_name_plural": "朋友的订阅",
            },
        ),
        migrations.AddField(
            model_name="linkidentity",
            name="feed_links",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.CreateModel(
            name="FriendPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=1000, verbose_name="地址")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("seen_at", models.DateTimeField(verbose_name="首次看到")),
                (
                    "friend",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "朋友的文章",
                "verbose_name_plural": "朋友的文章",
                "indexes": [models.Index(fields=["published_at"], name="easytask_friend_post_date")],
                "constraints": [
                    models.UniqueConstraint(fields=("friend", "address"), name="easytask_one_post_an_address")
                ],
            },
        ),
    ]
