"""A file that is replaced as a whole, and stays what it was to its owner."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from blog import atomic_write


def write(path: Path, data: bytes = b"new") -> None:
    with atomic_write.opened(path) as file:
        file.write(data)


def test_it_is_there_at_the_end_and_nothing_else_is(tmp_path: Path) -> None:
    theirs = tmp_path / "a.zip.part"
    theirs.write_bytes(b"theirs")
    path = tmp_path / "a.zip"
    path.write_bytes(b"before")
    with atomic_write.opened(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"before"
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a.zip": b"new", "a.zip.part": b"theirs"}


def test_one_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), atomic_write.opened(path) as file:
        file.writelines([b"half", "what is no bytes"])  # type: ignore[list-item]  # it is what fails
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a.zip": b"before"}


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_goes_on_leading_there(tmp_path: Path, *, is_there: bool) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    if is_there:
        (backup / "a.zip").write_bytes(b"before")
    link = tmp_path / "a.zip"
    link.symlink_to("backup/a.zip")
    write(link)
    assert link.is_symlink()
    assert [(file.name, file.read_bytes()) for file in backup.iterdir()] == [("a.zip", b"new")]


def test_the_mode_is_that_of_the_file_before_and_else_the_umasks(tmp_path: Path) -> None:
    private, new, usual = tmp_path / "private", tmp_path / "new", tmp_path / "usual"
    private.touch(0o600)
    usual.touch()
    write(private)
    write(new)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (private, new, usual)]
    assert modes == [0o600, modes[2], modes[2]]


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with atomic_write.opened(path) as first, atomic_write.opened(path) as second:
        first.write(b"first")
        second.write(b"the second")
    assert path.read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write, args=(pipe,), daemon=True)
    writer.start()
    assert pipe.read_bytes() == b"new"
    writer.join(5)
    assert pipe.is_fifo()
