"""The callers of the check, each as a person meets it: real workers, a real beat, a real shell, a real broker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from easytask.models import Run
from izone import __version__
from tests.plugins.processes import eventually, free_port, one_sentence
from tests.plugins.projects import Project, printed_by
from tests.plugins.sites import BACKLINK, Site


@pytest.mark.parametrize("pool", [pytest.param("prefork", marks=pytest.mark.smoke), "threads", "solo"])
def test_a_shell_calls_the_task_and_reads_the_envelope(project: Project, site: Site, pool: str) -> None:
    project.friend(site.page("/links-back", BACKLINK), name="links back", is_show=False, not_show_reason="请求超时")
    project.friend(site.page("/silent-on-us", "<p>nobody</p>"), name="does not")
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(f"http://127.0.0.1:{free_port()}/", name="refused")
    project.friend(site.page("/trusted", status=500), name="TendCode", is_show=False)
    project.friend(site.page("/inactive", status=500), name="inactive", is_active=False)
    project.worker(pool)
    task = project.call_by_shell(site_link="https://ours.example", white_list=["TendCode"])
    envelope = printed_by(project.waiting_shell(task))
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


def test_arguments_reach_the_task_through_the_broker(project: Project, site: Site) -> None:
    project.friend(site.page("/plain", "<p>no link</p>"), name="plain")
    project.friend(site.page("/white", "<p>no link</p>"), name="white")
    project.worker("threads", FRIENDLINK_WHITE_LIST="white")
    assert project.ask(site_link=None, white_list=None)["code"] == 0
    assert project.shown() == {"plain": False, "white": True}
    assert project.ask(site_link="", white_list=[])["code"] == 0
    assert project.shown() == {"plain": True, "white": True}
    assert "1000000000000000000000000000000" in project.ask(friend_ids=[10**30])["error"]


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
    # Without a signal, which would end in the database of the tests.
    rows._raw_delete(project.alias)
    assert project.manage("migrate", "-v0").returncode == 0
    assert not PeriodicTask.objects.using(project.alias).filter(task="easytask.tasks.check_friend").exists()


@pytest.mark.smoke
def test_beat_starts_a_run(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker("threads")
    project.tick_every(1)
    project.beat()
    eventually(lambda: project.runs.filter(state=Run.State.DONE).count() >= 2, "two runs that beat started")
    assert project.reasons() == {"gone": "网页请求返回410"}
    assert set(project.runs.values_list("started_by", "is_full")) == {("clock", True)}


@pytest.mark.parametrize("pool", ["gevent", "eventlet"])
def test_a_worker_with_green_threads_does_not_start(project: Project, tmp_path: Path, pool: str) -> None:
    # Stand-ins, for what is asked of the real packages before our refusal comes is only that they are there.
    package = tmp_path / "stand-in" / pool
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("monkey_patch = lambda *_, **__: None\nhubs = None\n")
    for name in ("monkey", "signal", "debug", "hubs"):
        (package / f"{name}.py").write_text("patch_all = monkey_patch = lambda *_, **__: None\n")
    done = project.run("-m", "celery", "-A", "izone", "worker", "-P", pool, PYTHONPATH=str(tmp_path / "stand-in"))
    assert done.returncode != 0
    assert "izone cannot run its checks in a gevent or eventlet pool" in done.stderr
    assert "Traceback" not in done.stderr


def no_tables(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{project.directory}/empty.sqlite3"}


def no_server(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"postgres://izone@127.0.0.1:{free_port()}/izone"}


@pytest.mark.parametrize("broken", [no_tables, no_server])
def test_a_task_without_its_database_returns_its_envelope(
    project: Project, broken: Callable[[Project], dict[str, str]]
) -> None:
    project.worker("solo", **broken(project))
    envelope = project.ask()
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])
