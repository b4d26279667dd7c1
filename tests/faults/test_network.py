"""Our own network really goes away, in a network namespace of its own: no friend is hidden for that, until it lasts."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS, missing
from tests.plugins.projects import Envelope, Project

SILENT = 6
HERE = "10.99.0.1"  # an address in the namespace alone
REFUSES = f"http://{HERE}:8001/"  # nobody listens, which is an answer
ANSWERED = 4
# Answers so many requests and none after them, and takes the network down when the last has its answer.
SERVER = f"""
import asyncio, itertools, subprocess
asked, answered = itertools.count(1), itertools.count(1)
async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    if next(asked) > {ANSWERED}:
        await asyncio.sleep(600)
    writer.write(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n<title>A</title><p>Hello")
    await writer.drain()
    # Whoever has all of it hangs up.
    writer.write_eof()
    await reader.read()
    writer.close()
    if next(answered) == {ANSWERED}:
        subprocess.run(["ip", "link", "set", "lo", "down"])
async def serve():
    async with await asyncio.start_server(answer, "{HERE}", 8000) as server:
        await server.serve_forever()
asyncio.run(serve())
"""


@pytest.fixture(autouse=True)
def namespaces() -> None:
    if os.geteuid() or not all(map(shutil.which, ("unshare", "ip", "mount"))):
        missing("a network namespace needs root, util-linux and iproute2")


def check(project: Project, directory: Path, *, meanwhile: str = "", **settings: str) -> Envelope:
    """``check_friends`` where there is no network but loopback and ``HERE``, and no DNS server."""
    resolv = directory / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\n")
    script = f"""
        set -e
        ip link set lo up
        ip address add {HERE}/32 dev lo
        mount --bind {shlex.quote(str(resolv))} /etc/resolv.conf
        {meanwhile}
        {shlex.quote(sys.executable)} manage.py check_friends --format json
    """
    environment = {**project.environment, "FRIENDLINK_ALLOWED_NETWORKS": f"{HERE}/32", "FRIENDLINK_SITE_LINK": ""}
    done = subprocess.run(
        ["unshare", "--net", "--mount", "--pid", "--fork", "sh", "-c", script],  # with the shell, all of it ends
        cwd=project.checkout,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def silent_friends(project: Project, link: str) -> None:
    for number in range(SILENT):
        project.friend(link.format(number), name=f"silent {number}")
    project.friend(REFUSES, name="refuses")


def verdicts(envelope: Envelope) -> dict[str, Any]:
    return {row["name"]: row["verdict"] for row in envelope["links"]}


@pytest.mark.fault(15)
@pytest.mark.parametrize(
    ("link", "cause"),
    [("http://friend-{}.example/", "dns"), ("http://93.184.215.{}/", "unreachable")],
    ids=["the resolver is gone", "the route is gone"],
)
def test_nobody_is_hidden_for_a_silence_of_ours(
    project: Project, tmp_path: Path, link: str, cause: str, seen: Seen
) -> None:
    silent_friends(project, link)
    envelope = check(project, tmp_path)
    assert (envelope["code"], envelope["data"]["outage"], envelope["data"]["to_not_show"]) == (0, True, 1)
    assert envelope["message"]
    silent = [row for row in envelope["links"] if row["name"] != "refuses"]
    assert {(row["verdict"], row["evidence"]["cause"], row["evidence"]["silent"]) for row in silent} == {
        ("outage", cause, True)
    }
    assert project.reasons() == {**{f"silent {n}": "shown" for n in range(SILENT)}, "refuses": "连接被拒绝"}
    seen(f"{SILENT} silent ({cause}) stayed shown, the one that refused was hidden")


def test_a_silence_that_lasts_is_believed_at_the_third_run(project: Project, tmp_path: Path) -> None:
    silent_friends(project, "http://friend-{}.example/")
    for _ in range(2):
        assert check(project, tmp_path)["data"]["outage"] is True
    assert set(verdicts(check(project, tmp_path)).values()) == {"outage", "refused"}  # all within a minute
    project.runs.update(started_at=F("started_at") - dt.timedelta(hours=1))
    envelope = check(project, tmp_path)
    assert envelope["data"]["silence_believed"] == SILENT
    assert set(project.reasons().values()) == {"域名无法解析", "连接被拒绝"}


def test_a_silence_that_lasts_is_ours_as_long_as_nobody_answers(project: Project, tmp_path: Path) -> None:
    silent_friends(project, "http://friend-{}.example/")
    project.friends.filter(name="refuses").delete()
    for _ in range(3):
        check(project, tmp_path)
    project.runs.update(started_at=F("started_at") - dt.timedelta(hours=1))
    assert set(verdicts(check(project, tmp_path)).values()) == {"outage"}
    assert all(project.shown().values())


@pytest.mark.fault(15)
def test_a_network_that_goes_half_way_through_hides_nobody(project: Project, tmp_path: Path, seen: Seen) -> None:
    for number in range(24):
        project.friend(f"http://{HERE}:8000/{number}", name=str(number))
    meanwhile = f"""
        {shlex.quote(sys.executable)} -c {shlex.quote(SERVER)} &
        until ss -ltn | grep -q :8000; do sleep 0.05; done
    """
    # Those that had asked and got no answer wait for it as long as a check does.
    settings = {"FRIENDLINK_RETRIES": "0", "FRIENDLINK_PER_HOST": "12", "FRIENDLINK_TIMEOUT": "10"}
    envelope = check(project, tmp_path, meanwhile=meanwhile, **settings)
    assert (envelope["code"], envelope["data"]["outage"]) == (0, True)
    assert envelope["message"] == "疑似本站自己断网：没有友链因为无响应而被隐藏。"
    assert project.runs.get().outage
    found = list(verdicts(envelope).values())
    assert Counter(found) == {"ok": ANSWERED, "outage": 24 - ANSWERED}
    assert all(project.shown().values())
    causes = Counter(row["evidence"]["cause"] for row in envelope["links"] if row["verdict"] == "outage")
    told = ", ".join(f"{cause} {times} times" for cause, times in causes.items())
    seen(f"{found.count('ok')} answered before the link went down, then {told}; nobody hidden, the run says why")
