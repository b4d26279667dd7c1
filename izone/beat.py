"""The scheduler of beat: that of django-celery-beat, which here goes on when the clock is set back; it knows no task.

Celery keeps each entry's next time on the wall clock. Set back by a day, its beat would be silent for a day, and so
would one that is started anew, because a last tick that lies ahead is in the database as well.
"""

from __future__ import annotations

import time
from typing import Any

from celery import Celery
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry


class Entry(ModelEntry):
    """One row of the schedule; a last tick that lies ahead counts as now."""

    def __init__(self, model: PeriodicTask, app: Celery | None = None) -> None:
        super().__init__(model, app=app)
        now = self._default_now()
        if self.last_run_at > now:
            self.last_run_at = model.last_run_at = now
            model.no_changes = True
            self.save()


class Scheduler(DatabaseScheduler):
    """Reads the schedule anew when the clock was set back."""

    Entry = Entry
    _looked_at = 0.0

    def schedule_changed(self) -> Any:
        before, self._looked_at = self._looked_at, time.time()
        return super().schedule_changed() or self._looked_at < before
