"""The lock: every version that is installed is pinned by hash, in three files that agree; the image has no tests."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each with what it is made of; the one at the top is what everybody looks for there.
LOCKS = {
    "requirements/runtime.txt": "requirements/runtime.in",
    "requirements.txt": "requirements/tests.in",
    "requirements/development.txt": "requirements/development.in",
}
TEST_PACKAGES = {"pytest", "pytest-django", "aioresponses", "hypothesis", "mypy", "ruff", "playwright"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def asked_for(name: str) -> dict[str, str]:
    """The versions by name that a file of ours asks for."""
    lines = (ROOT / name).read_text().splitlines()
    found = [re.fullmatch(r"([\w.\[\]-]+)==([\w.]+)(?:;.*)?", line) for line in lines if line[:1] not in ("", "#", "-")]
    assert all(found), "each line of ours is NAME==VERSION"
    return {canonical(match[1]): match[2] for match in found if match}


def locked(name: str) -> dict[str, str]:
    """The versions by name that a lock pins; each has a hash."""
    text = (ROOT / name).read_text()
    entries = re.findall(
        r"^([\w.\[\]-]+)==([\w.]+)(?: ;[^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    assert len(entries) == len(re.findall(r"^[\w-]", text, re.MULTILINE)), "a line of the lock is no pin with hashes"
    return {canonical(package): version for package, version, _hashes in entries}


@pytest.mark.parametrize(("lock", "source"), LOCKS.items())
def test_the_lock_pins_what_is_asked_for(lock: str, source: str) -> None:
    assert asked_for(source).items() <= locked(lock).items(), "make lock"


def test_the_locks_agree_and_each_holds_the_one_before() -> None:
    runtime, tests, dev = map(locked, LOCKS)
    assert runtime.items() <= tests.items() <= dev.items()


def test_the_image_and_make_run_install_no_tests() -> None:
    runtime = locked("requirements/runtime.txt")
    assert not TEST_PACKAGES & runtime.keys()
    assert "requirements/runtime.txt" in (ROOT / "Dockerfile").read_text()
    assert "requirements.txt" not in (ROOT / ".dockerignore").read_text()


def test_what_is_installed_here_is_what_is_locked() -> None:
    installed = {canonical(found.metadata["Name"]): found.version for found in metadata.distributions()}
    pinned = locked("requirements/development.txt")
    assert {name: version for name, version in installed.items() if pinned.get(name, version) != version} == {}
    # Of the system's own tools, and of what only some Pythons or systems need.
    assert set(pinned) - set(installed) <= {"async-timeout", "colorama", "backports-zstd"}
