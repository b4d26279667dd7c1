"""What readers and other sites see of a post before they read it: its place, its cover, its card, its data."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from blog import cards
from blog.models import Picture, Post, SiteSetting

pytestmark = pytest.mark.django_db


def publish(slug, *, days_ago=1, **values):
    return Post.objects.create(
        **{"title": f"题 {slug}", "slug": slug, "body": "正文。", **values},
        published_at=timezone.now() - timedelta(days=days_ago),
    )


def page_of(client, path):
    return client.get(path).content.decode()


def titles(client, path):
    return re.findall(r"<h2><a[^>]*>题 (\w+)<", page_of(client, path))


class TestPinned:
    def test_it_stands_first_on_the_first_page_and_once_in_all(self, client):
        for number in range(12):
            publish(f"p{number}", days_ago=number + 1, is_pinned=number == 11)
        assert titles(client, "/") == ["p11", *(f"p{number}" for number in range(10))]
        assert titles(client, "/?page=2") == ["p10"]
        assert page_of(client, "/").count("置顶") == 1

    def test_more_than_have_room_are_in_their_place_by_date(self, client):
        for number in range(7):
            publish(f"p{number}", days_ago=number + 1, is_pinned=True)
        assert titles(client, "/") == [f"p{number}" for number in range(7)]

    def test_alone_they_are_the_home_page(self, client):
        publish("a", is_pinned=True)
        publish("b", is_pinned=True, days_ago=-1)
        assert titles(client, "/") == ["a"]


class TestCover:
    def test_a_post_shows_its_picture_or_else_its_landscape(self, client):
        name = f"{'0' * 24}-1600x900.webp"
        publish("a", cover=Picture.objects.create(name=name, width=1600, height=900))
        publish("b")
        for path in ("/", "/posts/a/"):
            assert f'src="/pictures/{name}" srcset=' in page_of(client, path)
        assert 'width="1600" height="900"' in page_of(client, "/posts/a/")
        assert '<svg class="scene' in page_of(client, "/posts/b/")

    def test_a_picture_that_is_deleted_leaves_the_post(self, client):
        post = publish("a", cover=Picture.objects.create(name=f"{'0' * 24}-2x2.webp", width=2, height=2))
        Picture.objects.all().delete()
        post.refresh_from_db()
        assert post.cover is None
        assert client.get("/posts/a/").status_code == 200


class TestCard:
    @pytest.mark.parametrize("title", ["耐心", "W" * 200, "字" * 200, "🙂", "A title of some words " * 9])
    def test_it_is_a_picture_of_the_size_that_others_ask_for(self, client, title):
        publish("a", title=title)
        answer = client.get("/cards/a.png")
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
        assert len(answer.content) < 100_000

    def test_whoever_has_it_is_not_sent_it_again_until_it_changes(self, client):
        publish("a")
        first = client.get("/cards/a.png")
        assert first["Cache-Control"] == "public, max-age=86400"
        again = client.get("/cards/a.png", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        SiteSetting.objects.create(name="SITE_COLOUR", value="#425066")
        assert client.get("/cards/a.png", headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_they_are_drawn_one_at_a_time(self, client, monkeypatch):
        publish("a")
        monkeypatch.setattr(cards, "WAIT_SECONDS", 0.01)
        with cards._turn:
            answer = client.get("/cards/a.png")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert client.get("/cards/a.png").status_code == 200

    def test_a_draft_has_none(self, client):
        publish("a", days_ago=-1)
        assert client.get("/cards/a.png").status_code == 404

    def test_the_site_has_one(self, client):
        assert client.get("/card.png")["Content-Type"] == "image/png"
        assert 'og:image" content="http://testserver/card.png"' in page_of(client, "/archive/")


class TestData:
    def test_other_sites_hear_what_a_post_is(self, client):
        publish("路", title='</script><b>"')
        page = page_of(client, "/posts/路/")
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
        assert data["headline"] == '</script><b>"'
        assert data["image"] == "http://testserver/cards/路.png"
        assert 'og:image" content="http://testserver/cards/%E8%B7%AF.png"' in page
        assert 'twitter:card" content="summary_large_image"' in page
        assert 'article:published_time" content="20' in page

    def test_a_preview_tells_nobody(self, admin_client):
        post = publish("a")
        form = {"title": "x", "slug": "a", "body": "y"}
        page = admin_client.post(f"/admin/blog/post/{post.pk}/preview/", form).content.decode()
        assert "og:image" not in page
        assert "ld+json" not in page


class TestColour:
    def test_the_owner_s_is_a_style_sheet_that_nobody_asks_for_twice(self, client):
        assert "/colours/" not in page_of(client, "/")
        SiteSetting.objects.create(name="SITE_COLOUR", value="#ffcc00")
        address = re.search(r'href="(/colours/[^"]+)"', page_of(client, "/"))[1]
        sheet = client.get(address)
        assert sheet["Content-Type"].startswith("text/css")
        assert "immutable" in sheet["Cache-Control"]
        assert "--sun:#ffcc00" in sheet.content.decode()


def test_a_page_that_is_not_there_shows_ways_on(client):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    for way in ("/", "/archive/", "/friends/"):
        assert f'<a href="{way}">' in answer.content.decode()


def test_an_empty_blog_invites(client, admin_client):
    assert '<a href="/friends/">' in page_of(client, "/")
    assert 'href="/admin/blog/post/add/">写下第一篇' in page_of(admin_client, "/")
