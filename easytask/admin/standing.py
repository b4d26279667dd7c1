"""Compose what people see of one link: the word and colour of its latest check, since when, and what its owner decided.

The list and the page of one link show these records, so that both say the same; it asks the database nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.labels import verdict_label
from easytask.models import LinkState, RobotsAnswer
from easytask.verdicts import words
from easytask.verdicts.kinds import BacklinkState, Cause, CheckStatus, Kind, cause_from


@dataclasses.dataclass(frozen=True, slots=True)
class Badge:
    """A word in the colour of a status, grey when that is None; admin/_badge.html draws it."""

    status: CheckStatus | None
    word: str


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What the owner has decided about a link, in a few words for the list and as a sentence for its page."""

    words: str
    sentence: str


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where one link stands, in the reader's language.

    ``badge``: its latest check; ``note``: why an earlier check hid it, when the latest one says something else, or
    why the latest one cannot tell.
    ``since``: the moment since which it is shown or hidden; ``span``: how long that is, empty when less than a minute.
    ``checked``: when it was checked, empty when it never was. ``decisions``: the strongest first.
    """

    badge: Badge
    note: str
    is_show: bool
    since: str
    span: str
    checked: str
    backlink: BacklinkState
    decisions: tuple[Decision, ...]

    @property
    def shown_or_hidden(self) -> str:
        """Return for how long it has been shown or hidden, in words."""
        if not self.span:
            return _("刚刚展示") if self.is_show else _("刚刚隐藏")
        return (_("已展示 %s") if self.is_show else _("已隐藏 %s")) % self.span

    @property
    def backlink_words(self) -> str:
        """Return what the latest check says of our link, in words."""
        return _(words.BACKLINK_LABELS[self.backlink])


def standing_of(friend: FriendLink) -> Standing:
    """Return where this friend stands, of a row whose ``state`` was selected with it."""
    state = state_of(friend)
    current = state if state is not None and state.is_current else None
    is_hidden_for_another_reason = (
        current is not None and not friend.is_show and friend.not_show_kind != current.verdict
    )
    return Standing(
        badge=_badge_of(current),
        note=hidden_reason(friend, current) if is_hidden_for_another_reason else _why_unknown(current),
        is_show=friend.is_show,
        since=moment(friend.is_show_since),
        span=span_since(friend.is_show_since),
        checked=_("查于 %s") % date_format(localtime(state.checked_at), "m-d H:i") if state else "",
        backlink=BacklinkState(current.backlink) if current else BacklinkState.UNKNOWN,
        decisions=tuple(_decisions(friend)),
    )


def state_of(friend: FriendLink) -> LinkState | None:
    """Return what the latest check left of this friend; None when it has never been checked."""
    state: LinkState | None = getattr(friend, "state", None)
    return state


def hidden_reason(friend: FriendLink, state: LinkState | None) -> str:
    """Return why a hidden friend is hidden, in the reader's language; ``state`` is what the latest check left."""
    if state is None or not friend.not_show_kind:
        return friend.not_show_reason
    if friend.not_show_kind == Kind.BAD_STATUS and state.verdict != Kind.BAD_STATUS:
        # The code is that of an earlier check, and stands in the stored text alone.
        is_chinese = (get_language() or "").startswith("zh")
        return friend.not_show_reason if is_chinese else verdict_label(Kind.BAD_STATUS, None)
    return verdict_label(friend.not_show_kind, state.status)


def cause_of(state: LinkState) -> Cause | None:
    """Return why the latest check could not tell what the link is; None when it could, or did not keep the cause."""
    return cause_from(state.evidence.get("cannot_tell"))


def is_refused(friend: FriendLink) -> bool:
    """Return whether the check keeps away because the friend's robots.txt wants it to."""
    robots: RobotsAnswer | None = getattr(friend, "robots", None) if friend.is_snoozed else None
    return robots is not None and robots.is_refused and robots.snoozed_until == friend.snoozed_until


# Django's own Chinese says "6 月", which reads as the month of June.
_SPANS = {
    "year": ngettext_lazy("%(num)d 年", "%(num)d 年", "num"),
    "month": ngettext_lazy("%(num)d 个月", "%(num)d 个月", "num"),
    "week": ngettext_lazy("%(num)d 周", "%(num)d 周", "num"),
    "day": ngettext_lazy("%(num)d 天", "%(num)d 天", "num"),
    "hour": ngettext_lazy("%(num)d 小时", "%(num)d 小时", "num"),
    "minute": ngettext_lazy("%(num)d 分钟", "%(num)d 分钟", "num"),
}


def span_since(when: dt.datetime) -> str:
    """Return how long ago that was, in words; empty when it was within the last minute."""
    if timezone.now() - when < dt.timedelta(minutes=1):
        return ""
    return timesince(when, time_strings=_SPANS, depth=1)  # type: ignore[arg-type]  # the stubs know no lazy text


def moment(when: dt.datetime) -> str:
    """Return a moment as the reader writes it, in the site's time zone."""
    return date_format(localtime(when), "Y-m-d H:i")


def _badge_of(current: LinkState | None) -> Badge:
    if current is None:
        return Badge(None, _("尚未检查"))
    return Badge(current.check_status, verdict_label(current.verdict, current.status))


def _why_unknown(current: LinkState | None) -> str:
    cause = cause_of(current) if current else None
    return _(words.CAUSES[cause]) if cause else ""


def _decisions(friend: FriendLink) -> Iterator[Decision]:
    if not friend.is_active:
        yield Decision(_("已停用"), _("已停用：检查不访问它，访客也看不到它。"))
    if is_refused(friend):
        sentence = _(
            "它的 robots.txt 点名拒绝了我们的检查程序：检查不访问它，保持现状；那条规则去掉之后，一天之内自动恢复。"
        )
        yield Decision(_("对方拒绝检查"), sentence)
    elif friend.snoozed_until is not None and friend.is_snoozed:
        words = _("到 %s 前不检查") % date_format(localtime(friend.snoozed_until), "m-d")
        sentence = _("站长让检查暂时不要管它：到 %s 自动恢复检查，在此之前保持现状。") % moment(friend.snoozed_until)
        yield Decision(words, sentence)
    if friend.always_show:
        yield Decision(_("一直展示"), _("站长选了“一直展示”：检查不访问它，也不会隐藏它。"))
