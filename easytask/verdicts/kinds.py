"""Name all that a check may end in and why: closed sets, which everything else counts on."""

from __future__ import annotations

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
    # What is known as no site of a friend.
    PARKED = "parked"
    TAKEN_OVER = "taken_over"
    SUSPENDED = "suspended"
    BLOCKED = "blocked"
    PLACEHOLDER = "placeholder"
    ERROR_PAGE = "error_page"
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

    @classmethod
    def _missing_(cls, value: object) -> Kind:  # noqa: ARG003 - enum's signature
        """Take the kind that a later version has stored, and runs beside, for one that tells nothing."""
        return cls.UNCERTAIN


class CheckStatus(enum.StrEnum):
    """What one check says of its link, in four words: the colour and the shape that people see.

    ``unlinked``: the site is alive and does not link back; ``failing``: it did not answer as a living site.
    """

    OK = "ok"
    UNLINKED = "unlinked"
    FAILING = "failing"
    UNKNOWN = "unknown"


class Liveness(enum.StrEnum):
    """Whether one check saw a living site, whatever it says of our link; unknown when it could not tell."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


class BacklinkState(enum.StrEnum):
    """What one check says of our link on a friend's page; unknown when nothing was read that could carry it."""

    FOUND = "found"
    NOFOLLOW = "nofollow"
    MISSING = "missing"
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> BacklinkState:  # noqa: ARG003 - as above
        """Take what a later version has stored for a state that tells nothing."""
        return cls.UNKNOWN


# Problems that are known before anything is sent.
NOTHING_SENT = frozenset({Problem.BAD_URL, Problem.FORBIDDEN_ADDRESS})


class Cause(enum.StrEnum):
    """Why it cannot be told what a link is; the owner sees it."""

    # The answer calls itself a bot challenge.
    WALL = "wall"
    # Only a script could show what the page holds.
    SCRIPT = "script"
    # An answer of HTTP that no reader of ours can take.
    RESPONSE = "response"
    # The certificate lacks only its intermediate, which browsers fetch.
    CHAIN = "chain"
    # The friend's link page could not be read.
    LINK_PAGE = "link_page"
    # Our own setting is suspected.
    SITE_LINK = "site_link"
    # Nothing is left of the friend, not yet for long, or on a page with little on it.
    UNRECOGNISED = "unrecognised"
    # Nothing is left of the friend, for a day and more: the owner is asked.
    STRANGER = "stranger"
    # Spam in the title, but the friend's traces are still there: the owner is asked.
    INTRUDER = "intruder"


def cause_from(text: object) -> Cause | None:
    """Return a stored cause; None when there is none, or one of a later version."""
    return next((cause for cause in Cause if cause.value == text), None)


class Phase(enum.StrEnum):
    """What a fetch spends its time on; the phases of all its hops and tries add up to its ``elapsed``."""

    DNS = "dns"
    # With TLS.
    CONNECT = "connect"
    # From the request sent to the end of the answer's header.
    FIRST_BYTE = "first_byte"
    BODY = "body"
    # Between two tries.
    PAUSE = "pause"
