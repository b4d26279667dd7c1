"""Pass frozen records between the rooms: Friend, FetchResult, Problem, Verdict; they know and decide nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from easytask.verdicts.kinds import NOTHING_SENT, Cause, Kind, Phase, Problem
from easytask.verdicts.looks import Look, Memory, Trait

# Of every text from outside that is kept; a hostile site must fill neither memory nor the database.
TEXT_CHARS = 500
# The statuses of an answer that is the page itself (RFC 9110, 15.3.1 to 15.3.4), as browsers show it.
PAGE_STATUSES = frozenset({200, 201, 202, 203})


@dataclasses.dataclass(frozen=True, slots=True)
class Friend:
    """One active friend link as it was read at the start of the run.

    ``always_show``: its owner wants it shown, whatever the check would see.
    ``failures`` counts the failing runs in a row, ``silences`` the suspected outages in a row in which it was silent;
    both are 0 when the owner has edited the link since.
    ``had_backlink``: the last page that was read for it at this ``link`` carried ours. ``has_living_feed``: its feed,
    on the same site, bears its name and has new posts.
    ``memory`` is empty when ``link`` was edited; its identity lies in ``packed_identity``, as it is stored, until the
    friend is judged: thousands of them would take five times as much memory unpacked.
    """

    id: int
    name: str
    link: str
    link_page: str = ""
    is_show: bool = True
    not_show_reason: str = ""
    always_show: bool = False
    failures: int = 0
    silences: int = 0
    had_backlink: bool = False
    has_living_feed: bool = False
    memory: Memory = dataclasses.field(default_factory=Memory)
    packed_identity: str = ""


def truncate_text(text: str) -> str:
    """Return a text from outside as it may be kept: cut to TEXT_CHARS, and without what PostgreSQL's JSON refuses."""
    return text[:TEXT_CHARS].encode("utf-8", "replace").decode().replace("\0", "\ufffd")


@dataclasses.dataclass(frozen=True, slots=True)
class Backlink:
    """The link to us that a page carries: its ``href`` as written, and whether its ``rel`` says ``nofollow``."""

    href: str
    nofollow: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class PageReading:
    """What one pass over one page found.

    ``gave_up``: the rest of the page was not looked at. ``wall``: the name of the mark by which the page calls itself a
    bot challenge, empty when it does not. ``needs_script``: only a script could show what the page holds.
    ``refresh``: the absolute address to which a ``Refresh`` header or the page's own ``<meta http-equiv=refresh>``
    leads, and ``frames``: those of up to three frames of the same site, when our backlink is asked for and not on the
    page itself.
    ``look``: what tells whose page it is, when that was asked for.
    """

    backlink: Backlink | None = None
    gave_up: bool = False
    wall: str = ""
    needs_script: bool = False
    refresh: str = ""
    frames: tuple[str, ...] = ()
    look: Look | None = None


class PageReader(Protocol):
    """Reads one page after another, piece by piece; the fetcher feeds it and hands its reading on."""

    def start_page(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """Begin a page: ``url`` is its final address; ``headers`` are found whatever the case of their names."""

    def feed(self, data: bytes) -> bool:
        """Take a decoded piece of the body; return True for "enough, stop reading"."""

    def finish_page(self) -> PageReading:
        """End the page, whether or not all of it came, and return what was found."""


@dataclasses.dataclass(frozen=True, slots=True)
class FetchResult:
    """What was found at one address, not its text. Every text in it is bounded by TEXT_CHARS.

    Either ``status`` is the final HTTP status or ``problem`` says why there is none, and ``detail`` in more words where
    there are some: OpenSSL's on a certificate or handshake, the address that must not be spoken to.
    ``doubt``: why nothing can be told for sure when the link is not found or was not asked for: an answer that we
    cannot read, a certificate that browsers complete.
    ``incomplete``: why the page, or a frame of it, was not read to its end although there was a status; what came was
    read. It does not matter when our backlink was found, or when it was not asked for and a part of the page came.
    ``url``: of the final page. ``redirects``: the addresses that led there, ``refreshes`` of them by a refresh of their
    own. ``moved``: it was redirected, and every redirect was meant for good (301 or 308).
    ``silent``: nobody answered at all (a connect or first-byte time-out, no route, no usable DNS answer).
    ``challenged``: the answer calls itself a bot challenge. ``cut``: longer than the body cap, the rest was not read.
    ``elapsed`` and ``phases``: seconds of its own work, waiting for a slot left out. ``bytes``: read of the body, after
    decompression. ``certificate_expires``: of the last host, when it was spoken to over TLS.
    ``reading``: what the reader found, with a backlink that was in one of the ``frames`` that were read as well.
    ``mended``: the head was one that only browsers take. ``coding``: the Content-Encoding as it was sent.
    """

    url: str
    status: int | None = None
    problem: Problem | None = None
    detail: str = ""
    doubt: Cause | None = None
    incomplete: Problem | None = None
    silent: bool = False
    challenged: bool = False
    cut: bool = False
    elapsed: float = 0.0
    phases: Mapping[Phase, float] = dataclasses.field(default_factory=dict)
    bytes: int = 0
    redirects: tuple[str, ...] = ()
    refreshes: int = 0
    moved: bool = False
    certificate_expires: dt.datetime | None = None
    backlink: Backlink | None = None
    reading: PageReading | None = None
    frames: tuple[str, ...] = ()
    mended: bool = False
    coding: str = ""

    def evidence(self, now: dt.datetime) -> dict[str, object]:
        """Return all of it as plain JSON: times in milliseconds, the certificate's end in whole days from ``now``."""
        expires = self.certificate_expires
        reading = self.reading or PageReading()
        return {
            "status": self.status,
            "cause": self.problem and self.problem.value,
            "detail": self.detail,
            "doubt": self.doubt and self.doubt.value,
            "incomplete": self.incomplete and self.incomplete.value,
            "silent": self.silent,
            "challenged": self.challenged,
            "url": self.url,
            "redirects": list(self.redirects),
            "refreshes": self.refreshes,
            "moved": self.moved,
            "milliseconds": {phase.value: round(1000 * seconds, 1) for phase, seconds in self.phases.items()},
            "bytes": self.bytes,
            "cut": self.cut,
            "certificate_expires": expires and expires.isoformat(),
            "certificate_days": expires and (expires - now).days,
            "backlink": self.backlink and {"href": self.backlink.href, "nofollow": self.backlink.nofollow},
            "wall": reading.wall,
            "needs_script": reading.needs_script,
            "frames": list(self.frames),
            "mended": self.mended,
            "coding": self.coding,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Outages:
    """The suspected outages in a row just before a run: how many, and how long ago the first of them began."""

    count: int = 0
    age: dt.timedelta = dt.timedelta()


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What one look at an answered page means.

    ``suspected``: the kind of quarantine that the page is known by; ``is_sure``: at first sight.
    ``doubt``: why it cannot be told whose the page is. ``marks``: the names of what told, for the owner; ``kept``: what
    is left of the friend, ``lost``: what is not.
    """

    suspected: Kind | None = None
    is_sure: bool = False
    doubt: Cause | None = None
    marks: tuple[str, ...] = ()
    kept: frozenset[Trait] = frozenset()
    lost: frozenset[Trait] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one friend: ``is_show``, ``not_show_reason`` and the two counts are the values to be written.

    ``cause`` says why when ``kind`` is UNCERTAIN. ``page`` is None when the link was not fetched, ``link_page`` when no
    separate one was asked. ``finding``: what a look told. ``memory``: what is to be remembered, None to leave it.
    ``needs_second_look``: it is the verdict unless a second look, over a fresh connection, suspects the same.
    """

    friend: Friend
    kind: Kind
    is_show: bool
    not_show_reason: str
    failures: int = 0
    silences: int = 0
    page: FetchResult | None = None
    link_page: FetchResult | None = None
    cause: Cause | None = None
    finding: Finding = dataclasses.field(default_factory=Finding)
    memory: Memory | None = None
    needs_second_look: bool = False

    @property
    def flips(self) -> bool:
        return self.is_show != self.friend.is_show

    @property
    def is_silent(self) -> bool:
        """Say whether nobody answered at all: it cannot be written before the run's share of silence is known."""
        return self.page is not None and self.page.silent

    @property
    def was_fetched(self) -> bool:
        """Say whether somebody out there was really asked."""
        return self.page is not None and (bool(self.page.redirects) or self.page.problem not in NOTHING_SENT)

    @property
    def was_answered(self) -> bool:
        """Say whether somebody out there said anything at all, even that there is no such name."""
        return self.was_fetched and not self.is_silent

    @property
    def counts_for_outage(self) -> bool:
        """Say whether it counts when an outage is looked for: the link was shown and really fetched."""
        return self.friend.is_show and self.was_fetched

    @property
    def lacks_backlink(self) -> bool:
        """Say whether a page was read that should carry our link and does not."""
        return self.kind in (Kind.NO_BACKLINK, Kind.TOO_LARGE)

    @property
    def reason_kind(self) -> Kind | None:
        """Return the kind that the written reason stands for; None when this verdict leaves the reason alone."""
        return None if self.kind in (Kind.UNCERTAIN, Kind.OUTAGE, Kind.FAILED) else self.kind

    def evidence(self, now: dt.datetime) -> dict[str, object]:
        """Return why this verdict, as plain JSON of bounded size: the kind, and the pages that were fetched for it.

        ``cannot_tell`` is the cause of an uncertain verdict. ``link_page`` is there when a separate one was asked; of a
        link that was not fetched there is the kind alone.
        """
        evidence: dict[str, object] = {"kind": self.kind.value}
        if self.cause is not None:
            evidence["cannot_tell"] = self.cause.value
        if self.page is not None:
            evidence |= self.page.evidence(now)
        if self.page is not None and self.page.reading is not None and self.page.reading.look is not None:
            evidence["title"] = self.page.reading.look.title
            evidence["marks"] = list(self.finding.marks)
            evidence["kept"] = sorted(trait.value for trait in self.finding.kept)
            evidence["lost"] = sorted(trait.value for trait in self.finding.lost)
        if self.link_page is not None:
            evidence["link_page"] = self.link_page.evidence(now)
        return evidence
