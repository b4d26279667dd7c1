"""Additive: looks at an address before anything is saved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0020_two_ledgers"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressProbe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=500)),
                ("link_page", models.CharField(blank=True, default="", max_length=500)),
                ("domain", models.CharField(db_index=True, max_length=255)),
                ("asked_by", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("failure", models.CharField(blank=True, default="", max_length=20)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("changed_at", models.DateTimeField()),
                ("answer", models.JSONField(default=dict)),
                ("evidence", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "对地址的查看",
                "verbose_name_plural": "对地址的查看",
            },
        ),
    ]
