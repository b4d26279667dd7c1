"""Connect to the broker for a page that a person is waiting for, and say what it raises when it cannot.

This knows no task and no page.
"""

from __future__ import annotations

import datetime as dt

from celery import current_app
from kombu.connection import Connection
from kombu.exceptions import OperationalError

# Seconds. Connecting and publishing together stay under one.
WEB_BROKER_TIMEOUTS = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}

# An idle worker begins within a fraction of a second; after this time a page says that none answers.
WORKER_ANSWERS_WITHIN = dt.timedelta(seconds=6)


def broker_errors() -> tuple[type[BaseException], ...]:
    """Return what is raised by a Redis that is away, and by one that answers with a no.

    The latter are MISCONF (it cannot write its disk), READONLY (a replica), OOM (maxmemory), NOAUTH. For a person who
    waits, both are the same. The transport is imported here, because a check from a shell starts a sixth faster without
    it; whoever catches something has loaded it already.
    """
    from kombu.transport.redis import Transport

    return (OperationalError, *Transport.connection_errors, *Transport.channel_errors)


def web_connection() -> Connection:
    """Return a connection, not yet made, that gives up within a second."""
    connection: Connection = current_app.connection_for_write(transport_options=WEB_BROKER_TIMEOUTS)
    return connection
