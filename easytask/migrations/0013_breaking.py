"""Additive: whether a notice is of a series of broken runs, which older code never sends."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("easytask", "0012_defaults_in_the_database")]

    operations = [
        migrations.AddField(model_name="notice", name="breaking", field=models.BooleanField(db_default=False)),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=["run"], condition=Q(breaking=True), name="easytask_one_notice_a_series"
            ),
        ),
    ]
