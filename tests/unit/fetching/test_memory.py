"""With little memory fewer requests run at once: by the machine's, the control groups' and the process's own limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from easytask.fetching import memory

MB = memory.MB
Files = tuple[str, str, str, tuple[str, ...]]
V2: Files = ("", "memory.max", "memory.current", ("inactive_file", "active_file"))
V1: Files = ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", ("total_inactive_file", "total_active_file"))


def allowed(tmp_path: Path, wanted: int = 1000) -> int:
    read = {"process": tmp_path / "self", "groups": tmp_path / "groups", "machine": tmp_path / "meminfo"}
    return memory.allow_requests(wanted, **read)


def in_groups(tmp_path: Path, *lines: str) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "cgroup").write_text("".join(f"{line}\n" for line in lines))


def make_group(tmp_path: Path, path: str, files: Files, most: str, used: int, droppable: int = 0) -> None:
    top, limit, usage, dropped = files
    folder = tmp_path / "groups" / top / path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / limit).write_text(f"{most}\n")
    (folder / usage).write_text(f"{used}\n")
    half = droppable // len(dropped)
    (folder / "memory.stat").write_text("anon 1\n" + "".join(f"{name} {half}\n" for name in dropped))


@pytest.mark.parametrize(("files", "line"), [(V2, "0::/a/b"), (V1, "4:memory:/a/b")], ids=["v2", "v1"])
@pytest.mark.parametrize(
    ("most", "used", "droppable", "requests"),
    [
        (str(320 * MB), 220 * MB, 0, 144),
        (str(320 * MB), 300 * MB, 80 * MB, 144),
        (str(2048 * MB), 259 * MB, 0, 1000),
        (str(320 * MB), 319 * MB, 0, memory.LEAST_REQUESTS),
        ("max", 259 * MB, 0, 1000),
        # What v1 says where there is no limit.
        ("9223372036854771712", 259 * MB, 0, 1000),
    ],
)
def test_a_control_group_allows_what_it_has_room_for(tmp_path, files, line, most, used, droppable, requests) -> None:
    in_groups(tmp_path, "3:cpuset:/elsewhere", line)
    make_group(tmp_path, "a/b", files, most, used, droppable)
    assert allowed(tmp_path) == requests


def test_a_group_above_counts_as_well(tmp_path) -> None:
    in_groups(tmp_path, "0::/a/b")
    make_group(tmp_path, "a/b", V2, "max", 0)
    make_group(tmp_path, "a", V2, str(320 * MB), 220 * MB)
    assert allowed(tmp_path) == 144


def test_in_a_container_only_the_top_is_there(tmp_path) -> None:
    in_groups(tmp_path, "4:memory:/docker/0123")
    make_group(tmp_path, "", V1, str(320 * MB), 220 * MB)
    assert allowed(tmp_path) == 144


@pytest.mark.parametrize(
    ("line", "stat"), [("0:/a", "anon 1\n"), ("", "anon 1\n"), ("0::/a", "anon\n"), ("0::/a", "inactive_file x\n")]
)
def test_what_cannot_be_read_is_no_limit(tmp_path, line, stat) -> None:
    in_groups(tmp_path, line)
    make_group(tmp_path, "a", V2, str(320 * MB), 319 * MB)
    (tmp_path / "groups" / "a" / "memory.stat").write_text(stat)
    assert allowed(tmp_path) == 1000


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("MemTotal:  999999 kB\nMemAvailable:   102400 kB\nSwapFree: 999999 kB\n", 144),
        ("MemAvailable: 65536000 kB\n", 1000),
        ("MemTotal: 102400 kB\n", 1000),
        ("", 1000),
    ],
)
def test_the_machine_allows_what_it_has_available(tmp_path, text, requests) -> None:
    (tmp_path / "meminfo").write_text(text)
    assert allowed(tmp_path) == requests


def test_fewer_than_wanted_are_logged_and_never_more_than_wanted(tmp_path, caplog) -> None:
    in_groups(tmp_path, "0::/a")
    make_group(tmp_path, "a", V2, str(320 * MB), 319 * MB)
    assert allowed(tmp_path, wanted=5) == 5
    assert allowed(tmp_path) == memory.LEAST_REQUESTS
    assert "There is memory for 32 requests at once, not for 1000" in caplog.text


def test_without_groups_or_limits_there_are_as_many_as_wanted(tmp_path) -> None:
    assert allowed(tmp_path) == 1000
    in_groups(tmp_path, "0::/")
    assert allowed(tmp_path) == 1000


def test_the_limit_of_the_address_space_is_shared_by_what_is_there_and_what_comes() -> None:
    ask = "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**29, 2**29)); from easytask.fetching import memory as m;"
    found = subprocess.run(
        [sys.executable, "-c", f"{ask} print(m.allow_requests(5000))"], capture_output=True, check=True
    )
    assert 200 < int(found.stdout) < 960
