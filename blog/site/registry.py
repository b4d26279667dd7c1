"""Hold the closed table of the settings that the owner edits in the admin; this knows no database and no request.

Written by hand. django-constance, the kept library for this, was read: it knows no environment that wins, and so no
source of a value; it sends every value back into the form, secrets as well; a stored value that it cannot read raises
on whatever page needs it; it refuses a form whole when anybody has saved anything meanwhile; and its memory of values
outlives a request. django-solo and django-extra-settings keep such a memory too, and validate by a field's type alone.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


class Kind(enum.Enum):
    """How a setting is typed in."""

    LINE = "line"
    LINES = "lines"
    ADDRESS = "address"
    NUMBER = "number"
    CHOICE = "choice"
    TIME_ZONE = "time zone"
    PICTURE = "picture"
    # Its choices are a beginning.
    COLOUR = "colour"


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """The settings of one page in the admin; ``name`` is a part of its address."""

    name: str
    label: Words
    introduction: Words = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``name`` is that of the environment variable which, when it is set, wins.

    ``parse`` raises ValueError for a text that makes no sense; ``meaning`` says what it takes in a terminal, in
    English, and ``must_be`` on the owner's page. Nothing of a ``secret`` one is ever shown.
    """

    name: str
    group: Group
    section: Words
    label: Words
    parse: Callable[[str], Any]
    meaning: str
    must_be: Words
    default: Any = ""
    help: Words = ""
    kind: Kind = Kind.LINE
    choices: Sequence[tuple[str, Words]] = ()
    # Returns a value as its owner would type it.
    text_of: Callable[[Any], str] = str
    is_secret: bool = False

    def told(self, text: str) -> str:
        """Return a text of it as its owner reads it: a choice by its label."""
        return str(dict(self.choices).get(text, text))


_settings: dict[str, Setting] = {}


def declare(*settings: Setting) -> None:
    """Put settings into the table; a second one of the same name is a mistake of ours."""
    for setting in settings:
        if setting.name in _settings:
            raise AssertionError(f"{setting.name} is declared twice")
        _settings[setting.name] = setting


def declared(name: str) -> Setting:
    """Return the setting of this name."""
    return _settings[name]


def all_declared(group: Group | None = None) -> list[Setting]:
    """Return the settings of a group, or all, in the order in which they are shown."""
    return [setting for setting in _settings.values() if group is None or setting.group == group]


def groups() -> list[Group]:
    """Return the groups in the order in which they were declared."""
    return list(dict.fromkeys(setting.group for setting in _settings.values()))
