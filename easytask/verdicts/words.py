"""Name in words what a check found: the only home of the reasons, labels and causes.

The Chinese texts are what is stored; other languages are made from the kind when it is displayed.
"""

from __future__ import annotations

from collections.abc import Callable

from easytask.verdicts.kinds import BacklinkState, Cause, CheckStatus, Kind

# Django's makemessages runs xgettext, which finds a text by the name of the function around it. The texts are
# translated elsewhere; a function of that name that does nothing lets this room go without Django.
gettext_noop = str

REASONS = {
    Kind.NO_BACKLINK: gettext_noop("网站未设置本站外链"),
    Kind.TOO_LARGE: gettext_noop("网页过大，未找到本站外链"),
    Kind.PARKED: gettext_noop("域名已停放或待售"),
    Kind.TAKEN_OVER: gettext_noop("疑似已被他人占用"),
    Kind.SUSPENDED: gettext_noop("主机商已停用该网站"),
    Kind.BLOCKED: gettext_noop("因未备案被拦截"),
    Kind.PLACEHOLDER: gettext_noop("只剩服务器默认页"),
    Kind.ERROR_PAGE: gettext_noop("网页内容是错误信息"),
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
    Kind.NO_BACKLINK: gettext_noop("没有反链"),
    Kind.TOO_LARGE: gettext_noop("网页过大，没找到反链"),
    Kind.BAD_STATUS: gettext_noop("返回错误状态码"),
    Kind.UNCERTAIN: gettext_noop("无法判断"),
    Kind.OUTAGE: gettext_noop("疑似本站断网"),
    Kind.FAILED: gettext_noop("检查出错"),
}
BACKLINK_LABELS = {
    BacklinkState.FOUND: gettext_noop("有反链"),
    BacklinkState.NOFOLLOW: gettext_noop("反链带 nofollow"),
    BacklinkState.MISSING: gettext_noop("没有反链"),
    BacklinkState.NOT_ASKED: gettext_noop("未要求反链"),
    BacklinkState.UNKNOWN: gettext_noop("反链未知"),
}
# What the four statuses are called wherever friends are counted or looked for.
STATUS_LABELS = {
    CheckStatus.OK: gettext_noop("正常"),
    CheckStatus.UNLINKED: gettext_noop("没有反链"),
    CheckStatus.FAILING: gettext_noop("连不上"),
    CheckStatus.UNKNOWN: gettext_noop("无法判断"),
}
# Why it cannot be told what a link is, in words for the owner.
CAUSES = {
    Cause.WALL: gettext_noop("被防护页拦住"),
    Cause.SCRIPT: gettext_noop("网页须运行脚本才能看到"),
    Cause.RESPONSE: gettext_noop("应答的格式读不懂，浏览器也许能打开"),
    Cause.CHAIN: gettext_noop("证书缺中间证书，浏览器会自己补全"),
    Cause.LINK_PAGE: gettext_noop("友链页没能读到"),
    Cause.SITE_LINK: gettext_noop("许多友链同时没有了反链，疑似本站地址设置有误"),
    Cause.UNRECOGNISED: gettext_noop("网页与以往毫无共同之处"),
    Cause.STRANGER: gettext_noop("与以往判若两站，请确认"),
    Cause.INTRUDER: gettext_noop("标题含博彩词，其余仍像对方的网站，可能被黑"),
}


def describe(kind: Kind, status: int | None, translate: Callable[[str], str] = str) -> str:
    """Return what a check found, in words: a bad status with its code, when that is known.

    ``translate`` puts a Chinese text into the reader's language.
    """
    if kind is Kind.BAD_STATUS and status is not None:
        return translate(REASONS[kind]).format(code=status)
    return translate(LABELS[kind])
