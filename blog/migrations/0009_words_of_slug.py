"""Additive: what the slug is called; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0008_feed_id"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="slug",
            field=models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="别名"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="slug",
            field=models.SlugField(allow_unicode=True, unique=True, verbose_name="别名"),
        ),
    ]
