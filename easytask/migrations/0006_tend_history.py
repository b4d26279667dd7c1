"""Additive: puts the tending of the history into the schedule once; afterwards the row is the owner's to edit or delete."""

from django.db import migrations

EXPIRE_SECONDS = 55 * 60  # a tick that no worker took within the hour is dropped, so none pile up


def add(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")  # a model is a class
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    hourly = IntervalSchedule.objects.filter(every=1, period="hours").first()
    hourly = hourly or IntervalSchedule.objects.create(every=1, period="hours")
    PeriodicTask.objects.get_or_create(
        name="整理检查历史",
        defaults={"task": "easytask.tasks.tend_history", "interval": hourly, "expire_seconds": EXPIRE_SECONDS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0005_counts_of_old_runs"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
