"""Schedule beat's rows as django-celery-beat does, but survive a clock set back and a row that cannot be scheduled.

Each of these is a patch for upstream, to go when it is fixed there:

- Celery keeps each entry's next time on the wall clock. When that is set back by a day, beat would be silent for a day,
  also when it is restarted, because the database then holds a last tick that lies ahead.
- One row that raises (a solar schedule without ephem, an interval that overflows a date, headers that are no object)
  ends beat with all other rows; a cron row with a weekday of 7 is left out without a word.
- The first change of the schedule that there ever was, as on a new site, is not seen for five minutes: its time is
  compared with itself.
- A crontab of every hour is silent for the hour that comes twice when summer time ends: Celery counts on the wall
  clock.
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
from django_celery_beat.tzcrontab import TzAwareCrontab

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)

logger = logging.getLogger(__name__)


def _fields(crontab: TzAwareCrontab) -> tuple[str, ...]:
    """Return the five fields as they were written, from minute to month; they have no public name."""
    fields: tuple[str, ...] = crontab.__reduce__()[1][:5]
    return fields


class EveryHour(TzAwareCrontab):
    """A crontab of every hour goes by the time that passes, as in cron; one of certain hours goes by the wall clock."""

    @classmethod
    def of(cls, crontab: TzAwareCrontab) -> TzAwareCrontab:
        """Return the schedule with this behaviour, or as it is when it names hours."""
        if len(crontab.hour) < 24:
            return crontab
        return cls(*_fields(crontab), tz=crontab.tz, app=crontab.app)

    def is_due(self, last_run_at: dt.datetime) -> Any:
        """Ask the same crontab in the offset of now, in which no hour comes twice."""
        offset = dt.timezone(self.now().astimezone(self.tz).utcoffset() or dt.timedelta())
        fixed = TzAwareCrontab(*_fields(self), tz=offset, app=self.app)
        fixed.nowfun = lambda: self.now().astimezone(offset)
        return fixed.is_due(last_run_at)


class _Entry(ModelEntry):
    """One row of the schedule; a last tick that lies ahead counts as now."""

    last_run_at: dt.datetime
    schedule: Any

    def __init__(self, model: PeriodicTask, app: Celery | None = None) -> None:
        super().__init__(model, app=app)
        if isinstance(self.schedule, TzAwareCrontab):
            self.schedule = EveryHour.of(self.schedule)
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
