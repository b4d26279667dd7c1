"""The origin of absolute addresses: SITE_URL alone once it is set, and no new rendering for a new Host."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from blog import markdown
from blog.models import Post, Tag

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Host": "testserver:1337"}
# Each page with what finds its own absolute addresses.
PAGES = {
    "/": r'(?:canonical" href|og:url" content)="([^"]+)',
    "/posts/a/": r'(?:canonical" href|og:url" content)="([^"]+)',
    "/feed/": r'(?:href="|<id>|src=&quot;|src=")(http[^"<&]+)',
    "/sitemap.xml": r"<loc>([^<]+)",
    "/robots.txt": r"Sitemap: (\S+)",
}


@pytest.fixture(autouse=True)
def post() -> Post:
    made = Post.objects.create(title="a", slug="a", body="![x](y.png)", published_at=timezone.now())
    made.tags.add(Tag.objects.create(name="t", slug="t"))
    return made


def addresses(client, path: str) -> list[str]:
    found: list[str] = re.findall(PAGES[path], client.get(path, headers=ELSEWHERE).content.decode())
    assert found
    return found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("site_url", "origin"),
    [
        ("https://blog.example.com/", "https://blog.example.com/"),
        ("http://blog.example.com:8443/blog/", "http://blog.example.com:8443/"),
        ("", "http://testserver:1337/"),
    ],
)
def test_absolute_addresses_start_with_the_site_url_once_it_is_set(client, settings, path, site_url, origin):
    settings.SITE_URL = site_url
    found = addresses(client, path)
    assert [address for address in found if not address.startswith(origin)] == []


@pytest.mark.parametrize("site_url", ["https://blog.example.com/", ""])
def test_a_new_host_costs_no_new_rendering(client, settings, site_url):
    settings.SITE_URL = site_url
    client.get("/feed/")
    rendered = markdown.for_feed.cache_info().misses
    for port in range(2000, 2010):
        assert client.get("/feed/", headers={"Host": f"testserver:{port}"}).status_code == 200
    assert markdown.for_feed.cache_info().misses == rendered
