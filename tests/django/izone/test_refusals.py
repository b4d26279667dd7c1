"""What Django refuses by itself: a page of the site, in the reader's language, with a way back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from blog import aliases
from blog.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """One who sends no token, breaks nothing in this process, and is on the staff without any permission."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    return client


@pytest.mark.parametrize(("language", "way_back"), [("en", "Back to the home page"), ("zh-hans", "回到首页")])
@pytest.mark.parametrize(
    ("method", "path", "extra", "status", "words"),
    [
        ("get", "/admin/blog/post/", {}, 403, "not have permission"),
        ("post", "/admin/login/", {"data": {"username": "x"}}, 403, "expired"),
        ("get", "/", {"HTTP_HOST": "evil.example"}, 400, "did not understand"),
        ("get", "/archive/", {"HTTP_HOST": "a b"}, 400, "did not understand"),
        ("get", "/admin/blog/post/?q=%00", {}, 400, "did not understand"),
        ("get", "/admin/blog/friendlink/?state__verdict=a%00b", {}, 400, "did not understand"),
        ("get", "/admin/blog/post/a%00b/change/", {}, 400, "did not understand"),
    ],
)
def test_it_is_a_page_of_the_site(client, settings, language, way_back, method, path, extra, status, words) -> None:
    answer = getattr(client, method)(path, headers={"Accept-Language": language}, **extra)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<a href="/">{way_back}</a>' in page
    assert (words in page) is (language == "en")


def test_a_form_with_too_many_fields_is_told_that_nothing_was_saved(admin_client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    fields = {f"order-{number}": "1" for number in range(4)}
    answer = admin_client.post("/admin/blog/friendlink/arrange/", fields, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 413
    assert "什么也没有保存" in answer.content.decode()


def test_a_nul_in_a_cookie_is_refused(client: Client) -> None:
    assert client.get("/admin/", headers={"Cookie": 'sessionid="aaaaaaaaaa\\000"'}).status_code == 400


def test_a_page_that_breaks_is_one_of_the_site_also_when_the_database_is_away(client: Client, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", fail)
    answer = client.get("/", headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 500
    assert "出错了 · izone" in answer.content.decode()


@pytest.mark.parametrize("year", ["0", "1", "9999", "10000", "9" * 40])
def test_a_filter_by_a_year_at_the_end_of_the_calendar_breaks_nothing(admin_client: Client, year: str) -> None:
    assert admin_client.get(f"/admin/blog/post/?published_at__year={year}").status_code == 400


def test_a_moment_that_is_none_in_utc_is_refused_and_the_last_ones_are_shown(admin_client: Client) -> None:
    def save(slug: str, date: str, time: str) -> HttpResponse:
        fields = {"title": slug, "slug": slug, "body": "x", "published_at_0": date, "published_at_1": time}
        return admin_client.post("/admin/blog/post/add/", fields)

    refused = save("too-early", "0001-01-01", "00:00").content.decode()
    assert "请填写公元 1 年到 9999 年之间的时间。" in refused
    assert "too-early" in refused
    assert save("early", "0001-01-01", "12:00").status_code == save("late", "9999-12-31", "23:59").status_code == 302
    for page in ("/", "/archive/", "/feed/", "/sitemap.xml", "/admin/blog/post/"):
        assert admin_client.get(page).status_code == 200


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/nothing/", "/en/nothing/", "/posts/nothing/", "/nothing.txt"])
def test_a_missing_page_is_the_sites_own_with_debug_as_well(settings, debug, path) -> None:
    settings.DEBUG = debug
    answer = Client().get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert '<section class="hero lost">' in answer.content.decode()


def test_what_leads_on_from_a_missing_page_does_so_with_debug_as_well(settings) -> None:
    settings.DEBUG = True
    post = Post.objects.create(title="new", slug="new", body="b", published_at=timezone.now())
    aliases.remember_slug(post, "old")
    assert Client().get(aliases.path_of(Post, "old"))["Location"] == post.get_absolute_url()
    assert Client().get("/archive")["Location"] == "/archive/"
