"""Hold the records of feeds, and of what became of them, that the steps of this room hand to each other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from easytask.verdicts.kinds import Problem


class FeedProblem(enum.StrEnum):
    """Why a reading gave no posts: the closed set of what may be wrong with a feed from outside."""

    # The home page names none, and none lies where they mostly do.
    NO_FEED = "no_feed"
    BAD_STATUS = "bad_status"
    # A page, a sitemap, something else.
    NOT_A_FEED = "not_a_feed"
    # A feed without a single post.
    EMPTY = "empty"
    # More bytes than we read, and in those no post.
    TOO_LONG = "too_long"
    # It took more memory or time than it may, or the parser broke on it.
    BROKEN = "broken"
    # No answer.
    TIMEOUT = Problem.TIMEOUT.value
    DNS = Problem.DNS.value
    UNREACHABLE = Problem.UNREACHABLE.value
    REFUSED = Problem.REFUSED.value
    BROKEN_OFF = Problem.BROKEN_OFF.value
    TLS_CERTIFICATE = Problem.TLS_CERTIFICATE.value
    TLS_HANDSHAKE = Problem.TLS_HANDSHAKE.value
    REDIRECTS = Problem.REDIRECTS.value
    BAD_RESPONSE = Problem.BAD_RESPONSE.value
    BAD_URL = Problem.BAD_URL.value
    FORBIDDEN_ADDRESS = Problem.FORBIDDEN_ADDRESS.value


# What a server said of one address, so that another one may do better.
NO_FEED_THERE = frozenset({FeedProblem.BAD_STATUS, FeedProblem.NOT_A_FEED, FeedProblem.EMPTY})


@dataclasses.dataclass(frozen=True, slots=True)
class Post:
    """A post as a feed names it; ``date`` is what it says, None when that cannot be read."""

    title: str
    address: str
    date: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read: its title and its newest posts, an address once, texts from outside."""

    title: str
    posts: tuple[Post, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Unchanged:
    """The feed is as it was at its latest reading."""


@dataclasses.dataclass(frozen=True, slots=True)
class Validators:
    """By what a feed is known to be unchanged: what its server gave for that, and the digest of the document."""

    etag: str = ""
    last_modified: str = ""
    digest: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class DueFriend:
    """A friend whose feed is to be read.

    ``given`` is the owner's address and ``address`` the one that was found, with its ``validators``; ``named`` are
    those that the home page names, which was found at ``found_at``. ``may_guess``: the usual addresses have not been
    tried for long. ``names`` are the friend's own, folded.
    """

    id: int
    link: str
    given: str = ""
    address: str = ""
    validators: Validators = Validators()
    named: tuple[str, ...] = ()
    found_at: str | None = None
    may_guess: bool = False
    names: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What came of one friend: the ``outcome`` of the feed at ``address``, of which the server gave ``validators``.

    ``status``: of the answer, when there was one. ``has_guessed``: the usual addresses were tried. ``is_own``: the feed
    came from the friend's own site. ``pause``: for how long the server wants to be left alone.
    """

    friend: DueFriend
    outcome: Feed | Unchanged | FeedProblem
    address: str = ""
    validators: Validators = Validators()
    status: int | None = None
    has_guessed: bool = False
    is_own: bool = False
    pause: dt.timedelta = dt.timedelta()


@dataclasses.dataclass(frozen=True, slots=True)
class ReadingCounts:
    """What came of one slice: feeds with news to record, those as they were, failures, and friends not reached."""

    read: int = 0
    unchanged: int = 0
    failed: int = 0
    unfinished: int = 0
