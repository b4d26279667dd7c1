"""Additive: the channels of notifications that their owner sets up in the admin."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0024_door"),
    ]

    operations = [
        migrations.CreateModel(
            name="NotificationChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("service", models.CharField(blank=True, default="", max_length=32)),
                ("url", models.TextField()),
                ("is_enabled", models.BooleanField(default=True, verbose_name="启用")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "通知渠道",
                "verbose_name_plural": "通知渠道",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
    ]
