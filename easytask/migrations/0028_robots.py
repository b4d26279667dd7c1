"""Additive: what each friend's robots.txt said, and the notice that one refuses the check."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0007_mail_address"),
        ("easytask", "0027_fill_certificate_expires"),
    ]

    operations = [
        migrations.CreateModel(
            name="RobotsAnswer",
            fields=[
                (
                    "friend",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="robots",
                        serialize=False,
                        to="blog.friendlink",
                    ),
                ),
                ("link", models.CharField(max_length=500)),
                ("read_at", models.DateTimeField(db_index=True)),
                ("is_refused", models.BooleanField(default=False)),
                ("snoozed_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "对方的 robots.txt",
                "verbose_name_plural": "对方的 robots.txt",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="refused_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="blog.friendlink"
            ),
        ),
    ]
