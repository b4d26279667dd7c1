"""Tells the owner in words where one friend stands, why, since when and on what evidence; it reads and changes nothing.

The words are made in the reader's language when they are asked for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.labels import verdict_label
from easytask.models import Flip, LinkState
from easytask.verdicts import rules
from easytask.verdicts.records import BacklinkState, CheckStatus, Kind, Phase

# What a cause means, and what can be done about it.
MEANINGS = {
    Kind.NO_BACKLINK: gettext_noop(
        "网页打得开，但上面没有指向本站的链接。如果对方把链接放在别的页面，请在下面填写“友链页地址”。"
    ),
    Kind.TOO_LARGE: gettext_noop("网页太长，只读了前面一部分，那里没有本站链接。可以填写一个更短的“友链页地址”。"),
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
    Kind.OUTAGE: gettext_noop("那一次大多数友链都没有应答，更像是本站自己断网，所以什么都不改。"),
    Kind.FAILED: gettext_noop("检查程序自己出错了，所以什么都不改；详情见日志。"),
}
PHASES = {
    Phase.DNS: gettext_noop("解析域名"),
    Phase.CONNECT: gettext_noop("连接"),
    Phase.FIRST_BYTE: gettext_noop("等待应答"),
    Phase.BODY: gettext_noop("读取"),
    Phase.PAUSE: gettext_noop("重试前等待"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """``status``: how the friend stands, in a colour; ``headline`` says it in words, ``since`` since when, ``sentences`` why."""

    status: CheckStatus
    headline: str
    since: str
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One line of evidence; ``said``: the values are texts from outside, to be shown as they came."""

    name: str
    values: tuple[str, ...]
    said: bool = False


def tell(friend: FriendLink, state: LinkState | None, latest: Flip | None) -> Story:
    """``state`` is what the latest check left, if there was one, ``latest`` the friend's latest change."""
    since = _("自 %(when)s 起，已 %(span)s。") % {
        "when": moment(friend.is_show_since),
        "span": timesince(friend.is_show_since, depth=1),
    }
    sentences = [*_owners_will(friend), _how_it_came(friend, latest)]
    if friend.is_active:
        sentences += _latest_check(friend, state)
    if not friend.is_active:
        return Story(
            CheckStatus.UNKNOWN, _("已停用：检查不访问它，访客也看不到它。"), since, tuple(filter(None, sentences))
        )
    if not friend.is_show:
        reason = hidden_reason(friend, state)
        headline = _("已对访客隐藏：%s") % reason if reason else _("已对访客隐藏")
        return Story(CheckStatus.FAILING, headline, since, tuple(filter(None, sentences)))
    doubtful = state is not None and state.is_current and state.check_status is not CheckStatus.OK
    headline = _("展示中，但最近一次检查并不顺利") if doubtful else _("展示中")
    status = CheckStatus.UNKNOWN if doubtful else CheckStatus.OK
    return Story(status, headline, since, tuple(filter(None, sentences)))


def hidden_reason(friend: FriendLink, state: LinkState | None) -> str:
    """Return why a hidden friend is hidden, in the reader's language; ``state`` is what the latest check left."""
    if state is None or not friend.not_show_kind:
        return friend.not_show_reason
    if friend.not_show_kind == Kind.BAD_STATUS and state.verdict != Kind.BAD_STATUS:
        # The code is that of an earlier check, and stands in the stored text alone.
        is_chinese = (get_language() or "").startswith("zh")
        return friend.not_show_reason if is_chinese else verdict_label(Kind.BAD_STATUS, None)
    return verdict_label(friend.not_show_kind, state.status)


def latest_facts(state: LinkState) -> list[Fact]:
    """What the latest check found, line by line."""
    found = [
        Fact(_("结论"), (verdict_label(state.verdict, state.status),)),
        Fact(_("反链"), (_(rules.BACKLINK_LABELS[BacklinkState(state.backlink)]),)),
    ]
    return [*found, *facts(state.evidence)]


def facts(evidence: Mapping[str, Any]) -> list[Fact]:
    """The evidence of a check, line by line; that of a separate link page follows that of the site."""
    lines = list(_facts_of_page(evidence))
    if evidence.get("link_page"):
        lines += [
            dataclasses.replace(fact, name=_("友链页：%s") % fact.name)
            for fact in _facts_of_page(evidence["link_page"])
        ]
    return lines


def moment(when: dt.datetime) -> str:
    """A moment as the reader writes it, in the site's time zone."""
    return date_format(localtime(when), "Y-m-d H:i")


def recent_in_words(kinds: Sequence[Kind]) -> str:
    """What a strip of the latest checks shows."""
    if not kinds:
        return _("还没有检查过")
    found = Counter(map(rules.check_status, kinds))
    counts = {"all": len(kinds), **{status.value: found[status] for status in CheckStatus}}
    return _("最近 %(all)d 次检查：正常 %(ok)d，异常 %(failing)d，无法判断 %(unknown)d") % counts


def _owners_will(friend: FriendLink) -> Iterator[str]:
    if friend.always_show:
        yield _("站长选了“一直展示”：检查不访问它，也不会隐藏它。")
    if friend.snoozed_until and friend.snoozed_until > timezone.now():
        yield _("站长让检查暂时不要管它：到 %s 自动恢复检查，在此之前保持现状。") % moment(friend.snoozed_until)


def _how_it_came(friend: FriendLink, latest: Flip | None) -> str:
    if latest is None or latest.is_show != friend.is_show:
        return _("从添加起就没有变过。") if latest is None and friend.is_show else ""
    words = {
        "when": moment(latest.at),
        "who": latest.user_name or _("站长"),
        "why": latest.kind and verdict_label(latest.kind, latest.status),
    }
    if latest.kind and not latest.is_show:
        meaning = MEANINGS.get(Kind(latest.kind), "")
        return _("检查在 %(when)s 自动隐藏了它，原因：%(why)s。") % words + (_(meaning) if meaning else "")
    if latest.kind == Kind.WHITE_LISTED:
        return _("检查在 %(when)s 按站长的意思（一直展示或白名单）展示了它。") % words
    if latest.kind:
        return _("检查在 %(when)s 看到它恢复正常，自动重新展示了它。") % words
    if latest.undoes_id:
        return _("%(who)s 在 %(when)s 撤销了检查的自动改动。") % words
    return (
        _("%(who)s 在 %(when)s 亲手展示了它。") if latest.is_show else _("%(who)s 在 %(when)s 亲手隐藏了它。")
    ) % words


def _latest_check(friend: FriendLink, state: LinkState | None) -> Iterator[str]:
    if state is None:
        yield _("还没有检查过它。")
        return
    words = {
        "when": moment(state.checked_at),
        "ago": timesince(state.checked_at, depth=1),
        "what": verdict_label(state.verdict, state.status),
    }
    yield _("最近一次检查在 %(when)s（%(ago)s前）：%(what)s。") % words
    if not state.is_current:
        yield _("那以后站长改过它，下一次检查会重新判断。")
    elif state.check_status is CheckStatus.UNKNOWN:
        yield _(MEANINGS[Kind(state.verdict)])
    elif friend.is_show and state.check_status is CheckStatus.FAILING:
        counts = {"failures": state.failures, "patience": settings.FRIENDLINK_PATIENCE}
        yield _("已连续失败 %(failures)d 次，满 %(patience)d 次才会隐藏。") % counts
    elif not friend.is_show:
        yield _("只要下一次检查看到它恢复正常，就会自动重新展示。")


def _facts_of_page(evidence: Mapping[str, Any]) -> Iterator[Fact]:
    if evidence.get("status") is not None:
        yield Fact(_("应答状态码"), (str(evidence["status"]),))
    if evidence.get("cause"):
        yield Fact(_("没有完整应答的原因"), (verdict_label(evidence["cause"], None),))
    if evidence.get("detail"):
        yield Fact(_("原文"), (evidence["detail"],), said=True)
    if evidence.get("challenged"):
        yield Fact(_("验证页面"), (_("对方要求证明不是机器人"),))
    if evidence.get("silent"):
        yield Fact(_("应答"), (_("从头到尾没有任何应答"),))
    if evidence.get("url"):
        yield Fact(_("最终地址"), (evidence["url"],), said=True)
    if evidence.get("redirects"):
        kind = _("重定向经过（都是永久的）") if evidence.get("moved") else _("重定向经过")
        yield Fact(kind, tuple(evidence["redirects"]), said=True)
    spent = {Phase(name): value for name, value in (evidence.get("milliseconds") or {}).items()}
    if spent:
        yield Fact(
            _("用时"), tuple(f"{_(name)} {spent[phase]:.0f} ms" for phase, name in PHASES.items() if phase in spent)
        )
    if evidence.get("bytes"):
        read = ngettext("%d 字节", "%d 字节", evidence["bytes"]) % evidence["bytes"]
        yield Fact(_("读了多少"), (read + _("（没有读完）") if evidence.get("cut") else read,))
    if evidence.get("certificate_expires"):
        day = date_format(localtime(dt.datetime.fromisoformat(evidence["certificate_expires"])), "Y-m-d")
        days = evidence["certificate_days"]
        left = _("%(day)s（当时还有 %(days)d 天）") if days >= 0 else _("%(day)s（当时已过期）")
        yield Fact(_("证书到期"), (left % {"day": day, "days": days},))
    if evidence.get("backlink"):
        href = evidence["backlink"]["href"]
        yield Fact(_("找到的反链"), (href, "rel=nofollow") if evidence["backlink"]["nofollow"] else (href,), said=True)
