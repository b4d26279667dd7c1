"""The commands that docs/running.md names for backup and restore, run as they stand there."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.databases import POSTGRES_PASSWORD, PostgreSQL, SQLite, postgresql_binaries
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, environment, one_sentence
from tests.plugins.pythons import run_python

SECTION = (CHECKOUT / "docs/running.md").read_text().partition("\n## Back up and restore")[2].partition("\n## ")[0]
COMMANDS = re.findall(r"^\$ (.+)$", SECTION, re.MULTILINE)


def command(words: str) -> str:
    """The one documented command that holds these words."""
    [found] = [line for line in COMMANDS if words in line]
    return found


# --- PostgreSQL ------------------------------------------------------------------------------------------------------
def run(postgres: PostgreSQL, name: str, line: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in this directory, in the database of this name, with this machine's programs."""
    binaries = postgresql_binaries()
    assert binaries is not None
    line = line.replace("docker compose exec -T postgres ", "")
    line = re.sub(r"\bizone(?= >|$)|(?<=-d )izone", name, line)
    env = {"PATH": f"{(binaries / 'initdb').resolve().parent}:{os.environ['PATH']}", "PGPASSWORD": POSTGRES_PASSWORD}
    env |= {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port)}
    return subprocess.run(["sh", "-c", line], cwd=directory, env=env, capture_output=True, text=True)


def manage(url: str, *words: str) -> str:
    """Run this command on the database, and return what it prints."""
    env = environment(DATABASE_URL=url)
    done = run_python("manage.py", *words, cwd=CHECKOUT, env=env, seconds=DEADLINE_SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def content(url: str) -> str:
    """What the database holds, as Django prints it."""
    return manage(url, "dumpdata", "blog", "django_celery_beat")


def add_friend(url: str, name: str) -> None:
    code = f"from blog.models import FriendLink; FriendLink.objects.create(name={name!r}, link='https://a.example/')"
    manage(url, "shell", "-c", code)


@pytest.mark.postgres
def test_what_postgresql_dumps_it_takes_back_into_an_empty_database(postgres: PostgreSQL, tmp_path: Path) -> None:
    url = postgres.new()
    name = url.rpartition("/")[2]
    add_friend(url, "阿强")
    before = content(url)
    dump, empty, restore = (command(words) for words in ("pg_dump", "DROP SCHEMA", "pg_restore"))
    assert run(postgres, name, dump, tmp_path).returncode == 0
    add_friend(url, "lost by the restore")
    # Into one that is not empty it does not go, and changes nothing.
    refused = run(postgres, name, restore, tmp_path)
    assert refused.returncode != 0
    assert "already exists" in refused.stderr
    assert "lost by the restore" in content(url)
    # Neither does a copy that was cut off.
    whole = (tmp_path / "izone.dump").read_bytes()
    assert run(postgres, name, empty, tmp_path).returncode == 0
    (tmp_path / "izone.dump").write_bytes(whole[: len(whole) * 2 // 3])
    assert run(postgres, name, restore, tmp_path).returncode != 0
    [(tables,)] = postgres.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    assert tables == 0
    (tmp_path / "izone.dump").write_bytes(whole)
    restored = run(postgres, name, restore, tmp_path)
    assert restored.returncode == 0, restored.stderr
    assert content(url) == before


# --- SQLite ----------------------------------------------------------------------------------------------------------
def copy(words: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a documented line in this directory."""
    [python, *arguments] = shlex.split(command(words))
    assert python == ".venv/bin/python"
    env = {**environment(), "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run([sys.executable, *arguments], cwd=directory, env=env, capture_output=True, text=True)


BACKUP, RESTORE = "sqlite_copy db.sqlite3", "sqlite_copy izone.sqlite3"


def friends(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM blog_friendlink")]


@pytest.fixture
def database(sqlite: SQLite, tmp_path: Path) -> Path:
    """A database with a friend, in a directory of its own."""
    path = tmp_path / "db.sqlite3"
    shutil.move(sqlite.new().removeprefix("sqlite:///"), path)
    add_friend(f"sqlite:///{path}", "阿强")
    return path


def test_sqlite_is_copied_and_taken_back_while_it_is_open(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as at_work:
        at_work.execute("PRAGMA journal_mode=WAL")
        at_work.execute("UPDATE blog_friendlink SET name = '阿珍'")
        at_work.commit()
        done = copy(BACKUP, database.parent)
        assert (done.returncode, done.stderr) == (0, "")
        assert (database.parent / "izone.sqlite3").stat().st_mode & 0o077 == 0
        at_work.execute("DELETE FROM blog_friendlink")
        at_work.commit()
        assert copy(RESTORE, database.parent).returncode == 0
    assert friends(database) == ["阿珍"]


def missing(path: Path) -> None:
    path.unlink()


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xa5" * (4096 * 3)
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_program(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (a)")


@pytest.mark.parametrize("spoil", [missing, cut_off, damaged, empty, another_program])
def test_a_copy_that_is_not_whole_is_refused_and_changes_nothing(database: Path, spoil) -> None:
    assert copy(BACKUP, database.parent).returncode == 0
    spoil(database.parent / "izone.sqlite3")
    done = copy(RESTORE, database.parent)
    assert done.returncode == 1
    assert one_sentence(done.stderr), done.stderr
    assert friends(database) == ["阿强"]


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    done = copy(BACKUP, tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert not list(tmp_path.iterdir())
