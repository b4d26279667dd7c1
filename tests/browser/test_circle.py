"""Visitors before the friends' posts, on a phone and at a desk, by day and by night; the owner before the feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from easytask.models import FriendFeed, FriendPost
from tests.browser.conftest import Served
from tests.browser.test_wall import DESKTOP, PHONE, Visitor, fill
from tests.plugins.browsers import look_with_axe
from tests.plugins.projects import Project

pytestmark = pytest.mark.browser

TITLES = ("雨天适合读的五本书", "", "W" * 190, "مرحبا بالعالم", "在 SQLite 里做全文搜索，以及它比你想的快多少" * 4)
FRIENDS, POSTS_OF_EACH = 12, 6


@pytest.fixture
def written(project: Project) -> Iterator[None]:
    """Let the friends on the wall have written, each some of the titles that are hard to set."""
    fill(project, FRIENDS)
    now, alias = timezone.now(), project.alias
    for number, friend in enumerate(project.friends.order_by("pk")):
        at = [now - dt.timedelta(days=number * day, hours=day) for day in range(POSTS_OF_EACH)]
        FriendPost.objects.using(alias).bulk_create(
            FriendPost(
                friend=friend,
                address=f"https://friend.test/{number}/{day}",
                title=TITLES[(number + day) % len(TITLES)],
                published_at=at[day],
                seen_at=now,
            )
            for day in range(POSTS_OF_EACH)
        )
        FriendFeed.objects.using(alias).create(
            friend=friend,
            link=friend.link,
            address="https://friend.test/feed.xml",
            read_at=now,
            due_at=now + dt.timedelta(hours=1),
            problem="timeout" if number == 2 else "",
            latest_title=TITLES[number % len(TITLES)],
            latest_address="https://friend.test/",
            latest_at=now - dt.timedelta(days=400 * (number % 2)),
        )
    yield
    for model in (FriendPost, FriendFeed):
        model.objects.using(alias).all().delete()


@pytest.fixture
def visitor(served: Served, project: Project, chromium: Browser) -> Iterator[Visitor]:
    visitor = Visitor(chromium, served.url)
    yield visitor
    visitor.close()
    assert visitor.complaints == []
    assert [address for address in visitor.requests if not address.startswith(served.url)] == []


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("path", ["/friends/posts/", "/friends/?order=posts"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visitor: Visitor, path: str) -> None:
    for viewport, scheme, locale in ((DESKTOP, "light", "zh-CN"), (PHONE, "dark", "zh-CN"), (PHONE, "light", "en")):
        page = visitor.visit(path, viewport=viewport, color_scheme=scheme, locale=locale)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        found = look_with_axe(page)
        assert found.violations_count == 0, found.generate_report()


def test_without_posts_there_is_a_sentence(visitor: Visitor) -> None:
    page = visitor.visit("/friends/posts/")
    expect(page.locator("main")).to_contain_text("朋友们最近两个月没有新文章。")
    assert look_with_axe(page).violations_count == 0


@pytest.mark.usefixtures("written")
def test_from_the_wall_to_a_post_without_script(visitor: Visitor) -> None:
    page = visitor.visit(java_script_enabled=False)
    page.locator(".heading").get_by_role("link", name="朋友们的新文章").click()
    posts = page.locator(".day li")
    addresses = posts.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert addresses
    assert all(address.startswith("https://friend.test/") for address in addresses)
    # The whole of a post leads to it.
    posts.first.click(position={"x": 4, "y": 4}, trial=True)
    page.get_by_role("link", name="看看朋友们的网站").click()
    page.get_by_role("link", name="最近更新").click()
    expect(page.locator(".orders [aria-current]")).to_have_text("最近更新")
    expect(page.locator(".friends .wrote").first).to_be_visible()


@pytest.mark.usefixtures("written")
def test_the_owner_sees_the_feeds_and_leaves_one_out(served: Served, visitor: Visitor) -> None:
    page = visitor.visit("/admin/easytask/friendfeed/", storage_state=served.owner)
    expect(page.locator("#result_list")).to_contain_text("请求超时")
    found = look_with_axe(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator("#result_list tbody th a").first.click()
    page.get_by_label("不列出文章").check()
    page.locator("[name=_save]").click()
    expect(page.locator("#result_list")).to_contain_text("不列出")
