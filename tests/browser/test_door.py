"""Strangers and friends at the door: a real Chromium, with and without script, web server and worker."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from blog.models import FriendLink
from easytask.models import AddressProbe, Application, Letter, LinkState, MailRecipient, QuotaCount
from easytask.notifications import tokens
from easytask.public.forms import _SIGNER
from tests.browser.conftest import Served, asleep
from tests.plugins.browsers import look_with_axe
from tests.plugins.processes import SITE_LINK
from tests.plugins.projects import Project
from tests.plugins.sites import BACKLINK, Site

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
HOME = f'<title>半山 | 写字的地方</title><a href="{SITE_LINK}/">ours</a>' + "<p>文字</p>" * 900
# As long as a person needs at least, by the form's own rule.
TYPING_MS = 3_100


class Ahead(TimestampSigner):
    """Signs as if it were an hour later."""

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) + 3600)


class Door:
    """Opens pages as a stranger or as the owner, and remembers what the browser complained of."""

    def __init__(self, browser: Browser, served: Served, project: Project) -> None:
        self._browser, self._served, self._project = browser, served, project
        self.complaints: list[str] = []
        self._stack = contextlib.ExitStack()

    def visit(self, path: str, *, owner: bool = False, **options: Any) -> Page:
        cookies = self._served.owner if owner else None
        defaults = {"locale": "zh-CN", "viewport": DESKTOP, "storage_state": cookies}
        context = self._browser.new_context(**{**defaults, **options})
        self._stack.enter_context(contextlib.closing(context))
        page = context.new_page()
        if not owner:
            # Django's own scripts set styles inline, which our policy refuses without harm.
            page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self._served.url + path)
        return page

    def apply(self, link: str, **options: Any) -> Page:
        """Ask for a link with this address, and return the page of the application."""
        page = self.visit("/friends/apply/", **options)
        page.get_by_label("您的网址").fill(link)
        page.wait_for_timeout(TYPING_MS)
        page.get_by_role("button", name="去看看我的网站").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您的友链申请")
        return page

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def door(served: Served, project: Project, chromium: Browser) -> Iterator[Door]:
    opened = Door(chromium, served, project)
    yield opened
    opened.close()
    for model in (Letter, Application, AddressProbe, QuotaCount, MailRecipient):
        model._default_manager.using(project.alias).all().delete()
    assert opened.complaints == []


def has_no_violations(page: Page) -> None:
    found = look_with_axe(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def test_with_our_link_from_the_form_to_the_wall(door: Door, project: Project, site: Site) -> None:
    page = door.apply(site.page("/", HOME))
    expect(page.locator(".answer")).to_contain_text(f"在 {site.url}/ 上找到了我们的链接。")
    expect(page.get_by_label("网站名称")).to_have_value("半山")
    expect(page.get_by_label("一句话介绍")).to_have_value("写字的地方")
    has_no_violations(page)
    page.get_by_label("邮箱地址").fill("him@例子.中国")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("正在等站长审核")
    has_no_violations(page)
    desk = door.visit("/admin/", owner=True)
    desk.get_by_role("link", name="半山").click()
    expect(desk.locator("#content")).to_contain_text("找到了我们的链接")
    has_no_violations(desk)
    desk.get_by_role("button", name="通过并检查").click()
    expect(desk.locator("#content")).to_contain_text("展示中")
    page.reload()
    expect(page.locator("main")).to_contain_text("站长通过了您的申请")
    page.get_by_role("link", name="去看看友链").click()
    expect(page.get_by_role("link", name="半山")).to_be_visible()
    assert project.friends.get().email == "him@xn--fsqu00a.xn--fiqs8s"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_without_our_link_it_says_where_we_looked_and_looks_again(door: Door, site: Site, script: bool) -> None:
    home = site.page("/", f'<title>半山</title><a href="{site.url}/links/">友链</a>' + "<p>文字</p>" * 900)
    page = door.apply(home, java_script_enabled=script)
    expect(page.locator(".answer")).to_contain_text("没有找到我们的链接。")
    expect(page.locator(".seen li")).to_contain_text(["打得开，没有我们的链接", "应答 404"])
    expect(page.get_by_role("button", name="提交申请")).to_have_count(0)
    site.page("/mine/", BACKLINK)
    page.get_by_label("友链页的地址").fill(f"{site.url}/mine/")
    page.get_by_role("button", name="再看一次").click()
    expect(page.locator(".answer")).to_contain_text(f"在 {site.url}/mine/ 上找到了我们的链接。")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("请收藏这个页面")
    page.get_by_text("填错了，或者改了主意？").click()
    page.get_by_role("button", name="撤回申请").click()
    expect(page.get_by_role("status")).to_contain_text("您撤回了这份申请。")
    page.get_by_role("link", name="重新申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请友链")


def test_a_dead_site_is_told_why(door: Door, site: Site) -> None:
    page = door.apply(site.page("/", status=410))
    expect(page.locator(".answer")).to_contain_text("我们没能打开这个网站：网页请求返回410。")
    has_no_violations(page)


def test_a_page_behind_a_wall_goes_to_the_owner_and_may_be_declined(door: Door, site: Site) -> None:
    page = door.apply(site.page("/", "", 403, cf_mitigated="challenge"))
    expect(page.locator(".answer")).to_contain_text("被防护页拦住")
    page.get_by_label("网站名称").fill("墙后")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("正在等站长审核")
    desk = door.visit("/admin/easytask/application/", owner=True)
    expect(desk.locator("#result_list")).to_contain_text("被防护页拦住")
    has_no_violations(desk)
    desk.get_by_role("link", name="墙后").click()
    desk.get_by_label("给对方的话").fill("请放行我们的检查程序。")
    desk.get_by_role("button", name="婉拒").click()
    expect(desk.locator(".messagelist")).to_contain_text("已婉拒“墙后”的申请。")
    page.reload()
    expect(page.locator("blockquote")).to_have_text("请放行我们的检查程序。")


def test_while_no_worker_answers_the_page_says_so_and_goes_on(door: Door, served: Served, site: Site) -> None:
    with asleep(served):
        page = door.apply(site.page("/", HOME))
        expect(page.get_by_role("status")).to_contain_text("还没有应答")
    expect(page.locator(".answer")).to_contain_text("找到了我们的链接")


def test_what_was_wrong_with_an_address_is_seen_at_once(door: Door) -> None:
    page = door.visit("/friends/apply/", viewport=PHONE)
    page.get_by_label("您的网址").fill("my own site")
    page.wait_for_timeout(TYPING_MS)
    page.get_by_role("button", name="去看看我的网站").click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_label("您的网址")).to_have_value("my own site")


def test_what_was_wrong_with_a_card_is_seen_at_once(door: Door, site: Site) -> None:
    page = door.apply(site.page("/", HOME), viewport=PHONE)
    page.get_by_label("邮箱地址").fill("no@x")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".error")).to_be_in_viewport()
    expect(page.locator(".answer")).to_be_attached()


def test_a_machine_is_refused_in_words(door: Door) -> None:
    page = door.visit("/friends/apply/")
    page.get_by_label("您的网址").fill("https://a.example/")
    # However long this machine takes, the form is never old enough.
    page.locator("[name=stamp]").evaluate(
        "(field, stamp) => { field.value = stamp }", Ahead(salt=_SIGNER.salt).sign("")
    )
    page.get_by_role("button", name="去看看我的网站").click()
    expect(page.get_by_role("alert")).to_have_text("提交得太快了，请稍等几秒再试。")
    expect(page.get_by_label("您的网址")).to_have_value("https://a.example/")


def fallen(project: Project, link: str) -> FriendLink:
    """Make a friend whom the check has hidden."""
    friend = project.friend(link, name="半山", is_show=False, not_show_kind="timeout", not_show_reason="请求超时")
    LinkState.objects.using(project.alias).create(
        friend=friend, link=link, is_show=False, verdict="timeout", failures=9, checked_at=timezone.now()
    )
    return friend


def test_a_friend_looks_again_and_is_back_within_one_run(door: Door, project: Project, site: Site) -> None:
    friend = fallen(project, site.page("/", BACKLINK))
    path = f"/friends/recheck/{tokens.recheck_token(friend)}/"
    page = door.visit(path)
    has_no_violations(page)
    assert site.requests == []
    page.wait_for_timeout(1_100)
    page.get_by_role("button", name="现在再看一次").click()
    expect(page.locator("main")).to_contain_text("您的网站在友链页上，一切正常。")
    assert project.shown() == {"半山": True}
    assert project.runs.count() == 1


def test_a_friend_ends_the_letters(door: Door, project: Project) -> None:
    now = timezone.now()
    letter = Letter.objects.using(project.alias).create(
        kind="received", state="sent", email="him@mail.example", created_at=now, at=now
    )
    page = door.visit(f"/friends/unsubscribe/{tokens.unsubscribe_token(letter)}/")
    assert not MailRecipient.objects.using(project.alias).exists()
    has_no_violations(page)
    page.get_by_role("button", name="不再收信").click()
    expect(page.get_by_role("status")).to_contain_text("不会再写信")
    assert MailRecipient.objects.using(project.alias).filter(unsubscribed_at__isnull=False).count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_axe_finds_nothing(
    door: Door, project: Project, site: Site, scheme: str, viewport: dict[str, int]
) -> None:
    long = "w" * 60
    friend = fallen(project, site.page(f"/{long}", BACKLINK))
    now = timezone.now()
    Application.objects.using(project.alias).create(
        token="declined", state="declined", link=f"https://{long}.example/", key="x", created_at=now, reason=long * 3
    )
    Application.objects.using(project.alias).create(
        token="approved", state="approved", link=friend.link, key="y", created_at=now, friend=friend
    )
    paths = ["apply", "bot", f"recheck/{tokens.recheck_token(friend)}", "apply/declined", "apply/approved"]
    for locale in ("zh-CN", "en"):
        page = door.visit("/friends/", viewport=viewport, color_scheme=scheme, locale=locale)
        for path in paths:
            page.goto(page.url.partition("/friends/")[0] + f"/friends/{path}/")
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
            has_no_violations(page)
