"""The task's envelope, and how long the admin waits for a broker that is away."""

import contextlib
import gc
import socket
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from celery.result import allow_join_result
from celery.signals import task_postrun
from django.db import OperationalError, connection
from django.utils import translation

from blog.models import FriendLink
from easytask.models import Run
from easytask.runs import lock
from easytask.tasks import BrokerUnavailable, check_friend, check_in_shards, help_check, send_check, send_notices
from izone.celery import app, give_back_memory, load_tasks, refuse_greenlets
from tests.plugins.scenes import A_SECOND, seconds_of
from tests.plugins.sites import BACKLINK


@pytest.mark.django_db(transaction=True)
class TestEnvelope:
    pytestmark = pytest.mark.usefixtures("loopback")

    def test_a_run_that_did_its_job(self, site, friend):
        friend(site.page("/", BACKLINK))
        envelope = check_friend()
        assert (envelope["code"], envelope["error"], envelope["data"]["active_num"]) == (0, "", 1)
        assert envelope["data"]["outcome"] == "done"
        assert envelope["time"] > 0

    def test_what_follows_a_run_does_not_take_its_envelope(self, site, friend):
        friend(site.page("/"))

        def without_imports(execute, sql, *rest):
            if "easytask_importedfriend" in sql:
                raise OperationalError("the connection was cut")
            return execute(sql, *rest)

        with connection.execute_wrapper(without_imports):
            envelope = check_friend.apply().get()
        assert (envelope["code"], envelope["data"]["active_num"]) == (0, 1)

    @pytest.mark.parametrize(
        ("arguments", "word", "outcome"),
        [
            ({"site_link": "ftp://x"}, "site_link", "bad_argument"),
            ({"site_link": "https://"}, "site_link", "bad_argument"),
            ({"site_link": 5}, "site_link", "bad_argument"),
            ({"white_list": "TendCode"}, "white_list", "bad_argument"),
            ({"white_list": {"TendCode": 1}}, "white_list", "bad_argument"),
            ({"white_list": [7]}, "white_list", "bad_argument"),
            ({"friend_ids": ["a"]}, "friend_ids", "bad_argument"),
            ({"friend_ids": "abc"}, "friend_ids", "bad_argument"),
            ({"friend_ids": 7}, "friend_ids", "bad_argument"),
            ({"friend_ids": [4711]}, "4711", "unknown_friends"),
            ({"friend_ids": [10**30]}, str(10**30), "bad_argument"),
            ({"user_id": "me"}, "user_id", "bad_argument"),
        ],
    )
    def test_arguments_that_make_no_sense_are_said_in_the_envelope(self, friend, arguments, word, outcome):
        gone = friend("http://127.0.0.1:1/")
        envelope = check_friend(**arguments)
        assert (envelope["code"], envelope["data"]["outcome"]) == (1, outcome)
        assert word in envelope["error"]
        gone.refresh_from_db()
        assert gone.is_show
        assert not Run.objects.filter(state=Run.State.RUNNING).exists()

    @pytest.mark.parametrize(
        ("arguments", "shown"),
        [
            pytest.param({}, {"plain": False, "white": True}, id="left out: both settings hold"),
            pytest.param(
                {"site_link": None, "white_list": None}, {"plain": False, "white": True}, id="None: both settings hold"
            ),
            pytest.param({"site_link": ""}, {"plain": True, "white": True}, id="an empty text asks for no backlink"),
            pytest.param({"white_list": []}, {"plain": False, "white": False}, id="an empty list trusts nobody"),
            pytest.param(
                {"white_list": ["plain"]}, {"plain": True, "white": False}, id="a list replaces the setting's"
            ),
        ],
    )
    def test_arguments_stand_over_the_settings(self, site, friend, settings, arguments, shown):
        settings.FRIENDLINK_WHITE_LIST = ["white"]
        for name in ("plain", "white"):
            friend(site.page(f"/{name}", "<p>no link</p>"), name=name)
        assert check_friend(**arguments)["code"] == 0
        assert dict(FriendLink.objects.values_list("name", "is_show")) == shown

    def test_a_run_already_under_way_is_said_in_the_envelope(self):
        lock.begin_run(started_by="command")
        envelope = check_friend()
        assert (envelope["error"], envelope["data"]["outcome"]) == ("已有一次检查正在进行。", "in_progress")

    def test_the_envelope_is_chinese_whatever_language_is_active(self):
        with translation.override("en"):
            assert check_friend(friend_ids=[4711])["error"] == "没有编号为 4711 的友链。"

    @pytest.mark.parametrize(
        ("sent", "started_by"),
        [
            ({}, ("task", "")),
            ({"headers": {"periodic_task_name": "检查友情链接"}}, ("clock", "")),
            ({"headers": {"trace": "1"}}, ("task", "")),
        ],
    )
    def test_the_run_knows_who_started_it(self, sent, started_by):
        check_friend.apply(**sent)
        run = Run.objects.get()
        assert (run.started_by, run.user_name) == started_by

    def test_the_run_knows_the_owner_who_pressed_the_button(self, admin_user):
        check_friend(user_id=admin_user.pk)
        run = Run.objects.get()
        assert (run.started_by, run.user_name, run.user) == ("owner", "admin", admin_user)


@contextlib.contextmanager
def refusing() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield port


@contextlib.contextmanager
def mute() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A listener whose queue is full: the kernel drops what else wants to connect."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


@pytest.mark.parametrize("away", [refusing, mute, black_hole])
def test_a_broker_that_is_away_is_told_before_a_person_loses_patience(away, monkeypatch):
    with away() as port:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{port}/0")

        def send() -> None:
            with pytest.raises(BrokerUnavailable):
                send_check(None)

        seconds_of(send, below=A_SECOND)


@pytest.mark.parametrize(
    "pool", ["gevent", "eventlet", "celery.concurrency.gevent:TaskPool", "celery.concurrency.eventlet:TaskPool"]
)
def test_pools_of_green_threads_are_refused_at_the_start(pool):
    worker: Any = type("Worker", (), {"pool_cls": pool})()
    with pytest.raises(SystemExit, match="prefork, threads or solo"):
        refuse_greenlets(worker)


@pytest.mark.parametrize("pool", ["prefork", "threads", "solo"])
def test_the_other_pools_are_welcome(pool):
    # What a worker forbids to its whole process, to wait for another task's result, ends with it.
    with allow_join_result():
        refuse_greenlets(app.WorkController(app=app, pool_cls=pool))


@pytest.mark.parametrize(("task", "gives_back"), [(check_friend, True), (send_notices, False)])
def test_a_worker_gives_back_after_a_check_what_that_has_left(task, gives_back):
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    load_tasks()
    gc.disable()
    try:
        left = weakref.ref(Knot())
        task_postrun.send(sender=task, task=task)
        assert (left() is None) == gives_back
    finally:
        gc.enable()
        for checks in (check_friend, check_in_shards, help_check):
            task_postrun.disconnect(give_back_memory, sender=checks)
