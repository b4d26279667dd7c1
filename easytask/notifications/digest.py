"""Compose the words of one notice, in the site's language; this knows no channel and sends nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from urllib.parse import urljoin

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import FriendLink
from blog.plain_text import plain
from blog.site import identity, values
from easytask.history import flapping
from easytask.history.broken_runs import broken_runs
from easytask.labels import verdict_label
from easytask.models import Application, Flip, Notice

# A chat takes some 4,000 characters.
LISTED_FLIPS = 15
NAME_CHARS, LINK_CHARS = 40, 100


@dataclasses.dataclass(frozen=True, slots=True)
class Digest:
    """What the owner reads, as plain text."""

    title: str
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class _StatusChange:
    """One flip of the notice; ``previous_at`` is when the friend's flip before it was made, None for the first.

    ``is_often``: the friend flips often, and no more of that is told until it was quiet for a day.
    """

    friend_id: int
    at: dt.datetime
    previous_at: dt.datetime | None
    is_show: bool
    name: str
    link: str
    kind: str
    status: int | None
    is_often: bool


def compose(notice: Notice) -> Digest | None:
    """Return the digest, or None when nothing that the notice is about still holds."""
    with translation.override(values.current()[identity.LANGUAGE]):
        if notice.application is not None:
            return _of_application(notice.application, notice)
        if notice.refused_by is not None:
            return _of_refusal(notice.refused_by)
        return _of_abandoned_runs(notice) if notice.breaking else _of_flips(notice)


def prefixed(title: str) -> str:
    """Return the title after the name of the site it is about."""
    found = values.current()
    host = found[identity.URL].partition("://")[2].strip("/")
    has_name = found.in_force(identity.TITLE).source is not values.Source.DEFAULT
    return f"[{found[identity.TITLE] if has_name or not host else host}] {title}"


def _of_application(application: Application, notice: Notice) -> Digest | None:
    friend, ended_at = application.friend, application.decided_at
    words = {"name": plain(application.name)[:NAME_CHARS], "link": plain(application.link)[:LINK_CHARS]}
    if application.state == Application.State.WITHDRAWN and friend is not None and not friend.is_active:
        # One from before was to tell that the application came in.
        if ended_at is None or notice.at < ended_at:
            return None
        lines = [_("%(name)s 自己撤下了友链，访客已经看不到它，检查也不再访问它：\n%(link)s") % words]
        lines += _link_line("admin:blog_friendlink_change", friend.pk)
        return Digest(prefixed(_("有朋友撤下了友链")), "\n\n".join(lines))
    if application.state != Application.State.WAITING:
        return None
    lines = [_("%(name)s 申请交换友链：\n%(link)s") % words]
    lines += _link_line("admin:easytask_application_change", application.pk)
    return Digest(prefixed(_("有人申请友链")), "\n\n".join(lines))


def _of_refusal(friend: FriendLink) -> Digest:
    words = {"name": plain(friend.name)[:NAME_CHARS], "link": plain(friend.link)[:LINK_CHARS]}
    lines = [_("%(name)s 的 robots.txt 点名拒绝了我们的检查程序，从现在起不再检查它：\n%(link)s") % words]
    lines += _link_line("admin:blog_friendlink_change", friend.pk)
    return Digest(prefixed(_("有朋友拒绝了检查")), "\n\n".join(lines))


def _of_abandoned_runs(notice: Notice) -> Digest | None:
    broken = broken_runs()
    if broken is None or broken.first != notice.run_id:
        return None
    lines = [broken.words, broken.remedy, *_link_line("admin:easytask_run_changelist")]
    return Digest(prefixed(_("连续 %d 次检查中途断了") % broken.count), "\n\n".join(lines))


def _of_flips(notice: Notice) -> Digest | None:
    changes = _standing_changes(notice)
    if not changes:
        return None
    lines = [_change_line(change) for change in changes[:LISTED_FLIPS]]
    if len(changes) > LISTED_FLIPS:
        lines.append(_("另有 %d 个。") % (len(changes) - LISTED_FLIPS))
    run = notice.run
    if run is not None and run.outage:
        lines.append(_("这次检查疑似本站断网，没有因为无响应而隐藏任何友链。"))
    friends = {change.friend_id for change in changes}
    if len(friends) == 1:
        # Where the owner can decide; most notices are of one.
        lines += _link_line("admin:blog_friendlink_change", *friends)
    elif run is not None:
        lines += _link_line("admin:easytask_run_change", run.pk)
    hidden = sum(not change.is_show for change in changes)
    return Digest(prefixed(_title(hidden=hidden, shown=len(changes) - hidden)), "\n\n".join(lines))


def _title(*, hidden: int, shown: int) -> str:
    counts = {"hidden": hidden, "shown": shown}
    if not hidden:
        return ngettext("%(shown)d 个友链恢复展示", "%(shown)d 个友链恢复展示", shown) % counts
    if not shown:
        return ngettext("%(hidden)d 个友链被隐藏", "%(hidden)d 个友链被隐藏", hidden) % counts
    return _("%(hidden)d 个友链被隐藏，%(shown)d 个恢复展示") % counts


def _standing_changes(notice: Notice) -> list[_StatusChange]:
    """Return the notice's flips that nobody has undone, the hidden friends first."""
    earlier = Flip.objects.filter(friend=OuterRef("friend"), pk__lt=OuterRef("pk")).order_by("-pk")
    standing = notice.flips.filter(undone_by=None).order_by("is_show", "pk")
    rows = list(standing.select_related("friend").annotate(previous_at=Subquery(earlier.values("at")[:1])))
    numbers = flapping.numbers_in_series(rows)
    return [
        _StatusChange(
            friend_id=row.friend_id,
            at=row.at,
            previous_at=row.previous_at,
            is_show=row.is_show,
            name=row.friend.name,
            link=row.link,
            kind=row.kind,
            status=row.status,
            is_often=numbers[row.pk] >= flapping.OFTEN,
        )
        for row in rows
    ]


def _change_line(change: _StatusChange) -> str:
    words = {
        "name": plain(change.name)[:NAME_CHARS],
        "link": plain(change.link)[:LINK_CHARS],
        "seen": verdict_label(change.kind, change.status),
        "at": _time(change.at),
    }
    if not change.is_show:
        lines = [_("%(at)s 隐藏：%(name)s（%(seen)s）\n%(link)s") % words]
    else:
        lines = [_("%(at)s 恢复展示：%(name)s（%(seen)s）\n%(link)s") % words]
        if change.previous_at is not None:
            lines.append(_("自 %(before)s 起一直隐藏") % {"before": _time(change.previous_at)})
    if change.is_often:
        lines.append(_("它时好时坏，频繁变化：安静满一天之前不再为它发通知。"))
    return "\n".join(lines)


def _link_line(page: str, *args: object) -> list[str]:
    """Return a line that leads to a page of the admin; none when the site does not know its own address."""
    url = values.current()[identity.URL]
    if not url:
        return []
    return [_("查看：%s") % urljoin(url, reverse(page, args=args))]


def _time(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "m-d H:i")
