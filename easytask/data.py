"""The frozen records that pass between the rooms: Friend, Page, Problem, Verdict; they know and decide nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum


class Problem(enum.StrEnum):
    """Why no complete answer came: the closed set of what may go wrong outside."""

    TIMEOUT = "timeout"
    DNS = "dns"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BROKEN_OFF = "broken_off"
    TLS_CERTIFICATE = "tls_certificate"
    TLS_HANDSHAKE = "tls_handshake"
    REDIRECTS = "redirects"
    BAD_RESPONSE = "bad_response"
    BAD_URL = "bad_url"
    FORBIDDEN_ADDRESS = "forbidden_address"


class Kind(enum.StrEnum):
    """What one check of one link ended in; machines read this, people read the reason."""

    OK = "ok"
    WHITE_LISTED = "white_listed"
    NO_BACKLINK = "no_backlink"
    TOO_LARGE = "too_large"
    BAD_STATUS = "bad_status"
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
    UNCERTAIN = "uncertain"
    OUTAGE = "outage"
    FAILED = "failed"


class CheckFailed(Exception):
    """A whole run could not do its job; the text says why in one sentence, for the person who started it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Friend:
    """One active friend link as it was read at the start of the run.

    ``always_show``: its owner wants it shown, whatever the check would see.
    ``failures`` counts the failing runs in a row, ``silences`` the suspected outages in a row in which it was silent;
    both are 0 when the owner has edited the link since.
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


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """What was found at one address, not its text.

    Either ``status`` is the final HTTP status or ``problem`` says why there is none.
    ``silent``: nobody answered at all (a connect or first-byte time-out, no route, no usable DNS answer).
    ``challenged``: the answer calls itself a bot challenge. ``cut``: longer than the body cap, the rest was not read.
    ``elapsed``: seconds of its own work, waiting for a slot left out. ``backlink``: the href found, None when none was.
    """

    url: str
    status: int | None = None
    problem: Problem | None = None
    silent: bool = False
    challenged: bool = False
    cut: bool = False
    elapsed: float = 0.0
    redirects: tuple[str, ...] = ()
    backlink: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Outages:
    """The suspected outages in a row just before a run: how many, and how long ago the first of them began."""

    count: int = 0
    age: dt.timedelta = dt.timedelta()


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one friend: ``is_show``, ``not_show_reason`` and the two counts are the values to be written.

    ``page`` is None when the link was not fetched.
    """

    friend: Friend
    kind: Kind
    is_show: bool
    not_show_reason: str
    failures: int = 0
    silences: int = 0
    page: Page | None = None

    @property
    def flips(self) -> bool:
        return self.is_show != self.friend.is_show

    @property
    def reason_kind(self) -> Kind | None:
        """The kind that the written reason stands for; None when this verdict leaves the reason alone."""
        return None if self.kind in (Kind.UNCERTAIN, Kind.OUTAGE, Kind.FAILED) else self.kind
