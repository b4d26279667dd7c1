"""``manage.py check_friends``: what stands on stdout and stderr, and the exit status."""

import asyncio
import contextlib
import gc
import io
import json
import os
import signal
import time
from typing import Any

import pytest
from aiohttp import web
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection
from django.utils import translation

from blog.models import FriendLink
from easytask.models import Run
from easytask.runs import lock
from izone import __version__
from tests.plugins.sites import BACKLINK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def check(*options: str) -> tuple[str, int, str]:
    """Runs the command: its stdout, its exit status, and the sentence it ends with."""
    out = io.StringIO()
    try:
        call_command("check_friends", *options, stdout=out, stderr=io.StringIO())
    except CommandError as error:
        return out.getvalue(), error.returncode, str(error)
    return out.getvalue(), 0, ""


def check_json(*options: str) -> dict[str, Any]:
    out, _, _ = check("--format", "json", *options)
    assert out.count("\n") == 1
    return json.loads(out)


def test_the_collector_that_was_off_while_the_code_was_loaded_is_on_again():
    gc.disable()
    try:
        check("--format", "json")
        assert gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


def test_json_is_the_envelope_and_every_link(site, friend):
    gone = friend(site.page("/gone", status=404), name="gone")
    well = friend(site.page("/well", BACKLINK), name="well")
    found = check_json()
    assert (found["code"], found["data"]["to_not_show"]) == (0, 1)
    assert [(row["id"], row["verdict"], row["status"], row["is_show"]) for row in found["links"]] == [
        (gone.pk, "bad_status", 404, False),
        (well.pk, "ok", 200, True),
    ]
    assert Run.objects.get().started_by == "command"
    evidence = found["links"][1]["evidence"]
    assert (evidence["url"], evidence["bytes"]) == (well.link, len(BACKLINK))
    assert evidence["backlink"] == {"href": "https://ours.example/", "nofollow": False}
    assert well.state.evidence.keys() == evidence.keys()


def test_the_table_names_what_happened_in_chinese(site, friend):
    friend(site.page("/gone", status=404), name="某某的博客")
    out, status, _ = check()
    assert status == 0
    assert "某某的博客" in out
    assert "▼ 网页请求返回404" in out
    assert "检查 1 个，新展示 0 个，新隐藏 1 个" in out


def test_options_reach_the_check(site, friend):
    friend(site.page("/", '<a href="https://other.example">'), name="a")
    friend(site.page("/gone", status=404), name="b")
    found = check_json("--site-link", "other.example", "--white-list", "b", "--white-list", "c")
    assert [row["verdict"] for row in found["links"]] == ["ok", "white_listed"]


def test_a_dry_run_writes_no_row_of_any_kind(site, friend):
    friend(site.page("/gone", status=404), name="gone")
    found = check_json("--dry-run")
    assert found["data"]["dry_run"] is True
    assert found["links"][0]["is_show"] is False
    assert FriendLink.objects.get().is_show
    assert not Run.objects.exists()


@pytest.mark.parametrize("option", [("--site-link", "ftp://x"), ("--site-link", "https://")])
def test_a_bad_option_ends_with_2(option):
    _, status, sentence = check(*option)
    assert status == 2
    assert "site_link" in sentence


@pytest.mark.parametrize(
    "options", [("--site-link", "http://["), ("--format", "xml"), ("--no-such-option",), ("a word",)]
)
def test_an_option_that_makes_no_sense_ends_the_program_with_2(options, capsys):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "check_friends", *options])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said
    assert not Run.objects.exists()


def test_a_run_under_way_ends_with_1_and_the_envelope():
    lock.begin_run(started_by="task")
    out, status, sentence = check("--format", "json")
    assert (status, sentence) == (1, "已有一次检查正在进行。")
    assert json.loads(out) == {
        "code": 1,
        "data": {"active_num": 0, "to_not_show": 0, "to_show": 0, "version": __version__, "outcome": "in_progress"},
        "message": "",
        "error": "已有一次检查正在进行。",
        "time": json.loads(out)["time"],
        "links": [],
    }


def test_a_reader_of_english_is_told_in_english_and_machines_as_ever():
    lock.begin_run(started_by="task")
    with translation.override("en"):
        out, _, sentence = check("--format", "json")
    assert sentence == "A check is already running."
    assert json.loads(out)["error"] == "已有一次检查正在进行。"


def test_an_interrupted_check_prints_what_it_had_found(site, friend):
    def interrupt_after_the_first_batch() -> None:
        with contextlib.closing(connection):
            while not Run.objects.get().judged:
                time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    async def slow(_: web.Request) -> web.Response:
        await asyncio.to_thread(interrupt_after_the_first_batch)
        await asyncio.sleep(3600)
        return web.Response()

    friend(site.page("/gone", status=404), name="gone")
    friend(site.at("/slow", slow), name="slow")
    out, status, sentence = check("--format", "json")
    found = json.loads(out)
    assert (status, sentence, found["error"]) == (1, "检查被打断。", "检查被打断。")
    assert (found["data"]["outcome"], found["data"]["to_not_show"], found["data"]["not_checked"]) == ("abandoned", 1, 1)
    assert [row["name"] for row in found["links"]] == ["gone"]


def test_a_second_signal_does_not_break_into_the_end(site, friend):
    friend(site.page("/well", BACKLINK), name="well")

    def hang_up_twice(execute, sql, *rest):
        # When the friends are read, and when the lock is given back.
        if sql.startswith(('SELECT "blog_friendlink"', 'UPDATE "easytask_run"')):
            hung_up.append(sql[:6])
            signal.raise_signal(signal.SIGHUP)
        return execute(sql, *rest)

    hung_up = []
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with connection.execute_wrapper(hang_up_twice):
            found = check_json()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert found["data"]["outcome"] == "abandoned"
    assert hung_up == ["SELECT", "UPDATE"]
    assert Run.objects.get().state == Run.State.FAILED


def test_without_links_there_is_nothing_to_do():
    assert check_json()["data"]["active_num"] == 0
