"""Turns a friend and its page into show, hide or cannot-tell, and the reason; knows only records and addresses.

The rules are the contract's table of verdicts, its patience and its outage. This is the only home of the reasons: the
Chinese texts are what is stored, other languages are made from the kind when it is displayed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from easytask.verdicts import addresses
from easytask.verdicts.records import FetchResult, Friend, Kind, Outages, Verdict

gettext_noop = str  # lets makemessages find the texts, without Django in this room

REASONS = {
    Kind.NO_BACKLINK: gettext_noop("网站未设置本站外链"),
    Kind.TOO_LARGE: gettext_noop("网页过大，未找到本站外链"),
    Kind.BAD_STATUS: gettext_noop("网页请求返回{code}"),
    Kind.TIMEOUT: gettext_noop("请求超时"),
    Kind.DNS: gettext_noop("域名无法解析"),
    Kind.UNREACHABLE: gettext_noop("网络不可达"),
    Kind.REFUSED: gettext_noop("连接被拒绝"),
    Kind.BROKEN_OFF: gettext_noop("连接中断"),
    Kind.TLS_CERTIFICATE: gettext_noop("TLS证书无效"),
    Kind.TLS_HANDSHAKE: gettext_noop("TLS握手失败"),
    Kind.REDIRECTS: gettext_noop("重定向过多"),
    Kind.BAD_RESPONSE: gettext_noop("响应无法解析"),
    Kind.BAD_URL: gettext_noop("链接格式无效"),
    Kind.FORBIDDEN_ADDRESS: gettext_noop("地址不允许访问"),
}
# What each outcome is called in lists and filters; the reasons speak for themselves.
LABELS = {
    **REASONS,
    Kind.OK: gettext_noop("正常"),
    Kind.WHITE_LISTED: gettext_noop("白名单"),
    Kind.BAD_STATUS: gettext_noop("返回错误状态码"),
    Kind.UNCERTAIN: gettext_noop("无法判断"),
    Kind.OUTAGE: gettext_noop("疑似本站断网"),
    Kind.FAILED: gettext_noop("检查出错"),
}
# 999 is what LinkedIn made common for "you are a robot"; 429 stands here when it lasted to the last try.
WALL_STATUSES = frozenset({429, 999})

OUTAGE_LEAST_LINKS = 3
OUTAGE_RUNS_BELIEVED = 3
OUTAGE_BELIEVED_AFTER = dt.timedelta(hours=1)


def evaluate(
    friend: Friend,
    page: FetchResult,
    *,
    backlink_asked: bool = False,
    link_page: FetchResult | None = None,
    patience: int = 1,
) -> Verdict:
    """The verdict on one fetched friend, as if no outage were suspected.

    ``page`` is the friend's ``link``; ``link_page``, when there is a separate one, decides about the backlink alone.
    """
    kind = _kind_of_link(page)
    if kind is Kind.OK and backlink_asked:
        kind = _kind_of_backlink(page) if link_page is None else _kind_of_link_page(friend, page, link_page)
    if kind is Kind.UNCERTAIN:
        return _unchanged(friend, kind, page, link_page)
    failures = 0 if kind is Kind.OK else friend.failures + 1
    is_show = kind is Kind.OK or (friend.is_show and failures < patience)
    reason = "" if is_show else REASONS[kind].format(code=page.status)
    return Verdict(friend, kind, is_show, reason, failures, page=page, link_page=link_page)


def white_listed(friend: Friend) -> Verdict:
    """The verdict on a friend whom the owner wants shown, by name or by its own switch: shown, and never fetched."""
    return Verdict(friend, Kind.WHITE_LISTED, is_show=True, not_show_reason="")


def failed(friend: Friend) -> Verdict:
    """The verdict when our own code broke on this friend: nothing changes."""
    return _unchanged(friend, Kind.FAILED)


def suspects_outage(*, fetched: int, silent: int, share: float) -> bool:
    """Whether so many friends were silent that our own network is the likelier cause.

    Both numbers count the links that tell of the network; ``share`` 0 switches the rule off.
    """
    return share > 0 and silent >= OUTAGE_LEAST_LINKS and silent > share * fetched


def in_outage(silent: Collection[Verdict], *, before: Outages, any_answered: bool) -> list[Verdict]:
    """What becomes of the silent verdicts of a run in which an outage is suspected.

    Nothing changes for them, unless their silence has lasted over enough such runs in a row while somebody answered.
    """
    lasted = before.count + 1 >= OUTAGE_RUNS_BELIEVED and before.age >= OUTAGE_BELIEVED_AFTER and any_answered
    return [
        dataclasses.replace(verdict, silences=verdict.friend.silences + 1)
        if lasted and verdict.friend.silences + 1 >= OUTAGE_RUNS_BELIEVED
        else dataclasses.replace(
            _unchanged(verdict.friend, Kind.OUTAGE, verdict.page, verdict.link_page),
            silences=verdict.friend.silences + 1,
        )
        for verdict in silent
    ]


def _unchanged(
    friend: Friend, kind: Kind, page: FetchResult | None = None, link_page: FetchResult | None = None
) -> Verdict:
    return Verdict(friend, kind, friend.is_show, friend.not_show_reason, friend.failures, 0, page, link_page)


def _kind_of_link(page: FetchResult) -> Kind:
    if page.problem is not None:
        return Kind.UNCERTAIN if page.doubt else Kind(page.problem.value)
    if page.challenged or page.status in WALL_STATUSES:
        return Kind.UNCERTAIN
    # 201 to 203 may carry a page as well (RFC 9110, 15.3).
    is_page = page.status == 200 or (page.status in (201, 202, 203) and page.bytes > 0)
    return Kind.OK if is_page else Kind.BAD_STATUS


def _kind_of_backlink(page: FetchResult) -> Kind:
    if page.backlink is not None:
        return Kind.OK
    if page.doubt is not None:
        return Kind.UNCERTAIN
    if page.incomplete is not None:
        return Kind(page.incomplete.value)
    return Kind.TOO_LARGE if page.cut else Kind.NO_BACKLINK


def _kind_of_link_page(friend: Friend, page: FetchResult, link_page: FetchResult) -> Kind:
    """The site is alive; its link page says the rest, unless it was not read or is not on the friend's own site."""
    own = {_site(friend.link), _site(page.url)}
    if _kind_of_link(link_page) is not Kind.OK or not {_site(friend.link_page), _site(link_page.url)} <= own:
        return Kind.UNCERTAIN
    if link_page.incomplete is not None:
        return Kind.UNCERTAIN
    return _kind_of_backlink(link_page)


def _site(url: str) -> str | None:
    try:
        return addresses.parse(url).site
    except addresses.BadAddress:
        return None
