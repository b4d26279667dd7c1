"""Say how many requests at once the memory of this process allows: the machine's, its control group's, its own limit.

A check that runs out of memory cannot be trusted: libraries take it for a connection that breaks, or crash. So it asks
before, and with little memory it takes longer.
"""

from __future__ import annotations

import contextlib
import logging
import re
import resource
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

MB = 1024 * 1024
# For a TLS connection with the page that is being read, measured with few of them; of the address space, uvloop's
# buffer of 256 KiB as well.
BYTES_PER_REQUEST, ADDRESSES_PER_REQUEST = 256 * 1024, 448 * 1024
# For what a check holds besides, and what a worker's process shares no longer once it works; of the address space, for
# the stacks of its threads as well.
BYTES_ASIDE, ADDRESSES_ASIDE = 64 * MB, 96 * MB
# Even where they do not fit by these figures: a run of fewer would not be done within the hour.
LEAST_REQUESTS = 32
# Of a group's folder: its limit, what it has, and what of that are files, which the kernel drops; cgroup v2, then v1.
_FILES = {
    "": ("memory.max", "memory.current", ("inactive_file", "active_file")),
    "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes", ("total_inactive_file", "total_active_file")),
}
_PROCESS, _GROUPS, _MACHINE = Path("/proc/self"), Path("/sys/fs/cgroup"), Path("/proc/meminfo")
# What the kernel could give without swapping, in KiB.
_AVAILABLE = re.compile(r"^MemAvailable:\s*(\d+) kB$", re.MULTILINE)


def allow_requests(wanted: int, *, process: Path = _PROCESS, groups: Path = _GROUPS, machine: Path = _MACHINE) -> int:
    """Return how many of ``wanted`` requests at once there is memory for, but no fewer than LEAST_REQUESTS.

    What cannot be read, as on other systems than Linux, is no limit.
    """
    free = [*_free_in_groups(process, groups), *_free_on(machine)]
    allowed = [(each - BYTES_ASIDE) // BYTES_PER_REQUEST for each in free]
    limit, _hard = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        with contextlib.suppress(OSError, ValueError):
            used = int((process / "statm").read_text().split()[0]) * resource.getpagesize()
            allowed.append((limit - used - ADDRESSES_ASIDE) // ADDRESSES_PER_REQUEST)
    fit = min([wanted, *allowed])
    if fit == wanted:
        return wanted
    fit = min(wanted, max(LEAST_REQUESTS, fit))
    logger.warning("There is memory for %d requests at once, not for %d", fit, wanted)
    return fit


def _free_on(machine: Path) -> Iterator[int]:
    """Yield the bytes that the machine has available, if that can be read."""
    with contextlib.suppress(OSError):
        if found := _AVAILABLE.search(machine.read_text()):
            yield int(found[1]) * 1024


def _free_in_groups(process: Path, groups: Path) -> Iterator[int]:
    """Yield the free bytes of each control group with a limit that this process is in; none where there are no such."""
    try:
        rows = [line.split(":", 2)[1:] for line in (process / "cgroup").read_text().splitlines()]
    except OSError:
        return
    for controllers, path in (row for row in rows if len(row) == 2):
        if controllers not in _FILES:
            continue
        top = groups / controllers
        folder = top / path.lstrip("/")
        # In a container the path may be the machine's, and only the top is there.
        for group in (folder, *folder.parents):
            free = _free_in(group, *_FILES[controllers])
            if free is not None:
                yield free
            if group == top:
                break


def _free_in(group: Path, limit: str, used: str, droppable: tuple[str, ...]) -> int | None:
    try:
        most = (group / limit).read_text().strip()
        if not most.isdecimal():
            return None
        stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return int(most) - int((group / used).read_text()) + sum(int(stat.get(name, 0)) for name in droppable)
    except (OSError, ValueError):
        return None
