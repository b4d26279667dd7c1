"""Speak in the site's time zone for the length of a request or of a task, with its settings read once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.utils import timezone

from blog.site import identity, values


@contextlib.contextmanager
def in_site_time() -> Iterator[None]:
    """Open the scope of the settings, and show every time in the zone that is in force."""
    with values.scope(), timezone.override(values.current()[identity.TIME_ZONE]):
        yield
