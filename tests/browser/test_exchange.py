"""The owner moves a blog in and out: a real Chromium, with a preview before anything is written."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from blog import uploads
from blog.models import ImportedArticle, ImportPiece, Picture, Post
from blog.models import Page as BlogPage
from tests.browser.conftest import Served
from tests.plugins import other_blogs
from tests.plugins.browsers import look_with_axe
from tests.plugins.images import icon
from tests.plugins.other_blogs import packed
from tests.plugins.projects import Project

pytestmark = pytest.mark.browser
FILES: dict[str, Any] = {
    **{name: icon() if isinstance(content, bytes) else content for name, content in other_blogs.HEXO.items()},
    "blog/source/_posts/坏了.md": "---\ntitle: [\n---\n",
}


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "海边.zip"
    path.write_bytes(packed(FILES).getvalue())
    return path


def violations(page: Page) -> list[str]:
    return [found["id"] for found in look_with_axe(page).response["violations"]]


@pytest.mark.parametrize(
    ("locale", "width", "scheme"), [("zh-CN", 1280, "light"), ("en", 390, "dark")], ids=["desktop", "phone"]
)
def test_a_blog_moves_in_and_out(
    served: Served, project: Project, chromium: Browser, upload: Path, locale: str, width: int, scheme: Any
) -> None:
    is_chinese = locale == "zh-CN"
    options: Any = {"storage_state": served.owner, "locale": locale, "color_scheme": scheme}
    with contextlib.closing(chromium.new_context(**options, viewport={"width": width, "height": 900})) as context:
        page = context.new_page()
        page.goto(f"{served.url}/admin/blog/post/")
        page.get_by_role("link", name="导入" if is_chinese else "Import", exact=True).click()
        expect(page.get_by_label("文件" if is_chinese else "File")).to_be_visible()
        assert violations(page) == []
        page.get_by_label("文件" if is_chinese else "File").set_input_files(upload)
        page.get_by_role("button", name="上传并预览" if is_chinese else "Upload and preview").click()

        # What would happen, and what is left out, by name; nothing has.
        expect(page.locator(".exchange")).to_contain_text("blog/source/_posts/坏了.md")
        expect(page.locator(".exchange")).to_contain_text("{% mermaid %}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not Post.objects.using(project.alias).exists()
        page.get_by_role("button", name="导入 6 篇" if is_chinese else "Import 6").click()
        expect(page.locator(".messagelist")).to_contain_text("6")
        assert Post.objects.using(project.alias).count() == 5

        page.goto(f"{served.url}/2013/07/13/hello-world/")
        expect(page).to_have_url(f"{served.url}/posts/hello-world/")

        page.goto(f"{served.url}/admin/blog/post/")
        with page.expect_download() as started:
            page.get_by_role("link", name="全部导出" if is_chinese else "Export all").click()
        with zipfile.ZipFile(started.value.path()) as archive:
            assert "posts/hello-world.md" in archive.namelist()
    for model in (ImportedArticle, Picture, BlogPage):
        model._default_manager.using(project.alias).all().delete()


def test_a_file_of_many_megabytes_comes_in_pieces(
    served: Served, project: Project, chromium: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "---\ntitle: 大\ndate: 2020-01-01\n---\n字\n")
        archive.writestr("film.mp4", bytes(uploads.FILE_BYTES))
    with contextlib.closing(chromium.new_context(storage_state=served.owner, locale="zh-CN")) as context:
        page = context.new_page()
        page.goto(f"{served.url}/admin/blog/post/import/")
        page.get_by_label("文件").set_input_files(path)
        page.get_by_role("button", name="上传并预览").click()
        page.get_by_role("button", name="导入 1 篇").click()
        expect(page.locator(".messagelist")).to_have_text("写入了 1 篇新的，更新了 0 篇，图片 0 张。")
        expect(page).to_have_url(f"{served.url}/admin/blog/post/")
    assert not ImportPiece.objects.using(project.alias).exists()
    ImportedArticle.objects.using(project.alias).all().delete()


@pytest.mark.parametrize(
    ("status", "sentence", "tries"),
    [(403, "登录过期了", 1), (302, "登录过期了", 1), (404, "服务器没有接受", 1), (500, "服务器出错了", 3)],
)
def test_what_ends_an_upload_is_told_apart(
    served: Served, chromium: Browser, tmp_path: Path, status: int, sentence: str, tries: int
) -> None:
    path = tmp_path / "large.zip"
    path.write_bytes(bytes(uploads.FILE_BYTES + 1))
    with contextlib.closing(chromium.new_context(storage_state=served.owner, locale="zh-CN")) as context:
        page, asked = context.new_page(), []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(
                status=status, headers={"Location": "/admin/login/"} if status == 302 else {}, body="<p>x</p>"
            )

        page.goto(f"{served.url}/admin/blog/post/import/")
        page.route("**/piece/", answer)
        page.get_by_label("文件").set_input_files(path)
        page.get_by_role("button", name="上传并预览").click()
        expect(page.locator(".exchange-said")).to_contain_text(sentence)
        assert len(asked) == tries
        expect(page.get_by_role("button", name="上传并预览")).to_be_enabled()
