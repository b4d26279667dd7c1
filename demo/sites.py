"""Serve the small blogs of the demonstration; this knows neither Django nor the database.

Run as ``python -m demo.sites DESCRIPTOR SITE_LINK…``: a socket that listens, and the addresses that the blogs link to.
"""

import asyncio
import email.utils
import html
import socket
import string
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from aiohttp import web

from demo import icons
from demo.blogs import BLOGS, FEED, ICON, LINK_PAGE, NEW_HOME, Behaviour, Blog

# After the start, for the blog that comes back.
AWAY_SECONDS = 30.0
# Longer than anybody waits.
HANG_SECONDS = 3600.0

# Blues and violets look better as night than as day.
_DARK_FROM_HUE = 205

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PAGE = string.Template((Path(__file__).parent / "blog.html").read_text(encoding="utf-8"))


def application(site_links: Iterable[str], *, away_seconds: float = AWAY_SECONDS) -> web.Application:
    """Return the blogs, each at its path; one of them is away for ``away_seconds`` from now on."""
    friends = _links("友情链接", dict.fromkeys(site_links, "izone"))
    back_at = time.monotonic() + away_seconds
    app = web.Application()
    for blog in BLOGS:
        app.router.add_get(f"/{blog.path}", _answer(blog, friends, back_at))
        app.router.add_get(f"/{blog.path}{ICON}", _icon(blog))
        app.router.add_get(f"/{blog.path}{FEED}", _feed(blog))
        if blog.behaviour is Behaviour.LINKS_BACK_ELSEWHERE:
            app.router.add_get(f"/{blog.path}{LINK_PAGE}", _fixed(blog, friends))
        if blog.behaviour is Behaviour.MOVED:
            app.router.add_get(f"/{NEW_HOME}", _fixed(blog, _entries(blog) + friends))
    return app


def _answer(blog: Blog, friends: str, back_at: float) -> Handler:
    entries = _entries(blog)
    match blog.behaviour:
        case Behaviour.LINKS_BACK:
            handler = _fixed(blog, entries + friends)
        case Behaviour.LINKS_BACK_ELSEWHERE:
            handler = _fixed(blog, entries + _links("友情链接", {LINK_PAGE: "朋友们都在这一页"}))
        case Behaviour.MOVED:
            handler = _fixed(blog, "", status=301, Location=f"/{NEW_HOME}")
        case Behaviour.GONE:
            handler = _fixed(blog, "<h2>404</h2><p>这里已经没有什么了。</p>", status=404)
        case Behaviour.LINKS_NO_MORE:
            handler = _fixed(blog, entries)
        case Behaviour.HANGS:
            handler = _hang
        case Behaviour.ASKS_FOR_HUMANS:
            wall = "<h2>请稍候</h2><p>正在确认您不是机器人……</p>"
            handler = _fixed(blog, wall, status=403, **{"cf-mitigated": "challenge"})
        case Behaviour.COMES_BACK:
            away = _fixed(blog, "<h2>503</h2><p>正在重启，马上回来。</p>", status=503)
            handler = _away_until(back_at, away, _fixed(blog, entries + friends))
    return handler


def _away_until(back_at: float, away: Handler, back: Handler) -> Handler:
    async def respond(request: web.Request) -> web.StreamResponse:
        return await (away if time.monotonic() < back_at else back)(request)

    return respond


def _fixed(blog: Blog, content: str, *, status: int = 200, **headers: str) -> Handler:
    links = {"icon": f"/{blog.path}{ICON}", "feed": f"/{blog.path}{FEED}"}
    text = _PAGE.substitute(name=blog.name, description=blog.description, hue=blog.hue, content=content, **links)

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, headers=headers, content_type="text/html")

    return respond


def _icon(blog: Blog) -> Handler:
    async def respond(_: web.Request) -> web.StreamResponse:
        is_dark = blog.hue > _DARK_FROM_HUE
        picture = await asyncio.to_thread(icons.draw, blog.motif, blog.hue, is_dark=is_dark)
        return web.Response(body=picture, content_type="image/png")

    return respond


def _feed(blog: Blog) -> Handler:
    """Serve what the blog has written: by its colour it is a diligent one or a slow one."""
    began = time.time()

    async def respond(_: web.Request) -> web.StreamResponse:
        items = "".join(
            f"<item><title>{html.escape(entry)}</title><link>/{blog.path}?post={number}</link><pubDate>"
            f"{email.utils.formatdate(began - 3600 * (blog.hue % 50 + number * (7 + blog.hue)))}</pubDate></item>"
            for number, entry in enumerate(blog.entries)
        )
        text = f'<rss version="2.0"><channel><title>{html.escape(blog.name)}</title>{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    return respond


async def _hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(HANG_SECONDS)
    raise web.HTTPGatewayTimeout


def _entries(blog: Blog) -> str:
    return "<h2>最近写了</h2><ul>" + "".join(f"<li>{html.escape(entry)}</li>" for entry in blog.entries) + "</ul>"


def _links(title: str, links: dict[str, str]) -> str:
    items = "".join(f'<li><a href="{html.escape(href)}">{html.escape(text)}</a></li>' for href, text in links.items())
    return f"<h2>{title}</h2><ul>{items}</ul>"


if __name__ == "__main__":
    _descriptor, *_site_links = sys.argv[1:]
    web.run_app(
        application(_site_links),
        sock=socket.socket(fileno=int(_descriptor)),
        shutdown_timeout=0.1,
        # Nobody keeps hanging for a visitor who has left.
        handler_cancellation=True,
        print=lambda *_: None,
    )
