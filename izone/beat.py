"""Schedule beat's rows as django-celery-beat does, but survive a clock set back and a row that cannot be scheduled.

Each of these is a patch for upstream, to go when it is fixed there:

- Celery keeps each entry's next time on the wall clock. When that is set back by a day, beat would be silent for a day,
  also when it is restarted, because the database then holds a last tick that lies ahead.
- One row that raises (a solar schedule without ephem, an interval that overflows a date, headers that are no object)
  ends beat with all other rows; a cron row with a weekday of 7 is left out without a word.
- The first change of the schedule that there ever was, as on a new site, is not seen for five minutes: its time is
  compared with itself.
- The row ``celery.backend_cleanup`` comes back at every start, whatever the owner did to it. Redis expires results by
  itself, so there is nothing to clean up.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from celery import Celery
from django.db import Error
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)

logger = logging.getLogger(__name__)


class _Entry(ModelEntry):
    """One row of the schedule; a last tick that lies ahead counts as now."""

    last_run_at: dt.datetime

    def __init__(self, model: PeriodicTask, app: Celery | None = None) -> None:
        super().__init__(model, app=app)
        now = self._default_now()
        if self.last_run_at > now:
            self.last_run_at = model.last_run_at = now
            model.no_changes = True
            self.save()


class Scheduler(DatabaseScheduler):
    """Read the schedule again when the clock was set back, and leave out what cannot be scheduled."""

    Entry = _Entry
    _looked_at = 0.0
    _last_timestamp: dt.datetime | None = None

    def all_as_schedule(self) -> dict[str, _Entry]:
        """Return the rows by name; one that raises is logged and left out until it is read again."""
        entries = {}
        for model in self.enabled_models():
            try:
                entry = self.Entry(model, app=self.app)
                entry.is_due()
            except Error:
                raise
            # Whatever is wrong with one row must not end the others.
            except Exception:
                logger.exception("The scheduled task %r cannot be scheduled and is left out.", model.name)
            else:
                entries[model.name] = entry
        return entries

    def install_default_entries(self, data: Any) -> None:
        """Install none: the rows are put there once, by migrations."""

    def schedule_changed(self) -> Any:
        """Return whether the schedule has to be read again."""
        before, self._looked_at = self._looked_at, time.time()
        self._last_timestamp = self._last_timestamp or NEVER
        return super().schedule_changed() or self._looked_at < before
