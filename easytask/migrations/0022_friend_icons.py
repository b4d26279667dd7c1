"""Additive: the icons of the friends' sites, and where a look saw them named."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0006_friend_groups"),
        ("easytask", "0021_address_probes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FriendIcon",
            fields=[
                (
                    "friend",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="icon",
                        serialize=False,
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
                ("link", models.CharField(max_length=500)),
                ("source", models.CharField(blank=True, default="", max_length=500, verbose_name="来源")),
                ("digest", models.CharField(blank=True, db_index=True, default="", max_length=32)),
                ("colour", models.CharField(blank=True, default="", max_length=7, verbose_name="主色")),
                ("small", models.BinaryField(default=b"")),
                ("large", models.BinaryField(default=b"")),
                ("problem", models.CharField(blank=True, default="", max_length=20, verbose_name="没有图标的原因")),
                ("renew_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "友链图标",
                "verbose_name_plural": "友链图标",
            },
        ),
        migrations.AddField(
            model_name="linkidentity",
            name="icons",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
