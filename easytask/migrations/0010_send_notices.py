"""Additive: puts the sending of the notices into the schedule once; afterwards the row is the owner's to edit or delete."""

from django.db import migrations

EXPIRE_SECONDS = 50  # a tick that no worker took before the next is dropped, so none pile up


def add(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")  # a model is a class
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    minutely = IntervalSchedule.objects.filter(every=1, period="minutes").first()
    minutely = minutely or IntervalSchedule.objects.create(every=1, period="minutes")
    PeriodicTask.objects.get_or_create(
        name="发送友链通知",
        defaults={"task": "easytask.tasks.send_notices", "interval": minutely, "expire_seconds": EXPIRE_SECONDS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0009_notices"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
