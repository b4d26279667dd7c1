"""Hold the records of a list of friends that readers, writers and the database share; this knows no file and no row."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping


class Format(enum.StrEnum):
    """What a list is written in."""

    OPML = "opml"
    JSON = "json"
    CSV = "csv"
    YAML = "yaml"
    TOML = "toml"
    HALO = "halo"
    TEXT = "text"


class Skip(enum.StrEnum):
    """Why something in a list becomes no friend: the closed set of what may be wrong with one."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    TOO_LONG = "too_long"
    OURSELVES = "ourselves"
    # The same address, in whatever spelling, stands further up in the list.
    REPEATED = "repeated"
    BAD_VALUE = "bad_value"


class Note(enum.StrEnum):
    """What was done to one on the way in that its reader should know."""

    CUT = "cut"
    # Only a feed was given; the friend's address is the host that serves it.
    ADDRESS_OF_FEED = "address_of_feed"
    # An address within the old site, or none at all.
    ICON_LEFT = "icon_left"


class Fault(enum.StrEnum):
    """Why nothing of a file can be read: the closed set."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    ENCODING = "encoding"
    DOCTYPE = "doctype"
    ALIASES = "aliases"
    TOO_DEEP = "too_deep"
    BROKEN_XML = "broken_xml"
    BROKEN_JSON = "broken_json"
    BROKEN_YAML = "broken_yaml"
    BROKEN_TOML = "broken_toml"
    BROKEN_CSV = "broken_csv"
    NEWER = "newer"
    NO_FRIENDS = "no_friends"


class Unreadable(Exception):
    """Nothing of a file can be read; ``line`` is where it stopped making sense, 0 when that is not known."""

    def __init__(self, fault: Fault, *, line: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A group with the line below its name; ``order`` is None where the list has no numbers of ours."""

    name: str
    line: str = ""
    order: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One friend of a list.

    ``number`` counts from 1. The list says nothing of the fields that are not in ``says``; they hold their defaults.
    """

    number: int
    link: str
    says: frozenset[str]
    name: str = ""
    description: str = ""
    icon: str = ""
    feed: str = ""
    link_page: str = ""
    group: str = ""
    order: int = 0
    email: str = ""
    language: str = ""
    is_active: bool = True
    always_show: bool = False
    snoozed_until: dt.datetime | None = None
    create_date: dt.datetime | None = None
    notes: tuple[Note, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a list that becomes no friend; ``what`` is how the list names it."""

    number: int
    what: str
    reason: Skip


@dataclasses.dataclass(frozen=True, slots=True)
class FriendList:
    """A list as it was read; one of ours (``is_own``) says how things shall be, any other fills what is empty."""

    format: Format
    is_own: bool
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @classmethod
    def of(
        cls,
        file_format: Format,
        read: Iterable[Entry | Skipped],
        *,
        is_own: bool = False,
        groups: Iterable[Group] | None = None,
    ) -> FriendList:
        """Return a list of what was read; its groups are those that its friends name, unless it says others."""
        found = tuple(read)
        entries = tuple(each for each in found if isinstance(each, Entry))
        if groups is None:
            groups = (Group(name) for name in dict.fromkeys(entry.group for entry in entries) if name)
        skipped = tuple(each for each in found if isinstance(each, Skipped))
        return cls(file_format, is_own, entries, tuple(groups), skipped)


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What izone itself has found of friends, by their addresses: it stands beside what their owner says, or for it.

    ``states`` is what the check last said, ``icons`` and ``feeds`` the addresses that it found.
    """

    states: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    icons: Mapping[str, str] = dataclasses.field(default_factory=dict)
    feeds: Mapping[str, str] = dataclasses.field(default_factory=dict)
