"""The logs of ``make run`` grow to a bound: one that has reached it is kept once more, and its writer goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from izone import supervisor


def test_a_log_that_is_too_long_is_put_aside_and_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LOGS", tmp_path), ("CHECKOUT", tmp_path), ("LOG_BYTES", 100)):
        monkeypatch.setattr(supervisor, name, value)
    (tmp_path / "beat.log").write_text("short")
    with (tmp_path / "worker.log").open("ab", buffering=0) as log:
        log.write(b"a" * 101)
        supervisor._rotate_logs()
        log.write(b"goes on")
    assert (tmp_path / "worker.log").read_bytes() == b"goes on"
    assert (tmp_path / "worker.log.1").read_bytes() == b"a" * 101
    assert {path.name for path in tmp_path.iterdir()} == {"beat.log", "worker.log", "worker.log.1"}
