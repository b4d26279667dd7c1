"""Additive: puts the renewal of the icons into the schedule once; afterwards the row is the owner's to edit or delete."""

from django.db import migrations

# A tick that no worker took before the next is dropped, so none pile up.
EXPIRE_SECONDS = 50


def add(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    minutely = IntervalSchedule.objects.filter(every=1, period="minutes").first()
    minutely = minutely or IntervalSchedule.objects.create(every=1, period="minutes")
    PeriodicTask.objects.get_or_create(
        name="更新友链图标",
        defaults={"task": "easytask.tasks.renew_icons", "interval": minutely, "expire_seconds": EXPIRE_SECONDS},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0022_friend_icons"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
