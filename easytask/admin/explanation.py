"""Explain to the owner in sentences where one friend stands, why and what will follow; it reads and changes nothing.

The words are made in the reader's language when they are asked for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from blog.models import FriendLink
from blog.site import values
from easytask.admin.standing import Badge, Standing, cause_of, hidden_reason, moment, span_since, standing_of, state_of
from easytask.labels import verdict_label
from easytask.models import Flip, LinkState
from easytask.site_settings import declared
from easytask.verdicts import rules
from easytask.verdicts.kinds import Cause, CheckStatus, Kind

# What a kind of verdict means, or the cause of an uncertain one, and what can be done about it.
MEANINGS: dict[Kind | Cause, str] = {
    Kind.NO_BACKLINK: gettext_noop(
        "网站在线，但网页上没有指向本站的反链。如果对方把反链放在别的页面，请在下面填写“友链页地址”。"
    ),
    Kind.TOO_LARGE: gettext_noop(
        "网站在线，但网页太长，只读了前面一部分，那里没有反链。可以填写一个更短的“友链页地址”。"
    ),
    Kind.PARKED: gettext_noop("打开的是域名停放或出售的页面：域名可能已过期，也可能已被卖掉。"),
    Kind.TAKEN_OVER: gettext_noop("网页标题是博彩一类的内容，也看不到对方的名字：域名多半已落入他人之手。"),
    Kind.SUSPENDED: gettext_noop("打开的是主机商的停用通知，常见的原因是欠费或超出流量。"),
    Kind.BLOCKED: gettext_noop("打开的是未备案的拦截页：网站用了境内的服务器，却还没有备案。"),
    Kind.PLACEHOLDER: gettext_noop("打开的是服务器或建站程序的默认页：网站的内容可能已经搬走或删除。"),
    Kind.ERROR_PAGE: gettext_noop("状态码是正常的，网页内容却是出错信息。"),
    Kind.BAD_STATUS: gettext_noop("网站有应答，但给出的是错误状态码，访客打开时多半也会看到错误页。"),
    Kind.TIMEOUT: gettext_noop("在时限之内没有收到完整的网页。可能是网站慢，也可能是两地之间的网络不好。"),
    Kind.DNS: gettext_noop("域名查不到地址：域名可能已过期，也可能是域名解析暂时出了问题。"),
    Kind.UNREACHABLE: gettext_noop("没有通往这台服务器的路由。"),
    Kind.REFUSED: gettext_noop("服务器在，但网站的端口没有开：网站程序可能停了。"),
    Kind.BROKEN_OFF: gettext_noop("连接在收完网页之前断开了。"),
    Kind.TLS_CERTIFICATE: gettext_noop("证书过期、域名不符或不受信任，访客的浏览器会拦住这个网站。"),
    Kind.TLS_HANDSHAKE: gettext_noop("没能建立加密连接。"),
    Kind.REDIRECTS: gettext_noop("网页不停地跳转，到不了终点。"),
    Kind.BAD_RESPONSE: gettext_noop("服务器的应答不是浏览器看得懂的网页。"),
    Kind.BAD_URL: gettext_noop("这不是浏览器能打开的地址，请在下面改正。"),
    Kind.FORBIDDEN_ADDRESS: gettext_noop("地址指向内部网络，检查不会访问它。"),
    Kind.UNCERTAIN: gettext_noop("网站在，但用验证页面或限流挡住了检查，或者友链页没能读到，所以什么都不改。"),
    Cause.WALL: gettext_noop("网站在，但用验证页面或限流挡住了检查，所以什么都不改。"),
    Cause.SCRIPT: gettext_noop("网页须在浏览器里运行脚本才有内容，检查看不到里面，所以什么都不改。"),
    Cause.RESPONSE: gettext_noop("网站有应答，但 izone 读不懂，浏览器也许能打开，所以什么都不改。"),
    Cause.CHAIN: gettext_noop("网站没有送出中间证书，浏览器会自己补全，所以什么都不改；请提醒对方补上。"),
    Cause.LINK_PAGE: gettext_noop("网站在，但友链页没能读到，所以什么都不改。"),
    Cause.SITE_LINK: gettext_noop("许多友链同时没有了反链，更像是“本站地址”设置有误，所以什么都不改。"),
    Cause.UNRECOGNISED: gettext_noop("网页与以往看到的毫无共同之处；可能只是改版，再看一天才问您，目前什么都不改。"),
    Cause.STRANGER: gettext_noop(
        "网页与以往看到的毫无共同之处，已经有一天以上：请打开看看是否还是对方，在此之前什么都不改。"
    ),
    Cause.INTRUDER: gettext_noop(
        "网站在线，其余也像是对方的，但标题里出现了博彩一类的内容，可能被黑了：请提醒对方，目前什么都不改。"
    ),
    Kind.OUTAGE: gettext_noop("那一次大多数友链都没有应答，更像是本站自己断网，所以什么都不改。"),
    Kind.FAILED: gettext_noop("检查程序自己出错了，所以什么都不改；详情见日志。"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """``headline`` says how the friend stands, ``since`` since when if that is known, ``sentences`` why."""

    headline: Badge
    since: str
    sentences: tuple[str, ...]


def explain(friend: FriendLink, latest: Flip | None, *, withdrawn_at: dt.datetime | None = None) -> Explanation:
    """Explain where a friend stands; ``latest`` is its latest change, if it was ever shown or hidden.

    ``withdrawn_at``: when the friend itself has withdrawn its link.
    """
    state = state_of(friend)
    standing = standing_of(friend)
    decisions = [decision.sentence for decision in standing.decisions]
    came = _how_it_came(friend, latest) if latest is not None else _how_it_began(friend)
    sentences = [came, *_latest_check(friend, state)]
    if not friend.is_active:
        # The first decision is the headline, and the check has nothing more to say.
        headline = Badge(CheckStatus.UNKNOWN, decisions.pop(0))
        sentences = [came] if latest is not None else []
        if withdrawn_at is not None:
            decisions.append(_("对方在 %s 自己撤下了友链。") % moment(withdrawn_at))
    else:
        headline = _headline(friend, state, latest)
    # What is stored is since when it was shown or hidden: an inactive friend, or one that nobody has seen, is neither.
    since = _since(standing) if friend.is_active and not _is_unseen(friend, state, latest) else ""
    return Explanation(headline, since, tuple(filter(None, [*decisions, *sentences])))


def _is_unseen(friend: FriendLink, state: LinkState | None, latest: Flip | None) -> bool:
    """Return whether visitors learn nothing of a friend, however it was saved, because no check has seen it yet."""
    return state is None and latest is None and not friend.always_show


def _headline(friend: FriendLink, state: LinkState | None, latest: Flip | None) -> Badge:
    if _is_unseen(friend, state, latest):
        return Badge(None, _("尚未检查：通过一次检查之后，才会对访客展示"))
    if not friend.is_show:
        if state is not None and latest is None and not friend.not_show_reason:
            return Badge(state.check_status, _("还没有展示过：要先通过一次检查，或者由您决定展示"))
        reason = hidden_reason(friend, state)
        # Without a kind, its owner has hidden it.
        status = rules.check_status(Kind(friend.not_show_kind)) if friend.not_show_kind else None
        return Badge(status, _("已对访客隐藏：%s") % reason if reason else _("已对访客隐藏"))
    if state is not None and state.is_current and state.check_status is not CheckStatus.OK:
        return Badge(CheckStatus.UNKNOWN, _("展示中，但最近一次检查并不顺利"))
    return Badge(CheckStatus.OK, _("展示中"))


def _since(standing: Standing) -> str:
    if not standing.span:
        return _("刚刚开始。")
    return _("自 %(when)s 起，已 %(span)s。") % {"when": standing.since, "span": standing.span}


def _how_it_came(friend: FriendLink, latest: Flip) -> str:
    if latest.is_show != friend.is_show:
        return ""
    words = {
        "when": moment(latest.at),
        "who": latest.user_name or _("站长"),
        "why": latest.kind and verdict_label(latest.kind, latest.status),
    }
    if latest.kind and not latest.is_show:
        return _("检查在 %(when)s 自动隐藏了它，原因：%(why)s。") % words + _meaning(latest.kind)
    if latest.kind == Kind.WHITE_LISTED:
        return _("检查在 %(when)s 按站长的意思（一直展示或白名单）展示了它。") % words
    if latest.kind:
        return _("检查在 %(when)s 看到它恢复正常，自动重新展示了它。") % words
    if latest.undoes_id:
        return _("%(who)s 在 %(when)s 撤销了检查的自动改动。") % words
    return (
        _("%(who)s 在 %(when)s 手动展示了它。") if latest.is_show else _("%(who)s 在 %(when)s 手动隐藏了它。")
    ) % words


def _how_it_began(friend: FriendLink) -> str:
    """Return the sentence about a friend that was never shown or hidden since it was added."""
    if friend.is_show:
        return _("从添加起就没有变过。")
    if friend.not_show_kind:
        return _("它还没有通过过检查，所以从未展示。") + _meaning(friend.not_show_kind)
    return ""


def _meaning(kind: str) -> str:
    meaning = MEANINGS.get(Kind(kind), "")
    return _(meaning) if meaning else ""


def _latest_check(friend: FriendLink, state: LinkState | None) -> Iterator[str]:
    if state is None:
        yield _("还没有检查过它。")
        return
    span = span_since(state.checked_at)
    words = {
        "when": moment(state.checked_at),
        "ago": _("%s前") % span if span else _("刚刚"),
        "what": verdict_label(state.verdict, state.status),
    }
    yield _("最近一次检查在 %(when)s（%(ago)s）：%(what)s。") % words
    if not state.is_current:
        yield _("那以后站长改过它，下一次检查会重新判断。")
    elif state.check_status is CheckStatus.UNKNOWN:
        yield _(MEANINGS[cause_of(state) or Kind(state.verdict)])
    elif friend.is_show and state.check_status is not CheckStatus.OK:
        counts = {"failures": state.failures, "patience": values.current()[declared.PATIENCE]}
        yield _("已连续失败 %(failures)d 次，满 %(patience)d 次才会隐藏。") % counts
    elif not friend.is_show:
        yield _("只要下一次检查看到它恢复正常，就会自动重新展示。")
