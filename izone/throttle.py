"""Bound the logins that are tried in a quarter of an hour: of one name from one network, of one network, of all.

Axes counts a failure after the password was compared: forty requests at the same time then compare eleven, and each
costs a PBKDF2. It also has one limit for all its parameters. So the counting is ours, in the handler that axes lets a
project replace; its table, its command axes_reset and its way into Django's login stay.
"""

from __future__ import annotations

import logging
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from easytask import visitor

PER_NAME, PER_NETWORK, FOR_ALL = 5, 10, 200
# Stand in the column of addresses for a visitor whose network is not known, and for everybody.
UNKNOWN, EVERYBODY = "0.0.0.0", "100::"  # noqa: S104 - no socket binds to it
# No form takes a longer name, and PostgreSQL no longer value.
NAME_CHARS = 255

# Of each bucket: name and network of its row, and how many logins it lets through.
Bucket = tuple[str, str, int]

logger = logging.getLogger(__name__)


class _BucketIsFull(Exception):
    """Ends the transaction, so that a login that is refused is counted nowhere."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Count each login before its password is looked at, and give back those that were right."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Count one login in each of its buckets; return whether one of them is full."""
        try:
            with transaction.atomic():
                AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
                for bucket in _buckets(request, _name(credentials)):
                    _count_one(bucket)
        except _BucketIsFull:
            return True
        return False

    def user_login_failed(
        self,
        sender: object,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **_: object,
    ) -> None:
        """Log who failed; the last one that a bucket lets through is told to come back later."""
        if request is None:
            return
        name = _name(credentials)
        # The address stands before what a stranger can write, and the name is quoted: fail2ban reads this line.
        logger.warning("Login failed from %s, name %r", visitor.address(request) or "an unknown address", name)
        *_outer, (_bucket_name, _network, limit) = buckets = _buckets(request, name)
        if _rows(buckets[-1]).filter(failures_since_start__gte=limit).exists():
            request.axes_locked_out = True  # type: ignore[attr-defined]  # axes' middleware reads it

    def user_logged_in(
        self,
        sender: object,
        request: HttpRequest,
        user: Any,
        **_: object,
    ) -> None:
        """Forget the mistakes that were made with this name from there, and give back this login."""
        *outer, own = _buckets(request, user.get_username())
        for bucket in outer:
            _rows(bucket).filter(failures_since_start__gt=0).update(failures_since_start=F("failures_since_start") - 1)
        _rows(own).delete()


def _name(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")


def _buckets(request: HttpRequest, name: str) -> list[Bucket]:
    """Return the buckets of a login, the widest first: in this order everybody locks their rows."""
    wide = visitor.network(request, ipv6_bits=visitor.SITE_BITS) or UNKNOWN
    return [
        ("", EVERYBODY, FOR_ALL),
        ("", wide, PER_NETWORK),
        (name[:NAME_CHARS], visitor.network(request) or UNKNOWN, PER_NAME),
    ]


def _rows(bucket: Bucket) -> Any:
    name, network, _limit = bucket
    return AccessAttempt.objects.filter(username=name, ip_address=network, user_agent="")


def _count_one(bucket: Bucket) -> None:
    """Add one to a bucket's row, in one statement that refuses to pass the limit."""
    name, network, limit = bucket
    row = AccessAttempt(username=name, ip_address=network, user_agent="", failures_since_start=0)
    AccessAttempt.objects.bulk_create([row], ignore_conflicts=True)
    counted = (
        _rows(bucket).filter(failures_since_start__lt=limit).update(failures_since_start=F("failures_since_start") + 1)
    )
    if not counted:
        raise _BucketIsFull
