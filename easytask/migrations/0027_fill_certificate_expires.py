"""Additive: fill in when the certificates expire; it may be run again, and each chunk is a transaction of its own."""

import datetime as dt

from django.db import migrations

CHUNK_ROWS = 1000


def fill(apps, schema_editor):
    states = apps.get_model("easytask", "LinkState").objects
    last = 0
    while True:
        chunk = list(
            states.filter(pk__gt=last).order_by("pk").only("pk", "evidence", "certificate_expires")[:CHUNK_ROWS]
        )
        if not chunk:
            return
        last = chunk[-1].pk
        found = [state for state in chunk if isinstance(state.evidence.get("certificate_expires"), str)]
        for state in found:
            state.certificate_expires = dt.datetime.fromisoformat(state.evidence["certificate_expires"])
        states.bulk_update(found, ["certificate_expires"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("easytask", "0026_figures_for_pages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
