"""Additive: gives the runs from before the counts had columns the ones that they kept in ``data``."""

from django.db import migrations


def copy(apps, schema_editor):
    Run = apps.get_model("easytask", "Run")  # a model is a class
    for run in Run.objects.exclude(data={}).iterator():
        run.judged = run.data.get("active_num", 0)
        run.total = run.judged + run.data.get("not_checked", 0)
        run.to_show, run.to_not_show = run.data.get("to_show", 0), run.data.get("to_not_show", 0)
        run.save(update_fields=["judged", "total", "to_show", "to_not_show"])


class Migration(migrations.Migration):
    dependencies = [("easytask", "0004_history")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
