"""Pages as blogs write them, each with the verdict it deserves, and how three ways of looking for the backlink fare.

``python -m tests.unit.pages.test_corpus`` prints the table.
"""

from __future__ import annotations

import base64
import re
import sys

import pytest

from tests.unit.pages.reading import read

SITE_LINK = "https://tendcode.com"
PAGE = "https://friend.test/links/"
BASE64 = base64.b64encode(b"https://tendcode.com/").decode()
LONG_HEAD = "<style>" + ".a{color:red}" * 400 + "</style>"
LOOK_ALIKE = "https://tendсode.com/"  # with a Cyrillic "с"

# A name, whether the page links to us, and the page; bytes are in another charset than UTF-8.
CORPUS: list[tuple[str, bool, str | bytes]] = [
    # as themes and plug-ins write friend links
    (
        "Hexo Butterfly",
        True,
        '<div class="flink-list"><div class="flink-list-item"><a href="https://tendcode.com/" title="TendCode" '
        'target="_blank"><div class="flink-item-icon"><img class="no-lightbox" src="/a.png"></div></a></div></div>',
    ),
    (
        "Hexo NexT, minified",
        True,
        "<ul class=links-of-blogroll-list><li class=links-of-blogroll-item><a href=http://tendcode.com "
        "title=http://tendcode.com rel=noopener target=_blank>TendCode</a></ul>",
    ),
    (
        "Halo, a card without a scheme",
        True,
        '<a class="link-card" href="//tendcode.com" target="_blank"><span th:text>TendCode</span></a>',
    ),
    (
        "WordPress blogroll",
        True,
        '<ul class=\'xoxo blogroll\'>\n<li><a href="https://www.tendcode.com/" rel="friend met noopener">TendCode</a>'
        "</li>\n</ul>",
    ),
    (
        "WordPress, a nofollow plug-in",
        True,
        '<a rel="external nofollow ugc" class="url" href="https://tendcode.com/?from=friend&#038;id=7">TendCode</a>',
    ),
    ("Typecho jump page", True, '<a href="https://friend.test/go/?url=https://tendcode.com/">TendCode</a>'),
    ("jump page in base64", True, f'<a href="/goto?url={BASE64}" target="_blank">TendCode</a>'),
    ("jump page, percent-encoded", True, '<a href="/link.php?target=https%3A%2F%2Ftendcode.com%2F">TendCode</a>'),
    ("Z-BlogPHP in GBK", True, '<title>友情链接</title><a href="http://tendcode.com/">代码</a>'.encode("gbk")),
    (
        "GB2312 by meta, a UTF-8 header forgotten",
        True,
        '<meta http-equiv=Content-Type content="text/html; charset=gb2312"><p>朋友</p>'.encode("gbk")
        + b'<a href="https://tendcode.com">TendCode</a>',
    ),
    ("UTF-16 by its mark", True, '<a href="https://tendcode.com">友</a>'.encode("utf-16")),
    ("Hugo, everything on one line", True, LONG_HEAD + "<main><p>友链<p><a href=https://tendcode.com/ >T</a></main>"),
    ("Markdown in capitals", True, '<P><A HREF="HTTPS://TENDCODE.COM/">TendCode</A></P>'),
    ("a link over two lines", True, "<a\n   class='x'\n   href =\n   'https://tendcode.com/about'\n>TendCode</a>"),
    ("an address over two lines", True, '<a href="https://tend\n  code.com/">TendCode</a>'.replace("  ", "")),
    ("escaped slashes", True, '<a href="https:&#x2F;&#x2F;tendcode.com&#x2F;">TendCode</a>'),
    ("relative, with a base", True, '<head><base href="https://tendcode.com/posts/"></head><a href="../">TendCode</a>'),
    (
        "an image map",
        True,
        '<map name="f"><area shape="rect" coords="0,0,9,9" href="https://tendcode.com/" alt=T></map>',
    ),
    ("our port said", True, '<a href="https://tendcode.com:443/">TendCode</a>'),
    ("a trailing dot", True, '<a href="https://tendcode.com./">TendCode</a>'),
    ("full-width letters", True, '<a href="https://ｔｅｎｄｃｏｄｅ.com/">TendCode</a>'),
    ("a broken noscript before it", True, "<noscript><div><img src=x></noscript><a href='https://tendcode.com'>T</a>"),
    ("a comment that ends oddly", True, "<!-- friends --!><a href='https://tendcode.com/'>TendCode</a>"),
    ("an icon without an end", True, "<svg><title>friends</svg><a href='https://tendcode.com/'>TendCode</a>"),
    ("after the end of the page", True, "</body></html><a href='https://tendcode.com/'>TendCode</a>"),
    # what only looks like a link
    ("hidden in a comment", False, '<!-- <a href="https://tendcode.com/">TendCode</a> -->'),
    ("a conditional comment", False, '<!--[if IE]><a href="https://tendcode.com/">TendCode</a><![endif]-->'),
    ("only named in the text", False, "<p>I like https://tendcode.com/ and tendcode.com.</p>"),
    ("in a script", False, "<script>var friends = '<a href=\"https://tendcode.com/\">TendCode</a>';</script>"),
    ("in the data of a front end", False, '<script type="application/json">{"url":"https://tendcode.com/"}</script>'),
    ("in a template", False, '<template id="card"><a href="https://tendcode.com/">TendCode</a></template>'),
    ("for visitors without scripts", False, '<noscript><a href="https://tendcode.com/">TendCode</a></noscript>'),
    ("as code to copy", False, '<textarea readonly><a href="https://tendcode.com/">TendCode</a></textarea>'),
    ("as code to read", False, '<pre>&lt;a href="https://tendcode.com/"&gt;TendCode&lt;/a&gt;</pre>'),
    ("copied articles, canonical", False, '<link rel="canonical" href="https://tendcode.com/article/1/">'),
    ("our logo", False, '<img src="https://tendcode.com/logo.png" alt="TendCode">'),
    ("a frame", False, '<iframe src="https://tendcode.com/"></iframe>'),
    ("moves on at once", False, '<meta http-equiv="refresh" content="0;url=https://tendcode.com/">'),
    ("an attribute for later", False, '<a href="#" data-href="https://tendcode.com/">TendCode</a>'),
    ("a script as address", False, "<a href=\"javascript:open('https://tendcode.com/')\">TendCode</a>"),
    ("an e-mail address", False, '<a href="mailto:hi@tendcode.com">TendCode</a>'),
    ("a look-alike behind ours", False, '<a href="https://tendcode.com.cheap.test/">TendCode</a>'),
    ("a look-alike before ours", False, '<a href="https://mytendcode.com/">TendCode</a>'),
    ("any character for our dot", False, '<a href="https://tendcodeXcom.test/">TendCode</a>'),
    ("a look-alike in Cyrillic", False, f'<a href="{LOOK_ALIKE}">TendCode</a>'),
    ("our name as a user's", False, '<a href="https://tendcode.com@evil.test/">TendCode</a>'),
    ("our name in a path", False, '<a href="https://web.archive.test/web/https://tendcode.com/">TendCode</a>'),
    ("somebody else's jump page", False, '<a href="https://jump.test/?target=https%3A%2F%2Ftendcode.com">T</a>'),
    ("another port", False, '<a href="https://tendcode.com:8443/">TendCode</a>'),
    ("nothing at all", False, ""),
]


def by_article(page: str) -> bool:
    """``re.findall(site_link, text)``, as the article has it."""
    return bool(re.findall(SITE_LINK, page))


def by_substring(page: str) -> bool:
    return "tendcode.com" in page


def by_us(page: str | bytes) -> bool:
    return read(page, site_link=SITE_LINK, url=PAGE).backlink is not None


def scores() -> list[tuple[str, bool, bool, bool, bool]]:
    """Of each page: its name, what is true, and what the article, the substring and we say."""
    rows = []
    for name, links, page in CORPUS:
        text = page.decode("utf-8", "replace") if isinstance(page, bytes) else page
        rows.append((name, links, by_article(text), by_substring(text), by_us(page)))
    return rows


@pytest.mark.parametrize(("name", "links", "page"), CORPUS, ids=[name for name, *_ in CORPUS])
def test_a_page_gets_the_verdict_that_it_deserves(name: str, links: bool, page: str | bytes) -> None:
    assert by_us(page) is links


def test_the_corpus_is_large_and_fair_and_text_search_fails_on_it() -> None:
    rows = scores()
    assert len({name for name, *_ in rows}) == len(rows) >= 40
    assert sum(links for _, links, *_ in rows) * 2 == len(rows)
    right = [sum(row[1] == row[column] for row in rows) for column in (2, 3, 4)]
    assert dict(zip(("article", "substring", "ours"), right, strict=True)) == {
        "article": 19,
        "substring": 23,
        "ours": len(rows),
    }


if __name__ == "__main__":
    lines = [f"{'page':42} {'links':6} {'article':9} {'substring':9} ours"]
    for name, links, *said in scores():
        verdicts = " ".join(f"{'right' if one is links else 'WRONG':9}" for one in said)
        lines.append(f"{name:42} {'yes' if links else 'no':6} {verdicts.rstrip()}")
    sys.stdout.write("\n".join(lines) + "\n")
