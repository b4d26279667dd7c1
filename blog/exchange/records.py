"""What is read of another system's posts, before anything is compared or written; pure, without Django's models."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

# The key of a page that came from here begins so; a post of ours has its id in the feed.
OUR_PAGE = "izone page "


class Remark(enum.Enum):
    """What the owner should know of a post: it is taken in all the same, but for the last of these."""

    LEGACY_ENCODING = "legacy encoding"
    NO_TITLE = "no title"
    NO_DATE = "no date"
    BAD_DATE = "bad date"
    NOT_PUBLIC = "not public"
    UNKNOWN_TAG = "unknown tag"
    REMOTE_PICTURE = "remote picture"
    MISSING_PICTURE = "missing picture"
    BAD_PICTURE = "bad picture"
    KEPT_AS_HTML = "kept as html"
    CUT = "cut"
    TOO_LONG = "too long"
    SLUG_TAKEN = "slug taken"
    ADDRESS_TAKEN = "address taken"
    CHANGED_MEANWHILE = "changed meanwhile"


class Refusal(enum.Enum):
    """Why a file or an entry is left out; the others go on."""

    ENCODING = "encoding"
    FRONT_MATTER = "front matter"
    TOO_LARGE = "too large"
    UNSAFE_PATH = "unsafe path"
    SYMLINK = "symlink"
    UNREADABLE = "unreadable"
    NO_BODY = "no body"
    IN_TRASH = "in trash"
    LIST_PAGE = "list page"
    NO_EXPORT = "no export"
    DOCTYPE = "doctype"


class Unusable(enum.Enum):
    """Why nothing at all can be read."""

    NOT_KNOWN = "not known"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_MANY_FILES = "too many files"
    TOO_LARGE = "too large"
    DOCTYPE = "doctype"
    NO_POSTS = "no posts"


class UnusableSource(Exception):
    """The file or folder as a whole is not what posts can be read of."""

    def __init__(self, why: Unusable, what: str = "") -> None:
        super().__init__(why.value, what)
        self.why = why
        self.what = what


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """A remark, and what it is about, such as the address of a picture."""

    remark: Remark
    what: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """A file or an entry that is left out, by its place in the source."""

    place: str
    why: Refusal
    what: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class SourcePost:
    """A post or a page as another system has it, in Markdown.

    ``key`` is what knows it again at the next import, ``place`` where it stands in the source, for people. ``paths``
    are its addresses there, from the root. ``pictures`` pairs what the body (or ``cover``) names with the file of the
    archive. Moments are aware; without ``published_at`` it is a draft, or ``is_undated``: public there, nobody knows
    since when. ``tag_slugs`` pairs a tag with its slug.
    """

    key: str
    place: str
    title: str
    slug: str
    body: str
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    tags: tuple[str, ...] = ()
    tag_slugs: tuple[tuple[str, str], ...] = ()
    paths: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    cover: str = ""
    language: str = ""
    is_page: bool = False
    is_undated: bool = False
    is_pinned: bool = False
    feed_id: str = ""
    notes: tuple[Note, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of one source."""

    posts: tuple[SourcePost, ...] = ()
    refused: tuple[Refused, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.posts + other.posts, self.refused + other.refused)
