"""Every page of the admin, on a phone and a desktop, in both languages, light and dark: it fits, and axe is content."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import Browser, expect

from easytask.models import Application
from tests.browser.conftest import Served
from tests.plugins.browsers import look_with_axe
from tests.plugins.projects import Project
from tests.plugins.sites import BACKLINK, Site

pytestmark = pytest.mark.browser
# Of a field of one line, in pixels.
TALLEST = 60


@pytest.fixture
def pages(project: Project, site: Site) -> list[str]:
    """The addresses of a site with a few friends, behind the admin's own."""
    project.friend(site.page("/alive", BACKLINK), name="山间书房")
    gone = project.friend(site.page("/gone", status=410), name="gone")
    assert project.check().returncode == 0
    run = project.runs.get()
    user = User.objects.using(project.alias).get()
    task = PeriodicTask.objects.using(project.alias).first()
    assert task is not None
    now = timezone.now()
    waiting, _ = Application.objects.using(project.alias).get_or_create(
        token="waiting", defaults={"state": "waiting", "name": "半山", "created_at": now, "handed_in_at": now}
    )
    friends = "blog/friendlink"
    return [
        "",
        f"{friends}/",
        f"{friends}/{gone.pk}/change/",
        f"{friends}/{gone.pk}/delete/",
        f"{friends}/arrange/",
        f"{friends}/add/",
        f"{friends}/add/?by-hand=1",
        f"easytask/run/{run.pk}/change/",
        "easytask/run/",
        "easytask/application/",
        f"easytask/application/{waiting.pk}/change/",
        "easytask/friendfeed/add/",
        "blog/post/",
        "blog/post/add/",
        "notices/",
        f"auth/user/{user.pk}/change/",
        f"django_celery_beat/periodictask/{task.pk}/change/",
        "password_change/",
    ]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("zh-CN", "light", 1280), ("en-GB", "dark", 1280), ("zh-CN", "dark", 390), ("en-GB", "light", 390)],
)
def test_every_page_fits_and_axe_finds_nothing(
    pages: list[str], served: Served, chromium: Browser, language: str, scheme: Any, width: int
) -> None:
    context = chromium.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
        storage_state=served.owner,
    )
    with contextlib.closing(context):
        page = context.new_page()
        for place in pages:
            page.goto(f"{served.url}/admin/{place}")
            page.wait_for_load_state("networkidle")
            found = look_with_axe(page).response["violations"]
            assert not found, (place, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            for field in page.locator(".actions input[type=text]").all():
                assert field.evaluate("field => field.offsetHeight") < TALLEST, place


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_has_all_of_the_menu_behind_a_button(served: Served, chromium: Browser, scripts: bool) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts, storage_state=served.owner
    )
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(f"{served.url}/admin/settings/schedule/")
        log_out = page.get_by_role("button", name="退出登录")
        expect(log_out).to_be_hidden()
        page.get_by_role("button", name="菜单").click()
        expect(log_out).to_be_in_viewport()
        if scripts:
            assert not look_with_axe(page).response["violations"]
        page.keyboard.press("Escape")
        expect(log_out).to_be_hidden()
        page.get_by_role("button", name="菜单").click()
        page.get_by_role("link", name="图片").click()
        page.wait_for_url("**/blog/picture/")
