"""Additive: pages, pictures, aliases, a mark for pinned posts; ``updated_at`` is set by whoever changes a post."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import blog.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0009_words_of_slug"),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="别名")),
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
                ("updated_at", blog.models.fields.RevisedAtField(editable=False, verbose_name="修改时间")),
            ],
            options={
                "verbose_name": "页面",
                "verbose_name_plural": "页面",
                "ordering": ("title", "id"),
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "name",
                    models.CharField(
                        editable=False, max_length=64, primary_key=True, serialize=False, verbose_name="名称"
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="宽")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="高")),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="图片里有什么，写给看不到它的人。",
                        max_length=500,
                        verbose_name="替代文字",
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, editable=False, verbose_name="上传时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "图片",
                "verbose_name_plural": "图片",
                "ordering": ("-added_at", "name"),
            },
        ),
        migrations.AddField(
            model_name="post",
            name="is_pinned",
            field=models.BooleanField(
                db_default=False, default=False, help_text="在首页排在最前面。", verbose_name="置顶"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="updated_at",
            field=blog.models.fields.RevisedAtField(editable=False, verbose_name="修改时间"),
        ),
        migrations.CreateModel(
            name="PictureFile",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="blog.picture"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=500, unique=True, verbose_name="旧地址")),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="blog.post"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="blog.page"
                    ),
                ),
            ],
            options={
                "verbose_name": "旧地址",
                "verbose_name_plural": "旧地址",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("page__isnull", False), ("post", None)),
                            models.Q(("page", None), ("post__isnull", False)),
                            _connector="OR",
                        ),
                        name="alias_leads_to_one",
                    )
                ],
            },
        ),
    ]
