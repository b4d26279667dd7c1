"""Pass what was seen of a page, and what is remembered of a link, between the rooms; it decides nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum


class Trait(enum.StrEnum):
    """A kind of thing by which a friend's site is known again."""

    NAME = "name"
    # Filing and analytics numbers, accounts elsewhere.
    IDS = "ids"
    # The sites that it links to.
    HOSTS = "hosts"
    # Its own pages.
    PATHS = "paths"
    FEEDS = "feeds"


@dataclasses.dataclass(frozen=True, slots=True)
class LookRequest:
    """What a look is asked for: when it is, ``at``, and which folded names may stand on the page or as its title.

    ``link``: the friend's own address. ``known_url``: where the last look ended. A page that is found elsewhere is
    looked at even when none ``is_due``.
    """

    at: dt.datetime
    names: frozenset[str] = frozenset()
    title_names: frozenset[str] = frozenset()
    is_due: bool = True
    known_url: str = ""
    link: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What one look at a page saw, and when, ``at``; every text and set in it is bounded.

    ``title`` with single spaces; ``site_name`` and ``description`` as the page declares them, the latter for machines.
    ``icons``, ``feeds``, ``feed_links`` and ``link_pages`` are absolute addresses; ``feeds`` are declared as such,
    ``feed_links`` only look like one. ``ids`` are short texts with a prefix, as ``icp:`` or ``github.com/``. ``hosts``
    and ``paths`` are CRC-32s, without those that everybody has.
    ``text_bytes`` of UTF-8, without white space, counted up to a limit. ``marks`` are names of ``dead_marks``, those of
    ``weak_marks`` tell only of a page on which nothing is left of the friend. ``spam_title``: the spam in the title,
    when it tells; ``has_spam_text``: the text beside it surely is spam; ``has_blog_links``: that page leads to what
    a blog has. ``names_found``: of those that were asked for. ``is_notice``: it says that it is being worked on.
    """

    at: dt.datetime
    title: str = ""
    site_name: str = ""
    description: str = ""
    icons: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    feed_links: tuple[str, ...] = ()
    generator: str = ""
    ids: frozenset[str] = frozenset()
    hosts: frozenset[int] = frozenset()
    paths: frozenset[int] = frozenset()
    text_bytes: int = 0
    own_links: int = 0
    foreign_links: int = 0
    is_sparse: bool = False
    is_notice: bool = False
    marks: tuple[str, ...] = ()
    weak_marks: tuple[str, ...] = ()
    spam_title: str = ""
    has_spam_text: bool = False
    has_blog_links: bool = False
    names_found: frozenset[str] = frozenset()
    link_pages: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """By what a friend's site is known again; the fields are as in Look, the latest of each first.

    ``link_page``: the page that was found to carry our link, "" when there is none.
    """

    titles: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    hosts: tuple[int, ...] = ()
    paths: tuple[int, ...] = ()
    link_page: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a link between its checks; all of it belongs to one ``link`` and goes when that is edited.

    ``final_url``: where the last look ended. ``unrecognised_since``: when nothing of the friend was left for the first
    time, None while the last look knew it again. ``marked_at``: when a mark of a dead page was last seen, None once the
    friend was surely back. ``moved_to``: where permanent redirects lead, since ``moved_since``.
    ``quarantined_since``: when it came to be hidden as no site of a friend, None when it is not; only its owner or its
    way back ends that. ``link_pages``: what looks like the friend's link page, in the order in which to ask
    it for our link. ``icons``: what may serve as its icon, in the order in which to try it.
    ``feed_links``: what the page links to as its feed, as may be.
    """

    identity: Identity = dataclasses.field(default_factory=Identity)
    looked_at: dt.datetime | None = None
    final_url: str = ""
    unrecognised_since: dt.datetime | None = None
    marked_at: dt.datetime | None = None
    quarantined_since: dt.datetime | None = None
    moved_to: str = ""
    moved_since: dt.datetime | None = None
    link_pages: tuple[str, ...] = ()
    icons: tuple[str, ...] = ()
    feed_links: tuple[str, ...] = ()
