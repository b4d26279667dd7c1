"""The owner writes: every job of the editor in a real Chromium, with and without a script."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Page, expect

from blog import uploads
from blog.models import Page as OwnPage
from blog.models import Picture, Post, SiteSetting, Tag
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.images import HOSTILE, encode
from tests.plugins.projects import Project

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ADD = "/admin/blog/post/add/"
# What a browser does when somebody pastes or drops a file.
GIVE = """(field, [kind, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const given = kind === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...given, bubbles: true, cancelable: true })
    : new DragEvent(kind, { ...given, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
}"""


class Desk:
    """An owner's browser: tabs of it share what is kept in it."""

    def __init__(self, context: BrowserContext, url: str, complaints: list[str]) -> None:
        self.context = context
        self.url = url
        self._complaints = complaints

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(self.url + path)
        return page

    def _hear(self, line: ConsoleMessage) -> None:
        # What axe does itself has no address.
        if "Content Security" in line.text and line.location["url"]:
            self._complaints.append(line.text)


@pytest.fixture
def open_desk(served: Served, project: Project, chromium: Browser) -> Iterator[Callable[..., Desk]]:
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def new(*, viewport: Any = DESKTOP, scheme: Any = "light", **options: Any) -> Desk:
            context = chromium.new_context(
                storage_state=served.owner, locale="zh-CN", viewport=viewport, color_scheme=scheme, **options
            )
            stack.enter_context(contextlib.closing(context))
            return Desk(context, served.url, complaints)

        yield new
    for model in (SiteSetting, Picture, OwnPage):
        model._default_manager.using(project.alias).all().delete()
    assert complaints == []


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def post(project: Project) -> Post:
    return Post.objects.using(project.alias).create(
        title="旧题", slug="old", body="第一版", published_at=timezone.now()
    )


def change(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def press(page: Page, name: str) -> None:
    """Presses a button, and waits for the page to which it leads."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def pane(page: Page) -> FrameLocator:
    return page.frame_locator(".editor-pane")


def told(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def give(page: Page, kind: str, content: bytes, name: str = "x.png", type: str = "image/png") -> None:
    page.locator("#id_body").evaluate(GIVE, [kind, name, type, base64.b64encode(content).decode()])


def photo() -> bytes:
    return encode(Image.new("RGB", (900, 600), "teal"))


def test_a_post_is_written_and_published_in_one_click(desk: Desk) -> None:
    page = desk.open(ADD)
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type("重庆的长城")
    page.keyboard.press("Enter")
    page.keyboard.type("**字**")
    press(page, "发布")
    told(page, "已发布。")
    page.get_by_role("link", name="去看看这篇文章").click()
    expect(page).to_have_url(f"{desk.url}/posts/chong-qing-de-chang-cheng/")
    expect(page.locator(".prose strong")).to_have_text("字")


def test_a_button_that_is_pressed_twice_makes_one_post(desk: Desk, project: Project) -> None:
    page = desk.open(ADD)
    page.fill("#id_title", "一次")
    page.fill("#id_body", "字")
    with page.expect_navigation():
        page.get_by_role("button", name="发布", exact=True).dblclick()
    told(page, "已发布。")
    assert Post.objects.using(project.alias).count() == 1


def test_a_post_is_published_without_a_script(open_desk: Callable[..., Desk]) -> None:
    page = open_desk(java_script_enabled=False).open(ADD)
    page.fill("#id_title", "无脚本")
    page.fill("#id_body", "字")
    expect(page.locator(".editor-tools")).to_be_hidden()
    page.get_by_role("button", name="发布", exact=True).click()
    told(page, "已发布。")


def test_the_preview_follows_the_text(desk: Desk) -> None:
    page = desk.open(ADD)
    page.fill("#id_title", "新题")
    expect(pane(page).get_by_role("heading", level=1)).to_have_text("新题")
    page.fill("#id_body", "**字**\n\n[别处](https://a.test/)")
    expect(pane(page).locator("strong")).to_have_text("字")
    expect(pane(page).locator(".prose a")).to_have_attribute("target", "_blank")
    page.fill("#id_body", "## 小标题")
    expect(pane(page).get_by_role("heading", level=2)).to_contain_text("小标题")


def test_on_a_phone_the_preview_is_a_tab(open_desk: Callable[..., Desk]) -> None:
    page = open_desk(viewport=PHONE).open(ADD)
    page.fill("#id_body", "**字**")
    expect(page.locator(".editor-pane")).to_be_hidden()
    page.get_by_role("button", name="预览", exact=True).click()
    expect(pane(page).locator("strong")).to_be_visible()
    expect(page.locator("#id_body")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_keys_mark_and_save(desk: Desk, post: Post) -> None:
    page = desk.open(change(post))
    text = page.locator("#id_body")
    text.select_text()
    page.keyboard.press("Control+b")
    expect(text).to_have_value("**第一版**")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("第一版")
    page.get_by_role("button", name="小标题").click()
    expect(text).to_have_value("## 第一版")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    told(page, "已更新。")
    page = desk.open(ADD)
    page.fill("#id_title", "键盘")
    page.fill("#id_body", "字")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    told(page, "草稿已保存")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    told(page, "已发布。")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_and_described(desk: Desk, project: Project, kind: str) -> None:
    page = desk.open(ADD)
    page.fill("#id_body", "开头")
    give(page, kind, photo())
    expect(page.get_by_role("dialog").locator("img")).to_have_js_property("naturalWidth", 900)
    page.keyboard.type("海边")
    page.keyboard.press("Enter")
    picture = Picture.objects.using(project.alias).get()
    expect(page.locator("#id_body")).to_have_value(f"开头\n\n![海边](/pictures/{picture.name})\n\n")
    expect(pane(page).get_by_role("img", name="海边")).not_to_have_js_property("naturalWidth", 0)
    picture.refresh_from_db()
    assert picture.alt == "海边"


def test_a_picture_that_is_none_is_a_sentence_beside_the_text(desk: Desk) -> None:
    page = desk.open(ADD)
    for content, words in ((HOSTILE["bomb"][0], "像素太多了"), (HOSTILE["SVG with a script"][0], "SVG 里可以藏脚本")):
        give(page, "paste", content)
        expect(page.locator(".editor-said")).to_contain_text(words)
    expect(page.locator("#id_body")).to_have_value("")


def test_what_the_server_would_not_take_is_made_smaller_first(desk: Desk, project: Project) -> None:
    page = desk.open(ADD)
    more = bytes(uploads.FILE_BYTES)
    give(page, "paste", HOSTILE["HTML"][0] + more)
    expect(page.locator(".editor-said")).to_contain_text(f"图片超过了 {uploads.MEGABYTES} MB")
    give(page, "paste", encode(Image.new("RGB", (3000, 1000), "teal"), "JPEG") + more, type="image/jpeg")
    expect(page.get_by_role("dialog").locator("img")).to_have_js_property("naturalWidth", 2000)
    page.keyboard.press("Escape")
    picture = Picture.objects.using(project.alias).get()
    expect(page.locator("#id_body")).to_have_value(f"![](/pictures/{picture.name})\n\n")


def test_a_text_that_is_too_long_is_a_sentence_and_stays(desk: Desk) -> None:
    page = desk.open(ADD)
    page.fill("#id_title", "长")
    # At once, since it takes a browser seconds to lay out as much.
    said, length = page.evaluate("""() => {
      const text = document.querySelector("#id_body");
      text.value = "字".repeat(3_500_000);
      document.querySelector("[name=_draft]").click();
      const found = [document.querySelector(".editor-said").textContent, text.value.length];
      text.value = "";
      return found;
    }""")
    assert "正文太长了" in said
    assert length == 3_500_000


def test_what_a_closed_tab_held_is_offered_again(desk: Desk, post: Post) -> None:
    page = desk.open(change(post))
    page.fill("#id_body", "没有保存的")
    expect(page.locator(".editor-kept")).to_have_text("已存在这个浏览器里")
    page.close()
    page = desk.open(change(post))
    expect(page.locator(".editor-offer")).to_contain_text("有一份没有保存的稿子：旧题")
    expect(page.locator(".editor-offer-older")).to_be_hidden()
    # Nothing is put into the form unasked.
    expect(page.locator("#id_body")).to_have_value("第一版")
    page.get_by_role("button", name="恢复它").click()
    expect(page.locator("#id_body")).to_have_value("没有保存的")
    expect(pane(page).locator(".prose")).to_have_text("没有保存的")
    press(page, "更新")
    expect(page.locator(".editor-offer")).to_be_hidden()
    page.reload()
    expect(page.locator(".editor-offer")).to_be_hidden()


def test_a_new_post_leaves_no_copy_once_it_is_saved(desk: Desk) -> None:
    page = desk.open(ADD)
    page.fill("#id_title", "新")
    page.fill("#id_body", "字")
    expect(page.locator(".editor-kept")).not_to_be_empty()
    press(page, "保存草稿")
    expect(desk.open(ADD).locator(".editor-offer")).to_be_hidden()


def test_two_tabs_lose_nothing(desk: Desk, post: Post, project: Project) -> None:
    one, other = desk.open(change(post)), desk.open(change(post))
    one.fill("#id_body", "第一个标签页写的")
    other.fill("#id_body", "第二个标签页写的")
    press(one, "更新")
    press(other, "更新")
    expect(other.locator(".errorlist")).to_contain_text("它在别处改过了")
    expect(other.get_by_role("region", name="现在保存着的").get_by_role("textbox")).to_have_value("第一个标签页写的")
    expect(other.locator("#id_body")).to_have_value("第二个标签页写的")
    assert Post.objects.using(project.alias).get().body == "第一个标签页写的"
    press(other, "更新")
    told(other, "已更新。")
    assert Post.objects.using(project.alias).get().body == "第二个标签页写的"


def test_a_copy_of_an_older_version_overwrites_nothing_unseen(desk: Desk, post: Post, project: Project) -> None:
    page = desk.open(change(post))
    page.fill("#id_body", "没有保存的")
    expect(page.locator(".editor-kept")).not_to_be_empty()
    page.close()
    Post.objects.using(project.alias).update(body="别处保存的")
    page = desk.open(change(post))
    expect(page.locator(".editor-offer")).to_contain_text("后来在别处保存过")
    page.get_by_role("button", name="恢复它").click()
    press(page, "更新")
    expect(page.get_by_role("region", name="现在保存着的").get_by_role("textbox")).to_have_value("别处保存的")
    expect(page.locator("#id_body")).to_have_value("没有保存的")


def test_a_new_slug_leads_on_from_the_old_address(desk: Desk, post: Post) -> None:
    page = desk.open(change(post))
    page.fill("#id_slug", "new")
    press(page, "更新")
    page.goto(f"{desk.url}/posts/old/")
    expect(page).to_have_url(f"{desk.url}/posts/new/")


def test_a_page_is_made_and_put_into_the_menu(desk: Desk) -> None:
    page = desk.open("/admin/blog/page/add/")
    page.fill("#id_title", "关于我")
    page.fill("#id_slug", "about")
    page.fill("#id_body", "我是……")
    page.get_by_label("放进菜单").check()
    press(page, "发布")
    expect(page.get_by_label("放进菜单")).to_be_checked()
    page.goto(desk.url)
    page.get_by_role("navigation", name="主要页面").get_by_role("link", name="关于我").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于我")


def test_a_picture_of_the_text_becomes_the_cover(desk: Desk, project: Project) -> None:
    page = desk.open(ADD)
    page.locator("#id_title").fill("题")
    give(page, "paste", photo())
    page.get_by_role("button", name="插入").click()
    cover = page.locator(".covers").get_by_role("radio").nth(1)
    cover.check()
    press(page, "发布")
    expect(page.locator(".covers").get_by_role("radio").nth(1)).to_be_checked()
    assert Post.objects.using(project.alias).get().cover_id


def test_tags_and_cover_need_no_script(open_desk: Callable[..., Desk], post: Post) -> None:
    database = post._state.db
    picture = Picture.objects.using(database).create(name=f"{'0' * 24}-9x6.webp", width=9, height=6)
    page = open_desk(java_script_enabled=False).open(change(post))
    page.locator("#id_tags").fill("海边, 旅行")
    page.locator(".covers label").nth(1).click()
    expect(page.get_by_role("button", name="上传一张")).to_be_hidden()
    press(page, "更新")
    expect(page.locator("#id_tags")).to_have_value("旅行, 海边")
    post.refresh_from_db()
    assert post.cover_id == picture.pk


def test_tags_are_typed_or_tapped(open_desk: Callable[..., Desk], post: Post) -> None:
    Tag.objects.using(post._state.db).create(name="海边", slug="sea")
    page = open_desk().open(change(post))
    known = page.get_by_role("button", name="海边")
    page.locator("#id_tags").fill("旅行")
    known.click()
    expect(page.locator("#id_tags")).to_have_value("旅行, 海边")
    expect(known).to_have_attribute("aria-pressed", "true")
    press(page, "更新")
    expect(page.get_by_role("button", name="旅行")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="海边").click()
    expect(page.locator("#id_tags")).to_have_value("旅行")


def test_a_tag_with_a_comma_is_tapped_on_and_off(open_desk: Callable[..., Desk], post: Post) -> None:
    for number, name in enumerate(("读书, 写字", "Go", "go")):
        Tag.objects.using(post._state.db).create(name=name, slug=f"s{number}")
    page = open_desk().open(change(post))
    both, upper, lower = (page.get_by_role("button", name=name, exact=True) for name in ("读书, 写字", "Go", "go"))
    page.locator("#id_tags").fill("go, 山")
    expect(lower).to_have_attribute("aria-pressed", "true")
    expect(upper).to_have_attribute("aria-pressed", "false")
    both.click()
    expect(page.locator("#id_tags")).to_have_value("go, 山, 读书, 写字")
    expect(both).to_have_attribute("aria-pressed", "true")
    both.click()
    expect(page.locator("#id_tags")).to_have_value("go, 山")
    expect(both).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_desk: Callable[..., Desk], post: Post, scheme: str, viewport: dict[str, int]) -> None:
    post.tags.add(Tag.objects.using(post._state.db).create(name="标", slug="标"))
    page = open_desk(viewport=viewport, scheme=scheme).open(change(post))
    expect(pane(page).locator(".prose")).to_have_text("第一版")
    give(page, "paste", photo())
    expect(page.get_by_role("dialog")).to_be_visible()
    found = look_with_axe(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    expect(page.locator(".editor-said")).not_to_be_empty()
    for path in (page.url, *(page.url.partition("post/")[0] + path for path in ("post/", "page/add/", "picture/add/"))):
        page.goto(path)
        found = look_with_axe(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
