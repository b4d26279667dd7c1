"""``python -m bench.measure_pages`` compares the public pages with plain views of the same rows: CPU time and bytes.

A thousand posts in the database that DATABASE_URL names, which it fills when it is empty, and both views in turn behind
the same middleware. Then a Chromium opens the pages and says what it asked for, how far the layout moved, and when it
painted first.
"""

from __future__ import annotations

import gzip
import io
import os
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

POSTS, TAGS, ROUNDS = 1_000, 20, 60
PAGES = {"/": "home", "/posts/p5/": "post", "/tags/t1/": "tag", "/archive/": "archive", "/feed/": "feed"}
BODY = "第一段，`code` 与 [链接](/friends/)。\n\n## 小标题\n\n> 引文\n\n1. 一\n2. 二\n\n" + "写了许多字的一段话。" * 90
WATCH = """
window.moved = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


def fill() -> None:
    """Put posts and their tags into an empty database."""
    from django.core.management import call_command
    from django.utils import timezone

    from blog.models import Post, Tag

    call_command("migrate", verbosity=0)
    if Post.objects.exists():
        return
    tags = Tag.objects.bulk_create(Tag(name=f"标{number}", slug=f"t{number}") for number in range(TAGS))
    posts = Post.objects.bulk_create(
        Post(
            title=f"文章的题目 {number}",
            slug=f"p{number}",
            body=f"{BODY}{number}",
            published_at=timezone.now() - timedelta(hours=7 * number + 1),
        )
        for number in range(POSTS)
    )
    tagged = Post.tags.through
    tagged.objects.bulk_create(
        tagged(post=post, tag=tags[(number + more) % TAGS]) for number, post in enumerate(posts) for more in range(3)
    )


def plain(_request: Any, kind: str) -> Any:
    """Answer with the rows of a page, in a list without any design."""
    from django.http import HttpResponse
    from django.utils.html import format_html, format_html_join

    from blog import markdown
    from blog.models import Post, Tag

    posts = Post.objects.published()
    rows: list[Any] = []
    if kind == "post":
        post = posts.get(slug="p5")
        neighbours = posts.newer_than(post).only("title", "slug").first(), posts.older_than(post).first()
        rows = [post, *neighbours, *post.tags.all()]
        return HttpResponse(format_html("<title>{}</title>", rows) + str(markdown.reading(post.body).html))
    if kind == "feed":
        rows = [
            (post.title, post.feed_id, markdown.for_feed(post.body, "http://x/"))
            for post in posts.prefetch_related("tags")[:20]
        ]
        return HttpResponse(format_html_join("", "<entry>{} {} {}</entry>", rows))
    if kind == "archive":
        rows = [*posts.only("title", "slug", "published_at"), *Tag.objects.all()]
    else:
        found = posts.filter(tags=Tag.objects.get(slug="t1")) if kind == "tag" else posts
        found.count()
        rows = list(found.with_opening(markdown.OPENING_CHARACTERS)[:10])
    return HttpResponse(format_html_join("", '<li><a href="{}">{}</a>', ((row.slug, str(row)) for row in rows)))


def asker(application: Any) -> Callable[[str], bytes]:
    """Return a function that asks the application for a path."""

    def ask(path: str) -> bytes:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "wsgi.input": io.BytesIO()}
        environ |= {
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "127.0.0.1",
        }
        parts: Iterable[bytes] = application(environ, lambda *_: None)
        return b"".join(parts)

    return ask


def compare(ask: Callable[[str], bytes]) -> Iterator[str]:
    """Yield a row for each page: CPU milliseconds of page and plain view, lower quartiles, and bytes."""
    for path, kind in PAGES.items():
        taken: dict[str, list[float]] = {path: [], f"/plain/{kind}/": []}
        for number in range(ROUNDS):
            for asked, times in taken.items():
                begin = time.process_time()
                ask(asked)
                if number > 2:
                    times.append(1000 * (time.process_time() - begin))
        page, view = (statistics.quantiles(times)[0] for times in taken.values())
        body = ask(path)
        size = f"{len(body) / 1024:.0f} KB, {len(gzip.compress(body)) / 1024:.0f} compressed"
        yield f"{path:12} {page:6.1f} ms   plain {view:6.1f} ms   {page / view:4.2f} x   {size}"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def look(application: Any) -> Iterator[str]:
    """Yield a row for each page: what a browser asked for, how far things moved, and the first paint."""
    from tests.plugins.browsers import open_chromium

    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server, open_chromium() as chromium:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path in ("/", "/posts/p5/", "/archive/"):
            yield f"{path:12} {_look(chromium, f'http://127.0.0.1:{server.server_port}{path}')}"
        server.shutdown()


def _look(chromium: Browser, address: str) -> str:
    page = chromium.new_page(locale="zh-CN")
    requests: list[Request] = []
    # Playwright marks its handlers, which a method of a list does not bear.
    page.on("requestfinished", lambda request: requests.append(request))  # noqa: PLW0108 - see above
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    moved = page.evaluate("window.moved")
    # The headings' font is inside a style sheet.
    sizes = [request.sizes() for request in requests if not request.url.startswith("data:")]
    page.close()
    kilobytes = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) / 1024
    return f"{len(sizes)} requests, {kilobytes:.0f} KB, moved {moved:.3f}, painted after {paint:.0f} ms"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/pages.sqlite3")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "izone.settings", "DEBUG": "0", "SITE_URL": "http://127.0.0.1"}
        os.environ["SECRET_KEY"] = secrets.token_hex(32)
        django.setup()
        from django.conf import settings
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.core.wsgi import get_wsgi_application
        from django.urls import path

        from izone import urls

        # Files have no hashes in their names here.
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        fill()
        urls.urlpatterns.insert(0, path("plain/<str:kind>/", plain))
        application = get_wsgi_application()
        for row in compare(asker(application)):
            print(row)
        settings.DEBUG = True
        for row in look(StaticFilesHandler(application)):
            print(row)


if __name__ == "__main__":
    main()
