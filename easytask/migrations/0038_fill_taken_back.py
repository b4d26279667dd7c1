"""Additive: mark the hides that the check took back; it may be run again, and each chunk is a transaction of its own."""

import datetime as dt

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

CHUNK_ROWS = 500
WITHIN = dt.timedelta(hours=48)


def fill(apps, schema_editor):
    """Leave out the days that are rolled up: they have been counted, and nobody counts them again."""
    flips = apps.get_model("easytask", "Flip").objects.only("link", "at").order_by()
    hides = flips.filter(is_show=False, taken_back_at=None).exclude(kind="")
    last = apps.get_model("easytask", "FlipDay").objects.aggregate(last=Max("day"))["last"]
    if last is not None:
        midnight = dt.datetime.combine(last, dt.time.min, timezone.get_default_timezone())
        hides = hides.filter(at__gte=midnight + dt.timedelta(days=1))
    following = flips.filter(friend=OuterRef("friend"), pk__gt=OuterRef("pk")).order_by("pk").values("pk")[:1]
    pks = list(hides.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK_ROWS):
        chunk = list(flips.filter(pk__in=pks[start : start + CHUNK_ROWS]).annotate(next=Subquery(following)))
        shown = flips.filter(pk__in=[hide.next for hide in chunk if hide.next], is_show=True)
        later = shown.exclude(kind__in=("", "white_listed")).in_bulk()
        taken_back = [hide for hide in chunk if hide.next in later and is_taken_back(hide, later[hide.next])]
        for hide in taken_back:
            hide.taken_back_at = later[hide.next].at
        flips.bulk_update(taken_back, ["taken_back_at"])


def is_taken_back(hide, shown):
    return shown.link == hide.link and shown.at <= hide.at + WITHIN


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("easytask", "0037_taken_back")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
