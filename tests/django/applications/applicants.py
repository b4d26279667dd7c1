"""Do what an applicant does at the door, and what a worker does for him."""

from __future__ import annotations

from typing import Any

from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.utils import timezone

from easytask.models import AddressProbe
from easytask.probes import prober
from tests.plugins.processes import SITE_LINK

APPLY = "/friends/apply/"
LINK = f'<a href="{SITE_LINK}/">ours</a>'
HOME = "<title>半山 | 写字的地方</title>" + "<p>文字</p>" * 900


class _Earlier(TimestampSigner):
    """Signs as a page did that was opened ten seconds ago."""

    def timestamp(self) -> str:
        return b62_encode(int(timezone.now().timestamp()) - 10)


def stamp() -> str:
    return _Earlier(salt="easytask.door").sign("door")


def look() -> None:
    """Do what a worker does with every probe that waits, or that found no broker."""
    AddressProbe.objects.filter(failure="no_broker").update(state="waiting", failure="")
    for row in AddressProbe.objects.filter(state="waiting"):
        prober.carry_out(row.pk)


def begin(client: Client, link: str, **fields: str) -> Any:
    return client.post(APPLY, {"link": link, "stamp": stamp(), "website": "", **fields})


def apply_with(client: Client, link: str) -> str:
    """Begin an application, have it looked at, and return the address of its page."""
    answer = begin(client, link)
    assert answer.status_code == 302, answer.content.decode()
    look()
    return str(answer.headers["Location"])


CARD = {"action": "hand_in", "name": "半山", "description": "写字", "icon": "", "feed": "", "email": ""}
