"""Visitors before the wall of friends: many and few, on a phone and at a desk, by day and by night."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from blog.models import FriendGroup, FriendLink
from demo import icons
from easytask.icons import sandbox
from easytask.icons.records import Drawing
from easytask.models import Day, FriendIcon, LinkState
from easytask.public.wall import PAGE_FRIENDS
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.processes import eventually
from tests.plugins.projects import Project

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NAMES = ("山月手记", "W" * 50, "Quiet Terminal", "تجربة", "A")
LINES = ("读书、徒步，和一只不太亲人的猫", "", "averyveryverylongwordwithoutanyspace" * 5)


def fill(project: Project, number: int) -> None:
    """Put so many friends on the wall: with icons and without, in groups and in none, a few of them away."""
    alias, now = project.alias, timezone.now()
    drawn = [sandbox.redraw(icons.draw(motif, 40 * n), (64, 160)) for n, motif in enumerate(list(icons.MOTIFS)[:6])]
    pictures = [picture for picture in drawn if isinstance(picture, Drawing)]
    group = FriendGroup.objects.using(alias).create(name="常来常往", line="每周都会去看看的几位。")
    rows = project.friends.bulk_create(
        FriendLink(
            name=NAMES[n % 5] if n < 5 else f"朋友 {n}",
            link=f"https://{'w' * (n * 7 % 50 + 1)}{n}.example/",
            description=LINES[n % 3],
            order=n,
            group=group if n < number // 2 else None,
            is_show=n % 8 != 7,
            not_show_kind="" if n % 8 != 7 else "timeout",
        )
        for n in range(number)
    )
    LinkState.objects.using(alias).bulk_create(
        LinkState(friend=row, link=row.link, is_show=row.is_show, verdict="ok", checked_at=now)
        for row in rows
        if row.is_show
    )
    for n, row in enumerate(rows):
        picture = pictures[n % len(pictures)]
        if n % 5 != 4:
            FriendIcon.objects.using(alias).create(
                friend=row,
                link=row.link,
                digest=hashlib.sha256(f"{n}".encode()).hexdigest()[:32],
                colour=picture.colour,
                small=picture.small,
                large=picture.large,
                renew_at=now,
            )
    Day.objects.using(alias).bulk_create(
        Day(
            friend=row,
            day=timezone.localdate() - dt.timedelta(days=age),
            ok=1,
            failing=0,
            unknown=0,
            up=int(age % 9 != 4),
            down=int(age % 9 in (4, 5)),
        )
        for row in rows
        for age in range(1, 30)
    )


class Visitor:
    """Looks at the wall, and tells what the browser asked for and complained of."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self._browser = browser
        self._contexts: list[Any] = []
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def visit(self, path: str = "/friends/", **how: Any) -> Page:
        """Open the page as a new visitor."""
        context = self._browser.new_context(**{"locale": "zh-CN", "viewport": DESKTOP, **how})
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        if not path.startswith("/admin/"):
            # There, Django's own scripts set styles inline, which our policy refuses without harm.
            page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visitor(served: Served, project: Project, chromium: Browser) -> Iterator[Visitor]:
    visitor = Visitor(chromium, served.url)
    yield visitor
    visitor.close()
    assert visitor.complaints == []
    assert [address for address in visitor.requests if not address.startswith(served.url)] == []
    FriendGroup.objects.using(project.alias).all().delete()


@pytest.mark.parametrize("number", [0, 8, 48, 400])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    visitor: Visitor, project: Project, number: int
) -> None:
    if number:
        fill(project, number)
    for viewport in (DESKTOP, PHONE):
        for scheme in ("light", "dark"):
            for locale in ("zh-CN", "en"):
                page = visitor.visit(viewport=viewport, color_scheme=scheme, locale=locale)
                assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
                if locale == "zh-CN":
                    found = look_with_axe(page)
                    assert found.violations_count == 0, found.generate_report()


def test_everything_works_without_script(visitor: Visitor, project: Project) -> None:
    fill(project, 400)
    page = visitor.visit(java_script_enabled=False)
    expect(page.locator(".friends > li")).to_have_count(PAGE_FRIENDS)
    expect(page.locator(".group h2")).to_have_text("常来常往 175")
    page.locator(".pages [rel=next]").click()
    expect(page.locator(".pages [aria-current]")).to_have_text("2")
    page.get_by_role("searchbox").fill("山月")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".friends a")).to_have_text(["山月手记"])
    page.get_by_role("link", name="看所有朋友").click()
    page.get_by_role("link", name="随机").click()
    expect(page.locator(".orders [aria-current]")).to_have_text("随机")
    page.get_by_role("link", name="换一批").click()
    expect(page.locator(".friends > li")).to_have_count(PAGE_FRIENDS)


def test_the_icons_come_from_us_and_only_those_in_view(visitor: Visitor, project: Project) -> None:
    fill(project, 400)
    page = visitor.visit(viewport=PHONE)
    widths = "[...document.querySelectorAll('img.friend-icon')].map(image => image.naturalWidth)"
    eventually(lambda: page.evaluate(widths).count(64) >= 5, "the icons in view")
    page.wait_for_load_state("networkidle")
    assert set(page.evaluate(widths)) <= {0, 64}
    assert len([address for address in visitor.requests if "/friends/icons/" in address]) < 80


def test_a_stroll_leads_to_a_friend(visitor: Visitor, project: Project) -> None:
    fill(project, 8)
    page = visitor.visit()
    address = page.get_by_role("link", name="随便看看").get_attribute("href")
    answer = page.request.get(f"{visitor.url}{address}", max_redirects=0)
    friends = page.locator(".friends a").evaluate_all("links => links.map(link => link.href)")
    assert answer.headers["location"] in friends


def test_a_card_is_one_link_and_shows_where_the_keyboard_is(visitor: Visitor, project: Project) -> None:
    fill(project, 8)
    page = visitor.visit()
    card = page.locator(".friends li").first
    card.locator("a").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_have_css("outline-style", "solid")
    expect(card.get_by_role("img")).to_have_attribute("aria-label", "最近 30 天里有检查的 30 天，27 天在线")
