"""Additive: what pages of many links and a long history look for, where a database finds it at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0025_notification_channels")]

    operations = [
        migrations.CreateModel(
            name="FlipDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("shown_by_check", models.PositiveIntegerField()),
                ("hidden_by_check", models.PositiveIntegerField()),
                ("shown_by_owner", models.PositiveIntegerField()),
                ("hidden_by_owner", models.PositiveIntegerField()),
                ("suspected", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "每日展示变化",
                "verbose_name_plural": "每日展示变化",
            },
        ),
        migrations.AddIndex(
            model_name="flip",
            index=models.Index(fields=["kind", "at"], name="easytask_flip_kind_at"),
        ),
        migrations.AddField(
            model_name="linkstate",
            name="certificate_expires",
            field=models.DateTimeField(db_index=True, null=True, verbose_name="证书到期"),
        ),
    ]
