"""Additive: the backlink's own state, each day's own latency, an index for the changes before and after one.

Fields that got the field's own word keep their columns for older code: the counts of a day, the latency of the week
that ends with it, the first check of a flip. The sketch of a day's latencies is given up: its column stays for older
code, which fills it, and new code neither reads nor writes it.
"""

import datetime as dt

from django.db import migrations, models
from django.utils import timezone

CHOICES = [
    ("found", "有反链"),
    ("nofollow", "反链带 nofollow"),
    ("missing", "没有反链"),
    ("not_asked", "未要求反链"),
    ("unknown", "反链未知"),
]
# As far as the chart of one link goes back.
DAYS = 90
CHUNK_ROWS = 500
# Of a sketch's buckets, each of which is as much larger than the one before: within 2 % of what was measured.
RATIO = 1.02 / 0.98


def fill_backlink(apps, schema_editor):
    """Read the backlink's state off the evidence, as LinkState did until now whenever it was asked."""
    states = apps.get_model("easytask", "LinkState").objects
    found = {}
    for friend_id, verdict, evidence in states.values_list("friend", "verdict", "evidence").iterator():
        found.setdefault(backlink_of(verdict, evidence), []).append(friend_id)
    for backlink, friend_ids in found.items():
        for start in range(0, len(friend_ids), CHUNK_ROWS):
            states.filter(friend__in=friend_ids[start : start + CHUNK_ROWS]).update(backlink=backlink)


def backlink_of(verdict, evidence):
    if verdict in ("no_backlink", "too_large"):
        return "missing"
    if verdict == "white_listed":
        return "not_asked"
    if verdict != "ok":
        return "unknown"
    backlink = (evidence.get("link_page") or evidence).get("backlink")
    if backlink is None:
        return "not_asked"
    return "nofollow" if backlink["nofollow"] else "found"


def fill_latency(apps, schema_editor):
    """Write the median and p95 of the days that a chart may show, read off their sketches."""
    days = apps.get_model("easytask", "Day").objects
    # Through the cursor: a bulk update names every row twice in one statement, and takes ten times as long.
    statement = "UPDATE easytask_day SET day_median = %s, day_p95 = %s WHERE id = %s"
    with schema_editor.connection.cursor() as cursor:
        for ago in range(DAYS):
            rows = days.filter(day=timezone.localdate() - dt.timedelta(days=ago)).values_list("pk", "latency")
            found = [(quantile(sketch, 0.5), quantile(sketch, 0.95), pk) for pk, sketch in rows if sketch]
            if found:
                cursor.executemany(statement, found)


def quantile(sketch, share):
    rank = share * (sum(sketch.values()) - 1)
    seen, found = 0, 0
    for bucket, count in sorted((int(bucket), count) for bucket, count in sketch.items()):
        if seen <= rank:
            found = bucket
        seen += count
    return round(2 * RATIO**found / (RATIO + 1))


class Migration(migrations.Migration):
    dependencies = [("easytask", "0013_breaking")]

    operations = [
        migrations.AlterField(
            model_name="day", name="good", field=models.PositiveIntegerField(db_column="good", verbose_name="正常")
        ),
        migrations.RenameField(model_name="day", old_name="good", new_name="ok"),
        migrations.AlterField(
            model_name="day", name="bad", field=models.PositiveIntegerField(db_column="bad", verbose_name="异常")
        ),
        migrations.RenameField(model_name="day", old_name="bad", new_name="failing"),
        migrations.AlterField(
            model_name="day", name="open", field=models.PositiveIntegerField(db_column="open", verbose_name="无法判断")
        ),
        migrations.RenameField(model_name="day", old_name="open", new_name="unknown"),
        migrations.AlterField(
            model_name="day",
            name="median",
            field=models.PositiveIntegerField(db_column="median", null=True, verbose_name="一周用时中位数（毫秒）"),
        ),
        migrations.RenameField(model_name="day", old_name="median", new_name="week_median"),
        migrations.AlterField(
            model_name="day",
            name="p95",
            field=models.PositiveIntegerField(db_column="p95", null=True, verbose_name="一周用时 95 分位数（毫秒）"),
        ),
        migrations.RenameField(model_name="day", old_name="p95", new_name="week_p95"),
        migrations.AddField(
            model_name="day",
            name="median",
            field=models.PositiveIntegerField(db_column="day_median", null=True, verbose_name="用时中位数（毫秒）"),
        ),
        migrations.AddField(
            model_name="day",
            name="p95",
            field=models.PositiveIntegerField(db_column="day_p95", null=True, verbose_name="用时 95 分位数（毫秒）"),
        ),
        migrations.AlterField(
            model_name="day", name="latency", field=models.JSONField(db_default={}, verbose_name="用时分布")
        ),
        migrations.AlterField(
            model_name="flip",
            name="first_sight",
            field=models.BooleanField(db_column="first_sight", default=False, verbose_name="首次检查"),
        ),
        migrations.RenameField(model_name="flip", old_name="first_sight", new_name="is_first_check"),
        migrations.AddIndex(
            model_name="flip", index=models.Index(fields=["friend", "id"], name="easytask_flip_friend_id")
        ),
        migrations.AddField(
            model_name="linkstate",
            name="backlink",
            field=models.CharField(
                choices=CHOICES, db_default="unknown", default="unknown", max_length=20, verbose_name="反链"
            ),
        ),
        migrations.RunPython(fill_backlink, migrations.RunPython.noop),
        migrations.RunPython(fill_latency, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("day", "latency")]),
    ]
