"""The owner in the admin: a real Chromium, the real web server, a real worker."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django_celery_beat.models import CrontabSchedule
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from blog.models import FriendGroup
from easytask.models import Run
from tests.browser.conftest import Served, asleep, log_in
from tests.plugins.brokers import Broker
from tests.plugins.processes import DEADLINE_SECONDS, eventually
from tests.plugins.projects import Project, start_web
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.sites import BACKLINK, Gate, Site

pytestmark = pytest.mark.browser


# Seconds: one for the answer and the rest for drawing it; a frozen Redis never answers.
SOON = 10


class Owner:
    """A logged-in owner, who begins at the list of friend links."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.admin = f"{url}/admin/"
        self.url = f"{self.admin}blog/friendlink/"

    def open(self) -> None:
        self.page.goto(self.url)

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

    def open_link(self, name: str) -> None:
        self.open()
        self.row(name).get_by_role("link", name=name, exact=True).click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def wait_for_the_end(self, sentence: str) -> None:
        """Waits on a run's page, to which the button has led."""
        expect(self.page).to_have_url(re.compile(r"/easytask/run/\d+/change/$"))
        expect(self.page.get_by_role("status")).to_contain_text(sentence)

    def message(self) -> Any:
        return self.page.locator(".messagelist li")


@pytest.fixture
def new_owner(served: Served, chromium: Browser) -> Iterator[Callable[..., Owner]]:
    """Opens the list of a web server for the owner; fails at the end if the browser complained of anything."""
    troubles: list[str] = []
    with contextlib.ExitStack() as stack:

        def open_list(url: str = served.url, cookies: StorageState = served.owner) -> Owner:
            options: Any = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}}
            context = chromium.new_context(storage_state=cookies, **options)
            stack.enter_context(contextlib.closing(context))
            page = context.new_page()
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on(
                "console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None
            )
            page.on("response", lambda answer: troubles.append(answer.url) if answer.status >= 400 else None)
            owner = Owner(page, url)
            owner.open()
            return owner

        yield open_list
    assert not [trouble for trouble in troubles if "favicon" not in trouble]


@pytest.fixture
def friends(project: Project, site: Site) -> None:
    project.friend(site.page("/alive", BACKLINK), name="alive")
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(site.page("/other", status=500), name="other")
    project.friend(site.page("/inactive", status=500), name="inactive", is_active=False)


@pytest.fixture
def owner(friends: None, new_owner: Callable[..., Owner]) -> Owner:
    return new_owner()


def test_the_owner_checks_two_chosen_links(project: Project, owner: Owner, site: Site) -> None:
    assert owner.state("gone") == "尚未检查"
    owner.choose("alive", "gone", "inactive")
    owner.press_check_chosen()
    owner.wait_for_the_end("检查完成。")
    expect(owner.page.locator(".figures")).to_contain_text("所选友链")
    expect(owner.page.locator(".verdicts li")).to_have_count(2)
    expect(owner.page.locator(".verdicts li", has_text="gone")).to_contain_text("网页请求返回410")
    owner.wait_for_states(alive="正常", gone="网页请求返回410", other="尚未检查", inactive="尚未检查")
    assert project.shown() == {"alive": True, "gone": False, "other": True, "inactive": True}
    assert "/other" not in site.paths()
    assert not project.runs.get().is_full


@pytest.mark.smoke
def test_the_owner_checks_all_links(project: Project, owner: Owner) -> None:
    owner.press_check_all()
    owner.wait_for_the_end("检查完成。")
    expect(owner.page.locator(".changes li")).to_have_count(2)
    owner.wait_for_states(alive="正常", gone="网页请求返回410", other="网页请求返回500", inactive="尚未检查")
    assert project.runs.get().is_full


@pytest.mark.fault(16)
@pytest.mark.parametrize("away", ["stopped", "frozen"])
def test_the_owner_hears_soon_that_redis_is_away(
    project: Project, friends: None, new_owner: Callable[..., Owner], seen: Callable[[str], None], away: str
) -> None:
    with contextlib.closing(Broker()) as broker:
        owner = new_owner(start_web(project, REDIS_URL=broker.url, DJANGO_SETTINGS_MODULE="izone.settings"))
        broker.stop() if away == "stopped" else broker.freeze()

        took = []
        for press in (owner.press_check_chosen, owner.press_check_all):

            def seconds_until_told(press: Callable[[], None] = press) -> float:
                owner.open()
                owner.choose("gone")
                started = time.monotonic()
                press()
                expect(owner.message()).to_contain_text("消息服务（Redis）没有响应，检查没有开始")
                seconds = time.monotonic() - started
                return seconds if seconds < SOON else 0

            took.append(eventually(seconds_until_told, "the sentence, soon"))
    seen(f"the sentence stands in the browser after {took[0]:.2f} s for chosen links, {took[1]:.2f} s for all")
    assert set(project.shown().values()) == {True}


def test_the_answer_stands_where_the_question_was_asked(project: Project, owner: Owner, site: Site) -> None:
    owner.open_link("gone")
    there = owner.page.url
    owner.press("立即检查")
    expect(owner.message()).to_have_text(re.compile(r"“gone”检查完毕：网页请求返回410 · \d+ ms。"))
    expect(owner.page).to_have_url(there)
    expect(owner.page.get_by_role("heading", name="已对访客隐藏：网页请求返回410")).to_be_visible()
    assert "/alive" not in site.paths()


def test_a_run_is_followed_live(project: Project, owner: Owner, gate: Gate) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    owner.press_check_all()
    gate.wait_until_asked()
    expect(owner.page.locator("progress")).to_have_attribute("value", "3")
    expect(owner.page.get_by_role("status")).to_have_text("正在检查……")
    changes = owner.page.locator(".changes li")
    expect(changes).to_have_count(2)
    owner.page.evaluate("document.body.dataset.sameDocument = 'yes'")
    owner.page.get_by_role("button", name="取消检查").focus()
    gate.open()
    expect(owner.page.get_by_role("status")).to_have_text("检查完成。")
    expect(changes).to_have_count(3)
    expect(changes.first).to_contain_text("slow")
    expect(owner.page.get_by_role("button", name="取消检查")).to_have_count(0)


def test_a_run_is_followed_without_scripts(project: Project, owner: Owner, gate: Gate, chromium: Browser) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    cookies = owner.page.context.storage_state()
    with contextlib.closing(
        chromium.new_context(locale="zh-CN", java_script_enabled=False, storage_state=cookies)
    ) as bare:
        page = bare.new_page()
        page.goto(owner.url)
        page.get_by_role("button", name="检查全部友链").click()
        expect(page.locator(".changes li")).to_have_count(2)
        gate.open()
        expect(page.get_by_role("status")).to_contain_text("检查完成。")


def test_a_run_is_cancelled(project: Project, served: Served, owner: Owner, gate: Gate) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    owner.press_check_all()
    gate.wait_until_asked()
    expect(owner.page.locator(".changes li")).to_have_count(2)
    # The page is loaded anew when the run has ended, without the message.
    with asleep(served):
        owner.press("取消检查")
        expect(owner.message()).to_contain_text("已要求取消")
    owner.wait_for_the_end("检查已取消。")
    assert project.shown() == {"alive": True, "gone": False, "other": False, "inactive": True, "slow": False}


def test_the_button_leads_to_the_run_that_is_under_way(project: Project, owner: Owner, gate: Gate) -> None:
    project.friend(gate.link, name="slow")
    command = project.start("command", "manage.py", "check_friends", **GATES_MAY_STAY_CLOSED)
    gate.wait_until_asked()
    owner.press_check_all()
    expect(owner.message()).to_contain_text("已有一次检查正在进行")
    gate.open()
    owner.wait_for_the_end("检查完成。")
    assert command.process.wait(DEADLINE_SECONDS) == 0
    assert project.runs.count() == 1


def test_without_a_worker_the_page_says_so_and_goes_on_when_there_is_one(served: Served, owner: Owner) -> None:
    with asleep(served):
        owner.press_check_all()
        expect(owner.page.get_by_role("status")).to_contain_text("还没有 worker 接手这次检查")
        expect(owner.page.locator("code")).to_contain_text("celery -A izone worker")
    owner.wait_for_the_end("检查完成。")


def test_the_owner_sees_why_a_friend_is_hidden_and_brings_it_back(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    owner.open_link("gone")
    expect(owner.page.get_by_role("heading", name="已对访客隐藏：网页请求返回410")).to_be_visible()
    expect(owner.page.locator(".evidence").first).to_contain_text("410")
    owner.press("撤销自动隐藏")
    expect(owner.message()).to_contain_text("已撤销，“gone”重新展示")
    expect(owner.page.get_by_role("heading", name="展示中")).to_be_visible()
    expect(owner.page.get_by_role("button", name="撤销自动隐藏")).to_have_count(0)
    assert project.shown()["gone"]
    assert project.check().returncode == 0
    assert not project.shown()["gone"]
    owner.page.reload()
    owner.press("一直展示")
    expect(owner.message()).to_contain_text("“gone”从现在起一直展示")
    assert project.check().returncode == 0
    assert project.shown()["gone"]


def test_a_link_is_left_alone_and_the_check_keeps_away(project: Project, owner: Owner, site: Site) -> None:
    owner.open_link("gone")
    owner.press("30 天内不检查")
    expect(owner.message()).to_contain_text("到时自动恢复检查")
    assert project.check().returncode == 0
    assert "/gone" not in site.paths()
    owner.press("现在就恢复检查")
    expect(owner.message()).to_contain_text("恢复检查")
    assert project.check().returncode == 0
    assert not project.shown()["gone"]


def test_of_two_owners_the_second_is_told_in_a_sentence(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    owner.open_link("gone")
    other = owner.page.context.new_page()
    other.goto(owner.page.url)
    other.get_by_role("button", name="撤销自动隐藏").click()
    expect(other.locator(".messagelist li")).to_contain_text("已撤销")
    owner.press("撤销自动隐藏")
    expect(owner.message()).to_have_text("这次改动已经撤销过了。")
    other.goto(owner.page.url)
    project.friends.filter(name="gone").delete()
    other.get_by_role("button", name="一直展示").click()
    expect(other.locator(".messagelist li")).to_have_text("这个友链已被删除。")
    expect(other).to_have_url(owner.url)


def test_the_first_page_tells_how_things_are(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    parts = owner.page.locator(".parts li")

    def a_worker_answers() -> bool:
        owner.page.goto(owner.admin)
        expect(parts).to_have_count(4)
        return "有应答" in parts.nth(2).inner_text()

    # Whoever gets no turn for half a second is away, until the next look.
    eventually(a_worker_answers, "an answer of the worker")
    expect(parts.nth(3)).to_contain_text("请运行 celery -A izone beat")
    owner.page.get_by_role("link", name="2 连不上").click()
    expect(owner.page.locator("#result_list tbody tr")).to_have_count(2)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_fit_the_screen(project: Project, owner: Owner, chromium: Browser, language: str, width: int) -> None:
    assert project.check().returncode == 0
    gone, run = project.friends.get(name="gone"), project.runs.get()
    state = owner.page.context.storage_state()
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "storage_state": state}
    with contextlib.closing(chromium.new_context(locale=language, **options)) as context:
        page = context.new_page()
        for place in ("", "blog/friendlink/", f"blog/friendlink/{gone.pk}/change/", f"easytask/run/{run.pk}/change/"):
            page.goto(owner.admin + place)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("(document.querySelector('.results') || document.body).scrollWidth") <= width
            if place == "blog/friendlink/":
                results = page.locator(".results")
                assert results.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_what_the_check_wrote_survives_an_edit_in_an_old_page(project: Project, owner: Owner) -> None:
    owner.open_link("gone")
    assert project.check().returncode == 0  # after the page was opened
    owner.page.locator("[name=is_active]").uncheck()
    owner.page.click("[name=_save]")
    expect(owner.message()).to_have_count(1)
    assert project.reasons() == {
        "alive": "shown",
        "gone": "网页请求返回410",
        "other": "网页请求返回500",
        "inactive": "shown",
    }
    assert not project.friends.get(name="gone").is_active


def test_a_row_is_checked_where_it_stands(project: Project, owner: Owner) -> None:
    owner.page.evaluate("document.body.dataset.sameDocument = 'yes'")
    owner.row("gone").get_by_role("button", name="立即检查").click()
    expect(owner.message()).to_contain_text("“gone”检查完毕：网页请求返回410")
    expect(owner.row("gone").locator(".field-state_and_time")).to_contain_text("网页请求返回410")
    assert owner.page.evaluate("document.body.dataset.sameDocument") == "yes"
    expect(owner.row("other").locator(".field-state_and_time")).to_contain_text("尚未检查")


def test_a_check_that_is_over_at_once_is_told_in_its_row(project: Project, owner: Owner) -> None:
    def answer_late(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        eventually(lambda: project.runs.filter(state=Run.State.DONE).exists(), "the end of the check")
        route.fulfill(response=answer)

    owner.page.route("**/check/", answer_late)
    owner.row("gone").get_by_role("button", name="立即检查").click()
    expect(owner.message()).to_contain_text("“gone”检查完毕：网页请求返回410")
    expect(owner.page).to_have_url(owner.url)


def test_a_hidden_friend_is_brought_back_with_one_click(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    owner.open()
    owner.row("gone").get_by_role("button", name="重新展示").click()
    expect(owner.message()).to_contain_text("“gone”重新展示")
    expect(owner.page).to_have_url(owner.url)
    assert project.shown()["gone"]


def test_several_are_deactivated_at_once(project: Project, owner: Owner) -> None:
    owner.choose("gone", "other", "inactive")
    owner.page.select_option("select[name=action]", label="停用")
    owner.page.click("button[name=index]")
    expect(owner.message()).to_contain_text("已改动 2 个友链。 1 个不需要改。")
    assert [friend.name for friend in project.friends.filter(is_active=True)] == ["alive"]


def test_the_owner_finds_a_link_by_search_and_by_filter(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    owner.open()
    owner.page.fill("#searchbar", "gone")
    owner.page.press("#searchbar", "Enter")
    expect(owner.page.locator("#result_list tbody tr")).to_have_count(1)
    owner.page.goto(f"{owner.url}?is_show__exact=0")
    expect(owner.page.locator("#result_list tbody tr")).to_have_count(2)


def test_friends_are_put_in_order_by_dragging(project: Project, owner: Owner) -> None:
    group = FriendGroup.objects.using(project.alias).create(name="老友")
    owner.page.get_by_role("link", name="分组与排序").click()
    rows = owner.page.locator(".arrange li")
    rows.filter(has_text="other").drag_to(owner.page.locator(f"[data-group='{group.pk}'] h2"))
    expect(owner.page.locator(f"[data-group='{group.pk}'] li")).to_contain_text("other")
    rows.filter(has_text="gone").drag_to(rows.filter(has_text="alive"), target_position={"x": 60, "y": 2})
    owner.page.get_by_role("button", name="保存", exact=True).click()
    expect(owner.message()).to_contain_text("已移动 3 个友链")
    found = project.friends.filter(is_active=True).order_by("group", "order").values_list("name", "group", "order")
    assert list(found) == [("gone", None, 1), ("alive", None, 2), ("other", group.pk, 1)]
    group.delete()


def test_a_new_friend_takes_three_clicks_and_its_verdict_comes_before_it_is_saved(
    project: Project, owner: Owner, site: Site
) -> None:
    new = site.page("/new", BACKLINK.replace("<body>", "<head><title>山间书房 - 读书、爬山</title></head><body>"))
    page = owner.page
    page.goto(owner.admin)
    page.get_by_role("link", name="添加友链").click()
    page.get_by_label("朋友的网址").fill(new)
    page.get_by_role("button", name="看一眼").click()
    expect(page.get_by_role("heading", name="正常")).to_be_visible()
    expect(page.locator(".look")).to_contain_text("有反链")
    expect(page.locator("#id_name")).to_have_value("山间书房")
    assert not project.friends.filter(link=new).exists()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(owner.message().last).to_contain_text("“山间书房”检查完毕：正常")
    expect(page.get_by_role("heading", name="展示中")).to_be_visible()


def test_a_duplicate_address_is_refused_at_its_field(project: Project, owner: Owner, site: Site) -> None:
    owner.page.goto(f"{owner.url}add/?by-hand=1")
    owner.page.fill("#id_name", "twin")
    owner.page.fill("#id_link", f"{site.url.replace('http:', 'HTTP:')}/gone/")
    owner.page.click("[name=_save]")
    expect(owner.page.locator(".field-link .errorlist")).to_contain_text("gone")
    assert project.friends.count() == 4


def test_the_history_can_be_read_and_not_edited(project: Project, owner: Owner) -> None:
    assert project.check().returncode == 0
    owner.page.goto(f"{owner.admin}easytask/run/")
    expect(owner.page.locator("#result_list tbody tr")).to_have_count(1)
    expect(owner.page.locator("#result_list .field-state")).to_have_text("完成")
    owner.page.locator("#result_list tbody th a").click()
    expect(owner.page).to_have_url(re.compile(r"/change/$"))
    expect(owner.page.locator("[name=_save]")).to_have_count(0)
    assert owner.page.request.get(f"{owner.admin}easytask/run/add/").status == 403


def test_the_admins_own_widgets_work_without_inline_scripts(
    project: Project, served: Served, chromium: Browser, new_owner: Callable[..., Owner]
) -> None:
    """The policy forbids what stands inline; a script or a style that it stops is a line in the console."""
    # It logs out, which the others' cookies must survive.
    owner = new_owner(cookies=log_in(chromium, served.url))
    user = User.objects.using(project.alias).get()
    owner.page.goto(f"{owner.admin}auth/user/{user.pk}/change/")
    date = owner.page.locator("#id_last_login_0")
    date.fill("")
    owner.page.locator(".field-last_login .datetimeshortcuts a").first.click()
    expect(date).to_have_value(re.compile(r"\d{4}-\d\d-\d\d|\d{4}/\d\d?/\d\d?"))
    owner.page.locator(".field-last_login .date-icon").first.click()
    expect(owner.page.locator(".calendarbox").first).to_be_visible()
    owner.page.locator(".calendarbox .calendarnav-next").first.click()
    owner.page.keyboard.press("Escape")
    expect(owner.page.locator("#id_user_permissions_to")).to_be_visible()
    CrontabSchedule.objects.using(project.alias).bulk_create([CrontabSchedule(minute="30", hour="4")])
    owner.page.goto(f"{owner.admin}django_celery_beat/periodictask/add/")
    with owner.page.expect_popup() as popup:
        owner.page.locator("#add_id_interval").click()
    popup.value.close()
    owner.page.locator("#id_crontab").select_option(index=1)
    expect(owner.page.locator(".field-crontab .help")).to_contain_text("04:30")
    friend = project.friend("https://a.test/")
    owner.page.goto(f"{owner.admin}blog/friendlink/{friend.pk}/change/")
    owner.page.locator(".field-snoozed_until .datetimeshortcuts a").first.click()
    expect(owner.page.locator("#id_snoozed_until_0")).not_to_have_value("")
    owner.page.locator("button.theme-toggle").first.click()
    owner.page.locator("#logout-form button").click()
    expect(owner.page.locator("#content")).to_contain_text("登录")


def test_what_the_policy_forbids_is_heard_of(owner: Owner, chromium: Browser) -> None:
    page = chromium.new_page()
    with page.expect_console_message(lambda line: "Content Security Policy" in line.text):
        page.goto(owner.url)
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.close()
