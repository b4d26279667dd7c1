"""Additive: puts the hourly check into the schedule once; afterwards the row is the owner's to edit or delete."""

from django.db import migrations

EXPIRE_SECONDS = 55 * 60  # a tick that no worker took within the hour is dropped, so no runs pile up


def add(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")  # a model is a class
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    hourly, _ = IntervalSchedule.objects.get_or_create(every=1, period="hours")
    PeriodicTask.objects.get_or_create(
        name="检查友情链接",
        defaults={"task": "easytask.tasks.check_friend", "interval": hourly, "expire_seconds": EXPIRE_SECONDS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
