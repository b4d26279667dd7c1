"""What ``make`` runs after installing loads what ``make run`` does; the recipe itself would swallow its errors."""

from __future__ import annotations

import runpy
import sys


def test_what_worker_beat_and_web_load_is_loaded() -> None:
    runpy.run_module("izone.compiling", run_name="__main__")
    assert {
        "redis",
        "aiohttp",
        "celery.worker.consumer",
        "django_celery_beat.schedulers",
        "easytask.admin.friends",
    } <= (sys.modules.keys())
