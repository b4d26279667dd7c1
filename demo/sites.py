"""Serve the small blogs of the demonstration; this knows neither Django nor the database.

Run as ``python -m demo.sites DESCRIPTOR SITE_LINK…``: a socket that listens, and the addresses that the blogs link to.
The standard library's server does, with a third of the memory of aiohttp's: nobody but ourselves comes here.
"""

from __future__ import annotations

import contextlib
import dataclasses
import email.utils
import functools
import html
import json
import socket
import string
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from demo.blogs import BLOGS, FEED, ICON, LINK_PAGE, NEW_HOME, Behaviour, Blog

# After the start, for the blog that comes back.
AWAY_SECONDS = 30.0
# Longer than anybody waits.
HANG_SECONDS = 3600.0

CHECKOUT = Path(__file__).resolve().parent.parent
# Whoever comes first draws for all.
_drawing = threading.Lock()

_PAGE = string.Template((Path(__file__).parent / "blog.html").read_text(encoding="utf-8"))


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a visitor gets; ``header`` is one besides the usual ones."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    header: tuple[str, str] | None = None


# None hangs.
Page = Callable[[], Answer | None]


class Server(ThreadingHTTPServer):
    """The blogs on a socket that listens, each at its path; one of them is away for ``away_seconds`` from now on."""

    # A page that hangs keeps nobody from ending this process.
    daemon_threads = True

    def __init__(self, listening: socket.socket, site_links: Iterable[str], *, away_seconds: float = AWAY_SECONDS):
        super().__init__(listening.getsockname(), _Visit, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.pages = _pages(site_links, away_seconds)


class _Visit(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        answer = page() if page else Answer(b"", status=404)
        if answer is None:
            # Nobody keeps hanging for a visitor who has left.
            self.connection.settimeout(HANG_SECONDS)
            with contextlib.suppress(OSError):
                self.rfile.read(1)
            self.close_connection = True
            return
        self.send_response(answer.status)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body)), "Connection": "close"}
        for name, value in [*headers.items(), *([answer.header] if answer.header else [])]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _pages(site_links: Iterable[str], away_seconds: float) -> dict[str, Page]:
    friends = _links("友情链接", dict.fromkeys(site_links, "izone"))
    back_at = time.monotonic() + away_seconds
    pages: dict[str, Page] = {}
    for blog in BLOGS:
        pages[f"/{blog.path}"] = _answer(blog, friends, back_at)
        pages[f"/{blog.path}{ICON}"] = _icon(blog)
        pages[f"/{blog.path}{FEED}"] = _feed(blog)
        if blog.behaviour is Behaviour.LINKS_BACK_ELSEWHERE:
            pages[f"/{blog.path}{LINK_PAGE}"] = _fixed(blog, friends)
        if blog.behaviour is Behaviour.MOVED:
            pages[f"/{NEW_HOME}"] = _fixed(blog, _entries(blog) + friends)
    return pages


def _answer(blog: Blog, friends: str, back_at: float) -> Page:
    entries = _entries(blog)
    match blog.behaviour:
        case Behaviour.LINKS_BACK:
            page = _fixed(blog, entries + friends)
        case Behaviour.LINKS_BACK_ELSEWHERE:
            page = _fixed(blog, entries + _links("友情链接", {LINK_PAGE: "朋友们都在这一页"}))
        case Behaviour.MOVED:
            page = _fixed(blog, "", status=301, header=("Location", f"/{NEW_HOME}"))
        case Behaviour.GONE:
            page = _fixed(blog, "<h2>404</h2><p>这里已经没有什么了。</p>", status=404)
        case Behaviour.LINKS_NO_MORE:
            page = _fixed(blog, entries)
        case Behaviour.HANGS:
            page = _hang
        case Behaviour.ASKS_FOR_HUMANS:
            wall = "<h2>请稍候</h2><p>正在确认您不是机器人……</p>"
            page = _fixed(blog, wall, status=403, header=("cf-mitigated", "challenge"))
        case Behaviour.COMES_BACK:
            away = _fixed(blog, "<h2>503</h2><p>正在重启，马上回来。</p>", status=503)
            page = _away_until(back_at, away, _fixed(blog, entries + friends))
    return page


def _away_until(back_at: float, away: Page, back: Page) -> Page:
    def page() -> Answer | None:
        return away() if time.monotonic() < back_at else back()

    return page


def _fixed(blog: Blog, content: str, *, status: int = 200, header: tuple[str, str] | None = None) -> Page:
    links = {"icon": f"/{blog.path}{ICON}", "feed": f"/{blog.path}{FEED}"}
    text = _PAGE.substitute(name=blog.name, description=blog.description, hue=blog.hue, content=content, **links)
    return lambda: Answer(text.encode(), status=status, header=header)


def _icon(blog: Blog) -> Page:
    return lambda: Answer(_icons()[blog.path], "image/png")


def _icons() -> dict[str, bytes]:
    """Return the icons by the paths of their blogs, drawn in a process of their own.

    Here, Pillow and what it leaves behind would take 7 MB for good, and the icons are asked for once in weeks.
    """
    with _drawing:
        return _drawn_icons()


@functools.cache
def _drawn_icons() -> dict[str, bytes]:
    drawing = [sys.executable, "-m", "demo.icons"]
    done = subprocess.run(drawing, cwd=CHECKOUT, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own module
    return {path: bytes.fromhex(icon) for path, icon in json.loads(done.stdout).items()}


def _feed(blog: Blog) -> Page:
    """Serve what the blog has written: by its colour it is a diligent one or a slow one."""
    began = time.time()
    items = "".join(
        f"<item><title>{html.escape(entry)}</title><link>/{blog.path}?post={number}</link><pubDate>"
        f"{email.utils.formatdate(began - 3600 * (blog.hue % 50 + number * (7 + blog.hue)))}</pubDate></item>"
        for number, entry in enumerate(blog.entries)
    )
    text = f'<rss version="2.0"><channel><title>{html.escape(blog.name)}</title>{items}</channel></rss>'
    return lambda: Answer(text.encode(), "application/rss+xml; charset=utf-8")


def _hang() -> None:
    return None


def _entries(blog: Blog) -> str:
    return "<h2>最近写了</h2><ul>" + "".join(f"<li>{html.escape(entry)}</li>" for entry in blog.entries) + "</ul>"


def _links(title: str, links: dict[str, str]) -> str:
    items = "".join(f'<li><a href="{html.escape(href)}">{html.escape(text)}</a></li>' for href, text in links.items())
    return f"<h2>{title}</h2><ul>{items}</ul>"


if __name__ == "__main__":
    _descriptor, *_site_links = sys.argv[1:]
    Server(socket.socket(fileno=int(_descriptor)), _site_links).serve_forever()
