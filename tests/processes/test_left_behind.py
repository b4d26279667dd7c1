"""A run of the tests that is ended in the middle leaves no process behind, and no directory when it can still act."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.processes import CHECKOUT, Service, children, environment, eventually
from tests.plugins.scenes import is_alive

TEST = """
import pathlib, time, pytest

@pytest.mark.parametrize("number", range(2))
def test_that_never_ends(project, postgres, number):
    project.worker("prefork")
    pathlib.Path(__file__).with_name(f"reached {number}").touch()
    time.sleep(600)
"""
# What takes long to make has been made by these tests already.
CONFTEST = """
import pathlib, pytest
from tests.conftest import pytest_plugins

@pytest.fixture(scope="session")
def common_directory():
    return pathlib.Path({common!r})
"""


def descendants(pid: int) -> list[int]:
    below = children(pid)
    return below + [further for child in below for further in descendants(child)]


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Return what the tests take for /tmp; pytest's own directories have names too long for a socket."""
    directory = Path(tempfile.mkdtemp(prefix="izone-"))
    # PostgreSQL's user has to get in.
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.mark.postgres
@pytest.mark.usefixtures("sqlite", "postgres")
@pytest.mark.parametrize(
    ("number", "workers"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGTERM, 2), (signal.SIGKILL, 2)]
)
def test_a_run_of_the_tests_that_is_ended_leaves_no_process(
    tmp_path: Path, temporary: Path, common_directory: Path, number: signal.Signals, workers: int
) -> None:
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "conftest.py").write_text(CONFTEST.format(common=str(common_directory)))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    command += ["--rootdir", str(CHECKOUT), "-c", str(CHECKOUT / "pytest.ini"), "--numprocesses", str(workers)]
    env = {**environment(), "TMPDIR": str(temporary)}
    tests = Service("tests", command, log=tmp_path / "log", cwd=CHECKOUT, env=env)
    try:
        wanted = max(workers, 1)
        eventually(lambda: len(list(tmp_path.glob("reached *"))) == wanted or not tests.is_running(), "it")
        assert tests.is_running(), tests.output
        # Each has a worker with two children, a Redis, and a PostgreSQL with five or six.
        eventually(lambda: len(descendants(tests.pid)) > 8 * wanted, "all that each starts")
        started = descendants(tests.pid)
        tests.end(number)
        eventually(lambda: not [pid for pid in started if is_alive(pid)], "the end of all")
        left = [path.name for path in temporary.iterdir() if not path.name.startswith("pytest-of-")]
        assert not left or number == signal.SIGKILL
    finally:
        tests.kill()
