"""Ask a worker for a probe, and say for any page how far it is; this waits for nobody."""

from __future__ import annotations

import datetime as dt

from celery import current_app
from django.utils import timezone

from blog.site import values
from easytask.broker import WORKER_ANSWERS_WITHIN, broker_errors, web_connection
from easytask.models import AddressProbe
from easytask.probes.records import MOST_TIMEOUTS, AskedBy, Probe, ProbeAnswer, ProbeFailure, ProbeState
from easytask.site_settings import declared
from easytask.verdicts import addresses, domains
from easytask.verdicts.records import TEXT_CHARS

TASK = "easytask.tasks.probe_address"
# No name in the DNS is longer; the URL standard lets others pass.
DOMAIN_CHARS = 255
# Nobody waits for longer before a page; a worker that comes later drops the message.
WAITING_SECONDS = 600
# Beyond the longest look that the settings allow: its worker has died.
DEAD_AFTER = dt.timedelta(minutes=3)


class ProbeGone(LookupError):
    """There is no such probe, or no more: it was kept for RETENTION."""


def request(url: str, asked_by: AskedBy, *, link_page: str = "") -> Probe:
    """Ask a worker to look at an address, and return the probe as it stands, which may have failed already.

    ``link_page``: where to look for our link instead of the home page. Raises BadAddress when either is no web address.
    """
    address, page = _short(url), _short(link_page) if link_page else None
    now = timezone.now()
    row = AddressProbe.objects.create(
        url=address.href,
        link_page=page.href if page else "",
        domain=domains.registrable_domain(address.host)[:DOMAIN_CHARS],
        asked_by=asked_by,
        state=ProbeState.WAITING,
        asked_at=now,
        changed_at=now,
    )
    try:
        with web_connection() as connection:
            # By its name: the tasks know this room, not the other way round.
            current_app.send_task(
                TASK, (row.pk,), ignore_result=True, retry=False, connection=connection, expires=WAITING_SECONDS
            )
    except broker_errors():
        waiting = AddressProbe.objects.filter(pk=row.pk, state=ProbeState.WAITING)
        waiting.update(state=ProbeState.FAILED, failure=ProbeFailure.NO_BROKER, changed_at=timezone.now())
    return read(row.pk)


def read(probe_id: int) -> Probe:
    """Return a probe as it stands. Raises ProbeGone."""
    row = AddressProbe.objects.filter(pk=probe_id).first()
    if row is None:
        raise ProbeGone(str(probe_id))
    return as_probe(row)


def as_probe(row: AddressProbe) -> Probe:
    """Return a probe as it stands, of a row that somebody holds in hand."""
    state = ProbeState(row.state)
    age = timezone.now() - row.changed_at
    if state is ProbeState.WAITING and age > dt.timedelta(seconds=WAITING_SECONDS):
        return Probe(row.pk, row.url, ProbeState.FAILED, row.asked_at, failure=ProbeFailure.NO_WORKER)
    if state is ProbeState.LOOKING and age > DEAD_AFTER + _longest_look():
        return Probe(row.pk, row.url, ProbeState.FAILED, row.asked_at, failure=ProbeFailure.BROKEN)
    return Probe(
        row.pk,
        row.url,
        state,
        row.asked_at,
        is_overdue=state is ProbeState.WAITING and age > WORKER_ANSWERS_WITHIN,
        failure=ProbeFailure(row.failure) if state is ProbeState.FAILED else None,
        answer=ProbeAnswer.from_json(row.answer) if state is ProbeState.DONE else None,
    )


def _longest_look() -> dt.timedelta:
    timeout: float = values.current()[declared.TIMEOUT]
    return dt.timedelta(seconds=MOST_TIMEOUTS * timeout)


def _short(text: str) -> addresses.Address:
    address = addresses.parse(text)
    if len(address.href) > TEXT_CHARS:
        raise addresses.BadAddress(f"longer than {TEXT_CHARS} characters: {text[:200]!r}")
    return address
