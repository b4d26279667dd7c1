"""Visitors before the blog's pages: a real Chromium, the real web server, a real check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone, translation
from django.views.defaults import page_not_found
from playwright.sync_api import Browser, Page, StorageState, expect

from blog.models import Post, Tag
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.projects import Project
from tests.plugins.sites import BACKLINK, NO_ROUTE, Site

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
LIGHT, DARK = "rgb(250, 248, 243)", "rgb(26, 24, 21)"
PATHS = ["/", "/posts/路/", "/archive/", "/tags/标/", "/friends/", "/nothing/"]
BODY = """第一段，`code` 与 [链接](/friends/)。

## 小标题

> 引文

1. 一
2. 二

| 步骤 | 毫秒 | 一列很宽很宽的说明 | 又一列很宽很宽的说明 |
|:--|--:|:-:|--|
| 首页 | 18 | averyveryverylongwordwithoutanyspace | averyveryverylongwordwithoutanyspace |

```
a line of code that is much longer than the width of any telephone, and of most other screens as well, to be sure
```

<kbd>Tab</kbd> ~~旧~~ <mark>新</mark> https://averyveryverylongaddress.example/without/any/place/to/break/the/line
"""


class Blog:
    """A blog with posts and friends, and what the browser complained of while it was read."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[Any] = []

    def visit(
        self,
        path: str,
        *,
        viewport: dict[str, int] = DESKTOP,
        scheme: str = "light",
        locale: str = "zh-CN",
        cookies: StorageState | None = None,
    ) -> Page:
        """Opens the page as a new visitor, or as one who brings cookies."""
        context = self._browser.new_context(
            locale=locale, viewport=viewport, color_scheme=scheme, storage_state=cookies
        )
        self._contexts.append(context)
        page = context.new_page()
        # With DEBUG on, as it is here, the server shows Django's own page in its place.
        with translation.override("en" if locale == "en" else "zh-hans"):
            missing = page_not_found(RequestFactory().get("/nothing/"), Http404()).content
        page.route("**/nothing/", lambda route: route.fulfill(status=404, content_type="text/html", body=missing))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self._complain(page, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def _complain(self, page: Page, text: str) -> None:
        if not ("404" in text and page.url.endswith("/nothing/")):  # said of every page that is not found
            self.complaints.append(text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def blog(served: Served, project: Project, site: Site, chromium: Browser) -> Iterator[Blog]:
    tag = Tag.objects.using(project.alias).create(name="标", slug="标")
    for number in range(12):
        post = Post.objects.using(project.alias).create(
            title=f"第 {number} 篇" if number else "averyveryverylongtitlewithoutanyspace" * 2,
            slug=f"p{number}" if number else "路",
            body=BODY,
            published_at=timezone.now() - timedelta(days=20 * number + 2),
        )
        post.tags.add(tag)
    project.friend(site.page("/alive", BACKLINK), name="甲", description="写字的人。")
    project.friend(site.page("/gone", status=410), name="乙")
    project.friend(f"{NO_ROUTE}{'w' * 60}/", name="W" * 50, description="很长" * 100, always_show=True)
    blog = Blog(chromium, served.url)
    yield blog
    blog.close()
    assert blog.complaints == []
    # The headings' font is inside a style sheet of ours.
    assert [request for request in blog.requests if not request.startswith((blog.url, "data:font/woff2;"))] == []


def has_background(page: Page, colour: str) -> None:
    expect(page.locator("body")).to_have_css("background-color", colour)


def test_a_visitor_reads_a_post_and_finds_the_next(blog: Blog) -> None:
    page = blog.visit("/")
    expect(page.locator(".posts article")).to_have_count(10)
    page.get_by_role("link", name="第 3 篇").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第 3 篇")
    page.locator(".neighbours [rel=prev]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第 4 篇")
    page.locator(".tags a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("标")
    page.locator(".pages [rel=next]").click()
    expect(page.locator(".posts article")).to_have_count(2)
    # Only a browser with windows asks for the icon.
    assert len({request for request in blog.requests if "/static/" in request and "favicon" not in request}) == 4


def test_a_check_moves_a_friend_to_the_away_ones(blog: Blog, project: Project) -> None:
    page = blog.visit("/friends/")
    # Whom no check has seen is on no public page; whom the owner always wants shown is.
    expect(page.locator(".friends li")).to_have_count(1)
    expect(page.locator(".away")).to_have_count(0)
    assert project.check().returncode == 0
    page.reload()
    expect(page.locator(".friends a")).to_have_text(["甲", "W" * 50])
    expect(page.locator(".away li")).to_contain_text(["乙"])
    since = project.friends.get(name="乙").is_show_since
    expect(page.locator(".away time")).to_have_text(timezone.localtime(since).strftime("自 %Y年%-m月%-d日起"))
    assert "网页请求返回" not in page.content()


def test_a_visitor_chooses_the_language_and_stays_on_the_page(blog: Blog) -> None:
    page = blog.visit("/?page=2")
    expect(page.locator(".languages [aria-current]")).to_have_text("简体中文")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{blog.url}/en/?page=2")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Latest posts")
    page.get_by_role("link", name="Archive").first.click()
    expect(page).to_have_url(f"{blog.url}/en/archive/")
    expect(page.locator(".languages [aria-current]")).to_have_text("English")
    assert not page.context.cookies()


def test_the_browser_s_language_is_spoken_unasked(blog: Blog) -> None:
    page = blog.visit("/friends/", locale="en-GB")
    expect(page.get_by_role("heading", level=1)).to_have_text("Friends")


def test_it_is_dark_where_the_visitor_s_screen_is(blog: Blog) -> None:
    has_background(blog.visit("/"), LIGHT)
    has_background(blog.visit("/", scheme="dark"), DARK)


def test_a_visitor_s_choice_of_light_or_dark_is_there_before_the_page_is_painted(blog: Blog) -> None:
    page = blog.visit("/", scheme="dark")
    switch = page.get_by_role("button", name="外观")
    for name, colour in (("跟随系统", DARK), ("浅色", LIGHT), ("深色", DARK)):
        expect(switch).to_have_accessible_name(f"外观：{name}")
        has_background(page, colour)
        switch.click()
    switch.click()
    page.goto(f"{blog.url}/archive/", wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    has_background(page, LIGHT)
    assert not page.context.cookies()


def test_no_page_is_wider_than_a_phone(blog: Blog) -> None:
    for locale in ("zh-CN", "en"):
        page = blog.visit("/", viewport=PHONE, locale=locale)
        for path in PATHS:
            page.goto(blog.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_on_a_phone_the_foot_keeps_its_edge_and_no_bird_flies_through_words(blog: Blog) -> None:
    page = blog.visit("/", viewport=PHONE, locale="en")
    edge = page.locator(".colophon > p").first.evaluate("line => line.getBoundingClientRect().left")
    links = page.locator(".colophon > p").nth(1)
    lefts = links.evaluate("line => [line, line.firstElementChild].map((it) => it.getBoundingClientRect().left)")
    assert lefts[0] == lefts[1] >= edge
    page.goto(f"{blog.url}/nothing/")
    expect(page.locator(".lost .birds").first).to_be_hidden()


def test_the_keyboard_reaches_the_text_first(blog: Blog) -> None:
    page = blog.visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{blog.url}/#main")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(blog: Blog, project: Project, scheme: str, viewport: dict[str, int]) -> None:
    assert project.check().returncode == 0
    page = blog.visit("/", viewport=viewport, scheme=scheme)
    for path in PATHS:
        page.goto(blog.url + path)
        found = look_with_axe(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


def test_the_owner_previews_what_is_typed(blog: Blog, served: Served, project: Project) -> None:
    page = blog.visit("/admin/blog/post/add/", cookies=served.owner)
    page.fill("#id_title", "新的 一篇")
    page.fill("#id_body", "**字**")
    preview = open_by(page, lambda: page.get_by_role("button", name="整页预览").click())
    expect(preview.get_by_role("heading", level=1)).to_have_text("新的 一篇")
    expect(preview.locator(".prose strong")).to_have_text("字")
    assert look_with_axe(preview).violations_count == 0
    page.fill("#id_title", "")
    preview = open_by(page, lambda: page.get_by_role("button", name="整页预览").click())
    expect(preview.get_by_role("heading", level=1)).to_have_text("还不能预览")
    expect(page.locator("#id_body")).to_have_value("**字**")
    assert Post.objects.using(project.alias).count() == 12


def open_by(page: Page, press: Callable[[], None]) -> Page:
    """The tab that opens."""
    with page.context.expect_page() as opened:
        press()
    opened.value.wait_for_load_state()
    return opened.value
