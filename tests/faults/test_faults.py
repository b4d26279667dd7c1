"""What will happen to processes and brokers: killed, away, twice or too late, done to the real ones in mid-run."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils import timezone
from redis import Redis

from easytask.models import Check, Flip, LinkState, Run
from tests.conftest import BACKLINK, Gate, Site, one_sentence
from tests.plugins.services import POOLS, Broker, Project, Service, children, eventually, on_both_databases, start_web

pytestmark = pytest.mark.processes

See = Callable[[str], None]

A_SECOND = 1.0
TRUE_TIMES = pytest.mark.nightly
RUNS = "/admin/easytask/run/"
GATES_MAY_STAY_CLOSED = {"FRIENDLINK_TIMEOUT": "60"}


def module(project: Project, name: str, text: str) -> str:
    """A module that the project's processes find."""
    (project.directory / f"{name}.py").write_text(text)
    project.environment["PYTHONPATH"] = str(project.directory)
    return name


def under_settings(project: Project, text: str) -> None:
    """Lets every process of the project have these settings on top of its own."""
    own = module(project, "own_settings", f"from izone.settings import *\n{text}\n")
    project.environment["DJANGO_SETTINGS_MODULE"] = own


def imported(project: Project, name: str, text: str) -> tuple[str, str]:
    """The options with which a worker imports this text at its start."""
    return "-I", module(project, name, text)


def kill_the_pool_child(worker: Service) -> None:
    """Of a worker with one seat, as the kernel does when memory runs out."""
    [child] = children(worker.pid)
    os.kill(child, signal.SIGKILL)
    eventually(lambda: child not in children(worker.pid), "the end of the pool's process")


def is_alive(pid: int) -> bool:
    """Whether this process still runs, and is no zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ticks(beat: Service) -> int:
    """How many checks it has sent; the schedule has other tasks as well."""
    return len(re.findall(r"Sending due task .*\(easytask\.tasks\.check_friend\)", beat.output))


def last_seen(project: Project, *, seconds_ago: float) -> None:
    """Sets back the last sign of life of the run that is under way, by the database's clock."""
    seen_at = Now() - dt.timedelta(seconds=seconds_ago)
    assert project.runs.filter(state=Run.State.RUNNING).update(seen_at=seen_at) == 1


def states(project: Project) -> list[str]:
    return list(project.runs.order_by("pk").values_list("state", flat=True))


def judged(project: Project) -> set[str]:
    """The friends with a verdict, for tests that begin with all friends shown and unchecked.

    Fails when one table knows of a verdict that another does not, or when a run has judged a friend twice.
    """
    checks = Counter(Check.objects.using(project.alias).values_list("run", "friend__name"))
    assert set(checks.values()) <= {1}
    names = {name for _run, name in checks}
    assert names == set(LinkState.objects.using(project.alias).values_list("friend__name", flat=True))
    hidden = {name for name, is_show in project.shown().items() if not is_show}
    assert hidden == set(Flip.objects.using(project.alias).values_list("friend__name", flat=True))
    assert dict(project.runs.values_list("pk", "judged")) == {
        pk: sum(run == pk for run, _name in checks) for pk in project.runs.values_list("pk", flat=True)
    }
    return names


def gone_and_slow(project: Project, site: Site, gate: Gate) -> None:
    """Two friends whose verdict is known at once and one whose verdict the test holds back."""
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(site.page("/well", BACKLINK), name="well")
    project.friend(gate.link, name="slow")


def worker_in_mid_run(project: Project, site: Site, gate: Gate, pool: str = "prefork", *options: str) -> Service:
    """A worker of one seat: of gone_and_slow's three friends it has judged two and waits for the third."""
    gone_and_slow(project, site, gate)
    worker = project.worker(pool, "-c", "1", *options, **GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    eventually(lambda: project.runs.get().judged == 2, "the verdicts that are known at once")
    assert judged(project) == {"gone", "well"}
    return worker


class Owner:
    """The owner's browser without its drawing: what an address answers, and after how many seconds."""

    def __init__(self, project: Project, session: requests.Session) -> None:
        user = User.objects.db_manager(project.alias).create_superuser("owner")
        logged_in = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        Session.objects.using(project.alias).create(
            session_key="o" * 32,
            session_data=SessionStore().encode(logged_in),
            expire_date=timezone.now() + dt.timedelta(days=1),
        )
        self._browser = session
        self._browser.cookies.update({"sessionid": "o" * 32, "csrftoken": "c" * 32})
        self._browser.headers.update({"X-CSRFToken": "c" * 32, "Accept-Language": "zh-CN"})
        self._url = start_web(project)
        self.open("/admin/")  # what a server does once and for all

    def open(self, path: str) -> requests.Response:
        answer = self._browser.get(self._url + path, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer

    def press(self) -> requests.Response:
        """The button that checks all friend links; where it leads."""
        answer = self._browser.post(f"{self._url}/admin/blog/friendlink/check-all/", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def owner(project: Project) -> Iterator[Owner]:
    with requests.Session() as session:
        session.trust_env = False
        yield Owner(project, session)


def seconds_of(ask: Callable[[], Any]) -> float:
    """What asking takes; of three times the shortest, because what else this machine does is no fault of ours."""
    took = []
    for _ in range(3):
        started = time.monotonic()
        ask()
        took.append(time.monotonic() - started)
    return min(took)


def message_of(page: requests.Response) -> str:
    """The one sentence that a page of the admin opens with."""
    [message] = re.findall(r'<ul class="messagelist">\s*<li[^>]*>(.*?)</li>\s*</ul>', page.text, re.DOTALL)
    return message


# --- 1: the pool's process is killed in mid-run ----------------------------------------------------------------------
# Once, the batch with this friend stops where its rows are written and its history is not.
HALFWAY = """
import pathlib, time
from easytask.runs import recording
from easytask.runs import lock

write_history, marker = recording._write_history, pathlib.Path(__file__).with_name("is halfway")

def write_half(verdicts, *arguments, **options):
    if not marker.exists() and any(verdict.friend.name == "slow" for verdict in verdicts):
        marker.touch()
        time.sleep(600)
    write_history(verdicts, *arguments, **options)

recording._write_history = write_half
"""


@pytest.mark.fault(1)
@on_both_databases
def test_a_batch_whose_process_is_killed_is_not_written_by_half(
    project: Project, site: Site, gate: Gate, seen: See
) -> None:
    worker = worker_in_mid_run(project, site, gate, "prefork", *imported(project, "halfway", HALFWAY))
    gate.open()
    eventually((project.directory / "is halfway").exists, "half of the second batch")
    kill_the_pool_child(worker)
    kept = judged(project)
    assert kept == {"gone", "well"}
    last_seen(project, seconds_ago=50)
    assert project.result(project.call())["error"] == "已有一次检查正在进行。"
    last_seen(project, seconds_ago=61)
    envelope = project.result(project.call())
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 3)
    assert states(project) == [Run.State.ABANDONED, Run.State.DONE]
    broken = project.runs.earliest("pk")
    assert one_sentence(broken.error)
    assert broken.finished_at
    assert judged(project) == {"gone", "well", "slow"}
    assert worker.is_running()
    seen(f"{len(kept)} of 3 verdicts kept, none of the batch under way; the next run judged {broken.total}")


@pytest.mark.fault(1)
def test_every_page_about_runs_closes_one_without_a_sign_of_life(project: Project, owner: Owner, seen: See) -> None:
    run = project.runs.create(started_by="task", started_at=timezone.now(), seen_at=timezone.now(), state="done")
    pages = ["/admin/", RUNS, f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/", "/metrics", "/healthz"]
    for page in pages:
        project.runs.update(state=Run.State.RUNNING)
        last_seen(project, seconds_ago=50)
        owner.open(page)
        assert states(project) == [Run.State.RUNNING], page
        last_seen(project, seconds_ago=61)
        # The answer of /healthz is remembered for a moment.
        eventually(lambda page=page: owner.open(page) and states(project) == [Run.State.ABANDONED], page)
    seen(f"{len(pages)} pages: none closes it 50 s after its last sign of life, each does after 61 s")


@pytest.mark.fault(1)
@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("a tick", False),
        pytest.param("a tick", True, marks=TRUE_TIMES),
        pytest.param("a page", True, marks=TRUE_TIMES),
        pytest.param("a caller", True, marks=TRUE_TIMES),
    ],
)
def test_a_run_whose_process_was_killed_is_closed_in_time(
    request: pytest.FixtureRequest, project: Project, site: Site, gate: Gate, seen: See, who: str, waits: bool
) -> None:
    comes: dict[str, Callable[[], Any]] = {"a tick": bool, "a caller": project.check}
    if who == "a page":
        owner: Owner = request.getfixturevalue("owner")
        comes[who] = lambda: owner.open(RUNS)
    worker = worker_in_mid_run(project, site, gate)
    kill_the_pool_child(worker)
    gate.open()
    if not waits:
        last_seen(project, seconds_ago=61)
    if who == "a tick":
        project.tick_every(1)
        project.beat()

    def is_closed() -> bool:
        comes[who]()
        return states(project)[0] == Run.State.ABANDONED

    eventually(is_closed, "the end of the broken run", seconds=90)
    if who == "a page":
        project.check()
    eventually(lambda: Run.State.DONE in states(project), "the run after it")
    assert states(project)[:2] == [Run.State.ABANDONED, Run.State.DONE]
    broken, after = project.runs.order_by("pk")[:2]
    assert after.judged == 3
    silence = (broken.finished_at - broken.seen_at).total_seconds()
    assert 60 <= silence < 70
    project.close()  # a site that ends while it is asked leaves a connection open
    seen(f"closed by {who} {silence:.1f} s after its last sign of life; 2 of 3 verdicts kept; the next run judged 3")


@pytest.mark.fault(1)
@TRUE_TIMES
@on_both_databases
def test_whenever_its_process_is_killed_no_batch_is_written_by_half(project: Project, site: Site, seen: See) -> None:
    for number in range(60):
        project.friend(site.page(f"/{number}", status=410 if number % 2 else 200), name=f"{number}")
    small = imported(project, "small", "from easytask import checker\nchecker.BATCH_LINKS = 2\n")
    worker = project.worker("prefork", "-c", "1", *small, FRIENDLINK_SITE_LINK="")
    moments = random.Random(7)
    kept = []
    for _ in range(20):
        wanted = len(states(project)) + 1
        project.call()
        eventually(lambda wanted=wanted: len(states(project)) == wanted, "the beginning of a run")
        time.sleep(moments.uniform(0, 0.25))  # any moment: this is the fault
        kill_the_pool_child(worker)
        judged(project)
        kept.append(project.runs.latest("pk").judged)
        if states(project)[-1] == Run.State.RUNNING:
            last_seen(project, seconds_ago=61)
    assert project.result(project.call())["data"]["active_num"] == 60
    assert len(judged(project)) == 60
    assert Counter(states(project))[Run.State.ABANDONED] >= 5
    seen(f"20 kills at {sorted(kept)} of 60 verdicts: all tables agree after each")


# --- 2: the whole worker is killed -----------------------------------------------------------------------------------
@pytest.mark.fault(2)
@pytest.mark.parametrize("whole", [True, False], ids=["with its pool", "without its pool"])
def test_a_run_whose_whole_worker_is_killed_is_not_made_again(
    project: Project, site: Site, gate: Gate, seen: See, whole: bool
) -> None:
    worker = worker_in_mid_run(project, site, gate)
    [child] = children(worker.pid)
    worker.kill() if whole else worker.end(signal.SIGKILL)
    eventually(lambda: not is_alive(child), "the end of its pool")
    assert states(project) == [Run.State.RUNNING]
    kept = judged(project)
    gate.open()
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        assert not redis.hlen("unacked")  # no message will come again
    project.worker("prefork", "-n", "another@%h")
    last_seen(project, seconds_ago=61)
    assert project.result(project.call())["data"]["active_num"] == 3
    assert states(project) == [Run.State.ABANDONED, Run.State.DONE]
    assert judged(project) == {"gone", "well", "slow"}
    seen(f"{len(kept)} of 3 verdicts kept; 0 runs by themselves, the next one judged 3; no link twice in a run")


DIES_ON_RECEIPT = """
import os, signal
from celery.signals import task_received

@task_received.connect
def die(**_):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.fault(2)
def test_a_message_that_comes_again_makes_one_more_run(project: Project, site: Site, seen: See) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    soon = {"visibility_timeout": 1, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
    under_settings(project, f"CELERY_BROKER_TRANSPORT_OPTIONS.update({soon})")
    first = project.worker("prefork", *imported(project, "dies", DIES_ON_RECEIPT))
    lost = project.call()
    first.process.wait(20)
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        assert redis.hlen("unacked") == 1
        assert project.check().returncode == 0  # somebody has not waited for it
        project.worker("prefork", "-n", "another@%h")
        assert project.result(lost)["code"] == 0
        eventually(lambda: not redis.hlen("unacked") and not redis.llen("celery"), "an empty queue")
    assert states(project) == [Run.State.DONE] * 2
    assert judged(project) == {"gone"}
    seen("1 message redelivered after the kill: 1 extra run; no link twice in a run")


# --- 3: a task that kills its process each time ----------------------------------------------------------------------
KILLER = """
import datetime as dt, os, pathlib, signal
from easytask import checker
from easytask.runs import recording

lock.STALE_AFTER = dt.timedelta(seconds=2)
check_link, kills = checker.LinkChecker.check_link, pathlib.Path(__file__).with_name("kills")

async def check_or_die(self, friend, prober=None):
    if friend.name == "killer":
        with kills.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return await check_link(self, friend, prober)

checker.LinkChecker.check_link = check_or_die
"""


@pytest.mark.fault(3)
def test_a_friend_that_kills_every_run_stops_neither_beat_nor_worker(project: Project, site: Site, seen: See) -> None:
    project.friend("https://killer.example/", name="killer")
    project.friend(site.page("/gone", status=410), name="gone")
    worker = project.worker("prefork", *imported(project, "killer", KILLER))
    project.tick_every(1)
    beat = project.beat()
    three_in_a_row = [Run.State.ABANDONED] * 3
    eventually(lambda: states(project)[:3] == three_in_a_row, "three broken runs", seconds=40)
    kills, runs = len((project.directory / "kills").read_text()), project.runs.count()
    assert kills in (runs, runs - 1)  # each run one, the latest perhaps not yet
    assert beat.is_running()
    assert worker.is_running()
    project.friends.filter(name="killer").delete()
    eventually(lambda: states(project)[-1] == Run.State.DONE, "a run by the clock that ends well", seconds=30)
    assert project.shown() == {"gone": False}
    project.close()  # a site that ends while it is asked leaves a connection open
    seen(f"{kills} processes killed in {runs} runs, of {ticks(beat)} ticks; without the friend the next run is done")


# --- 4: Redis is away in mid-run -------------------------------------------------------------------------------------
def worker_in_a_run_of(links: int, project: Project, site: Site, gate: Gate) -> Service:
    """A worker in the middle of a run that is spread over its two seats when there are more than ten links."""
    gone_and_slow(project, site, gate)
    for number in range(links - 3):
        project.friend(site.page(f"/{number}", BACKLINK), name=f"{number}")
    small = imported(project, "small", "from easytask import shards\nshards.LINKS = 10\n")
    worker = project.worker("prefork", *small, FRIENDLINK_PER_HOST="20", **GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    return worker


@pytest.mark.fault(4)
@pytest.mark.parametrize("links", [3, 40], ids=["in one piece", "in shards"])
def test_redis_that_is_killed_and_back_costs_no_verdict(
    project: Project, site: Site, gate: Gate, seen: See, links: int
) -> None:
    worker_in_a_run_of(links, project, site, gate)
    project.broker.stop()
    time.sleep(1)  # this is the fault
    project.broker.start()
    gate.open()
    eventually(lambda: states(project) == [Run.State.DONE], "the end of the run")
    assert len(judged(project)) == links
    envelope = project.result(project.call())
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, links)
    assert states(project) == [Run.State.DONE] * 2
    seen(f"{links} of {links} verdicts in the database; the next run judged {links}")


@pytest.mark.fault(4)
def test_beat_outlives_a_redis_that_is_killed_and_back(project: Project, site: Site, seen: See) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    worker = project.worker("prefork")
    project.tick_every(1)
    beat = project.beat()
    eventually(lambda: Run.State.DONE in states(project), "a run by the clock")
    project.broker.stop()
    eventually(lambda: "error" in beat.output.lower(), "a tick that could not be sent")
    runs = project.runs.count()
    project.broker.start()
    eventually(lambda: project.runs.count() > runs, "another run by the clock", seconds=40)
    assert beat.is_running()
    assert worker.is_running()
    project.close()  # a site that ends while it is asked leaves a connection open
    seen("a tick that could not be sent cost neither beat nor worker; the clock's next run is done")


@pytest.mark.fault(4)
@pytest.mark.parametrize("links", [3, 40], ids=["in one piece", "in shards"])
def test_redis_that_is_gone_for_good_costs_no_verdict_and_the_admin_answers(
    project: Project, site: Site, gate: Gate, owner: Owner, seen: See, links: int
) -> None:
    worker = worker_in_a_run_of(links, project, site, gate)
    project.broker.stop()
    page = f"{RUNS}{project.runs.get().pk}/change/"
    pages = ["/admin/", "/admin/blog/friendlink/", RUNS, page]
    slowest_page = max(seconds_of(lambda path=path: owner.open(path)) for path in pages)
    assert slowest_page < A_SECOND
    assert owner.press().url.endswith(page)  # to the run that is under way, without asking Redis
    gate.open()
    eventually(lambda: states(project) == [Run.State.DONE], "the end of the run")
    assert len(judged(project)) == links
    button = seconds_of(owner.press)
    assert button < A_SECOND
    assert message_of(owner.press()) == "消息服务（Redis）没有响应，检查没有开始，请稍后再试。"
    assert project.check().returncode == 0
    assert worker.is_running()
    project.broker.start()
    assert project.result(project.call())["data"]["active_num"] == links
    assert states(project) == [Run.State.DONE] * 3
    seen(
        f"{links} of {links} verdicts in the database; meanwhile the slowest of {len(pages)} pages took "
        f"{slowest_page:.2f} s, the button {button:.2f} s; the next runs are done, without Redis and with it"
    )


# --- 5: two beats ----------------------------------------------------------------------------------------------------
@pytest.mark.fault(5)
def test_of_two_beats_during_a_run_all_ticks_are_told(project: Project, gate: Gate, seen: See) -> None:
    project.friend(gate.link)
    project.tick_every(1)
    beats = [project.beat(), project.beat()]
    worker = project.worker("prefork", **GATES_MAY_STAY_CLOSED)
    gate.wait_until_asked()
    eventually(lambda: worker.output.count("已有一次检查正在进行。") >= 6, "ticks that are told")
    assert states(project) == [Run.State.RUNNING]
    told = worker.output.count("已有一次检查正在进行。")
    for beat in beats:
        beat.kill()
    gate.open()
    eventually(lambda: states(project)[0] == Run.State.DONE, "the end of the run")
    seen(f"{' + '.join(str(ticks(beat)) for beat in beats)} ticks during a run: 1 run, {told} told")


@pytest.mark.fault(5)
def test_two_beats_make_one_run_a_tick(project: Project, site: Site, seen: See) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker("prefork", "-c", "1")
    project.tick_every(12)  # half of it is more than the second beat is behind the first one, on a busy machine as well
    beats = [project.beat(), project.beat()]
    eventually(lambda: all(ticks(beat) >= 2 for beat in beats), "two ticks of both", seconds=60)
    for beat in beats:
        beat.kill()
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        eventually(lambda: not redis.llen("celery"), "an empty queue")
    eventually(lambda: Run.State.RUNNING not in states(project), "the end of the latest run")
    sent = [ticks(beat) for beat in beats]
    assert set(states(project)) == {Run.State.DONE}
    assert project.runs.count() <= max(sent)
    seen(f"{' + '.join(map(str, sent))} ticks: {project.runs.count()} runs")


# --- 6: nobody works -------------------------------------------------------------------------------------------------
@pytest.mark.fault(6)
def test_ticks_that_no_worker_took_do_not_pile_up(project: Project, site: Site, seen: See) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.tick_every(1)
    beat = project.beat()
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:

        def waiting() -> int:
            return sum(b"easytask.tasks.check_friend" in message for message in redis.lrange("celery", 0, -1))

        eventually(lambda: waiting() >= 10, "ten ticks in the queue", seconds=30)
        beat.kill()
        waited = waiting()
        project.tick_every(60)  # no schedule is that hasty, so its half is no measure of how fast a queue empties
        worker = project.worker("prefork", "-c", "1")
        eventually(lambda: not redis.llen("celery"), "an empty queue")
    ended = re.compile(r"check_friend\[.*\] succeeded in")
    eventually(lambda: len(ended.findall(worker.output)) == waited, "the end of all ticks")
    assert states(project) == [Run.State.DONE]
    assert judged(project) == {"gone"}
    seen(f"{waited} ticks waited for a worker: 1 run")


# --- 7: the run's own deadline ---------------------------------------------------------------------------------------
def connections_to(port: int, pids: list[int]) -> int:
    """How many TCP connections to this port of the loopback the processes hold open."""
    held = set()
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            held.add(os.readlink(descriptor))
    found = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        found += fields[2].endswith(f":{port:04X}") and f"socket:[{fields[9]}]" in held
    return found


@pytest.mark.fault(7)
@pytest.mark.parametrize("pool", POOLS)
def test_at_its_deadline_a_run_keeps_what_is_judged_and_closes_its_sessions(
    project: Project, site: Site, gate: Gate, seen: See, pool: str
) -> None:
    gone_and_slow(project, site, gate)
    project.friend(gate.link, name="slow too")
    worker = project.worker(pool, "-c", "1", FRIENDLINK_RUN_DEADLINE="4", **GATES_MAY_STAY_CLOSED)
    task = project.call()
    gate.wait_until_asked()
    pids = [worker.pid, *children(worker.pid)]
    during = eventually(lambda: connections_to(site.port, pids), "connections to the friends")
    envelope = project.result(task)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["data"]["not_checked"]) == (1, 2, 2)
    assert envelope["error"] == "检查到了时限，有 2 个友链这次没有检查。"
    assert project.runs.get().error == envelope["error"]  # which its page shows
    assert judged(project) == {"gone", "well"}
    assert project.shown() == {"gone": False, "well": True, "slow": True, "slow too": True}
    assert connections_to(site.port, pids) == 0
    gate.open()
    assert project.result(project.call())["data"]["active_num"] == 4
    seen(f"2 of 4 verdicts kept, the others told; {during} connections during the run, 0 after it")


@pytest.mark.fault(7)
def test_the_soft_limit_of_an_owners_worker_closes_run_and_sessions(
    project: Project, site: Site, gate: Gate, seen: See
) -> None:
    worker = worker_in_mid_run(project, site, gate, "prefork", "--soft-time-limit", "4")
    pids = children(worker.pid)
    during = eventually(lambda: connections_to(site.port, pids), "connections to the friends")
    eventually(lambda: states(project) != [Run.State.RUNNING], "the end of the run")
    assert states(project) == [Run.State.FAILED]
    assert one_sentence(project.runs.get().error)
    assert judged(project) == {"gone", "well"}
    eventually(lambda: connections_to(site.port, pids) == 0, "the end of the connections")
    assert children(worker.pid) == pids
    gate.open()
    assert project.result(project.call())["code"] == 0
    seen(f"2 of 3 verdicts kept; {during} connections during the run, 0 after it; the same process made the next run")


# --- 8: a worker is told to end --------------------------------------------------------------------------------------
@pytest.mark.fault(8)
@pytest.mark.parametrize("pool", ["prefork", "solo"])
def test_after_a_cold_stop_the_next_run_is_an_ordinary_one(
    project: Project, site: Site, gate: Gate, seen: See, pool: str
) -> None:
    worker = worker_in_mid_run(project, site, gate, pool)
    pids = [worker.pid, *children(worker.pid)]
    stopped = time.monotonic()
    worker.process.send_signal(signal.SIGQUIT)
    eventually(lambda: not any(map(is_alive, pids)), "the end of the worker")
    took = time.monotonic() - stopped
    assert judged(project) == {"gone", "well"}
    gate.open()
    [ended_as] = states(project)
    if ended_as == Run.State.RUNNING:
        last_seen(project, seconds_ago=61)
    project.worker(pool, "-n", "another@%h")
    assert project.result(project.call())["data"]["active_num"] == 3
    assert states(project)[-1] == Run.State.DONE
    assert len(states(project)) == 2
    seen(f"all gone {took:.1f} s after SIGQUIT, the run left as {ended_as}; 2 of 3 verdicts kept, the next run done")


@pytest.mark.fault(8)
def test_threads_cannot_be_cut_off_so_their_run_ends(project: Project, site: Site, gate: Gate, seen: See) -> None:
    worker = worker_in_mid_run(project, site, gate, "threads")
    worker.process.send_signal(signal.SIGQUIT)
    worker.wait_for("Unrecoverable error: NotImplementedError")  # Celery's own word for it
    assert worker.is_running()
    gate.open()
    worker.process.wait(20)
    assert states(project) == [Run.State.DONE]
    assert judged(project) == {"gone", "well", "slow"}
    seen("SIGQUIT: 3 of 3 verdicts kept, the run is done and then the worker ends")


# --- 16: the results have nowhere to go ------------------------------------------------------------------------------
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
    project: Project, results: Broker, site: Site, owner: Owner, seen: See, away: str
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker("prefork")
    results.stop() if away == "stopped" else results.freeze()
    button = seconds_of(owner.press)
    assert button < A_SECOND
    eventually(lambda: Run.State.DONE in states(project), "the run that the button asked for")
    assert project.shown() == {"gone": False}
    started = time.monotonic()
    done = project.celery("call", "easytask.tasks.check_friend")
    shell = time.monotonic() - started
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "Redis does not answer" in done.stderr
    seen(f"the button answers in {button:.2f} s and its run is done; a shell hears in a sentence after {shell:.1f} s")
