"""The event log where real processes write it: worker, shell and web server."""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.request
from pathlib import Path

import pytest
from django.utils import timezone

from easytask.models import Run
from tests.django.runs.test_event_log import HOSTILE_NAME, read
from tests.plugins.processes import DEADLINE_SECONDS, eventually, free_port
from tests.plugins.projects import Project, start_web

HEAD = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?P<level>[A-Z]+) easytask\.journal: (?P<line>.+)"


def lines_of(log: str) -> list[dict[str, str]]:
    """The lines about runs and flips in what a process has printed, with their level."""
    found = [re.fullmatch(HEAD, line) for line in log.splitlines()]
    return [{"level": match["level"], **read(match["line"])} for match in found if match]


def stale_run(project: Project) -> Run:
    seen = timezone.now() - dt.timedelta(seconds=61)
    return project.runs.create(started_by="clock", started_at=seen, seen_at=seen)


@pytest.mark.parametrize("to_a_file", [False, True], ids=["stderr", "--logfile"])
def test_a_worker_prints_each_line_once(project, site, to_a_file):
    project.friend(site.page("/gone", status=404), name=HOSTILE_NAME)
    broken = stale_run(project)
    log = project.directory / "celery.log"
    if to_a_file:
        log.write_text("")
        service = project.start(
            "worker", "-m", "celery", "-A", "izone", "worker", "-l", "info", "-c", "1", "-f", str(log)
        )
    else:
        service = project.worker("prefork")
        log = service.log
    eventually(lambda: " ready." in log.read_text(), "a worker that is ready")
    task_id = project.call()
    assert project.result(task_id)["data"]["to_not_show"] == 1
    eventually(lambda: len(lines_of(log.read_text())) == 3 and " succeeded in " in log.read_text(), "all lines")
    first, flip, run = lines_of(log.read_text())
    assert (first["level"], first["run"], first["state"]) == ("WARNING", str(broken.pk), "broken")
    assert (flip["flip"], flip["name"], flip["run"], flip["task"]) == ("hidden", HOSTILE_NAME, run["run"], task_id)
    assert (run["level"], run["state"], run["started_by"], run["task"]) == ("INFO", "done", "task", task_id)
    text = log.read_text()
    assert len(re.findall(r"^\S+ \S+ \w+ easytask\.", text, re.MULTILINE)) == 3
    if to_a_file:
        assert "easytask.journal" not in service.output


def test_a_person_in_a_shell_reads_the_table_and_no_log(project, site):
    project.friend(site.page("/gone", status=404), name="gone")
    done = project.check()
    assert (done.returncode, done.stderr) == (0, "")
    project.friends.update(is_show=True)
    done = project.check("--format", "json", "-v", "2")
    assert json.loads(done.stdout)["code"] == 0
    assert [line.get("flip", line.get("state")) for line in lines_of(done.stderr)] == ["hidden", "done"]
    assert done.stderr.count("\n") == 2
    broken = stale_run(project)
    done = project.check("--format", "json")
    assert json.loads(done.stdout)["code"] == 0
    [line] = lines_of(done.stderr)
    assert (line["run"], line["state"], done.stderr.count("\n")) == (str(broken.pk), "broken", 1)


def gunicorn(project: Project) -> tuple[str, Path]:
    port = free_port()
    command = ("-m", "gunicorn", "izone.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket")
    server = project.start("gunicorn", *command)
    server.wait_for("Booting worker")
    return f"http://127.0.0.1:{port}", server.log


def runserver(project: Project) -> tuple[str, Path]:
    return start_web(project), project.services[-1].log


@pytest.mark.parametrize("serve", [gunicorn, runserver])
def test_a_web_server_that_closes_a_run_prints_its_line_once(project, serve):
    url, log = serve(project)
    broken = stale_run(project)
    for _ in range(2):
        with urllib.request.urlopen(f"{url}/healthz", timeout=DEADLINE_SECONDS) as answer:  # noqa: S310 - our own server
            assert json.load(answer)["last_run"]["state"] == "broken"
    [line] = lines_of(log.read_text())
    assert (line["run"], line["state"]) == (str(broken.pk), "broken")
    assert log.read_text().count("easytask.journal") == 1
