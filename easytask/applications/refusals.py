"""Name each reason for which the door does not take what a stranger wants, and say it in the stranger's words."""

from __future__ import annotations

import enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class Refusal(enum.StrEnum):
    """Why an application, or a look for one, was not taken."""

    BAD_ADDRESS = "bad_address"
    PRIVATE_ADDRESS = "private_address"
    OURSELVES = "ourselves"
    KNOWN = "known"
    ASKED = "asked"
    DECIDED_LATELY = "decided_lately"
    LIST_FULL = "list_full"
    TOO_FAST = "too_fast"
    OLD_FORM = "old_form"
    TRAP = "trap"
    BUSY_NETWORK = "busy_network"
    BUSY_SITE = "busy_site"
    BUSY_DOOR = "busy_door"
    NOT_OPEN = "not_open"
    NOT_ELIGIBLE = "not_eligible"
    OTHER_SITE = "other_site"


_WORDS = {
    Refusal.BAD_ADDRESS: gettext_noop("这不是浏览器能打开的网址。请填写首页的完整地址，例如 https://example.com/。"),
    Refusal.PRIVATE_ADDRESS: gettext_noop("这个地址不在公网上，访客打不开它，我们也不会去访问。"),
    Refusal.OURSELVES: gettext_noop("这是我们自己的地址，请填写您的网站。"),
    Refusal.KNOWN: gettext_noop("这个网站已经在我们的名单里，不用再申请。友链页上没有它的话，请联系站长。"),
    Refusal.ASKED: gettext_noop("这个网站的申请已经在等站长审核了。"),
    Refusal.DECIDED_LATELY: gettext_noop("这个网站的申请不久前刚答复过，请过一个月再来。"),
    Refusal.LIST_FULL: gettext_noop("等待审核的申请太多了，暂时收不下新的，请过几天再来。"),
    Refusal.TOO_FAST: gettext_noop("提交得太快了，请稍等几秒再试。"),
    Refusal.OLD_FORM: gettext_noop("这个页面打开得太久了，请再提交一次。"),
    Refusal.TRAP: gettext_noop("有一栏是给机器人准备的，请让它空着。"),
    Refusal.BUSY_NETWORK: gettext_noop("您的网络这一小时里来得太多了，请过一小时再试。"),
    Refusal.BUSY_SITE: gettext_noop("这个网站这一小时里已经看过几次了，请过一小时再试。"),
    Refusal.BUSY_DOOR: gettext_noop("这一小时里来申请的人太多了，请过一小时再试。"),
    Refusal.NOT_OPEN: gettext_noop("这份申请已经提交过了。"),
    Refusal.NOT_ELIGIBLE: gettext_noop("我们还没有在您的网站上看到需要的东西，请先再看一次。"),
    Refusal.OTHER_SITE: gettext_noop("友链页须在您自己的网站上。"),
}


class Refused(Exception):
    """The door did not take it; ``words`` says why to whoever asked."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

    @property
    def words(self) -> str:
        return _(_WORDS[self.refusal])
