"""Additive: the backlink's own state, filled for the rows that are there.

A day's counts have the names of the check's status now; the columns keep theirs for older code.
"""

from django.db import migrations, models

CHOICES = [
    ("found", "有反链"),
    ("nofollow", "反链带 nofollow"),
    ("missing", "没有反链"),
    ("not_asked", "未要求反链"),
    ("unknown", "反链未知"),
]
CHUNK_ROWS = 500


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
        migrations.AddField(
            model_name="linkstate",
            name="backlink",
            field=models.CharField(
                choices=CHOICES, db_default="unknown", default="unknown", max_length=20, verbose_name="反链"
            ),
        ),
        migrations.RunPython(fill_backlink, migrations.RunPython.noop),
    ]
