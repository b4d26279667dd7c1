"""With little memory fewer requests run at once: by the limit of the process, and by that of its control groups."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from easytask.fetching import memory

MB = memory.MB
V2 = ("", "memory.max", "memory.current", "inactive_file")
V1 = ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def allowed(tmp_path: Path, wanted: int = 1000) -> int:
    return memory.allow_requests(wanted, process=tmp_path / "self", groups=tmp_path / "groups")


def in_groups(tmp_path: Path, *lines: str) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "cgroup").write_text("".join(f"{line}\n" for line in lines))


def make_group(tmp_path: Path, path: str, files: tuple[str, ...], most: str, used: int, droppable: int = 0) -> None:
    top, limit, usage, inactive = files
    folder = tmp_path / "groups" / top / path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / limit).write_text(f"{most}\n")
    (folder / usage).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 1\n{inactive} {droppable}\n")


@pytest.mark.parametrize(("files", "line"), [(V2, "0::/a/b"), (V1, "4:memory:/a/b")], ids=["v2", "v1"])
@pytest.mark.parametrize(
    ("most", "used", "droppable", "requests"),
    [
        (str(320 * MB), 259 * MB, 0, 112),
        (str(320 * MB), 300 * MB, 41 * MB, 112),
        (str(2048 * MB), 259 * MB, 0, 1000),
        (str(320 * MB), 319 * MB, 0, 1),
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
    make_group(tmp_path, "a", V2, str(320 * MB), 259 * MB)
    assert allowed(tmp_path) == 112


def test_in_a_container_only_the_top_is_there(tmp_path) -> None:
    in_groups(tmp_path, "4:memory:/docker/0123")
    make_group(tmp_path, "", V1, str(320 * MB), 259 * MB)
    assert allowed(tmp_path) == 112


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
