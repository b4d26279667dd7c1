"""The owner sets the site up: a real Chromium, with the clicks of each job counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import Browser, Page, expect

from blog.models import SiteSetting
from easytask.models import NotificationChannel
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.fake_channels import Hook
from tests.plugins.processes import free_port
from tests.plugins.projects import Project, start_web

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAGES = (
    "settings/site/",
    "settings/friends/",
    "settings/schedule/",
    "settings/mail/",
    "notices/",
    "notices/add/tgram/",
    "password_reset/",
    "reset/x/y/",
)


class Owner:
    """A logged-in owner on the first page of the admin, whose clicks are counted."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.clicks = 0
        page.goto(f"{url}/admin/")

    def click(self, role: Any, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def is_told(self, words: str) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text(words)


@pytest.fixture
def open_owner(served: Served, project: Project, chromium: Browser) -> Iterator[Callable[..., Owner]]:
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def new(
            url: str = served.url, *, locale: str = "zh-CN", viewport: Any = DESKTOP, scheme: Any = "light"
        ) -> Owner:
            context = chromium.new_context(
                storage_state=served.owner, locale=locale, viewport=viewport, color_scheme=scheme
            )
            stack.enter_context(contextlib.closing(context))
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
            return Owner(page, url)

        yield new
    for model in (SiteSetting, NotificationChannel):
        model._default_manager.using(project.alias).all().delete()
    assert complaints == []


def test_the_site_is_named_in_two_clicks(open_owner) -> None:
    owner = open_owner()
    owner.click("link", "网站信息")
    owner.page.get_by_label("网站名称").fill("海边")
    owner.click("button", "保存")
    owner.is_told("已保存 1 项")
    expect(owner.page.locator("#site-name")).to_contain_text("海边")
    owner.page.goto(owner.url)
    expect(owner.page.locator(".brand")).to_have_text("海边")
    assert owner.clicks == 2


def test_the_backlink_is_set_in_two_clicks(open_owner, project: Project) -> None:
    owner = open_owner(start_web(project, FRIENDLINK_SITE_LINK=""), viewport=PHONE)
    owner.click("link", "友链检查")
    owner.page.get_by_label("要求的反链").fill("blog.example.com")
    owner.click("button", "保存")
    owner.is_told("已保存 1 项")
    assert SiteSetting.objects.using(project.alias).get().value == "blog.example.com"
    assert owner.clicks == 2


def test_the_check_runs_daily_in_three_clicks(open_owner, project: Project) -> None:
    owner = open_owner()
    owner.click("link", "定时检查")
    owner.click("radio", "每天")
    owner.page.get_by_label("每天的时间").fill("04:30")
    owner.click("button", "保存")
    owner.is_told("已保存")
    expect(owner.page.locator(".setup-times time")).to_have_count(3)
    expect(owner.page.locator(".setup-times time").first).to_contain_text("04:30")
    row = PeriodicTask.objects.using(project.alias).get(task="easytask.tasks.check_friend")
    assert (row.crontab.hour, row.crontab.minute, str(row.crontab.timezone)) == ("4", "30", "Asia/Shanghai")
    assert owner.clicks <= 3
    owner.click("radio", "每小时")
    # The next test finds it so.
    with owner.page.expect_navigation():
        owner.click("button", "保存")


def test_a_telegram_channel_is_added_and_tested_in_four_clicks(open_owner, project: Project) -> None:
    # Nothing may leave this machine: whoever goes out asks a proxy that is not there.
    nowhere = f"http://127.0.0.1:{free_port()}"
    owner = open_owner(start_web(project, HTTPS_PROXY=nowhere, https_proxy=nowhere))
    owner.click("link", "通知")
    owner.click("link", "Telegram")
    owner.page.get_by_label("机器人的 Token").fill("123456789:AbcdefgHijklmnop-hunter22")
    owner.page.get_by_label("Chat ID").fill("-100123456")
    owner.click("button", "保存并发送测试")
    owner.is_told("已添加渠道“Telegram”")
    owner.is_told("没有送达")
    assert "hunter22" not in owner.page.content()
    assert owner.clicks <= 4


def test_a_channel_is_tested_and_removed(open_owner, project: Project, hook: Hook) -> None:
    NotificationChannel.objects.using(project.alias).create(name="钩子", url=hook.url)
    owner = open_owner(start_web(project, FRIENDLINK_ALLOWED_NETWORKS="127.0.0.0/8"))
    owner.click("link", "通知")
    owner.click("button", "测试 钩子")
    owner.is_told("钩子: 已送达")
    owner.page.locator(".setup-actions summary").first.click()
    owner.click("button", "确定删除 钩子")
    owner.is_told("已删除渠道")


def test_a_wrong_value_is_marked_and_what_was_typed_is_still_there(open_owner) -> None:
    owner = open_owner()
    owner.click("link", "网站信息")
    owner.page.get_by_label("网站名称").fill("海边")
    owner.page.get_by_label("时区").fill("Mars/Olympus")
    owner.click("button", "保存")
    expect(owner.page.get_by_label("时区")).to_have_attribute("aria-invalid", "true")
    expect(owner.page.get_by_label("网站名称")).to_have_value("海边")
    expect(owner.page.get_by_role("alert").first).to_contain_text("没有这个时区")


def test_the_environment_s_value_is_shown_read_only(open_owner, project: Project) -> None:
    owner = open_owner(start_web(project, SITE_TITLE="环境里的名字"))
    owner.click("link", "网站信息")
    field = owner.page.get_by_label("网站名称")
    expect(field).to_have_value("环境里的名字")
    expect(field).to_have_attribute("readonly", "")
    expect(owner.page.get_by_text("由环境变量 SITE_TITLE 设定")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme"),
    [("zh-CN", DESKTOP, "light"), ("en-US", PHONE, "dark"), ("en-US", DESKTOP, "dark"), ("zh-CN", PHONE, "light")],
)
def test_every_page_fits_and_axe_finds_nothing(open_owner, locale: str, viewport: Any, scheme: str) -> None:
    owner = open_owner(locale=locale, viewport=viewport, scheme=scheme)
    found = {}
    for path in PAGES:
        owner.page.goto(f"{owner.url}/admin/{path}")
        wide = owner.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        violations = look_with_axe(owner.page).response["violations"]
        found[path] = [f"{bad['id']}: {bad['nodes'][0]['html'][:120]}" for bad in violations] + ["wide"] * wide
    assert not {path: bad for path, bad in found.items() if bad}


def test_a_colour_is_chosen_by_sight(served: Served, chromium: Browser) -> None:
    with contextlib.closing(chromium.new_context(storage_state=served.owner, locale="zh-CN")) as context:
        page = context.new_page()
        page.goto(f"{served.url}/admin/settings/site/")
        bamboo = page.get_by_role("button", name="竹青")
        bamboo.click()
        expect(page.locator("#id_SITE_COLOUR")).to_have_value("#4a7a5c")
        expect(bamboo).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="朱砂").click()
        expect(page.locator("#id_SITE_COLOUR")).to_have_value("")
        expect(bamboo).to_have_attribute("aria-pressed", "false")
