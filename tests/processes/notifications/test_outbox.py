"""The outbox over real workers: who tells, who is killed while telling, and that each digest goes out once."""

from __future__ import annotations

import datetime as dt
import os
import signal

import pytest
from django.utils import timezone

from easytask.models import Delivery, Flip
from tests.plugins.fake_channels import Hook, MailServer
from tests.plugins.processes import eventually, free_port
from tests.plugins.projects import Project
from tests.plugins.sites import Site


def tell_through(project: Project, *urls: str) -> None:
    project.environment["FRIENDLINK_NOTIFY_URLS"] = ",".join(urls)


def deliveries(project: Project) -> list[str]:
    return list(Delivery.objects.using(project.alias).order_by("pk").values_list("state", flat=True))


def now_due(project: Project) -> None:
    Delivery.objects.using(project.alias).update(at=timezone.now() - dt.timedelta(minutes=6), retry_at=None)


def seen_before(project: Project, site: Site) -> None:
    """A friend who is well at first, and then answers with an error."""
    project.friend(site.page("/", '<a href="https://ours.example/">ours</a>'), name="某人")
    assert project.check().returncode == 0
    site.page("/", status=503)


def test_a_run_of_a_worker_is_told_without_beat(project, site, hook):
    tell_through(project, hook.url)
    seen_before(project, site)
    project.worker("prefork")
    project.result(project.call())
    eventually(lambda: deliveries(project) == ["sent"], "the digest")
    assert hook.titles == ["[izone] 1 个友链被隐藏"]


def test_the_command_tells_as_well(project, site, hook):
    tell_through(project, hook.url)
    seen_before(project, site)
    done = project.check("--format", "json")
    assert done.returncode == 0
    assert len(hook.received) == 1
    assert project.check("--dry-run").returncode == 0
    assert len(hook.received) == 1


def test_a_worker_that_is_killed_while_it_sends_makes_no_second_digest(project, site, hook, other):
    tell_through(project, hook.url, other.url)
    seen_before(project, site)
    hook.release.clear()
    worker = project.worker("prefork")
    project.result(project.call())
    eventually(lambda: hook.received and other.received, "the digest under way")
    worker.send(signal.SIGKILL)
    hook.release.set()
    assert deliveries(project) == ["sending", "sending"]
    now_due(project)
    project.worker("prefork")
    project.send("easytask.tasks.send_notices")
    eventually(lambda: deliveries(project) == ["unknown", "unknown"], "the end of it")
    assert (len(hook.received), len(other.received)) == (1, 1)


def two_workers_send_each_digest_once(project: Project, hook: Hook, *, flips: int = 12) -> None:
    tell_through(project, hook.url)
    for number in range(flips):
        row = project.friend(f"https://a{number}.test/")
        now = timezone.now()
        last = project.runs.create(state="done", started_by="clock", started_at=now, seen_at=now, finished_at=now)
        values = {"friend": row, "run": last, "at": now, "is_show": False, "kind": "timeout", "link": row.link}
        Flip.objects.using(project.alias).create(**values)
    project.worker("prefork", "-c", "4")
    project.worker("threads", "-c", "4")
    for _ in range(6):
        project.send("easytask.tasks.send_notices")
    eventually(lambda: deliveries(project) == ["sent"] * flips, "all digests")
    assert len(hook.received) == flips


def test_two_workers_at_once_send_each_digest_once(project, hook):
    two_workers_send_each_digest_once(project, hook)


@pytest.mark.postgres
def test_two_workers_at_once_send_each_digest_once_on_postgresql(new_project, postgres, hook):
    two_workers_send_each_digest_once(new_project(postgres.new()), hook)


def test_a_channel_that_was_away_gets_it_when_it_is_back(project, site, hook):
    port = free_port()
    mail_server = MailServer()
    try:
        tell_through(project, hook.url, f"json://127.0.0.1:{port}/hook")
        project.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mail_server.port}"
        created = project.manage("createsuperuser", "--noinput", "--username", "o", "--email", "o@example.com")
        assert created.returncode == 0, created.stderr
        seen_before(project, site)
        assert project.check().returncode == 0
        assert sorted(deliveries(project)) == ["sent", "sent", "waiting"]
        late = Hook(port)
        try:
            now_due(project)
            assert project.check().returncode == 0
        finally:
            late.close()
        assert deliveries(project) == ["sent"] * 3
        assert (len(hook.received), len(late.received), len(mail_server.received)) == (1, 1, 1)
    finally:
        mail_server.close()


def test_a_wrong_address_stops_the_start_with_one_sentence(project):
    done = project.manage("check_friends", FRIENDLINK_NOTIFY_URLS="tgram://AAFabcdefghijABCDEFGHIJ")
    assert done.returncode == 1
    assert "FRIENDLINK_NOTIFY_URLS" in done.stderr
    assert "AAFabcdefghij" not in done.stderr
    assert "Traceback" not in done.stderr
    assert os.linesep not in done.stderr.strip()
