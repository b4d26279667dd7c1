"""Find what looks like the friend's link page among the links of a home page; whether it is one is for others to say.

On 37 real home pages the rule names 20 candidates, 17 of them right. Neither half suffices: one such page was called
诸侯会盟, so only its path told, and one lay at /flinks/ under another name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import unquote

from easytask.verdicts.addresses import Address, BadAddress, parse

MOST_CANDIDATES = 3
# The text or the label of a link to it.
_TEXT = re.compile(
    r"(?:我的|本站|博客|网站|blog )?"
    r"(?:友链|友情链接|友情連結|友人帐|友人帳|友人|朋友们?|小伙伴们?|邻居们?|左邻右舍|链接|blogroll"
    r"|(?:my )?friends?(?:' (?:links|blogs))?|(?:friend(?:ly)? ?)?links?|friends? & links?)"
    r"(?:页面?|列表|墙|圈|们|交换)?"
)
# The last segment of its path.
_PATH = re.compile(
    r"(?:[fy]?links?|friends?|blogrolls?|friends?[-_]?links?|links?[-_]?(?:page|friends?)|youlian|you-lian"
    r"|youqing(?:lianjie)?|pengyou|friendly-?links?|友链|友情链接|朋友)(?:\.html?|\.php)?",
    re.IGNORECASE,
)
_WORD = re.compile("友|朋|邻|链|伙|[Ff]riend|FRIEND|[Ll]ink|LINK|[Bb]logroll")
# What follows the address of a link: the rest of its tag, and its text up to a tag.
_REST = re.compile(r"([^<>]*)>\s*([^<]{0,40})")
_LABEL = re.compile(r"""\s(?:title|aria-label)\s*=\s*(?:"([^"]{0,80})"|'([^']{0,80})')""", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*+>?")
_NO_LETTERS = re.compile(r"^[^\w]+|[^\w]+$")
# How much of a link that begins with a picture is looked at.
_CONTENT_CHARS = 160


def link_page_candidates(markup: str, links: Mapping[str, int], page: Address) -> tuple[str, ...]:
    """Return the absolute addresses of at most three candidates on the page's own site, the likeliest first.

    ``links`` are addresses as they are written, and where in the markup each ends.
    """
    points: dict[str, int] = {}
    for href, end in links.items():
        label = _label(markup, end)
        by_text = bool(_WORD.search(label) and _TEXT.fullmatch(_plain(label)))
        by_path = bool(_PATH.fullmatch(_last_segment(href)))
        if (by_text or by_path) and (target := _resolve(href, page)):
            points[target.href] = max(points.get(target.href, 0), by_text + by_path)
    return tuple(sorted(points, key=points.__getitem__, reverse=True)[:MOST_CANDIDATES])


def _label(markup: str, end: int) -> str:
    """Return the text of a link; when it begins with a picture, what follows that, else what its tag says."""
    rest = _REST.match(markup, end)
    if rest is None or rest[2]:
        return rest[2] if rest else ""
    content = markup[rest.end() : rest.end() + _CONTENT_CHARS].partition("</a")[0]
    if text := _TAGS.sub(" ", content).strip():
        return text
    begin = markup.rfind("<", 0, end)
    label = _LABEL.search(markup, max(begin, 0), rest.end(1))
    return (label[1] or label[2]) if label else ""


def _last_segment(href: str) -> str:
    last = href.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]
    return unquote(last) if last.startswith("%") else last


def _resolve(href: str, page: Address) -> Address | None:
    try:
        target = parse(href, base=page.href) if href and not href.startswith("#") else None
    except BadAddress:
        return None
    return target if target and target.site == page.site and target.same_page_key != page.same_page_key else None


def _plain(label: str) -> str:
    text = " ".join(html.unescape(label).split()).lower()
    return _NO_LETTERS.sub("", text)
