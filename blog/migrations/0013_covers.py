"""Additive: the cover of a post, and an index for the pinned ones."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0012_icon_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                help_text="显示在列表和文章上方；不选就是一幅按别名画出的小风景。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.picture",
                verbose_name="封面",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                models.F("published_at"), condition=models.Q(("is_pinned", True)), name="blog_post_pinned"
            ),
        ),
    ]
