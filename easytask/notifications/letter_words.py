"""Write the letters to strangers and friends: polite, short, in their language, and with nothing that a stranger typed.

What a stranger typed is left out because the mail address may be somebody else's: we are nobody's way to write there.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog import hosts
from blog.models import FriendLink
from blog.plain_text import plain
from blog.site import identity, values
from easytask.labels import verdict_label
from easytask.models import Application, Letter
from easytask.notifications import tokens
from easytask.verdicts import addresses
from easytask.verdicts.kinds import CheckStatus


def compose(letter: Letter) -> EmailMessage | None:
    """Return the mail, or None when what it is about does not hold any more."""
    with translation.override(letter.language or values.current()[identity.LANGUAGE]):
        if letter.friend is not None:
            return _message(letter, *_about_fall(letter.friend, letter))
        if letter.application is not None:
            return _message(letter, *_about(letter, letter.application))
        return None


def our_address() -> str:
    """Return the address of the site, "" as long as its owner has set none: then no letter can lead anywhere."""
    return str(values.current()[identity.URL])


def our_name() -> str:
    """Return how we are called in a letter: by the host of our address."""
    return urlsplit(our_address()).netloc


def _about(letter: Letter, application: Application) -> tuple[str, list[str]]:
    words = {"ours": our_name(), "site": _site(application.link), "reason": application.reason}
    page = _("这份申请的页面：%s") % _absolute("application", application.token)
    if letter.kind == Letter.Kind.RECEIVED:
        lines = [_("我们收到了 %(site)s 的友链申请，站长看过之后会再写信告诉您。") % words, page]
        return _("已收到 %(site)s 的友链申请") % words, lines
    if letter.kind == Letter.Kind.APPROVED:
        lines = [
            _("%(site)s 通过了审核，第一次检查之后就会列在 %(ours)s 的友链里。谢谢您。") % words,
            _("在这个页面可以随时查看您的友链，也可以撤下它：%s") % _absolute("application", application.token),
        ]
        return _("%(site)s 的友链申请通过了") % words, lines
    lines = [_("谢谢您的申请。这一次站长没有添加 %(site)s。") % words]
    if application.reason:
        lines.append(_("站长说：%(reason)s") % words)
    return _("关于 %(site)s 的友链申请") % words, [*lines, page]


def _about_fall(friend: FriendLink, letter: Letter) -> tuple[str, list[str]]:
    state = friend.state
    words = {
        "ours": our_name(),
        "site": _site(friend.link),
        "link": plain(friend.link),
        "since": date_format(timezone.localtime(letter.flip.at if letter.flip else letter.at), "Y-m-d H:i O"),
        "seen": verdict_label(state.verdict, state.status),
        "days": tokens.RECHECK_LIFETIME.days,
        "page": _absolute("recheck", tokens.recheck_token(friend)),
    }
    if state.check_status is CheckStatus.UNLINKED:
        title = _("在 %(site)s 上没有找到我们的链接")
        what = _("从 %(since)s 起，我们的检查程序在它上面找不到回到这里的链接。")
    else:
        title = _("我们打不开 %(site)s")
        what = _("从 %(since)s 起，我们的检查程序一直打不开它，看到的是：%(seen)s。")
    lines = [
        _("您好！%(ours)s 的友链里有您的网站：%(link)s"),
        what,
        _("它因此暂时不在友链页上。您那边恢复之后，下一次检查会把它放回来，您什么都不用做。"),
        _("不想等，就打开下面的页面按一下按钮，我们马上再看一次（%(days)d 天之内有效）：\n%(page)s"),
        _("如果是防火墙拦住了我们的程序，可以放行它：%s") % _absolute("bot"),
    ]
    return title % words, [line % words if "%(" in line else line for line in lines]


def _message(letter: Letter, title: str, lines: list[str]) -> EmailMessage:
    unsubscribe = _absolute("unsubscribe", tokens.unsubscribe_token(letter))
    footer = _("您收到这封信，是因为有人在 %(ours)s 留下了这个邮箱地址。不想再收到，请打开：%(unsubscribe)s") % {
        "ours": our_name(),
        "unsubscribe": unsubscribe,
    }
    headers = {
        # RFC 8058: mail programs offer this as a button.
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        # RFC 3834: nobody's machine is to answer.
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        f"[{our_name()}] {title}", "\n\n".join([*lines, "-- \n" + footer]), to=[letter.email], headers=headers
    )


def _absolute(page: str, *arguments: object) -> str:
    return urljoin(our_address(), reverse(page, args=arguments))


def _site(link: str) -> str:
    try:
        return hosts.readable(addresses.parse(link).site)
    except addresses.BadAddress:
        # Of a friend whose address no browser takes; it was typed by the owner.
        return plain(link)
