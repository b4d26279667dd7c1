"""What the owner saves reaches web, worker and beat while they run, and what is secret stays out of what they write."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from redis import Redis

from blog.models import SiteSetting
from easytask.models import NotificationChannel
from tests.plugins.fake_channels import Hook
from tests.plugins.processes import DEADLINE_SECONDS, eventually
from tests.plugins.projects import Project, start_web
from tests.plugins.sites import BACKLINK, SITE_LINK, Site

SECRET = "hunter22secret"


def store(project: Project, name: str, value: str) -> None:
    rows = SiteSetting.objects.using(project.alias)
    rows.update_or_create(name=name, defaults={"value": value})


@pytest.mark.parametrize(
    "project",
    [pytest.param("sqlite", marks=pytest.mark.smoke), pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_a_change_reaches_web_worker_and_beat_without_a_restart(project: Project, site: Site, hook: Hook) -> None:
    project.environment |= {"FRIENDLINK_SITE_LINK": "", "FRIENDLINK_TIMEOUT": ""}
    url = start_web(project)
    worker = project.worker("prefork")
    project.tick_every(3600)
    beat = project.beat()
    project.friend(site.page("/with", BACKLINK), name="with")
    project.friend(site.page("/without", "x"), name="without")

    assert project.ask()["data"]["to_not_show"] == 0
    store(project, "FRIENDLINK_SITE_LINK", SITE_LINK)
    assert project.ask()["data"]["to_not_show"] == 1
    assert project.shown() == {"with": True, "without": False}

    assert "<title>友情链接 · izone</title>" in read(f"{url}/friends/")
    store(project, "SITE_TITLE", "海边")
    assert "<title>友情链接 · 海边</title>" in read(f"{url}/friends/")

    NotificationChannel.objects.using(project.alias).create(name="钩子", url=hook.url)
    SiteSetting.objects.using(project.alias).filter(name="FRIENDLINK_SITE_LINK").delete()
    assert project.ask()["data"]["to_show"] == 1
    eventually(lambda: hook.titles, "a notice through the channel that was just added")
    assert hook.titles[0].startswith("[海边]")

    # As the page of the schedule writes it.
    runs = project.runs.count()
    interval = IntervalSchedule.objects.using(project.alias).bulk_create([IntervalSchedule(every=1, period="seconds")])[
        0
    ]
    rows = PeriodicTask.objects.using(project.alias).filter(task="easytask.tasks.check_friend")
    rows.update(interval=interval, last_run_at=timezone.now())
    PeriodicTasks.objects.using(project.alias).update_or_create(ident=1, defaults={"last_update": timezone.now()})
    eventually(lambda: project.runs.count() > runs, "a check by the new schedule")
    assert worker.is_running()
    assert beat.is_running()


def test_the_environment_wins_in_a_worker(project: Project, site: Site) -> None:
    project.friend(site.page("/without", "x"), name="without")
    store(project, "FRIENDLINK_SITE_LINK", SITE_LINK)
    store(project, "FRIENDLINK_PATIENCE", "3")
    project.worker("threads", FRIENDLINK_SITE_LINK=SITE_LINK, FRIENDLINK_PATIENCE="1")
    assert project.ask()["data"]["to_not_show"] == 1


def test_a_variable_that_makes_no_sense_stops_the_start_in_a_sentence_and_hides_nobody(
    project: Project, site: Site
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    store(project, "FRIENDLINK_PATIENCE", "3")
    done = project.check(FRIENDLINK_PATIENCE="many")
    assert done.returncode == 1
    assert "FRIENDLINK_PATIENCE must be a whole number from 1 to 10000, not 'many'." in done.stderr
    assert "Traceback" not in done.stderr
    assert project.shown() == {"gone": True}


def test_a_stored_value_that_makes_no_sense_is_said_by_the_command(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    store(project, "FRIENDLINK_PATIENCE", "many")
    done = project.check("--format", "json")
    assert done.returncode == 1
    assert '"bad_argument"' in done.stdout
    assert "FRIENDLINK_PATIENCE" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.shown() == {"gone": True}


def test_secrets_are_in_no_log_no_message_and_no_export(project: Project, site: Site, hook: Hook) -> None:
    hook.status = 500
    secret_url = f"json://127.0.0.1:{hook.port}/{SECRET}"
    NotificationChannel.objects.using(project.alias).create(name="钩子", url=secret_url)
    store(project, "EMAIL_URL", f"smtp://me:{SECRET}@127.0.0.1:1")
    worker = project.worker("prefork", "-l", "debug")
    web = start_web(project)
    project.friend(site.page("/alive", BACKLINK), name="alive")
    project.ask()
    site.page("/alive", status=410)
    assert project.ask()["data"]["to_not_show"] == 1
    eventually(lambda: hook.received, "a try to send the notice")
    read(f"{web}/friends/")
    said = [Path(path).read_text() for path in project.directory.glob("*.log")]
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        said += [str(redis.dump(key)) for key in redis.scan_iter()]
    said.append(project.manage("test_notices").stdout)
    said.append(project.celery("report").stdout)
    assert worker.is_running()
    assert not [text for text in said if SECRET in text]


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=DEADLINE_SECONDS) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text
