"""The lines of the log: one for each run and flip, once, whoever closes the run, and nothing that anybody can forge."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, transaction
from django.utils import timezone

from blog.models import FriendLink
from easytask.admin import actions
from easytask.checker import LinkChecker
from easytask.models import Run
from easytask.runs import event_log, friends, lock, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind
from easytask.verdicts.outcomes import RunOutcome, RunResult
from easytask.verdicts.records import FetchResult
from tests.plugins.sites import BACKLINK

FORGED = "2026-11-25 06:00:00,000 INFO easytask.journal: run=99 state=done"
HOSTILE = f"bad\r\n{FORGED}"
# As long as a name may be, which SQLite does not check.
HOSTILE_NAME = HOSTILE[:50]


def read(line: str) -> dict[str, str]:
    """The fields as a machine reads them."""
    found = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)(?: |$)', line)
    assert " ".join(f"{name}={value}" for name, value in found) == line
    return {name: json.loads(value) if value.startswith('"') else value for name, value in found}


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Any:
    """The lines since the last time this was asked."""

    def lines() -> list[dict[str, str]]:
        records = [record for record in caplog.records if record.name.startswith("easytask") and record.levelno >= 20]
        caplog.clear()
        assert {record.name for record in records} <= {"easytask.journal"}
        return [read(record.getMessage()) for record in records]

    return lines


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("timeout", "timeout"),
        (12, "12"),
        (0, "0"),
        (5.25, "5.25"),
        ("友链", "友链"),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("back\\slash", '"back\\\\slash"'),
        (HOSTILE, f'"bad\\r\\n{FORGED}"'),
        ("\x1b[2J\x07\0\x7f", '"\\u001b[2J\\u0007\\u0000\\u007f"'),
        ("next\x85line\u2028and\u2029more", '"next\\u0085line\\u2028and\\u2029more"'),
        ("left\u202eright", '"left\\u202eright"'),
        ("\U000e0001tag", '"\\udb40\\udc01tag"'),
    ],
)
def test_a_value_is_plain_or_a_json_string_on_one_line(caplog, value, written):
    caplog.set_level(logging.INFO)
    event_log.write(field=value)
    [record] = caplog.records
    assert record.getMessage() == f"field={written}"
    assert read(record.getMessage()) == {"field": str(value)}


def test_what_says_nothing_is_left_out(caplog):
    caplog.set_level(logging.INFO)
    event_log.write(run=1, task="", status=None, judged=0)
    assert caplog.messages == ["run=1 judged=0"]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\n\n"])
def test_no_text_from_outside_begins_a_line(sign):
    formatter = event_log.LineFormatter("%(levelname)s %(message)s")
    try:
        raise ValueError(f"page said{sign}{FORGED}")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("easytask", logging.ERROR, "x.py", 1, "broke on %s", (f"bad{sign}{FORGED}",), told)
    first, *more = formatter.format(record).splitlines()
    assert first == "ERROR broke on bad"
    assert any("Traceback" in line for line in more)
    assert all(line.startswith("    ") for line in more)


@pytest.mark.django_db(transaction=True)
class TestRun:
    def test_a_run_and_each_of_its_flips_are_one_line(self, site, friend, loopback, told):
        gone = friend(site.page("/gone", status=404), name="某某 的博客")
        back = friend(site.page("/back", BACKLINK), name="back", is_show=False)
        friend(site.page("/well", BACKLINK), name="well")
        LinkChecker().perform(task_id="4f1c")
        *flips, run = told()
        assert sorted(flips, key=lambda flip: flip["flip"]) == [
            {
                "flip": "hidden",
                "friend": str(gone.pk),
                "name": "某某 的博客",
                "verdict": "bad_status",
                "status": "404",
                "run": run["run"],
                "task": "4f1c",
            },
            {
                "flip": "shown",
                "friend": str(back.pk),
                "name": "back",
                "verdict": "ok",
                "status": "200",
                "run": run["run"],
                "task": "4f1c",
            },
        ]
        row = Run.objects.get()
        # What the run measured itself: two clocks do not agree on it.
        assert float(run.pop("seconds")) == round(row.seconds, 3) > 0
        counts = {"total": "3", "judged": "3", "to_show": "1", "to_not_show": "1"}
        assert run == {
            "run": str(row.pk),
            "state": "done",
            "started_by": "code",
            **counts,
            "task": "4f1c",
            "outcome": "done",
        }

    def test_a_run_that_failed_says_why(self, site, friend, loopback, told, monkeypatch):
        friend(site.page("/", BACKLINK))

        def full(*args, **kwargs):
            raise OSError("no space left")

        monkeypatch.setattr(lock, "set_total", full)
        with pytest.raises(Exception, match="no space left"):
            LinkChecker().run()
        [run] = told()
        assert (run["state"], run["outcome"], run["error"]) == ("failed", "resources", "系统资源不足：no space left")

    def test_a_dry_run_says_nothing(self, site, friend, loopback, told):
        friend(site.page("/gone", status=404))
        LinkChecker().run(dry_run=True)
        assert told() == []

    def test_a_batch_that_was_rolled_back_says_nothing(self, friend, told):
        friend("https://a.test/")
        verdicts = [rules.evaluate(found, FetchResult(found.link, 404)) for found in friends.load()]
        run_id = lock.begin_run(started_by="code")

        def write_and_fail():
            with transaction.atomic():
                recording.record(verdicts, run_id=run_id)
                raise Error

        with pytest.raises(Error):
            write_and_fail()
        assert told() == []
        recording.record(verdicts, run_id=run_id)
        [flip] = told()
        assert (flip["flip"], flip["run"]) == ("hidden", str(run_id))

    def test_a_verdict_that_came_too_late_says_nothing(self, friend, told):
        friend("https://a.test/")
        verdicts = [rules.evaluate(found, FetchResult(found.link, 404)) for found in friends.load()]
        FriendLink.objects.update(is_active=False)
        recording.record(verdicts, run_id=0)
        assert told() == []

    def test_an_abandoned_run_is_said_once_whoever_looks(self, client, told):
        now = timezone.now()
        began, seen = now - dt.timedelta(seconds=90), now - dt.timedelta(seconds=61)
        run = Run.objects.create(started_by="clock", started_at=began, seen_at=seen, total=9, judged=4, task_id="4f1c")
        lock.close_stale_runs()
        lock.close_stale_runs()
        # Its own process was only slow.
        lock.end_run(run.pk, RunResult(RunOutcome.DONE))
        [line] = told()
        # As long as it had heartbeats.
        assert line.pop("seconds") == "29.0"
        assert line == {
            "run": str(run.pk),
            "state": "broken",
            "started_by": "clock",
            "total": "9",
            "judged": "4",
            "to_show": "0",
            "to_not_show": "0",
            "task": "4f1c",
            "error": "超过 60 秒没有动静，已视为中断。",
            "outcome": "abandoned",
        }

    def test_the_owner_s_own_flips_are_lines_as_well(self, friend, admin_user, told):
        row = friend("https://a.test/", name="a", is_show=False)
        actions.always_show(row.pk, admin_user, on=True)
        row.is_show = False
        actions.record_manual_change(row, admin_user)
        ours = {"friend": str(row.pk), "name": "a", "user": str(admin_user.pk)}
        assert told() == [{"flip": "shown", **ours}, {"flip": "hidden", **ours}]

    @pytest.mark.parametrize("kind", [Kind.BAD_STATUS, Kind.WHITE_LISTED])
    def test_a_hostile_name_stays_in_its_value(self, friend, told, kind):
        friend("https://a.test/", name=HOSTILE_NAME, is_show=kind is not Kind.WHITE_LISTED)
        found = friends.load()
        white = kind is Kind.WHITE_LISTED
        recording.record(
            [rules.white_listed(f) if white else rules.evaluate(f, FetchResult(f.link, 404)) for f in found], run_id=0
        )
        [flip] = told()
        assert (flip["name"], flip["verdict"]) == (HOSTILE_NAME, kind.value)

    @pytest.mark.parametrize(("options", "lines"), [([], 0), (["-v", "2"], 2), (["-v", "2", "--dry-run"], 0)])
    def test_the_command_leaves_them_to_who_asks(self, site, friend, loopback, told, capsys, options, lines):
        friend(site.page("/gone", status=404))
        call_command("check_friends", *options)
        assert len(told()) == lines
        assert logging.getLogger("easytask").level == logging.INFO
        assert "▼ 网页请求返回404" in capsys.readouterr().out

    def test_the_command_leaves_the_level_as_it_was_also_when_it_fails(self, friend, loopback):
        lock.begin_run(started_by="code")
        with pytest.raises(CommandError):
            call_command("check_friends")
        assert logging.getLogger("easytask").level == logging.INFO
