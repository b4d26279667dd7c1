"""Additive: the shards of a long run."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0010_send_notices")]

    operations = [
        migrations.AddField(model_name="run", name="closing", field=models.BooleanField(db_default=False)),
        migrations.CreateModel(
            name="Shard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True)),
                ("done", models.BooleanField(default=False)),
                ("tally", models.JSONField(default=dict)),
                ("waiting", models.BinaryField(default=b"")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shards", to="easytask.run"
                    ),
                ),
            ],
            options={"verbose_name": "检查分片", "verbose_name_plural": "检查分片"},
        ),
    ]
