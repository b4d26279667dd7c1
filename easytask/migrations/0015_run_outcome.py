"""Additive: what a run ended in, filled for old runs where it can be told.

Two fields have the field's own word now; their columns keep their names for older code that runs beside.
"""

import re

from django.db import migrations, models

UNKNOWN_IDS = re.compile(r"没有编号为 (.+) 的友链。")


def fill(apps, schema_editor):
    runs = apps.get_model("easytask", "Run").objects
    done = runs.filter(state="done")
    done.update(outcome="done")
    done.filter(data__has_key="failed").update(outcome="links_failed")
    done.filter(data__has_key="not_checked").update(outcome="deadline")
    runs.filter(state="cancelled").update(outcome="cancelled")
    runs.filter(state="broken").update(outcome="abandoned", detail="60")
    failed = runs.filter(state="failed")
    failed.filter(error="检查被打断。").update(outcome="abandoned")
    failed.filter(error__startswith="检查进程连续 3 次中途退出").update(outcome="shards_lost", detail="3")
    for pk, error in failed.filter(error__startswith="没有编号为").values_list("pk", "error"):
        if unknown := UNKNOWN_IDS.fullmatch(error):
            runs.filter(pk=pk).update(outcome="unknown_friends", detail=unknown[1])


class Migration(migrations.Migration):
    dependencies = [("easytask", "0014_check_status_and_backlink")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="outcome",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=20, verbose_name="结果"
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="detail",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=500, verbose_name="详情"
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="everything",
            field=models.BooleanField(db_column="everything", default=True, verbose_name="检查全部友链"),
        ),
        migrations.RenameField(model_name="run", old_name="everything", new_name="is_full"),
        migrations.AlterField(
            model_name="shard", name="tally", field=models.JSONField(db_column="tally", default=dict)
        ),
        migrations.RenameField(model_name="shard", old_name="tally", new_name="counts"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
