"""Additive: posts and tags, and since when a friend is shown or hidden."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, unique=True, verbose_name="名称")),
                ("slug", models.SlugField(allow_unicode=True, unique=True, verbose_name="网址名")),
            ],
            options={
                "verbose_name": "标签",
                "verbose_name_plural": "标签",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="friendlink",
            name="is_show_since",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="展示状态始于"),
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="网址名")),
                ("body", models.TextField(help_text="用 Markdown 书写。", verbose_name="正文")),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        help_text="留空是草稿；填将来的时间，到时自动发布。",
                        null=True,
                        verbose_name="发布时间",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("tags", models.ManyToManyField(blank=True, related_name="posts", to="blog.tag", verbose_name="标签")),
            ],
            options={
                "verbose_name": "文章",
                "verbose_name_plural": "文章",
                "ordering": ("-published_at", "-id"),
            },
        ),
    ]
