"""Feeds as people write them, and what each yields: twenty-eight shapes, and some that want to do harm."""

from __future__ import annotations

import dataclasses
import json

URL = "https://friend.test/blog/feed.xml"
# 2026-11-02 08:30 in China.
DATE = 1_793_579_400
DAY = DATE - 8 * 3600 - 1800


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """One document: ``posts`` are title, address and date of each, the newest first; a ``problem`` in their place."""

    data: bytes
    posts: tuple[tuple[str, str, int | None], ...] = ()
    title: str = "听雨轩"
    problem: str = ""
    content_type: str = "application/xml"


HELLO = ("雨天 & 茶", "https://friend.test/1", DATE)
SECOND = ("第二篇", "https://friend.test/2", DATE - 86_400)


UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>'


def rss(items: str, version: str = "2.0", head: str = UTF_8, **attributes: str) -> str:
    """Return an RSS feed with these items."""
    more = "".join(f' {name.replace("_", ":")}="{value}"' for name, value in attributes.items())
    return (
        f'{head}<rss version="{version}"{more}><channel><title>听雨轩</title><link>https://friend.test/</link>'
        f"<description>慢慢写</description>{items}</channel></rss>"
    )


def item(
    title: str = "雨天 &amp; 茶",
    link: str = "https://friend.test/1",
    date: str = "<pubDate>Mon, 02 Nov 2026 08:30:00 +0800</pubDate>",
    body: str = "",
) -> str:
    """Return an item of RSS."""
    return f"<item><title>{title}</title><link>{link}</link>{date}{body}</item>"


def atom(entries: str, attributes: str = "") -> str:
    """Return an Atom feed with these entries."""
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>听雨轩</title>'
        f'<link rel="self" href="{URL}"/><updated>2026-11-26T00:00:00Z</updated>{entries}</feed>'
    )


def entry(
    dates: str = "<published>2026-11-02T00:30:00Z</published>", link: str = "https://friend.test/1", body: str = ""
) -> str:
    """Return an entry of Atom."""
    return (
        f'<entry><title type="html">雨天 &amp;amp; 茶</title><link rel="enclosure" href="https://friend.test/x.mp3"/>'
        f'<link href="{link}"/><id>urn:1</id>{dates}{body}</entry>'
    )


def rdf(version: str) -> str:
    """Return an RSS feed as RDF."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="{version}"><channel><title>听雨轩</title>'
        "<link>https://friend.test/</link></channel>"
        "<item><title>雨天 &amp; 茶</title><link>https://friend.test/1</link>"
        "<dc:date>2026-11-02T08:30:00+08:00</dc:date></item></rdf:RDF>"
    )


DATED = "<pubDate>Sun, 01 Nov 2026 08:30:00 +0800</pubDate>"
SECOND_ITEM = item("第二篇", "https://friend.test/2", DATED)
CUT_OFF = SECOND_ITEM.replace("</item>", "<description>&lt;p&gt;" + "正文" * 100)
BODY = "<![CDATA[<p>正文 </description> ]]]]><![CDATA[> <item><title>不是文章</title></item></p>]]>"
WARNING = "<br />\n<b>Warning</b>:  Cannot modify header information in <b>/wp.php</b> on line <b>9</b><br />\n"
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://friend.test/1</loc></url></urlset>"
)
GUID = (
    "<item><title>雨天 &amp; 茶</title><guid>https://friend.test/1</guid><pubDate>2026-11-02T00:30:00Z</pubDate></item>"
)
TWO_BODIES = f"<description>{BODY}</description><content:encoded>{BODY}</content:encoded>"
XHTML = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>正文</p></div></content>'
BOTH_DATES = "<updated>2026-11-20T00:00:00Z</updated><published>2026-11-02T00:30:00Z</published>"
GBK, GB2312 = (UTF_8.replace("UTF-8", name) for name in ("gbk", "gb2312"))
SCRIPTED = "<![CDATA[<b>雨天</b> &amp; 茶<script>alert(1)</script>]]>"
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "听雨轩",
    "items": [
        {"id": "2", "url": "https://friend.test/2", "title": "第二篇", "date_published": "2026-11-01T08:30:00+08:00"},
        {"id": "https://friend.test/1", "title": "雨天 & 茶", "date_published": "2026-11-02T08:30:00+08:00"},
        "nonsense",
    ],
}
HTML = "<!DOCTYPE html><html><head><title>听雨轩</title></head><body><a href='/feed'>feed</a></body></html>"

SHAPES = {
    "RSS 0.90": Sample(rdf("http://my.netscape.com/rdf/simple/0.9/").encode(), (HELLO,)),
    "RSS 0.91": Sample(rss(item(date=""), "0.91").encode(), (HELLO[:2] + (None,),)),
    "RSS 0.92": Sample(rss(item(), "0.92").encode(), (HELLO,)),
    "RSS 1.0": Sample(rdf("http://purl.org/rss/1.0/").encode(), (HELLO,)),
    "RSS 2.0": Sample(rss(item() + SECOND_ITEM).encode(), (HELLO, SECOND)),
    "the oldest first": Sample(rss(SECOND_ITEM + item()).encode(), (HELLO, SECOND)),
    "whole posts, with tags of a feed in them": Sample(
        rss(item(body=TWO_BODIES) + SECOND_ITEM).encode(),
        (HELLO, SECOND),
    ),
    "a guid in place of a link": Sample(
        rss(GUID).encode(),
        (HELLO,),
    ),
    "dc:date": Sample(
        rss(
            item(date="<dc:date>2026-11-02T08:30:00+08:00</dc:date>"), xmlns_dc="http://purl.org/dc/elements/1.1/"
        ).encode(),
        (HELLO,),
    ),
    "a Chinese date": Sample(rss(item(date="<pubDate>2026年11月02日</pubDate>")).encode(), (HELLO[:2] + (DAY,),)),
    "a date with slashes": Sample(rss(item(date="<pubDate>2026/11/02 00:30:00</pubDate>")).encode(), (HELLO,)),
    "without dates": Sample(rss(item(date="")).encode(), (HELLO[:2] + (None,),)),
    "a date that nobody can read": Sample(rss(item(date="<pubDate>昨天</pubDate>")).encode(), (HELLO[:2] + (None,),)),
    "Atom 1.0": Sample(atom(entry()).encode(), (HELLO,)),
    "Atom 0.3": Sample(
        atom(entry("<issued>2026-11-02T00:30:00Z</issued><modified>2026-11-20T00:00:00Z</modified>"))
        .replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
        .encode(),
        (HELLO,),
    ),
    "Atom, published and updated": Sample(atom(entry(BOTH_DATES)).encode(), (HELLO,)),
    "Atom, updated alone": Sample(atom(entry("<updated>2026-11-02T00:30:00Z</updated>")).encode(), (HELLO,)),
    "Atom, a body in XHTML": Sample(
        atom(entry(body=XHTML)).encode(),
        (HELLO,),
    ),
    "xml:base": Sample(atom(entry(link="../1"), ' xml:base="https://friend.test/blog/"').encode(), (HELLO,)),
    "relative links": Sample(rss(item(link="/1")).encode(), (HELLO,)),
    "JSON Feed": Sample(json.dumps(JSON_FEED).encode(), (HELLO, SECOND), content_type="application/feed+json"),
    "GBK": Sample(rss(item(), head=GBK).encode("gbk"), (HELLO,), content_type="text/xml"),
    "GBK, called UTF-8 by the server": Sample(
        rss(item(), head=GB2312).encode("gbk"), (HELLO,), content_type="text/xml; charset=utf-8"
    ),
    "UTF-16": Sample(rss(item(), head='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"), (HELLO,)),
    "a byte order mark, and blank lines before": Sample(("\ufeff\n\n" + rss(item())).encode(), (HELLO,)),
    "a PHP warning first": Sample((WARNING + rss(item())).encode(), (HELLO,), content_type="text/html"),
    "a bare & and &nbsp;": Sample(
        rss(item("雨天 & 茶") + item("第二篇&nbsp;", "https://friend.test/2?a=1&b=2", DATED)).encode(),
        (HELLO, ("第二篇", "https://friend.test/2?a=1&b=2", DATE - 86_400)),
    ),
    "a control character": Sample(rss(item("雨天\x08 &amp; 茶")).encode(), (HELLO,)),
    "a tag that is not closed": Sample(rss(item(body="<category>x") + SECOND_ITEM).encode(), (HELLO, SECOND)),
    "cut off within a body": Sample(rss(item() + CUT_OFF).encode()[:-80], (HELLO, SECOND)),
    "HTML in a title": Sample(
        rss(item(SCRIPTED) + item("a &lt; b", "https://friend.test/2")).encode(),
        (HELLO, ("a < b", "https://friend.test/2", DATE)),
    ),
    "no post": Sample(rss("").encode(), problem="empty"),
    "a sitemap": Sample(SITEMAP.encode(), problem="not_a_feed"),
    "a page": Sample(HTML.encode(), problem="not_a_feed", content_type="text/html"),
    "JSON of something else": Sample(b'{"posts": []}', problem="not_a_feed"),
    "the name of a file": Sample(b"/etc/passwd", problem="not_a_feed"),
    "nothing": Sample(b"", problem="not_a_feed"),
}

BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{}]>'
HOSTILE = {
    "an entity bomb": rss(item("&e9;"), head=DOCTYPE.format(BOMB)).encode(),
    "an external entity": rss(item("&x;"), head=DOCTYPE.format('<!ENTITY x SYSTEM "file:///etc/passwd">')).encode(),
    "a large entity, often": rss(item("&l;" * 5000), head=DOCTYPE.format(f'<!ENTITY l "{"x" * 50_000}">')).encode(),
    "a hundred thousand items": rss("<item><link>/1</link></item>" * 100_000).encode()[: 512 * 1024],
    "deep nesting": ("<rss><channel>" + "<a>" * 170_000).encode(),
    "open brackets": b"<rss><channel><item>" + b"<" * 40_000,
    "open titles": b"<rss><channel>" + b"<item><title>" * 4_000,
    "open sections": b"<rss><channel><item><title>" + b"<![CDATA[" * 55_000,
    "entities without end": b"<rss><channel><item><title>" + b"&#" * 60_000,
    "attributes without end": b"<rss><channel><item " + b'a="1" ' * 85_000,
    "open comments": b"<rss><channel><item>" + b"<!--" * 125_000,
    "open bodies": b"<rss><channel><item>" + b"<description>" * 39_000,
    "open scripts in a title": b"<rss><channel><item><link>/1</link><title><![CDATA[" + b"<script>" * 60_000 + b"]]>",
    "JSON, nested": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 500_000,
    "deep JSON of a feed": b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": ' + b"{" * 10 + b"}",
    "half a character": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "\ud800\0",
            "items": [{"url": "https://friend.test/\ud800", "title": "\ud800\0"}, {"url": "/2", "title": "\udfff"}],
        }
    ).encode(),
    "doctype without end": b'<?xml version="1.0"?><!DOCTYPE rss [' + b"<!ENTITY " * 56_000,
}
