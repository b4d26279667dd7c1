"""Redis is away in mid-run or before it, for a second or for good, whole or for the results alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from easytask.models import Run
from tests.plugins.brokers import Broker
from tests.plugins.faults import Seen
from tests.plugins.processes import Service, eventually, one_sentence
from tests.plugins.projects import Project
from tests.plugins.scenes import (
    A_SECOND,
    GATES_MAY_STAY_CLOSED,
    RUNS,
    Owner,
    gone_and_slow,
    imported,
    judged,
    message_of,
    seconds_of,
    states,
    under_settings,
)
from tests.plugins.sites import BACKLINK, Gate, Site


def worker_in_a_run_of(links: int, project: Project, site: Site, gate: Gate) -> Service:
    """A worker in the middle of a run that is spread over its two processes when there are more than ten links."""
    gone_and_slow(project, site, gate)
    for number in range(links - 3):
        project.friend(site.page(f"/{number}", BACKLINK), name=f"{number}")
    small = imported(project, "small", "from easytask.runs import shards\nshards.LINKS = 10\n")
    worker = project.worker("prefork", *small, FRIENDLINK_PER_HOST="20", **GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    return worker


@pytest.mark.fault(4)
@pytest.mark.parametrize("links", [3, 40], ids=["in one piece", "in shards"])
def test_redis_that_is_killed_and_back_costs_no_verdict(
    project: Project, site: Site, gate: Gate, seen: Seen, links: int
) -> None:
    worker_in_a_run_of(links, project, site, gate)
    project.broker.stop()
    time.sleep(1)  # this is the fault
    project.broker.start()
    gate.open()
    eventually(lambda: states(project) == [Run.State.DONE], "the end of the run")
    assert len(judged(project)) == links
    envelope = project.ask()
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, links)
    assert states(project) == [Run.State.DONE] * 2
    seen(f"{links} of {links} verdicts in the database; the next run judged {links}")


@pytest.mark.fault(4)
def test_beat_outlives_a_redis_that_is_killed_and_back(project: Project, site: Site, seen: Seen) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    worker = project.worker("prefork")
    project.tick_every(1)
    beat = project.beat()
    eventually(lambda: Run.State.DONE in states(project), "a run by the clock")
    project.broker.stop()
    eventually(lambda: "error" in beat.output.lower(), "a tick that could not be sent")
    runs = project.runs.count()
    project.broker.start()
    eventually(lambda: project.runs.count() > runs, "another run by the clock")
    assert beat.is_running()
    assert worker.is_running()
    seen("a tick that could not be sent cost neither beat nor worker; the clock's next run is done")


@pytest.mark.fault(4)
@pytest.mark.parametrize("links", [3, 40], ids=["in one piece", "in shards"])
def test_redis_that_is_gone_for_good_costs_no_verdict_and_the_admin_answers(
    project: Project, site: Site, gate: Gate, owner: Owner, seen: Seen, links: int
) -> None:
    worker = worker_in_a_run_of(links, project, site, gate)
    project.broker.stop()
    page = f"{RUNS}{project.runs.get().pk}/change/"
    pages = ["/admin/", "/admin/blog/friendlink/", RUNS, page]
    slowest_page = max(seconds_of(lambda path=path: owner.open(path), below=A_SECOND) for path in pages)
    assert owner.press().url.endswith(page)  # to the run that is under way, without asking Redis
    gate.open()
    eventually(lambda: states(project) == [Run.State.DONE], "the end of the run")
    assert len(judged(project)) == links
    button = seconds_of(owner.press, below=A_SECOND)
    assert message_of(owner.press()) == "消息服务（Redis）没有响应，检查没有开始，请稍后再试。"
    assert project.check().returncode == 0
    assert worker.is_running()
    project.broker.start()
    assert project.ask()["data"]["active_num"] == links
    assert states(project) == [Run.State.DONE] * 3
    seen(
        f"{links} of {links} verdicts in the database; meanwhile the slowest of {len(pages)} pages took "
        f"{slowest_page:.2f} s, the button {button:.2f} s; the next runs are done, without Redis and with it"
    )


@pytest.fixture
def results(project: Project) -> Iterator[Broker]:
    """A second Redis, which the project uses for its results alone."""
    broker = Broker()
    under_settings(project, f"CELERY_RESULT_BACKEND = {broker.url!r}")
    yield broker
    broker.close()


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_without_the_result_backend_the_button_works_and_a_shell_is_told(
    project: Project, results: Broker, site: Site, owner: Owner, seen: Seen, away: str
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker("prefork")
    results.stop() if away == "stopped" else results.freeze()
    button = seconds_of(owner.press, below=A_SECOND)
    eventually(lambda: Run.State.DONE in states(project), "the run that the button asked for")
    assert project.shown() == {"gone": False}
    started = time.monotonic()
    done = project.celery("call", "easytask.tasks.check_friend")
    shell = time.monotonic() - started
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "Redis does not answer" in done.stderr
    seen(f"the button answers in {button:.2f} s and its run is done; a shell hears in a sentence after {shell:.1f} s")


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_a_shell_hears_within_seconds_that_redis_is_away(project: Project, seen: Seen, away: str) -> None:
    project.broker.stop() if away == "stopped" else project.broker.freeze()

    def call() -> None:
        done = project.celery("call", "easytask.tasks.check_friend")
        assert done.returncode != 0
        assert one_sentence(done.stderr)

    # Celery's own patience is twenty seconds; on a busy machine, to start takes some of these.
    took = seconds_of(call, below=15)
    seen(f"a shell hears in a sentence after {took:.1f} s")


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_the_buttons_hear_within_a_second_that_redis_is_away(project: Project, seen: Seen, away: str) -> None:
    project.broker.stop() if away == "stopped" else project.broker.freeze()
    press = """
import time, django; django.setup()
from easytask.tasks import BrokerUnavailable, send_check
for _ in range(2):
    started = time.monotonic()
    try: send_check(None)
    except BrokerUnavailable: print(time.monotonic() - started)
"""

    def slower() -> float:
        done = project.run("-c", press, DJANGO_SETTINGS_MODULE="izone.settings")
        seconds = [float(line) for line in done.stdout.split()]
        assert len(seconds) == 2, done.stderr
        return max(seconds) if max(seconds) < A_SECOND else 0

    # What else this machine does is no fault of ours.
    slower_of_two = eventually(slower, "two answers in less than a second each")
    seen(f"a button hears after {slower_of_two:.2f} s")
