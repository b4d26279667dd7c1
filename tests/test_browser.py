"""The owner at the admin's desk: a real Chromium, the real web server, a real worker."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django_celery_beat.models import CrontabSchedule
from playwright.sync_api import Browser, Page, expect

from tests.conftest import BACKLINK, Site
from tests.services import Project, eventually, start_web

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.usefixtures("database_beside_the_browser")]

PASSWORD = "a long pass word"


class Desk:
    """A logged-in owner before the list of friend links."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = f"{url}/admin/blog/friendlink/"

    def open(self) -> None:
        self.page.goto(self.url)

    def log_in(self) -> None:
        self.open()
        self.page.fill("#id_username", "owner")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("[type=submit]")
        expect(self.page).to_have_url(self.url)

    def row(self, name: str) -> Any:
        return self.page.locator("#result_list tbody tr", has=self.page.get_by_role("link", name=name, exact=True))

    def state(self, name: str) -> str:
        return self.row(name).locator(".field-state_and_time").inner_text().splitlines()[0]

    def wait_for_states(self, **states: str) -> None:
        def found() -> bool:
            self.open()
            return {name: self.state(name) for name in states} == states

        eventually(found, f"the states {states} in the list")

    def choose(self, *names: str) -> None:
        for name in names:
            self.row(name).locator(".action-select").check()

    def press_check_chosen(self) -> None:
        self.page.select_option("select[name=action]", label="立即检查所选的友链")
        self.page.click("button[name=index]")

    def press_check_all(self) -> None:
        self.page.get_by_role("button", name="检查全部友链").click()

    def message(self) -> Any:
        return self.page.locator(".messagelist li")


@pytest.fixture
def desk(project: Project, site: Site, chromium: Browser) -> Iterator[Desk]:
    project.friend(site.page("/alive", BACKLINK), name="alive")
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(site.page("/other", status=500), name="other")
    project.friend(site.page("/inactive", status=500), name="inactive", is_active=False)
    User.objects.db_manager(project.alias).create_superuser("owner", password=PASSWORD)
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("response", lambda answer: troubles.append(answer.url) if answer.status >= 400 else None)
    desk = Desk(page, start_web(project))
    desk.log_in()
    yield desk
    context.close()
    assert not [trouble for trouble in troubles if "favicon" not in trouble]


def test_the_owner_checks_two_chosen_links(project: Project, desk: Desk, site: Site) -> None:
    project.worker("threads")
    assert desk.state("gone") == "尚未检查"
    desk.choose("alive", "gone", "inactive")
    desk.press_check_chosen()
    expect(desk.message()).to_contain_text("已开始检查 2 个友链")
    desk.wait_for_states(alive="正常", gone="网页请求返回410", other="尚未检查", inactive="尚未检查")
    assert project.shown() == {"alive": True, "gone": False, "other": True, "inactive": True}
    assert "/other" not in site.paths()
    assert not project.runs.get().everything


def test_the_owner_checks_all_links(project: Project, desk: Desk) -> None:
    project.worker("prefork")
    desk.press_check_all()
    expect(desk.message()).to_contain_text("已开始检查全部有效的友链")
    desk.wait_for_states(alive="正常", gone="网页请求返回410", other="网页请求返回500", inactive="尚未检查")
    assert project.runs.get().everything


@pytest.mark.parametrize("away", ["stopped", "frozen"])
@pytest.mark.parametrize("press", ["chosen", "all"])
def test_the_owner_hears_within_a_second_that_redis_is_away(
    project: Project, desk: Desk, press: str, away: str
) -> None:
    project.broker.stop() if away == "stopped" else project.broker.freeze()
    desk.choose("gone")
    started = time.monotonic()
    desk.press_check_chosen() if press == "chosen" else desk.press_check_all()
    expect(desk.message()).to_contain_text("消息服务（Redis）没有响应，检查没有开始")
    assert time.monotonic() - started < 1.5  # a second for the answer, the rest for drawing it
    assert set(project.shown().values()) == {True}


def test_the_owner_edits_in_the_list(project: Project, desk: Desk) -> None:
    desk.row("gone").locator("[name$=is_active]").uncheck()
    desk.page.click("[name=_save]")
    expect(desk.message()).to_have_count(1)
    assert dict(project.friends.values_list("name", "is_active")) == {
        "alive": True,
        "gone": False,
        "other": True,
        "inactive": False,
    }


def test_what_the_check_wrote_survives_an_edit_in_an_old_page(project: Project, desk: Desk) -> None:
    assert project.check().returncode == 0  # after the list was opened
    desk.row("alive").locator("[name$=is_active]").uncheck()
    desk.page.click("[name=_save]")
    expect(desk.message()).to_have_count(1)
    assert project.reasons() == {
        "alive": "shown",
        "gone": "网页请求返回410",
        "other": "网页请求返回500",
        "inactive": "shown",
    }


def test_the_owner_finds_a_link_by_search_and_by_filter(project: Project, desk: Desk) -> None:
    assert project.check().returncode == 0
    desk.open()
    desk.page.fill("#searchbar", "gone")
    desk.page.press("#searchbar", "Enter")
    expect(desk.page.locator("#result_list tbody tr")).to_have_count(1)
    desk.page.goto(f"{desk.url}?is_show__exact=0")
    expect(desk.page.locator("#result_list tbody tr")).to_have_count(2)


def test_a_duplicate_address_is_refused_at_its_field(project: Project, desk: Desk, site: Site) -> None:
    desk.page.goto(f"{desk.url}add/")
    desk.page.fill("#id_name", "twin")
    desk.page.fill("#id_link", f"{site.url.replace('http:', 'HTTP:')}/gone/")
    desk.page.click("[name=_save]")
    expect(desk.page.locator(".field-link .errorlist")).to_contain_text("gone")
    assert project.friends.count() == 4


def test_the_history_can_be_read_and_not_edited(project: Project, desk: Desk) -> None:
    assert project.check().returncode == 0
    desk.page.goto(desk.url.replace("blog/friendlink", "easytask/run"))
    expect(desk.page.locator("#result_list tbody tr")).to_have_count(1)
    expect(desk.page.locator("#result_list .field-state")).to_have_text("完成")
    desk.page.locator("#result_list tbody th a").click()
    expect(desk.page).to_have_url(re.compile(r"/change/$"))
    expect(desk.page.locator("[name=_save]")).to_have_count(0)
    assert desk.page.request.get(desk.url.replace("blog/friendlink", "easytask/run") + "add/").status == 403


def test_the_admins_own_widgets_work_without_inline_scripts(project: Project, desk: Desk) -> None:
    """The policy forbids what stands inline; a script or a style that it stops is a line in the console."""
    admin = desk.url.removesuffix("blog/friendlink/")
    owner = User.objects.using(project.alias).get()
    desk.page.goto(f"{admin}auth/user/{owner.pk}/change/")
    date = desk.page.locator("#id_last_login_0")
    date.fill("")
    desk.page.locator(".field-last_login .datetimeshortcuts a").first.click()
    expect(date).to_have_value(re.compile(r"\d{4}-\d\d-\d\d|\d{4}/\d\d?/\d\d?"))
    desk.page.locator(".field-last_login .date-icon").first.click()
    expect(desk.page.locator(".calendarbox").first).to_be_visible()
    desk.page.locator(".calendarbox .calendarnav-next").first.click()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#id_user_permissions_to")).to_be_visible()
    CrontabSchedule.objects.using(project.alias).bulk_create([CrontabSchedule(minute="30", hour="4")])
    desk.page.goto(f"{admin}django_celery_beat/periodictask/add/")
    with desk.page.expect_popup() as popup:
        desk.page.locator("#add_id_interval").click()
    popup.value.close()
    desk.page.locator("#id_crontab").select_option(index=1)
    expect(desk.page.locator(".field-crontab .help")).to_contain_text("04:30")
    desk.page.goto(f"{admin}blog/friendlink/add/")
    desk.page.locator(".field-left_alone_until .datetimeshortcuts a").first.click()
    expect(desk.page.locator("#id_left_alone_until_0")).not_to_have_value("")
    desk.page.locator("button.theme-toggle").first.click()
    desk.page.locator("#logout-form button").click()
    expect(desk.page.locator("#content")).to_contain_text("登录")


def test_what_the_policy_forbids_is_heard_of(desk: Desk, chromium: Browser) -> None:
    page = chromium.new_page()
    with page.expect_console_message(lambda line: "Content Security Policy" in line.text):
        page.goto(desk.url)
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.close()
