"""Know the addresses of videos and music: a card leads there, and nothing is loaded from there before a reader goes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from blog import addresses


@dataclass(frozen=True, slots=True)
class Embed:
    """What a card leads to: the page on which it plays, and the name of the site in Chinese and elsewhere."""

    address: str
    site: str
    site_elsewhere: str


@dataclass(frozen=True, slots=True)
class _Site:
    """A site: its names, the pages and players whose addresses end so, and the page of what they play."""

    name: str
    name_elsewhere: str
    pattern: re.Pattern[str]
    page: str


def _site(name: str, name_elsewhere: str, pattern: str, page: str) -> _Site:
    return _Site(name, name_elsewhere, re.compile(pattern, re.ASCII), page)


# Host without www, path and query; the group is what the address of the page is made of.
_SITES = (
    _site(
        "哔哩哔哩",
        "bilibili",
        r"(?:(?:m\.)?bilibili\.com/video/|player\.bilibili\.com/player\.html\?(?:.*&)?bvid=)(BV\w{10})",
        "https://www.bilibili.com/video/{}/",
    ),
    _site(
        "哔哩哔哩",
        "bilibili",
        r"(?:bilibili\.com/video/av|player\.bilibili\.com/player\.html\?(?:.*&)?aid=)(\d+)",
        "https://www.bilibili.com/video/av{}/",
    ),
    _site("哔哩哔哩", "bilibili", r"b23\.tv/(\w+)", "https://b23.tv/{}"),
    _site(
        "YouTube",
        "YouTube",
        r"(?:(?:m\.)?youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/|embed/)"
        r"|youtube-nocookie\.com/embed/|youtu\.be/)([\w-]{11})",
        "https://www.youtube.com/watch?v={}",
    ),
    _site("Vimeo", "Vimeo", r"(?:player\.vimeo\.com/video|vimeo\.com)/(\d+)", "https://vimeo.com/{}"),
    _site(
        "优酷",
        "Youku",
        r"(?:v\.youku\.com/v_show/id_|player\.youku\.com/embed/)([\w=]+)",
        "https://v.youku.com/v_show/id_{}.html",
    ),
    _site(
        "腾讯视频",
        "Tencent Video",
        r"v\.qq\.com/(?:x/page/|x/cover/\w+/|txp/iframe/player\.html\?(?:.*&)?vid=)(\w+)",
        "https://v.qq.com/x/page/{}.html",
    ),
    _site(
        "网易云音乐",
        "NetEase Cloud Music",
        r"music\.163\.com/(?:(?:#/)?song\?(?:.*&)?id=|outchain/player\?(?:.*&)?type=2&(?:.*&)?id=)(\d+)",
        "https://music.163.com/#/song?id={}",
    ),
    _site(
        "Spotify",
        "Spotify",
        r"open\.spotify\.com/(?:embed/)?((?:track|album|playlist|episode|show)/\w+)",
        "https://open.spotify.com/{}",
    ),
)
_LONGEST_ADDRESS_CHARS = 500
# In each piece so short that its time does not grow with the text.
Frame = re.Match[str]
FRAME = re.compile(
    r"<(?:iframe|video|audio|source)\b[^<>]{0,600}?\bsrc\s*=\s*(?:\"([^\"<>]{1,500})\"|'([^'<>]{1,500})'|([^\s\"'<>]{1,500}))[^<>]{0,600}>"
    r"(?:\s{0,9}</(?:iframe|video|audio)\s*>)?",
    re.IGNORECASE,
)


def find(address: str) -> Embed | None:
    """Return what a card for this address shows; None when it is no address of these sites."""
    address = f"https:{address}" if address.startswith("//") else address
    if addresses.split(address[:_LONGEST_ADDRESS_CHARS]).scheme not in ("http", "https"):
        return None
    rest = address.partition("://")[2][:_LONGEST_ADDRESS_CHARS].removeprefix("www.")
    for site in _SITES:
        if found := site.pattern.match(rest):
            return Embed(site.page.format(found[1]), site.name, site.name_elsewhere)
    return None


def address_of_frame(frame: Frame) -> str:
    """Return the address of what a frame or player shows."""
    return html.unescape(next(filter(None, frame.groups())))
