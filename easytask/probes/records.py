"""Hold the records of what a probe found, which worker and pages share; this knows neither network nor database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from easytask.verdicts.kinds import BacklinkState, Cause, Kind, Problem, cause_from

# Each of a probe's two looks keeps the timeout by itself, and what is beside them has as much again.
MOST_TIMEOUTS = 3


class AskedBy(enum.StrEnum):
    """Who wants to know."""

    OWNER = "owner"
    VISITOR = "visitor"


class ProbeState(enum.StrEnum):
    """How far a probe is; the last two are final."""

    WAITING = "waiting"
    LOOKING = "looking"
    DONE = "done"
    FAILED = "failed"


class ProbeFailure(enum.StrEnum):
    """Why a probe has no answer; none of them says anything of the address."""

    # Redis did not take the message.
    NO_BROKER = "no_broker"
    # No worker took it within WAITING_SECONDS.
    NO_WORKER = "no_worker"
    # Our own code broke on it, or the worker died.
    BROKEN = "broken"


@dataclasses.dataclass(frozen=True, slots=True)
class PageSeen:
    """One address that was asked: where it led, and the final status, or why there is none."""

    url: str
    final_url: str
    status: int | None
    problem: Problem | None
    has_backlink: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """What a probe found. Every text is bounded, comes from outside, and is "" when the site does not say it.

    ``kind``, ``cause`` and ``backlink`` are those of the verdict that a friend at this address would have today.
    ``final_url`` is where the address led; ``elsewhere`` says that this is on another registrable domain.
    ``backlink_on``: the page that carries our link. ``link_page``: the friend's link page, when our link is there
    rather than on the home page. ``pages``: what was asked, in that order.
    """

    kind: Kind
    cause: Cause | None
    status: int | None
    backlink: BacklinkState
    backlink_on: str
    final_url: str
    elsewhere: bool
    name: str
    line: str
    icon: str
    feed: str
    link_page: str
    pages: tuple[PageSeen, ...]

    @property
    def has_backlink(self) -> bool:
        return self.backlink in (BacklinkState.FOUND, BacklinkState.NOFOLLOW)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ProbeAnswer:
        """Read what ``to_json`` wrote."""
        pages = tuple(
            PageSeen(**{**page, "problem": Problem(page["problem"]) if page["problem"] else None})
            for page in data["pages"]
        )
        typed = {
            "kind": Kind(data["kind"]),
            "cause": cause_from(data["cause"]),
            "backlink": BacklinkState(data["backlink"]),
            "pages": pages,
        }
        return cls(**{**data, **typed})


@dataclasses.dataclass(frozen=True, slots=True)
class Probe:
    """One probe as it stands: ``failure`` is there when it FAILED, ``answer`` when it is DONE.

    ``is_overdue``: it waits for longer than an idle worker needs, so that a page can say that no worker answers.
    """

    id: int
    url: str
    state: ProbeState
    asked_at: dt.datetime
    is_overdue: bool = False
    failure: ProbeFailure | None = None
    answer: ProbeAnswer | None = None

    @property
    def is_final(self) -> bool:
        return self.state in (ProbeState.DONE, ProbeState.FAILED)
