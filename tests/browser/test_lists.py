"""The owner brings friends along: a preview, an import and its undo in a real Chromium, phone and desktop."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from easytask.models import FriendImport
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.projects import Project
from tests.plugins.sites import Site

pytestmark = pytest.mark.browser
LISTS = "/admin/blog/friendlink/lists/"


@pytest.fixture
def link_yml(project: Project, site: Site, tmp_path: Path) -> Path:
    """A list with a new friend of each kind, one that is known, one that is changed, and three that are refused."""
    project.friend(site.page("/known"), name="早就认识的", description="有了")
    project.friend(site.page("/changed"), name="介绍还空着的")
    file = tmp_path / "link.yml"
    file.write_text(
        f"""- class_name: 老友
  class_desc: 那些人，那些事
  link_list:
    - {{name: 山间书房, link: "{site.page("/alice")}", descr: "读书，走路，偶尔写字。", avatar: "/img/a.png"}}
    - {{name: "{"很长的名字" * 12}", link: "{site.page("/long")}"}}
    - {{link: "{site.page("/nameless")}"}}
    - {{name: 介绍还空着的, link: "{site.page("/changed")}", descr: 海边的木匠}}
    - {{name: 又一次, link: "{site.page("/alice")}/"}}
    - {{name: 不是网址, link: "javascript:alert(1)"}}
    - {{name: 没有地址}}
- {{name: 早就认识的, link: "{site.page("/known")}"}}
"""
    )
    return file


@contextlib.contextmanager
def owner(served: Served, chromium: Browser, language: str, scheme: Any, width: int) -> Any:
    context = chromium.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
        storage_state=served.owner,
    )
    with contextlib.closing(context):
        yield context.new_page()


def is_well(page: Page, width: int, name: str) -> None:
    found = look_with_axe(page).response["violations"]
    assert not found, (name, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found])
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("zh-CN", "light", 1280), ("en-GB", "dark", 1280), ("zh-CN", "dark", 390), ("en-GB", "light", 390)],
)
def test_a_list_comes_in_with_a_preview_and_is_taken_back(
    served: Served, project: Project, chromium: Browser, link_yml: Path, language: str, scheme: Any, width: int
) -> None:
    with owner(served, chromium, language, scheme, width) as page:
        marks = f"{language[:2]}-{scheme}-{width}"
        page.goto(f"{served.url}/admin/blog/friendlink/")
        page.locator(f'a[href="{LISTS}"]').click()
        expect(page.locator("#list-file")).to_be_attached()
        is_well(page, width, f"lists-{marks}")
        page.set_input_files("#list-file", link_yml)
        page.click("#content form[enctype] button")
        expect(page.locator(".plan .figures dd")).to_have_text(["3", "1", "1", "3"])
        is_well(page, width, f"preview-{marks}")
        page.locator(".plan li", has_text="很长的名字").get_by_role("checkbox").uncheck()
        assert project.friends.count() == 2
        page.click(".confirm button")
        expect(page.locator(".plan .figures dd")).to_have_text(["2", "1", "1", "3", "1"])
        is_well(page, width, f"done-{marks}")
        assert project.friends.count() == 4
        page.click(".moved button")
        expect(page.locator(".messagelist")).to_be_visible()
        is_well(page, width, f"undone-{marks}")
        assert set(project.friends.values_list("name", flat=True)) == {"早就认识的", "介绍还空着的"}
        FriendImport.objects.using(project.alias).all().delete()
