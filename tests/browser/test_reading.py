"""Readers of a post with all that Markdown can be: a real Chromium, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from blog.models import Post
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.projects import Project

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
BODY = (Path(__file__).parent / "torture.md").read_text()


@pytest.fixture
def address(served: Served, project: Project) -> str:
    """Return the address of the post."""
    yesterday = timezone.now() - timedelta(days=1)
    Post.objects.using(project.alias).create(title="一切", slug="all", body=BODY, published_at=yesterday)
    return f"{served.url}/posts/all/"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page that runs no script, and fails when it asks for anything of others."""
    context = chromium.new_context(locale="zh-CN", viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: "//127.0.0.1:" in request.url or complaints.append(request.url))
    yield page
    context.close()
    assert complaints == []


def test_the_contents_lead_to_each_part(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("details.contents")).to_be_hidden()
    beside = page.get_by_role("navigation", name="目录")
    expect(beside.get_by_role("link")).to_have_count(7)
    beside.get_by_role("link", name="公式").click()
    expect(page.get_by_role("heading", name="公式")).to_be_in_viewport()
    expect(beside.get_by_role("link", name="公式")).to_be_in_viewport()


def test_on_a_phone_the_contents_are_folded(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address)
    folded = page.locator("details.contents")
    expect(folded.get_by_role("link", name="公式")).to_be_hidden()
    folded.locator("summary").click()
    folded.get_by_role("link", name="公式").click()
    expect(page.get_by_role("heading", name="公式")).to_be_in_viewport()


def test_a_footnote_is_read_and_left_again(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#noteref-1").click()
    note = page.locator("#note-1")
    expect(note).to_be_in_viewport()
    note.locator("[role=doc-backlink]").first.click()
    expect(page.locator("#noteref-1")).to_be_in_viewport()


def test_on_paper_nothing_stands_where_the_drawn_landscape_was(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".cover")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".cover")).to_be_hidden()


def test_a_formula_and_a_matrix_are_drawn(page: Page, address: str) -> None:
    page.goto(address)
    fraction = page.locator("mfrac").first.bounding_box()
    assert fraction
    assert fraction["height"] > 20
    expect(page.locator(".embed a")).to_have_count(2)


def test_a_reader_looks_for_a_word_and_finds_the_passage(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="搜索").click()
    page.get_by_role("searchbox").fill("脚注 链接")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("找到 1 篇")
    expect(page.locator(".found mark").first).to_have_text("脚注")
    page.locator(".found a").click()
    expect(page).to_have_url(address)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, address: str, scheme: str, viewport: dict[str, int]) -> None:
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    for path in (address, address.replace("/posts/all/", "/search/?q=脚注")):
        page.goto(path)
        if viewport == PHONE and path == address:
            page.locator("details.contents summary").click()
        found = look_with_axe(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    context.close()
