"""Say which names tell one site from another, and which paths and hosts do; it knows no page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

# What blogs are called when nobody has named them, and what every home page says.
_GENERIC_NAMES = frozenset(
    re.findall(
        r"[^|\n]+",
        """hexo|hugo|jekyll|ghost|typecho|wordpress|halo|emlog|z-blog|zblog|gridea|vuepress|vitepress|astro|notionnext
hello world|my blog|my site|my website|my new hugo site|blog|blogs|home|homepage|home page|index|site
website|welcome|just another wordpress site|my wordpress blog|untitled|title|loading|test|default|about
links|friends|archive|archives|your awesome title|site title|blog title|new site|personal blog
personal website|portfolio|notes|posts|document|null|首页|主页|博客|我的博客|个人博客|个人主页|个人网站|网站
我的网站|欢迎|欢迎光临|标题|网站标题|博客标题|站点标题|测试|未命名|无标题|关于|友链|友情链接|归档|文章|笔记
日记|随笔|生活|技术|又一个wordpress站点|又一个 wordpress 站点|一个新的博客|新的博客|加载中|技术博客|小站
我的小站|blog|weblog|个人空间|个人小站|网络日志""",
    )
)
_SEPARATORS = re.compile(r"\s*(?:[|｜_·•—–»«›‹:：/／,，]|\s-+\s|\s~\s|-{2,})\s*")
# A comma, a colon or a slash may be a part of a name, which a person is to be offered as it is.
_TITLE_SEPARATORS = re.compile(r"\s*(?:[|｜·•—–»«›‹]|\s-+\s|\s_\s|\s~\s|-{2,})\s*")
_WORD = re.compile(r"[a-z0-9]")
# Digits, kana and Chinese letters: no other character becomes one of them in lower case.
_WITHOUT_CASE = re.compile(r"[0-9\u3000-\u9fff]+")
_LATIN_CHARS, _OTHER_CHARS = 4, 2

# The paths that every blog has, by segment, and what tells no more: numbers, dates, languages.
_GENERIC_SEGMENTS = frozenset(
    """about about-me aboutme about-us me contact contact-us contacts archive archives articles article blog blogs
    book books bookmark bookmarks categories category cat tag tags topics topic series columns column post posts
    page pages p go jump link links link-page friend friends flink flinks friend-link friend-links friendlink
    blogroll neighbors guestbook message messages comment comments messageboard feed feeds rss rss.xml atom
    atom.xml feed.xml index.xml rss.php feed.php sitemap sitemap.xml sitemap.html sitemap.txt robots.txt search
    s login register signup signin logout admin wp-admin wp-login.php user users member members author authors
    account profile home index default main start welcome project projects portfolio works work gallery
    galleries photo photos album albums music movie movies video videos memo memos moments moment talk talks
    essay essays note notes now uses timeline time history log logs changelog privacy privacy-policy policy
    terms tos license copyright donate sponsor support help faq services service products product news case
    cases company price pricing shop store cart jobs careers careers.html customers features docs doc download
    downloads event events team tools tool resources lab labs game games travel life tech code random stats
    status subscribe newsletter hello-world hello_world hello sample-page zh en cn zh-cn zh-tw zh-hans en-us ja
    jp ko guanyu youlian liuyan guidang biaoqian fenlei javascript undefined null #""".split()  # noqa: SIM905  # shorter
)
# What the navigation of a blog leads to, and that of a company, a shop or a marketplace of domains does not.
_BLOG_SEGMENTS = frozenset(
    """archive archives categories tag tags posts post series columns blogroll neighbors link links friend friends
    flink flinks friend-link friend-links friendlink guestbook memos moments talks essays notes timeline changelog
    guidang biaoqian fenlei youlian liuyan shuoshuo suibi rizhi 归档 分类 标签 文章 友链 留言 说说 随笔""".split()  # noqa: SIM905  # shorter
)
_NO_NAME_SEGMENT = re.compile(
    r"(?:\d{1,6}|p?\d{1,5}|page-?\d+|post-?\d{1,5}|(?:post|archives?|article|id)[-_]?\d{1,5})"
)
_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|md)\Z")
# Sites without their www., to which links stand on everybody's pages: platforms, software, badges, authorities.
GENERIC_HOSTS = frozenset(
    """github.com gitee.com gitlab.com twitter.com x.com weibo.com zhihu.com bilibili.com space.bilibili.com
    douban.com t.me telegram.me facebook.com instagram.com linkedin.com youtube.com youtu.be reddit.com
    medium.com mastodon.social weixin.qq.com qm.qq.com jq.qq.com wpa.qq.com qq.com music.163.com juejin.cn
    segmentfault.com csdn.net blog.csdn.net jianshu.com cnblogs.com v2ex.com stackoverflow.com
    steamcommunity.com spotify.com open.spotify.com pinterest.com discord.gg discord.com tiktok.com threads.net
    bsky.app google.com google.cn baidu.com bing.com sogou.com so.com beian.miit.gov.cn miit.gov.cn
    miitbeian.gov.cn beian.gov.cn beian.mps.gov.cn icp.gov.moe travellings.cn travelling.cn travellings.link
    travel.moe foreverblog.cn boyouquan.com storeweb.cn blogscn.fun zhblogs.net bf.zzxworld.com hexo.io
    gohugo.io jekyllrb.com typecho.org wordpress.org wordpress.com cn.wordpress.org ghost.org halo.run emlog.net
    zblogcn.com vuepress.vuejs.org vitepress.dev astro.build nextjs.org vuejs.org react.dev theme-next.js.org
    next.js.org theme-next.org butterfly.js.org pages.github.com cloudflare.com vercel.com netlify.com upyun.com
    aliyun.com qcloud.com cloud.tencent.com tencent.com huaweicloud.com jsdelivr.com jsdelivr.net unpkg.com
    bootcdn.cn cdnjs.com staticfile.org creativecommons.org feedly.com inoreader.com busuanzi.ibruce.info
    umami.is 51.la v6.51.la cnzz.com gravatar.com follow.is rsshub.app nginx.org nginx.com apache.org php.net
    mysql.com w3.org schema.org mozilla.org apple.com microsoft.com amazon.com taobao.com jd.com tmall.com
    paypal.com play.google.com itunes.apple.com goo.gl bit.ly""".split()  # noqa: SIM905  # shorter
)


def fold(text: str) -> str:
    """Return a text as names are compared: full width and letter case told apart no more, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def segments(title: str) -> list[str]:
    """Return the folded parts of a title: ``Name - what it is about`` has two."""
    folded = fold(title)
    return [part for part in (folded, *_SEPARATORS.split(folded)) if part]


def name_and_line(title: str) -> tuple[str, str]:
    """Return what a site is called and what it says of itself, by the title of its home page: each "" when not said."""
    parts = [part.strip() for part in _TITLE_SEPARATORS.split(title)]
    telling = [part for part in parts if part and fold(part) not in _GENERIC_NAMES]
    name, line = [*telling, "", ""][:2]
    return name, line


class OwnNames(NamedTuple):
    """Folded names of one site alone: those that tell ``anywhere`` on a page, and those that do as parts of a title.

    A name that stands in the address tells nothing in a text: whoever parks a domain writes it on the page.
    """

    anywhere: frozenset[str]
    in_title: frozenset[str]


def own_names(texts: list[str], site: str) -> OwnNames:
    """Return the names that are among the parts of names and titles; ``site`` is the friend's."""
    spelled = re.sub(r"[^a-z0-9]", "", site)
    found = {part for text in texts for part in segments(text) if any(map(str.isalnum, part))} - _GENERIC_NAMES
    of_address = {part for part in found if part in site or _spelled(part) in spelled}
    short = {part for part in found if not _is_long(part)}
    of_domain = {part for part in of_address if "." in part}
    return OwnNames(frozenset(found - of_address - short), frozenset((of_address | short) - of_domain))


def _spelled(part: str) -> str:
    """Return the letters of a name as an address may spell them; what has others is in none."""
    return re.sub(r"[^a-z0-9]", "", part) if part.isascii() else "\0"


def _is_long(name: str) -> bool:
    """Return whether a folded name is long enough to be found within a text."""
    return sum(map(str.isalnum, name)) >= (_LATIN_CHARS if name.isascii() else _OTHER_CHARS)


def found_in(text: str, wanted: Iterable[str]) -> set[str]:
    """Return which of the folded names stand in a text, in whatever case, and not within a longer Latin word."""
    # To lower a page takes longer than to look for a name's letters that have no case, and most names are not there.
    possible = [name for name in wanted if all(part in text for part in _WITHOUT_CASE.findall(name))]
    lower = text.lower() if possible else ""
    return {name for name in possible if _stands_in(name, lower)}


def _stands_in(name: str, text: str) -> bool:
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        joined = (_WORD.match(name[0]) and _WORD.match(before)) or (_WORD.match(name[-1]) and _WORD.match(after))
        if not joined:
            return True
        at = text.find(name, end)
    return False


def own_path(path: str) -> str:
    """Return a path as it is remembered; "" when everybody has such a one."""
    parts = path.strip("/").lower().split("/")
    if parts[-1] in _GENERIC_SEGMENTS:
        return ""
    parts[-1] = _ENDING.sub("", parts[-1])
    return "/".join(parts) if any(map(_is_telling, parts)) else ""


def _is_telling(segment: str) -> bool:
    if not segment or segment in _GENERIC_SEGMENTS:
        return False
    # Each of the patterns ends in a digit, which is told faster.
    return not (segment[-1].isdigit() and _NO_NAME_SEGMENT.fullmatch(segment))


def is_of_a_blog(path: str) -> bool:
    """Say whether a path, as it is written, leads to what a blog has."""
    first = unquote(path).strip("/").lower().partition("/")[0]
    return _ENDING.sub("", first) in _BLOG_SEGMENTS
