"""The callers of the check, each as a person meets it: real workers, a real beat, a real shell, a real broker."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from easytask.models import Run
from izone import __version__, embedded
from izone.celery import refuse_greenlets
from tests.conftest import BACKLINK, Gate, Site, one_sentence
from tests.plugins.services import CHECKOUT, POOLS, Project, SQLite, eventually, free_port, locked, open_project

pytestmark = pytest.mark.processes

See = Callable[[str], None]


class RunTotals:
    """A worker that stays for a whole table of calls, with an empty database for each of them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.friend, self.shown = project.friend, project.shown
        project.worker("threads", FRIENDLINK_WHITE_LIST="white")
        self.call = project.caller()

    def clear(self) -> None:
        self.project.friends.all().delete()
        self.project.runs.all().delete()


@pytest.fixture(scope="module")
def _standing(sqlite: SQLite, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[RunTotals]:
    with django_db_blocker.unblock(), open_project(sqlite.new(), tmp_path_factory.mktemp("standing")) as project:
        yield RunTotals(project)


@pytest.fixture
def standing(_standing: RunTotals) -> RunTotals:
    _standing.clear()
    return _standing


# --- a shell and a worker --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("pool", POOLS)
def test_a_shell_calls_the_task_and_reads_the_envelope(project: Project, site: Site, pool: str) -> None:
    project.friend(site.page("/links-back", BACKLINK), name="links back", is_show=False, not_show_reason="请求超时")
    project.friend(site.page("/silent-on-us", "<p>nobody</p>"), name="does not")
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(f"http://127.0.0.1:{free_port()}/", name="refused")
    project.friend(site.page("/trusted", status=500), name="TendCode", is_show=False)
    project.friend(site.page("/inactive", status=500), name="inactive", is_active=False)
    project.worker(pool)
    envelope = project.result(project.call(site_link="https://ours.example", white_list=["TendCode"]))
    assert isinstance(envelope.pop("time"), float)
    assert envelope == {
        "code": 0,
        "data": {"active_num": 4, "to_not_show": 3, "to_show": 2, "version": __version__, "outcome": "done"},
        "message": "",
        "error": "",
    }
    assert project.reasons() == {
        "links back": "shown",
        "does not": "网站未设置本站外链",
        "gone": "网页请求返回410",
        "refused": "连接被拒绝",
        "TendCode": "shown",
        "inactive": "shown",
    }
    assert not {"/trusted", "/inactive"} & set(site.paths())


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param({}, {"plain": False, "white": True}, id="left out: both settings hold"),
        pytest.param(
            {"site_link": None, "white_list": None}, {"plain": False, "white": True}, id="None: both settings hold"
        ),
        pytest.param({"site_link": ""}, {"plain": True, "white": True}, id="an empty text asks for no backlink"),
        pytest.param({"white_list": []}, {"plain": False, "white": False}, id="an empty list trusts nobody"),
        pytest.param({"white_list": ["plain"]}, {"plain": True, "white": False}, id="a list replaces the setting's"),
    ],
)
def test_arguments_of_the_task_stand_over_the_settings(
    standing: RunTotals, site: Site, arguments: dict[str, Any], shown: dict[str, bool]
) -> None:
    standing.friend(site.page("/plain", "<p>no link</p>"), name="plain")
    standing.friend(site.page("/white", "<p>no link</p>"), name="white")
    assert standing.call(**arguments)["code"] == 0
    assert standing.shown() == shown


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"site_link": "ftp://ours.example"}, "site_link"),
        ({"site_link": "https://"}, "site_link"),
        ({"site_link": 7}, "site_link"),
        ({"white_list": "TendCode"}, "white_list"),
        ({"white_list": {"TendCode": 1}}, "white_list"),
        ({"white_list": [7]}, "white_list"),
        ({"friend_ids": [10**6]}, "1000000"),
        ({"friend_ids": [10**30]}, "1000000000000000000000000000000"),
        ({"friend_ids": "abc"}, "friend_ids"),
        ({"friend_ids": 7}, "friend_ids"),
    ],
)
def test_arguments_that_make_no_sense_end_in_a_sentence(
    standing: RunTotals, site: Site, arguments: dict[str, Any], named: str
) -> None:
    standing.friend(site.page("/gone", status=410), name="gone")
    envelope = standing.call(**arguments)
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])
    assert named in envelope["error"]
    assert standing.shown() == {"gone": True}
    assert not standing.project.runs.filter(state=Run.State.RUNNING).exists()


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_a_shell_hears_within_seconds_that_redis_is_away(project: Project, seen: See, away: str) -> None:
    project.broker.stop() if away == "stopped" else project.broker.freeze()
    started = time.monotonic()
    done = project.run("-m", "celery", "-A", "izone", "call", "easytask.tasks.check_friend", seconds=20)
    took = time.monotonic() - started
    assert took < 8
    assert done.returncode != 0
    assert one_sentence(done.stderr)
    seen(f"a shell hears in a sentence after {took:.1f} s")


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_the_buttons_hear_within_a_second_that_redis_is_away(project: Project, seen: See, away: str) -> None:
    project.broker.stop() if away == "stopped" else project.broker.freeze()
    press = """
import time, django; django.setup()
from easytask.tasks import BrokerUnavailable, send_check
for _ in range(2):
    started = time.monotonic()
    try: send_check(None)
    except BrokerUnavailable: print(time.monotonic() - started)
"""
    done = project.run("-c", press, seconds=20, DJANGO_SETTINGS_MODULE="izone.settings")
    seconds = [float(line) for line in done.stdout.split()]
    assert len(seconds) == 2, done.stderr
    assert max(seconds) < 1
    seen(f"a button hears after {max(seconds):.2f} s")


# --- beat ------------------------------------------------------------------------------------------------------------
def test_a_new_database_has_the_hourly_check_in_its_schedule(project: Project) -> None:
    row = PeriodicTask.objects.using(project.alias).get(task="easytask.tasks.check_friend")
    assert (row.interval.every, row.interval.period) == (1, IntervalSchedule.HOURS)
    assert 0 < row.expire_seconds <= 3600
    assert row.enabled
    assert not row.one_off


def test_so_has_it_the_tending_of_the_history(project: Project) -> None:
    row = PeriodicTask.objects.using(project.alias).get(task="easytask.tasks.tend_history")
    assert (row.interval.every, row.interval.period, row.enabled) == (1, IntervalSchedule.HOURS, True)


def test_migrating_again_leaves_the_owners_schedule_alone(project: Project) -> None:
    rows = PeriodicTask.objects.using(project.alias).filter(task="easytask.tasks.check_friend")
    rows._raw_delete(project.alias)  # no signal, which would end in the database of the tests
    assert project.manage("migrate", "-v0").returncode == 0
    assert not PeriodicTask.objects.using(project.alias).filter(task="easytask.tasks.check_friend").exists()


def test_beat_starts_a_run(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker("threads")
    project.tick_every(1)
    project.beat()
    eventually(lambda: project.runs.filter(state=Run.State.DONE).count() >= 2, "two runs that beat started")
    assert project.reasons() == {"gone": "网页请求返回410"}
    assert set(project.runs.values_list("started_by", "is_full")) == {("clock", True)}


# --- pools that cannot run a check -----------------------------------------------------------------------------------
@pytest.mark.parametrize("pool", ["gevent", "eventlet"])
def test_a_worker_with_green_threads_does_not_start(project: Project, tmp_path: Path, pool: str) -> None:
    # Stand-ins, for what is asked of the real packages before our refusal comes is only that they are there.
    package = tmp_path / "stand-in" / pool
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("monkey_patch = lambda *_, **__: None\nhubs = None\n")
    for name in ("monkey", "signal", "debug", "hubs"):
        (package / f"{name}.py").write_text("patch_all = monkey_patch = lambda *_, **__: None\n")
    done = project.run(
        "-m", "celery", "-A", "izone", "worker", "-P", pool, PYTHONPATH=str(tmp_path / "stand-in"), seconds=20
    )
    assert done.returncode != 0
    assert "izone cannot run its checks in a gevent or eventlet pool" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("pool_class", ["celery.concurrency.gevent:TaskPool", "celery.concurrency.eventlet:TaskPool"])
def test_green_threads_are_refused_before_the_pool_is_imported(pool_class: str) -> None:
    with pytest.raises(SystemExit, match=r"gevent or eventlet"):
        refuse_greenlets(SimpleNamespace(pool_cls=pool_class))


@pytest.mark.fault(5)
# --- one run at a time -----------------------------------------------------------------------------------------------
def test_of_two_callers_at_once_one_runs_and_the_other_is_told(project: Project, gate: Gate, seen: See) -> None:
    project.friend(gate.link)
    project.worker("prefork", FRIENDLINK_TIMEOUT="30")
    first = project.call()
    gate.wait_until_asked()
    second = project.result(project.call())
    gate.open()
    assert second["code"] == 1
    assert one_sentence(second["error"])
    assert second["data"]["active_num"] == 0
    assert project.result(first)["code"] == 0
    assert list(project.runs.values_list("state", flat=True)) == [Run.State.DONE]
    seen("2 callers: 1 run, the other told")


@pytest.mark.fault(5)
def test_callers_that_race_make_one_run(project: Project, gate: Gate, seen: See) -> None:
    project.friend(gate.link)
    racers = [project.start(f"racer {number}", "manage.py", "check_friends", "--format", "json") for number in range(3)]
    gate.wait_until_asked()
    eventually(lambda: sum(racer.is_running() for racer in racers) == 1, "the end of all racers but one")
    gate.open()
    statuses = sorted(racer.process.wait(20) for racer in racers)
    assert statuses == [0, 1, 1]
    assert list(project.runs.values_list("state", flat=True)) == [Run.State.DONE]
    seen("3 commands at once: 1 run, 2 told")


@pytest.mark.fault(12)
@pytest.mark.parametrize(
    "edit",
    [
        {"is_active": False},
        {"is_show": False, "not_show_reason": "the owner's own"},
        {"link": "http://127.0.0.1/elsewhere"},
        {"link_page": "http://127.0.0.1/links"},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_what_the_owner_edits_while_the_check_runs_stays(
    project: Project, site: Site, gate: Gate, edit: dict[str, Any], seen: Callable[[str], None]
) -> None:
    edited = project.friend(site.page("/gone", status=410), name="edited")
    # The verdict is written after the edit, because the batch waits for the gate at most a second: so hold the page.
    held = Gate(site, "/held")
    project.friends.filter(pk=edited.pk).update(link=held.link, is_show=True)
    run = project.start("command", "manage.py", "check_friends", "--site-link", "https://not-there.example")
    held.wait_until_asked()
    project.friends.filter(pk=edited.pk).update(**edit)
    held.open()
    assert run.process.wait(20) == 0, run.output
    row = project.friends.get(pk=edited.pk)
    assert {name: getattr(row, name) for name in edit} == edit
    assert row.not_show_reason == edit.get("not_show_reason", "")
    seen(f"the owner's {', '.join(edit)} stayed; {row.checks.count()} checks and {row.flips.count()} changes written")


def test_a_run_without_a_sign_of_life_is_closed_by_the_next_caller(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    now = timezone.now()
    dead = project.runs.create(started_by="task", started_at=now, seen_at=now)
    assert project.check().returncode == 1
    assert project.shown() == {"gone": True}
    project.runs.filter(pk=dead.pk).update(seen_at=now - timezone.timedelta(seconds=61))
    assert project.check().returncode == 0
    assert project.shown() == {"gone": False}
    dead = project.runs.get(pk=dead.pk)
    assert dead.state == Run.State.ABANDONED
    assert dead.finished_at
    assert one_sentence(dead.error)


@pytest.mark.fault(8)
# --- the end of a worker ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("pool", POOLS)
def test_sigterm_lets_a_run_come_to_its_end(project: Project, gate: Gate, seen: See, pool: str) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    worker = project.worker(pool)
    task = project.call()
    gate.wait_until_asked()
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for("Warm shutdown")
    assert worker.is_running()
    gate.open()
    assert worker.process.wait(20) == 0
    assert project.shown() == {"slow": True}
    assert project.result(task)["code"] == 0
    assert project.runs.get().state == Run.State.DONE
    seen("SIGTERM: 1 of 1 verdicts kept, the run is done and then the worker ends")


@pytest.mark.fault(2)
def test_a_worker_that_is_killed_keeps_what_was_written(project: Project, site: Site, gate: Gate, seen: See) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(gate.link, name="slow")
    worker = project.worker("solo", FRIENDLINK_TIMEOUT="30")
    project.call()
    gate.wait_until_asked()
    eventually(lambda: project.shown() == {"gone": False, "slow": True}, "the first verdict in the database")
    worker.kill()
    project.runs.update(seen_at=timezone.now() - timezone.timedelta(seconds=61))
    gate.open()
    assert project.check().returncode == 0
    assert [run.state for run in project.runs.order_by("pk")] == [Run.State.ABANDONED, Run.State.DONE]
    seen("a solo worker: 1 of 2 verdicts kept, the next run is done")


def test_a_command_that_is_interrupted_gives_the_lock_back(project: Project, gate: Gate) -> None:
    project.friend(gate.link, name="slow")
    command = project.start("command", "manage.py", "check_friends", FRIENDLINK_TIMEOUT="30")
    gate.wait_until_asked()
    assert command.end(signal.SIGINT, seconds=5) != 0
    gate.open()
    assert project.runs.get().state == Run.State.FAILED


# --- the embedded default --------------------------------------------------------------------------------------------
def processes_of(checkout: Path) -> list[str]:
    """What still runs for a checkout, by its paths in the command lines and by its working directory."""
    marks = [os.fsencode(checkout), os.fsencode(embedded.socket_path(checkout))]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if os.readlink(process / "cwd").startswith(str(checkout)) or any(mark in command for mark in marks):
                found.append(f"{process.name} {command.decode(errors='replace')}")
    return found


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Iterator[Path]:
    """A copy of what runs, and nothing of what lies around in this checkout."""
    checkout = tmp_path / "a checkout"
    for name in ("izone", "blog", "demo", "easytask", "locale"):
        shutil.copytree(CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "manage.py", checkout)
    yield checkout
    for line in processes_of(checkout):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(line.split()[0]), signal.SIGKILL)
    shutil.rmtree(embedded.socket_path(checkout).parent, ignore_errors=True)


def test_without_any_setting_the_commands_of_a_checkout_find_each_other_and_leave_nothing_behind(
    bare_checkout: Path, site: Site, tmp_path: Path, django_db_blocker: Any
) -> None:
    url = f"sqlite:///{bare_checkout}/db.sqlite3"
    with django_db_blocker.unblock(), open_project(url, tmp_path, checkout=bare_checkout) as project:
        project.environment.update(DATABASE_URL="", REDIS_URL="")
        assert project.manage("migrate", "-v0").returncode == 0
        project.friend(site.page("/gone", status=410), name="gone")
        task = project.call()  # before there is a worker: the message must wait for it
        worker = project.worker("prefork")
        assert eventually(lambda: project.result(task), "a result")["code"] == 0
        assert project.shown() == {"gone": False}
        assert worker.end(signal.SIGTERM) == 0
        eventually(lambda: not processes_of(bare_checkout), "the end of the embedded server", seconds=15)
    assert not embedded.socket_path(bare_checkout).parent.exists()
    assert not list((bare_checkout / "var").rglob("*.lock"))


# --- bad input -------------------------------------------------------------------------------------------------------
def no_tables(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{project.directory}/empty.sqlite3"}


def no_database(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{project.directory}/not/there.sqlite3"}


def not_a_database(project: Project) -> dict[str, str]:
    (project.directory / "text.sqlite3").write_text("this is no database, but a text that is long enough\n" * 99)
    return {"DATABASE_URL": f"sqlite:///{project.directory}/text.sqlite3"}


def no_server(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"postgres://izone@127.0.0.1:{free_port()}/izone"}


@pytest.mark.parametrize(
    ("broken", "options"),
    [
        (no_tables, ()),
        (no_tables, ("--dry-run",)),
        (no_database, ()),
        (not_a_database, ("--dry-run",)),
        (no_server, ()),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    project: Project, broken: Callable[[Project], dict[str, str]], options: tuple[str, ...]
) -> None:
    done = project.check("--format", "json", *options, **broken(project))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    envelope = json.loads(done.stdout)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["links"]) == (1, 0, [])
    assert envelope["error"] in done.stderr


@pytest.mark.parametrize("broken", [no_tables, no_server])
def test_a_task_without_its_database_returns_its_envelope(
    project: Project, broken: Callable[[Project], dict[str, str]]
) -> None:
    project.worker("solo", **broken(project))
    envelope = project.caller()()
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])


@pytest.fixture
def impatient(tmp_path: Path) -> dict[str, str]:
    """The project's settings, except that nobody waits 20 s for a lock of SQLite's."""
    text = "from izone.settings import *\nDATABASES['default']['OPTIONS']['timeout'] = 0.3\n"
    (tmp_path / "impatient.py").write_text(text)
    return {"DJANGO_SETTINGS_MODULE": "impatient", "PYTHONPATH": str(tmp_path)}


def test_a_locked_database_is_told_in_a_sentence(project: Project, site: Site, impatient: dict[str, str]) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    with locked(project.database_url):
        done = project.check("--format", "json", **impatient)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "locked" in done.stderr
    assert json.loads(done.stdout)["code"] == 1
    assert project.shown() == {"gone": True}


def test_a_database_that_is_locked_while_the_run_is_under_way_loses_nothing_known(
    project: Project, gate: Gate, impatient: dict[str, str]
) -> None:
    project.friend(gate.link, name="slow", is_show=False, not_show_reason="请求超时")
    command = project.start("command", "manage.py", "check_friends", **impatient)
    gate.wait_until_asked()
    with locked(project.database_url):
        gate.open()
        assert command.process.wait(20) == 1
    assert "Traceback" not in command.output
    assert "locked" in command.output
    assert project.reasons() == {"slow": "请求超时"}


def test_a_database_that_is_busy_for_a_moment_is_waited_for(project: Project, gate: Gate) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    command = project.start("command", "manage.py", "check_friends")
    gate.wait_until_asked()
    with locked(project.database_url):
        gate.open()
        time.sleep(1.5)
        assert command.is_running()
    assert command.process.wait(20) == 0, command.output
    assert project.shown() == {"slow": True}


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--site-link", "ftp://ours.example"], 2),
        (["--site-link", "https://"], 2),
        (["--site-link", "http://["], 2),
        (["--format", "xml"], 2),
        (["--no-such-option"], 2),
        (["a word"], 2),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_two(project: Project, options: list[str], status: int) -> None:
    done = project.check(*options)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not project.runs.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRIENDLINK_TIMEOUT", "soon"),
        ("FRIENDLINK_SITE_LINK", "ftp://ours.example"),
        ("FRIENDLINK_ALLOWED_NETWORKS", "10.0.0.0/99"),
        ("DATABASE_URL", "mysql://x/y"),
        ("REDIS_URL", "http://x"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_by_the_command(project: Project, name: str, value: str) -> None:
    done = project.check("--format", "json", **{name: value})
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert name in done.stderr


def test_a_dry_run_needs_no_lock_and_writes_nothing(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    now = timezone.now()
    project.runs.create(started_by="task", started_at=now, seen_at=now)
    done = project.check("--dry-run", "--format", "json")
    assert done.returncode == 0
    envelope = json.loads(done.stdout)
    assert envelope["data"] == {
        "active_num": 1,
        "to_not_show": 1,
        "to_show": 0,
        "version": __version__,
        "outcome": "done",
        "dry_run": True,
    }
    assert [(link["is_show"], link["not_show_reason"]) for link in envelope["links"]] == [(False, "网页请求返回410")]
    assert project.shown() == {"gone": True}
    assert project.runs.count() == 1
