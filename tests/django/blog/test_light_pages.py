"""What a reader's page costs those on the way: no cookie, a language in the address, validators, compression."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import Post

pytestmark = pytest.mark.django_db
PAGES = ["/", "/posts/a/", "/archive/", "/friends/"]
FILES = ["/feed/", "/sitemap.xml", "/robots.txt"]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def post() -> None:
    Post.objects.create(title="a", slug="a", body="字" * 500, published_at=timezone.now())


@pytest.mark.parametrize("path", PAGES + FILES)
def test_a_reader_gets_no_cookie_and_any_cache_may_keep_the_page(client, path):
    answer = client.get(path)
    assert not answer.cookies
    assert "cookie" not in answer["Vary"].lower()
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"


@pytest.mark.parametrize("path", PAGES + FILES)
def test_what_has_not_changed_is_not_sent_again(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Post.objects.update(title="b")
    Post.objects.create(title="new", slug="new", body="x", published_at=timezone.now())
    if path not in ("/posts/a/", "/friends/", "/robots.txt"):
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/feed/"])
def test_a_page_is_compressed_and_its_validator_still_holds(client, path):
    plain = client.get(path).content
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == plain
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", PAGES)
def test_what_an_owner_sees_stays_with_the_owner(admin_client, path):
    assert admin_client.get(path)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/admin/", "/admin/settings/site/"])
def test_no_cache_keeps_the_admin(admin_client, path):
    assert "private" in admin_client.get(path)["Cache-Control"]


def test_an_error_is_kept_by_nobody_else(client):
    assert not client.get("/nothing/").has_header("Cache-Control")


class TestTheLanguageIsALink:
    def test_it_stays_on_the_way_and_needs_no_cookie(self, client):
        page = client.get("/en/").content.decode()
        assert '<html lang="en">' in page
        links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page))
        assert links >= {"/en/", "/en/archive/", "/en/friends/", "/en/posts/a/", "/zh-hans/"}
        assert all(link.startswith(("/en/", "/zh-hans/")) for link in links)
        assert '"/static/' in page

    def test_the_other_one_leads_to_the_same_page(self, client):
        page = client.get("/en/archive/?x=1").content.decode()
        assert 'href="/zh-hans/archive/?x=1" lang="zh-hans"' in page
        assert '<html lang="zh-hans">' in client.get("/zh-hans/archive/?x=1", headers=ENGLISH).content.decode()

    def test_search_engines_know_one_address(self, client):
        assert 'canonical" href="http://testserver/posts/a/"' in client.get("/en/posts/a/").content.decode()

    def test_the_address_says_it_all_so_nothing_varies(self, client):
        answer = client.get("/en/archive/")
        assert "accept-language" not in answer.get("Vary", "").lower()
        assert answer["Content-Language"] == "en"
        assert "Accept-Language" in client.get("/archive/")["Vary"]

    @pytest.mark.parametrize("path", FILES)
    def test_what_readers_subscribe_to_is_one_in_every_language(self, client, path):
        plain, english = client.get(path).content.decode(), client.get(f"/en{path}").content.decode()
        assert "/en/" not in english.replace(f"/en{path}", "")
        assert english.count("posts/a/") == plain.count("posts/a/")

    def test_the_next_reader_of_the_same_process_has_plain_addresses_again(self, client):
        client.get("/en/")
        assert 'href="/archive/"' in client.get("/").content.decode()

    def test_the_admin_speaks_the_language_of_its_address_too(self, admin_client):
        page = admin_client.get("/en/admin/settings/site/").content.decode()
        assert "Site" in page
        assert 'href="/en/admin/' in page

    @pytest.mark.parametrize(("path", "status"), [("/de/", 404), ("/en", 301), ("/en/en/", 404), ("/en/nothing/", 404)])
    def test_any_other_address_is_not_there(self, client, path, status):
        assert client.get(path).status_code == status

    def test_a_form_still_works_below_a_language(self, admin_user):
        client = Client(enforce_csrf_checks=True)
        client.force_login(admin_user)
        page = client.get("/en/admin/settings/site/").content.decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        answer = client.post("/en/admin/settings/site/", {"csrfmiddlewaretoken": token, "SITE_TITLE": "x"})
        assert answer["Location"] == "/en/admin/settings/site/"
