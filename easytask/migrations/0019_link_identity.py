"""Additive: by what a friend's site is known again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_snoozed_until"),
        ("easytask", "0018_had_backlink"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkIdentity",
            fields=[
                (
                    "friend",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
                ("link", models.CharField(max_length=500)),
                ("data", models.TextField(blank=True, default="")),
                ("looked_at", models.DateTimeField(null=True)),
                ("final_url", models.CharField(blank=True, default="", max_length=500)),
                ("unrecognised_since", models.DateTimeField(null=True)),
                ("marked_at", models.DateTimeField(null=True)),
                ("quarantined_since", models.DateTimeField(null=True)),
                ("moved_to", models.CharField(blank=True, default="", max_length=500)),
                ("moved_since", models.DateTimeField(null=True)),
                ("link_pages", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "友链网站的特征",
                "verbose_name_plural": "友链网站的特征",
            },
        ),
    ]
