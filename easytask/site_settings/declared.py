"""Declare the settings of the check that the owner edits; this reads none of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from blog.site import parsers
from blog.site.registry import Group, Kind, Setting, declare
from easytask.site_settings import mail
from easytask.verdicts import addresses

GROUP = Group("friends", _("友链检查"), _("检查时要求什么，等多久，什么时候隐藏。保存后，从下一次检查起生效。"))
_ASKED, _HOW, _WHEN = _("要求"), _("怎么检查"), _("什么时候隐藏")


def site_link(text: str) -> str:
    """Return the address that a backlink must lead to in its normal form; its scheme may be left out."""
    return addresses.parse_site_link(parsers.single(text)).href


_seconds, _retries = parsers.Number(float, 0.1, 300), parsers.Number(int, 0, 10)
_patience, _share = parsers.Number(int, 1, 10_000), parsers.Number(float, 0, 1)

SITE_LINK = Setting(
    name="FRIENDLINK_SITE_LINK",
    group=GROUP,
    section=_ASKED,
    label=_("要求的反链"),
    parse=site_link,
    meaning="an http(s) address with a host",
    must_be=_("请填写一个带主机名的 http(s) 网址，例如：https://blog.example.com。"),
    help=_("友链的网页上要有指向这个地址的链接，例如：https://blog.example.com。留空就不要求。"),
    kind=Kind.ADDRESS,
)
WHITE_LIST = Setting(
    name="FRIENDLINK_WHITE_LIST",
    group=GROUP,
    section=_ASKED,
    label=_("白名单"),
    parse=parsers.names,
    meaning="a comma-separated list of names",
    must_be=_("请填写友链的名称，用逗号隔开。"),
    default=[],
    help=_("这些名称的友链一直展示，检查不会访问它们；用逗号隔开，或每行一个。"),
    kind=Kind.LINES,
    text_of="，".join,
)
TIMEOUT = Setting(
    name="FRIENDLINK_TIMEOUT",
    group=GROUP,
    section=_HOW,
    label=_("超时（秒）"),
    parse=_seconds,
    meaning=_seconds.meaning,
    must_be=_("请填写 0.1 到 300 之间的秒数。"),
    default=5.0,
    help=_("检查一个友链最多用多久，包括域名解析、连接、跳转和重试。"),
    kind=Kind.NUMBER,
    text_of="{:g}".format,
)
RETRIES = Setting(
    name="FRIENDLINK_RETRIES",
    group=GROUP,
    section=_HOW,
    label=_("重试次数"),
    parse=_retries,
    meaning=_retries.meaning,
    must_be=_("请填写 0 到 10 之间的整数。"),
    default=2,
    help=_("遇到短暂的故障时，在超时之内再试几次。"),
    kind=Kind.NUMBER,
)
PATIENCE = Setting(
    name="FRIENDLINK_PATIENCE",
    group=GROUP,
    section=_WHEN,
    label=_("连续失败几次才隐藏"),
    parse=_patience,
    meaning=_patience.meaning,
    must_be=_("请填写 1 到 10000 之间的整数。"),
    default=1,
    help=_("1 表示第一次失败就隐藏；数字越大越有耐心。"),
    kind=Kind.NUMBER,
)
OUTAGE_SHARE = Setting(
    name="FRIENDLINK_OUTAGE_SHARE",
    group=GROUP,
    section=_WHEN,
    label=_("疑似断网的比例"),
    parse=_share,
    meaning=_share.meaning,
    must_be=_("请填写 0 到 1 之间的数。"),
    default=0.5,
    help=_("没有应答的友链超过这个比例，就怀疑是本站自己断网，一个也不隐藏；0 表示不作这种怀疑。"),
    kind=Kind.NUMBER,
    text_of="{:g}".format,
)
PUBLISH_STATE = Setting(
    name="FRIENDS_JSON_STATE",
    group=GROUP,
    section=_("给别的网站用"),
    label=_("friends.json 里写不写状态"),
    parse=parsers.yes_or_no,
    meaning="yes or no",
    must_be=_("请选择写或不写。"),
    default=False,
    help=_("写，就注明每个友链从何时起展示，并列出暂时联系不上的名字；不写，就只有正在展示的友链。"),
    kind=Kind.CHOICE,
    choices=(("no", _("不写")), ("yes", _("写"))),
    text_of=parsers.text_of_yes_or_no,
)
MAIL_GROUP = Group("mail", _("邮件"), _("设置之后，通知、给友链申请者的回信和找回密码的邮件都从这里发出。"))
_SERVER = _("邮件服务器")
MAIL_SERVER = Setting(
    name="EMAIL_URL",
    group=MAIL_GROUP,
    section=_SERVER,
    label=_("邮件服务器"),
    parse=mail.parse_server,
    meaning="smtp://, smtp+tls:// or smtp+ssl://user:password@host:port, percent-encoded",
    must_be=_("请填写服务器的主机名和 1 到 65535 之间的端口。"),
    default=None,
    is_secret=True,
)
MAIL_SENDER = Setting(
    name="DEFAULT_FROM_EMAIL",
    group=MAIL_GROUP,
    section=_SERVER,
    label=_("发件人"),
    parse=mail.parse_address,
    meaning="a mail address",
    must_be=_("请填写一个邮箱地址。"),
    help=_("留空就用登录名。"),
)
CHECK_SETTINGS = (SITE_LINK, WHITE_LIST, TIMEOUT, RETRIES, PATIENCE, OUTAGE_SHARE)

declare(*CHECK_SETTINGS, PUBLISH_STATE, MAIL_SERVER, MAIL_SENDER)
