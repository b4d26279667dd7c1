"""The site's settings: what is in force and why, how the owner changes them, and what is told when it goes wrong."""

from __future__ import annotations

import io
import re
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from PIL import Image

from blog.models import SitePicture, SiteSetting
from blog.site import identity, pictures, registry, saving, values
from blog.site.values import Source

pytestmark = pytest.mark.django_db
PAGE = "/admin/settings/site/"
TITLE, ZONE, URL = identity.TITLE, identity.TIME_ZONE, identity.URL


def store(name: str, value: str) -> None:
    SiteSetting.objects.update_or_create(name=name, defaults={"value": value})


def post(client, files=None, page=PAGE, **fields: str):
    """Send the form as the page has it, with these fields changed."""
    html = client.get(page).content.decode()
    sent = {match[1]: match[2] for match in re.findall(r'(<input[^>]*name="([^"]+)"[^>]*value="([^"]*)")', html)}
    sent = {name: value for name, value in sent.items() if "csrf" not in name and "-remove" not in name}
    return client.post(page, {**sent, **fields, **(files or {})}, follow=True)


def text(response) -> str:
    return response.content.decode()


def picture(size=(40, 30), kind="PNG", mode="RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A head that promises so many pixels, and next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


class TestWhatIsInForce:
    def test_nothing_chosen_is_the_default(self):
        found = values.read().in_force(TITLE)
        assert (found.value, found.source) == ("izone", Source.DEFAULT)

    def test_what_the_owner_chose(self):
        store("SITE_TITLE", "海边")
        found = values.read().in_force(TITLE)
        assert (found.value, found.source) == ("海边", Source.OWNER)

    def test_the_environment_wins(self, settings):
        store("SITE_TITLE", "海边")
        settings.SITE_TITLE, settings.SET_IN_ENVIRONMENT = "山里", frozenset({"SITE_TITLE"})
        found = values.read().in_force(TITLE)
        assert (found.value, found.source, found.stored) == ("山里", Source.ENVIRONMENT, "海边")

    @pytest.mark.parametrize(
        ("name", "text"),
        [("TIME_ZONE", "Mars/Olympus"), ("LANGUAGE_CODE", "tlh"), ("SITE_URL", "ftp://x"), ("SITE_POLICE", "12")],
    )
    def test_a_stored_text_that_makes_no_sense_leaves_the_default(self, client, name, text):
        store(name, text)
        setting = registry.declared(name)
        found = values.read().in_force(setting)
        assert (found.source, found.is_unreadable) == (Source.DEFAULT, True)
        assert values.read().unreadable() == [setting]
        assert client.get("/").status_code == 200

    def test_it_is_read_once_for_a_request_and_never_longer(self, django_assert_num_queries):
        with values.scope():
            with django_assert_num_queries(1):
                before = values.current()[TITLE], values.current()[ZONE]
            store("SITE_TITLE", "海边")
            assert values.current()[TITLE] == before[0] == "izone"
        with values.scope():
            assert values.current()[TITLE] == "海边"

    def test_a_page_without_the_database_has_a_title_as_well(self, monkeypatch):
        def fail() -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(values, "read", fail)
        assert values.current()[TITLE] == "izone"

    def test_every_setting_can_show_its_default(self):
        for setting in registry.all_declared():
            assert isinstance(setting.text_of(values.read()[setting]), str)


class TestParsers:
    @pytest.mark.parametrize(
        ("name", "text", "value"),
        [
            ("SITE_URL", "https://Blog.Example.com", "https://blog.example.com/"),
            ("SITE_ICP", "京ICP备12345678号-1", "京ICP备12345678号-1"),
            ("SITE_ICP", " 粤icp备 2021001234 号 ", "粤ICP备2021001234号"),
            ("TIME_ZONE", "Europe/Berlin", "Europe/Berlin"),
        ],
    )
    def test_taken(self, name, text, value):
        assert registry.declared(name).parse(text) == value

    def test_links_and_filings(self):
        found = identity.AUTHOR_LINKS.parse("GitHub https://github.com/me\n邮箱: me@a.test\nhttps://a.test/")
        assert [(link.name, link.address) for link in found] == [
            ("GitHub", "https://github.com/me"),
            ("邮箱", "mailto:me@a.test"),
            ("a.test/", "https://a.test/"),
        ]
        assert identity.POLICE.parse("京公网安备 11010102000001号").digits == "11010102000001"

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("SITE_TITLE", "x" * 61),
            ("SITE_TITLE", "a\u202eb"),
            ("SITE_TITLE", "a\nb"),
            ("SITE_URL", "blog.example.com"),
            ("SITE_URL", "javascript:alert(1)"),
            ("SITE_AUTHOR_LINKS", "me javascript:alert(1)"),
            ("SITE_AUTHOR_LINKS", "me data:text/html,x"),
            ("SITE_ICP", "12345678"),
            ("SITE_POLICE", "公安 1"),
            ("TIME_ZONE", "GMT+8"),
            ("LANGUAGE_CODE", "de"),
        ],
    )
    def test_refused(self, name, text):
        with pytest.raises(ValueError):  # noqa: PT011 - all that they promise
            registry.declared(name).parse(text)


class TestThePage:
    def test_the_name_shows_wherever_the_site_is_named(self, admin_client, client):
        assert "已保存 1 项" in text(post(admin_client, SITE_TITLE="海边 & 山"))
        for path in ("/", "/archive/", "/friends/", "/nothing/", "/admin/login/", "/feed/"):
            assert "海边 &amp; 山" in text(client.get(path)), path
            assert "izone</" not in text(client.get(path)), path

    def test_all_of_it_shows_in_the_footer(self, admin_client, client):
        post(
            admin_client,
            SITE_AUTHOR="小岛",
            SITE_AUTHOR_BIO="写字的人 <b>",
            SITE_AUTHOR_LINKS="GitHub https://github.com/me",
            SITE_FOOTER="保留所有权利",
            SITE_ICP="京ICP备12345678号-1",
            SITE_POLICE="京公网安备11010102000001号",
        )
        page = text(client.get("/"))
        for part in (
            "小岛",
            "写字的人 &lt;b&gt;",
            '<a href="https://github.com/me" rel="me noopener">GitHub</a>',
            "保留所有权利",
            '<a href="https://beian.miit.gov.cn/" rel="noopener">京ICP备12345678号-1</a>',
            '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010102000001" rel="noopener">',
        ):
            assert part in page

    def test_words_in_another_language_than_the_page_say_so(self, client):
        store("SITE_TAGLINE", "读书、写字，也记一点代码。")
        store("SITE_FOOTER", "保留所有权利")
        english = text(client.get("/en/"))
        assert '<div lang="zh"><p class="display">读书、写字' in re.sub(r">\s+<", "><", english)
        assert '<div class="footnote" lang="zh' in english
        assert '<div><p class="display">' in re.sub(r">\s+<", "><", text(client.get("/zh-hans/")))

    def test_an_emptied_field_is_the_default_again(self, admin_client):
        store("SITE_TITLE", "海边")
        post(admin_client, SITE_TITLE="")
        assert not SiteSetting.objects.exists()

    def test_a_wrong_value_is_refused_by_name_and_nothing_is_lost(self, admin_client):
        store("SITE_TITLE", "海边")
        page = text(post(admin_client, SITE_TITLE="山里", TIME_ZONE="Mars/Olympus", SITE_AUTHOR="小岛"))
        assert "没有这个时区" in page
        assert all(f'value="{typed}"' in page for typed in ("山里", "Mars/Olympus", "小岛"))
        assert dict(SiteSetting.objects.values_list("name", "value")) == {"SITE_TITLE": "海边"}

    def test_the_environment_s_value_is_shown_and_cannot_be_changed(self, admin_client, settings):
        store("SITE_TITLE", "海边")
        settings.SITE_TITLE, settings.SET_IN_ENVIRONMENT = "山里", frozenset({"SITE_TITLE"})
        page = text(admin_client.get(PAGE))
        assert "由环境变量 SITE_TITLE 设定" in page
        assert "海边" in page
        post(admin_client, SITE_TITLE="别的")
        assert SiteSetting.objects.get().value == "海边"

    def test_a_stored_text_that_makes_no_sense_is_told(self, admin_client):
        store("TIME_ZONE", "Mars/Olympus")
        page = text(admin_client.get(PAGE))
        assert "这里保存的值无法使用" in page
        assert 'value="Mars/Olympus"' in page

    def test_the_hours_are_those_of_the_site(self, admin_client):
        store("TIME_ZONE", "America/New_York")
        SiteSetting.objects.filter(name="TIME_ZONE").update(saved_at="2026-01-02T12:00:00Z")
        assert "2026-01-02 07:00" in text(admin_client.get(PAGE))

    def test_it_is_for_those_who_may_change_settings(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
        assert client.get(PAGE).status_code == 403
        assert PAGE not in text(client.get("/admin/"))
        client.logout()
        assert client.get(PAGE).status_code == 302

    def test_an_unknown_group_is_not_there(self, admin_client):
        assert admin_client.get("/admin/settings/nothing/").status_code == 404


class TestTwoOwners:
    def change(self, text: str, seen: str | None) -> saving.Change:
        return saving.Change(TITLE, text, saving.mark(TITLE, seen))

    def test_the_second_is_told_and_may_save_again(self, admin_client, admin_user):
        opened = saving.mark(TITLE, None)
        assert saving.save([self.change("一", None)], admin_user).changed == {"SITE_TITLE"}
        page = text(post(admin_client, SITE_TITLE="二", **{"SITE_TITLE-seen": opened}))
        assert "admin 把它改成了“一”" in page
        assert 'value="二"' in page
        assert SiteSetting.objects.get().value == "一"
        seen = re.search(r'name="SITE_TITLE-seen" value="([^"]+)"', page)[1]
        post(admin_client, SITE_TITLE="二", **{"SITE_TITLE-seen": seen})
        assert SiteSetting.objects.get().value == "二"

    def test_what_a_form_did_not_touch_stays_what_the_other_made_it(self, admin_user):
        store("SITE_TITLE", "旧")
        saving.save([self.change("新", "旧")], admin_user)
        outcome = saving.save([self.change("旧", "旧")], admin_user)
        assert outcome == saving.Outcome()
        assert SiteSetting.objects.get().value == "新"

    def test_both_wanted_the_same(self, admin_user):
        saving.save([self.change("一", None)], admin_user)
        assert saving.save([self.change("一", None)], admin_user) == saving.Outcome()

    def test_a_text_that_makes_no_sense_is_never_stored(self, admin_user):
        other = saving.Change(identity.AUTHOR, "我", "")
        with pytest.raises(ValueError, match="xxx"):
            saving.save([other, self.change("x" * 61, None)], admin_user)
        assert not SiteSetting.objects.exists()

    def test_with_a_conflict_nothing_of_the_form_is_saved(self, admin_user):
        store("SITE_TITLE", "别人的")
        other = saving.Change(identity.AUTHOR, "我", "")
        outcome = saving.save([self.change("我的", None), other], admin_user)
        assert [conflict.stored for conflict in outcome.conflicts] == ["别人的"]
        assert SiteSetting.objects.count() == 1


class TestPictures:
    def upload(self, client, content: bytes, name: str = "a.png"):
        return post(client, {"SITE_ICON-file": SimpleUploadedFile(name, content)}, SITE_TITLE="海边")

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
    def test_an_icon_is_kept_encoded_anew_and_shown(self, admin_client, client, kind):
        self.upload(admin_client, picture((900, 600), kind) + b"<script>")
        kept = SitePicture.objects.get()
        assert f'/pictures/{kept.name}"' in text(client.get("/"))
        answer = client.get(f"/pictures/{kept.name}")
        assert (answer["Content-Type"], answer["Cache-Control"]) == (
            "image/png",
            "public, max-age=31536000, immutable",
        )
        with Image.open(io.BytesIO(answer.content)) as shown:
            assert shown.size == (256, 171)
        assert b"script" not in answer.content
        assert client.get("/favicon.ico")["Location"] == f"/pictures/{kept.name}"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "SVG"),
            (b"\xef\xbb\xbf<svg onload=x>", "SVG"),
            (huge_png(8000), "8000 × 8000"),
            (huge_png(60000), "个像素|不是能打开的图片"),
            (huge_png(100), "不是能打开的图片"),
            (picture()[:60], "不是能打开的图片"),
            (b"GIF89a", "不是能打开的图片"),
            (b"", "不是能打开的图片|submitted file is empty"),
            (b"x" * (4 * 1024 * 1024 + 1), "超过了 4 MB"),
        ],
    )
    def test_what_is_no_fit_picture_is_refused_in_a_sentence(self, admin_client, content, words):
        page = text(self.upload(admin_client, content))
        assert re.search(words, page)
        assert 'value="海边"' in page
        assert not SitePicture.objects.exists()
        assert not SiteSetting.objects.exists()

    def test_a_picture_is_not_lost_when_something_else_is_wrong(self, admin_client):
        page = text(post(admin_client, {"SITE_ICON-file": SimpleUploadedFile("a.png", picture())}, TIME_ZONE="x"))
        name = SitePicture.objects.get().name
        assert f'name="SITE_ICON" value="{name}"' in page

    def test_it_can_be_removed(self, admin_client, client):
        self.upload(admin_client, picture())
        post(admin_client, **{"SITE_ICON-remove": "1"})
        assert "/pictures/" not in text(client.get("/"))
        SitePicture.objects.update(made_at="2020-01-01T00:00:00Z")
        pictures.forget_unused(set())
        assert not SitePicture.objects.exists()

    @pytest.mark.parametrize("name", ["/static/icon.png", "icon.png", "\0"])
    def test_what_is_no_name_of_a_picture_breaks_no_page(self, admin_client, client, name):
        assert post(admin_client, SITE_ICON=name).status_code == 200
        assert not SiteSetting.objects.exists()
        # As an edit by hand may leave it.
        SiteSetting.objects.create(name="SITE_ICON", value=name.replace("\0", "x"))
        assert "favicon.svg" in text(client.get("/"))
        assert "这里保存的值无法使用" in text(admin_client.get(PAGE))

    def test_an_unknown_picture_is_not_there(self, client):
        assert client.get("/pictures/x.png").status_code == 404


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own lock lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_the_same_moment_one_wins_and_the_others_are_told(django_user_model):
    user = django_user_model.objects.create_superuser("owner")
    barrier = threading.Barrier(4)

    def save(name: str) -> saving.Outcome:
        try:
            barrier.wait(60)
            return saving.save([saving.Change(TITLE, name, "")], user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(save, "甲乙丙丁"))
    stored = SiteSetting.objects.get().value
    assert sorted(bool(outcome.changed) for outcome in outcomes) == [False, False, False, True]
    assert {conflict.stored for outcome in outcomes for conflict in outcome.conflicts} == {stored}


@pytest.mark.parametrize("path", ["site/", "friends/", "schedule/", "mail/"])
def test_a_page_of_the_settings_costs_few_queries(admin_client, django_assert_max_num_queries, path):
    store("SITE_TITLE", "海边")
    with django_assert_max_num_queries(10):
        admin_client.get(f"/admin/settings/{path}")
