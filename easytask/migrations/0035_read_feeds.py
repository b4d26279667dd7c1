"""Additive: puts the reading of feeds into the schedule once; afterwards the row is the owner's to edit or delete."""

from django.db import migrations

# A tick that no worker took before the next is dropped, so none pile up.
EXPIRE_SECONDS = 4 * 60


def add(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    every = IntervalSchedule.objects.filter(every=5, period="minutes").first()
    every = every or IntervalSchedule.objects.create(every=5, period="minutes")
    PeriodicTask.objects.get_or_create(
        name="读取朋友的订阅",
        defaults={"task": "easytask.tasks.read_feeds", "interval": every, "expire_seconds": EXPIRE_SECONDS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0034_friend_imports"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
