"""Additive: whether a link carried ours at its last reading, and a site_link that is suspected or confirmed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0017_kinds_of_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="linkstate",
            name="had_backlink",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="run",
            name="suspected_site_link",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=500, verbose_name="疑似有误的本站地址"
            ),
        ),
        migrations.CreateModel(
            name="ConfirmedSiteLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site_link", models.CharField(max_length=500, unique=True, verbose_name="本站地址")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("user_name", models.CharField(blank=True, default="", max_length=150, verbose_name="用户名")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "已确认的本站地址",
                "verbose_name_plural": "已确认的本站地址",
            },
        ),
    ]
