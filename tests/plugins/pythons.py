"""Starts the project's commands as forks of a Python that has imported the libraries already: see ``warm_python``."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from izone.embedded import die_with_parent
from tests.plugins import warm_python


class Forker:
    """The Python that forks for this process, in answer to what it is sent on the socket."""

    def __init__(self) -> None:
        # What has lost its parent is a child of this process from now on, and not of the system's first.
        pr_set_child_subreaper = 36
        ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, warm_python.__file__, str(theirs.fileno())],
                env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                preexec_fn=functools.partial(die_with_parent, os.getpid(), signal.SIGKILL),  # noqa: PLW1509 - as in processes.Service
            )

    def fork(self, streams: list[int], **request: Any) -> int:
        """Return the pid of a new child of this process."""
        with self._one_at_a_time:
            socket.send_fds(self._requests, [json.dumps(request).encode()], streams)
            return int(self._requests.recv(20))

    def close(self) -> None:
        self._requests.close()
        self._process.wait()


_forkers: list[Forker] = []


def pytest_unconfigure() -> None:
    while _forkers:
        _forkers.pop().close()


class Python(subprocess.Popen[Any]):
    """``python ARGUMENTS`` in a session of its own, which the system ends with this process.

    It takes a third of a second of CPU less than one that imports for itself, and a worker most of one.
    """

    def _execute_child(self, args: list[str], *rest: Any) -> None:
        """Do what Popen does here, which is to start the process and to close its ends of the pipes."""
        (_, _, _, _, cwd, env, _, _, _, stdin, to_stdin, from_stdout, stdout, from_stderr, stderr, *_) = rest
        if "LD_PRELOAD" in env:
            # What it loads has to be there before Python is.
            super()._execute_child(args, *rest)  # type: ignore[misc]  # Popen's own, which its stubs leave out
            return
        try:
            if not _forkers:
                _forkers.append(Forker())
            streams = [given if given >= 0 else own for own, given in enumerate((stdin, stdout, stderr))]
            self.pid = _forkers[0].fork(streams, parent=os.getpid(), arguments=args[1:], cwd=str(cwd), env=env)
            self._child_created = True
        finally:
            self._close_pipe_fds(stdin, to_stdin, from_stdout, stdout, from_stderr, stderr)  # type: ignore[attr-defined]  # as above


def run_python(*arguments: str, cwd: Path, env: dict[str, str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run ``python ARGUMENTS`` to its end, as subprocess.run does, which takes no Popen but its own."""
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Python([sys.executable, *arguments], cwd=cwd, env=env, text=True, **streams) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)
