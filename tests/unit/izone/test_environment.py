"""The environment and the file under it: what is read, which line stops the start, and which name was meant."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from izone.environment import Environment, read_file

WriteFile = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteFile:
    """Write the file; what a test puts into the environment is taken out again."""
    monkeypatch.setattr(os, "environ", dict(os.environ))

    def put(content: str | bytes) -> Path:
        file = tmp_path / ".env"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return put


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("  NAME = value  ", "value"),
        ("export NAME=value", "value"),
        ("NAME=value\r", "value"),
        ("NAME=", ""),
        ("NAME= # a remark", ""),
        ("NAME=value # a remark", "value"),
        ("NAME=value#no remark", "value#no remark"),
        ("NAME=#value", "#value"),
        ("NAME=a=b=c", "a=b=c"),
        ("NAME=$value", "$value"),
        ("NAME='one # two'  # a remark", "one # two"),
        ('NAME="one # two"# a remark', "one # two"),
        ("NAME='a\\\"b'", 'a\\"b'),
        ('NAME="say \\"hi\\" for \\$1, \\n"', 'say "hi" for $1, \\n'),
        ("NAME=“友链”", "“友链”"),
    ],
)
def test_a_line_is_read(write: WriteFile, line: str, value: str) -> None:
    assert read_file(write(f"# a remark\n\n{line}\n   # another\n")) == {"NAME": value}


def test_a_byte_order_mark_hides_no_setting(write: WriteFile) -> None:
    assert read_file(write(b"\xef\xbb\xbfDEBUG=0\n")) == {"DEBUG": "0"}


def test_no_file_sets_nothing(tmp_path: Path) -> None:
    assert read_file(tmp_path / ".env") == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("A=1\nhunter22\n", "line 2 of .* is no setting"),
        ("A=1\n\n# x\nFRIENDLINK TIMEOUT=5\n", "line 4 of .* is no setting"),
        ("2A=1", "line 1 of .* is no setting"),
        ("A: 1", "line 1 of .* is no setting"),
        ("=1", "line 1 of .* is no setting"),
        ("A='hunter22", "line 1 of .* has quotes"),
        ("A='hunter22' more", "line 1 of .* has quotes"),
        ('A="hunter22\\"', "line 1 of .* has quotes"),
        ("A=1\nA=2", "line 2 of .* sets A a second time"),
        ("A=hunter22\0", "line 1 of .* is no setting"),
        ("# 我的密码\nA=1".encode("gbk"), "UTF-8"),
        ("A=1".encode("utf-16"), "UTF-8"),
        ("A=1".encode("utf-16-le"), "line 1 of .* is no setting"),
    ],
)
def test_a_line_that_is_no_setting_stops_the_start(write: WriteFile, content: str | bytes, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words) as caught:
        read_file(write(content))
    assert "hunter22" not in str(caught.value)


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        read_file(tmp_path / ".env")


def test_the_environment_wins_and_a_blank_one_hides_the_file(write: WriteFile) -> None:
    file = write("A=file\nB=file\nC=file\n")
    os.environ |= {"A": "process", "B": " "}
    environment = Environment(file)
    assert [environment.text(name) for name in "ABCD"] == ["process", "", "file", ""]


@pytest.mark.parametrize(
    ("line", "misspelt"),
    [
        ("FRIENDLINK_TIMEOUT=5", {}),
        ("FRIENDLINK_TIMOUT=5", {"FRIENDLINK_TIMOUT": "FRIENDLINK_TIMEOUT"}),
        ("friendlink_timeout=5", {"friendlink_timeout": "FRIENDLINK_TIMEOUT"}),
        ("FRIENDLINK_COLOUR=5", {"FRIENDLINK_COLOUR": ""}),
        ("SECRETKEY=5", {"SECRETKEY": "SECRET_KEY"}),
        ("REDIS_PASSWORD=5", {}),
        ("SOMETHING_ELSE=5", {}),
    ],
)
def test_a_name_that_nobody_reads_is_told_with_the_one_that_was_meant(
    write: WriteFile, line: str, misspelt: dict[str, str]
) -> None:
    environment = Environment(write(line))
    environment.text("FRIENDLINK_TIMEOUT")
    environment.text("SECRET_KEY")
    assert environment.misspelt(prefix="FRIENDLINK_", others={"REDIS_PASSWORD"}) == misspelt
