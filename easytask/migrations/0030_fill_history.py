"""Additive: fills what the migrations 0014, 0018 and 0020 added, in small transactions that hold up nobody for long.

They used to fill it within the transaction of their DDL, which locks the tables until all is done. What is filled
already is left as it is, so this may be interrupted, run again, and run on a database that had it from them.

The ledgers of a friend begin after the last day of which nothing sure is known: with gaps, the days on which something
failed would be those that are left out.
"""

import datetime as dt
import json

from django.db import migrations, transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

CHUNK_ROWS = 500
# As far as the chart of one link goes back.
LATENCY_DAYS = 90
# Of a sketch's buckets, each of which is as much larger than the one before: within 2 % of what was measured.
RATIO = 1.02 / 0.98
UNDECIDED = ("white_listed", "uncertain", "outage", "failed")
MISSING = ("no_backlink", "too_large")
ALIVE_CAUSES = ("script", "link_page", "site_link", "intruder")
UP = Q(verdict__in=("ok", *MISSING)) | Q(verdict="uncertain", evidence__cannot_tell__in=ALIVE_CAUSES)
DOWN = ~Q(verdict__in=("ok", *MISSING, *UNDECIDED))
# A day's checks asked for our link when one of them missed it or keeps it in its evidence, and none shows that it did
# not ask. Most ok checks keep no evidence, so that one of them alone says nothing.
ASKED = Q(verdict__in=MISSING) | Q(verdict="ok", evidence__backlink__href__isnull=False)
NOT_ASKED = Q(verdict="ok", evidence__backlink=None, evidence__link_page__isnull=True)


def chunks(items):
    items = list(items)
    return (items[start : start + CHUNK_ROWS] for start in range(0, len(items), CHUNK_ROWS))


def midnight(day):
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def fill_backlink(apps, schema_editor):
    """Read the backlink's state off the evidence, as LinkState did until now whenever it was asked."""
    states = apps.get_model("easytask", "LinkState").objects
    unknown = states.filter(backlink="unknown", verdict__in=("ok", "white_listed", *MISSING))
    for friend_ids in chunks(unknown.values_list("friend", flat=True)):
        with transaction.atomic():
            found = {}
            rows = unknown.filter(friend__in=friend_ids).select_for_update()
            for friend_id, verdict, evidence in rows.values_list("friend", "verdict", "evidence"):
                found.setdefault(backlink_of(verdict, evidence), []).append(friend_id)
            for backlink, ids in found.items():
                states.filter(friend__in=ids).update(backlink=backlink)
    update(states.filter(backlink__in=("found", "nofollow"), had_backlink=False), had_backlink=True)


def backlink_of(verdict, evidence):
    if verdict in MISSING:
        return "missing"
    if verdict == "white_listed":
        return "not_asked"
    backlink = (evidence.get("link_page") or evidence).get("backlink")
    if backlink is None:
        return "not_asked"
    return "nofollow" if backlink["nofollow"] else "found"


def fill_latency(apps, schema_editor):
    """Write the median and p95 of the days that a chart may show, read off their sketches.

    Only code from before 0014 wrote a sketch, and the models do not know it any more.
    """
    read = "SELECT id, latency FROM easytask_day WHERE day = %s AND day_median IS NULL"
    write = "UPDATE easytask_day SET day_median = %s, day_p95 = %s WHERE id = %s"
    with schema_editor.connection.cursor() as cursor:
        for ago in range(LATENCY_DAYS):
            cursor.execute(read, [timezone.localdate() - dt.timedelta(days=ago)])
            sketches = [(pk, json.loads(text)) for pk, text in cursor.fetchall()]
            found = [(quantile(sketch, 0.5), quantile(sketch, 0.95), pk) for pk, sketch in sketches if sketch]
            # Through the cursor: a bulk update names every row twice in one statement, and takes ten times as long.
            for rows in chunks(found):
                with transaction.atomic():
                    cursor.executemany(write, rows)


def quantile(sketch, share):
    rank = share * (sum(sketch.values()) - 1)
    seen, found = 0, 0
    for bucket, count in sorted((int(bucket), count) for bucket, count in sketch.items()):
        if seen <= rank:
            found = bucket
        seen += count
    return round(2 * RATIO**found / (RATIO + 1))


def fill_checks(apps, schema_editor):
    """Write the cause and the backlink of the checks that are not rolled up yet; nobody counts the others again."""
    checks = apps.get_model("easytask", "Check").objects
    last = apps.get_model("easytask", "Day").objects.aggregate(last=Max("day"))["last"]
    newer = checks.filter(at__gte=midnight(last + dt.timedelta(days=1))) if last else checks.all()
    for cause in ALIVE_CAUSES:
        update(newer.filter(verdict="uncertain", cause="", evidence__cannot_tell=cause), cause=cause)
    if newer.filter(ASKED).exists() and not newer.filter(NOT_ASKED).exists():
        unknown = newer.filter(backlink="unknown")
        update(unknown.filter(verdict="ok"), backlink="found")
        update(unknown.filter(verdict__in=MISSING), backlink="missing")


def update(rows, **values):
    for pks in chunks(rows.values_list("pk", flat=True)):
        rows.model.objects.filter(pk__in=pks).update(**values)


def fill_days(apps, schema_editor):
    """Count each day's checks again where they are still there; a day on which nothing failed needs none for that."""
    days, checks = (apps.get_model("easytask", name).objects for name in ("Day", "Check"))
    first = checks.aggregate(first=Min("at"))["first"]
    begin = first.astimezone(timezone.get_default_timezone()).date() if first else None
    for day in days.filter(up=None).order_by().values_list("day", flat=True).distinct():
        rows = days.filter(day=day, up=None)
        if begin is not None and day >= begin:
            of_day = checks.filter(at__gte=midnight(day), at__lt=midnight(day + dt.timedelta(1)))
            fill_day(rows, of_day, schema_editor)
        rows.filter(failing=0).update(up=F("ok"), down=0)
    # A ledger is the days without a gap up to now.
    for columns in (("up", "down"), ("linked", "unlinked")):
        gaps = days.filter(**{columns[0]: None}).order_by().values("friend").annotate(last=Max("day"))
        for found in chunks(gaps.values_list("friend", "last")):
            with transaction.atomic():
                for friend_id, gap in found:
                    before = days.filter(friend=friend_id, day__lt=gap).exclude(**{columns[0]: None})
                    before.update(**dict.fromkeys(columns))


def fill_day(rows, checks, schema_editor):
    asked = checks.filter(ASKED).exists() and not checks.filter(NOT_ASKED).exists()
    counted = (
        checks.order_by()
        .values("friend")
        .annotate(
            checks=Count("pk"),
            up=Count("pk", filter=UP),
            down=Count("pk", filter=DOWN),
            linked=Count("pk", filter=Q(verdict="ok")),
            unlinked=Count("pk", filter=Q(verdict__in=MISSING)),
        )
    )
    found = {row["friend"]: row for row in counted}
    values = []
    for pk, friend_id, total in rows.values_list("pk", "friend", F("ok") + F("failing") + F("unknown")):
        row = found.get(friend_id)
        # A retention that was interrupted may have left a part of a day's checks.
        if row is not None and row["checks"] == total:
            backlink = (row["linked"], row["unlinked"]) if asked else (None, None)
            values.append((row["up"], row["down"], *backlink, pk))
    # Through the cursor, as above.
    statement = "UPDATE easytask_day SET up = %s, down = %s, linked = %s, unlinked = %s WHERE id = %s"
    with schema_editor.connection.cursor() as cursor:
        for chunk in chunks(values):
            with transaction.atomic():
                cursor.executemany(statement, chunk)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("easytask", "0029_read_robots")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop)
        for fill in (fill_backlink, fill_latency, fill_checks, fill_days)
    ]
