"""Declare the settings that say whose site this is, and give those in force to templates; this reads no row itself."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from blog.site import colours, parsers
from blog.site.registry import Group, Kind, Setting, declare

if TYPE_CHECKING:
    from blog.site.values import SiteValues

GROUP = Group("site", _("网站信息"), _("访客在每一页看到的名字、作者和页脚。保存后，下一次打开页面就会生效。"))
_WHO, _AUTHOR, _FOOT, _WHERE = _("网站"), _("作者"), _("页脚与备案"), _("地址、语言与时区")
TITLE_CHARS = 60

TITLE = Setting(
    name="SITE_TITLE",
    group=GROUP,
    section=_WHO,
    label=_("网站名称"),
    parse=parsers.line(TITLE_CHARS),
    meaning=f"a line of at most {TITLE_CHARS} characters",
    must_be=_("请填写一行不超过 60 个字的文字。"),
    default="izone",
    help=_("显示在页首、浏览器标签、订阅和通知里。"),
)
TAGLINE = Setting(
    name="SITE_TAGLINE",
    group=GROUP,
    section=_WHO,
    label=_("一句话介绍"),
    parse=parsers.line(120),
    meaning="a line of at most 120 characters",
    must_be=_("请填写一行不超过 120 个字的文字。"),
    help=_("显示在首页，也是搜索结果里的介绍。"),
)
ICON = Setting(
    name="SITE_ICON",
    group=GROUP,
    section=_WHO,
    label=_("网站图标"),
    parse=parsers.picture_name,
    meaning="the name of a stored picture",
    must_be=_("请上传一张 PNG、JPEG、WebP 或 GIF 图片。"),
    help=_("PNG、JPEG、WebP 或 GIF，不超过 4 MB；显示为浏览器标签和页首的图标。"),
    kind=Kind.PICTURE,
)
MENU = Setting(
    name="SITE_MENU",
    group=GROUP,
    section=_WHO,
    label=_("菜单"),
    parse=parsers.menu,
    meaning="lines of a name and a path or an http(s) address",
    must_be=_("每行请写一个名称和一个地址，例如：关于 /about/；地址以 / 或 http 开头，最多 12 行。"),
    default=tuple(parsers.Link("", address) for address in parsers.OWN_PAGES),
    help=_(
        "每行一个：名称、空格、地址，例如：关于 /about/。/、/archive/ 和 /friends/ 不写名称时，会随访客的语言显示。"
    ),
    text_of=lambda links: "\n".join(f"{link.name} {link.address}".strip() for link in links),
    kind=Kind.LINES,
)
COLOUR = Setting(
    name="SITE_COLOUR",
    group=GROUP,
    section=_WHO,
    label=_("主题色"),
    parse=colours.parse,
    meaning="a colour such as #2f6f6b",
    must_be=_("请填写一个颜色，例如：#2f6f6b。"),
    help=_("用在链接、印章和风景里，留空是朱砂；别的颜色也行，例如 #2f6f6b。用在文字上时会自动调到看得清。"),
    kind=Kind.COLOUR,
    choices=(
        ("#4a7a5c", _("竹青")),
        ("#2f6f8f", _("石青")),
        ("#425066", _("黛蓝")),
        ("#6b4a7a", _("紫藤")),
        ("#a4506b", _("海棠")),
        ("#a5712a", _("秋香")),
        ("#5b4a42", _("古墨")),
    ),
)
AUTHOR = Setting(
    name="SITE_AUTHOR",
    group=GROUP,
    section=_AUTHOR,
    label=_("作者"),
    parse=parsers.line(60),
    meaning="a line of at most 60 characters",
    must_be=_("请填写一行不超过 60 个字的文字。"),
    help=_("显示在页脚和订阅里。"),
)
AUTHOR_PICTURE = Setting(
    name="SITE_AUTHOR_PICTURE",
    group=GROUP,
    section=_AUTHOR,
    label=_("头像"),
    parse=parsers.picture_name,
    meaning="the name of a stored picture",
    must_be=_("请上传一张 PNG、JPEG、WebP 或 GIF 图片。"),
    help=_("PNG、JPEG、WebP 或 GIF，不超过 4 MB。"),
    kind=Kind.PICTURE,
)
AUTHOR_BIO = Setting(
    name="SITE_AUTHOR_BIO",
    group=GROUP,
    section=_AUTHOR,
    label=_("作者简介"),
    parse=parsers.paragraphs(400),
    meaning="a text of at most 400 characters",
    must_be=_("请填写不超过 400 个字的文字。"),
    kind=Kind.LINES,
)
AUTHOR_LINKS = Setting(
    name="SITE_AUTHOR_LINKS",
    group=GROUP,
    section=_AUTHOR,
    label=_("作者的链接"),
    parse=parsers.links,
    meaning="lines of a name and an http(s) or mail address",
    must_be=_("每行请写一个名称和一个以 http 或 https 开头的地址，或一个邮箱地址，最多 12 行。"),
    default=(),
    help=_("每行一个：名称、空格、地址。例如：GitHub https://github.com/me"),
    text_of=lambda links: "\n".join(f"{link.name} {link.address.removeprefix('mailto:')}" for link in links),
    kind=Kind.LINES,
)
FOOTER = Setting(
    name="SITE_FOOTER",
    group=GROUP,
    section=_FOOT,
    label=_("页脚文字"),
    parse=parsers.paragraphs(400),
    meaning="a text of at most 400 characters",
    must_be=_("请填写不超过 400 个字的文字。"),
    help=_("纯文字，例如版权声明。"),
    kind=Kind.LINES,
)
ICP = Setting(
    name="SITE_ICP",
    group=GROUP,
    section=_FOOT,
    label=_("ICP 备案号"),
    parse=parsers.icp_filing,
    meaning="an ICP filing number such as 京ICP备12345678号-1",
    must_be=_("请填写完整的备案号，例如：京ICP备12345678号-1。"),
    help=_("例如：京ICP备12345678号-1。页脚会链接到 beian.miit.gov.cn。"),
)
POLICE = Setting(
    name="SITE_POLICE",
    group=GROUP,
    section=_FOOT,
    label=_("公安备案号"),
    parse=parsers.police_filing,
    meaning="a public security filing number such as 京公网安备11010102000001号",
    must_be=_("请填写完整的备案号，例如：京公网安备11010102000001号。"),
    help=_("例如：京公网安备11010102000001号。页脚会链接到 beian.mps.gov.cn。"),
    text_of=lambda filing: filing.number if filing else "",
)
URL = Setting(
    name="SITE_URL",
    group=GROUP,
    section=_WHERE,
    label=_("网站地址"),
    parse=parsers.web_address,
    meaning="an http(s) address",
    must_be=_("请填写以 http:// 或 https:// 开头的完整地址。"),
    help=_("访客打开您网站的地址，例如：https://blog.example.com。订阅、通知和检查时的自我介绍都会用到它。"),
    kind=Kind.ADDRESS,
)
LANGUAGES = (("zh-hans", "简体中文"), ("en", "English"))
LANGUAGE = Setting(
    name="LANGUAGE_CODE",
    group=GROUP,
    section=_WHERE,
    label=_("默认语言"),
    parse=parsers.one_of("zh-hans", "en"),
    meaning="zh-hans or en",
    must_be=_("请选择列表里的一种语言。"),
    default="zh-hans",
    help=_("访客的浏览器没有要求其中任何一种时使用；通知和邮件也用这种语言。"),
    kind=Kind.CHOICE,
    choices=LANGUAGES,
)
TIME_ZONE = Setting(
    name="TIME_ZONE",
    group=GROUP,
    section=_WHERE,
    label=_("时区"),
    parse=parsers.time_zone,
    meaning="the name of a time zone such as Europe/Berlin",
    must_be=_("没有这个时区；请填写如 Asia/Shanghai 或 Europe/Berlin 的名称。"),
    default="Asia/Shanghai",
    help=_("页面、通知里的时间，和定时检查的钟点，都按这个时区。"),
    kind=Kind.TIME_ZONE,
)

declare(
    TITLE,
    TAGLINE,
    ICON,
    COLOUR,
    MENU,
    AUTHOR,
    AUTHOR_PICTURE,
    AUTHOR_BIO,
    AUTHOR_LINKS,
    FOOTER,
    ICP,
    POLICE,
    URL,
    LANGUAGE,
    TIME_ZONE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """Whose site this is, as its pages, feeds and mails say it; ``icon`` and ``author_picture`` are picture names."""

    title: str
    tagline: str
    icon: str
    # As #rrggbb; empty for cinnabar.
    colour: str
    author: str
    author_picture: str
    author_bio: str
    author_links: tuple[parsers.Link, ...]
    footer: str
    icp: str
    police: parsers.PoliceFiling | None
    url: str
    language: str
    time_zone: str


def of(values: SiteValues) -> Identity:
    """Return the identity that these values make."""
    return Identity(
        title=values[TITLE],
        tagline=values[TAGLINE],
        icon=values[ICON],
        colour=values[COLOUR],
        author=values[AUTHOR],
        author_picture=values[AUTHOR_PICTURE],
        author_bio=values[AUTHOR_BIO],
        author_links=values[AUTHOR_LINKS],
        footer=values[FOOTER],
        icp=values[ICP],
        police=values[POLICE] or None,
        url=values[URL],
        language=values[LANGUAGE],
        time_zone=values[TIME_ZONE],
    )
