"""The typeface on a page: one sheet for its headings, at an address that only a page of ours can name."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from blog.models import Post

pytestmark = pytest.mark.django_db


def address(client, path):
    return re.search(r'href="([^"]*/typeface/[^"]+)"', client.get(path).content.decode())[1]


def test_a_page_brings_the_glyphs_of_its_headings_for_good(client):
    Post.objects.create(title="耐心", slug="a", body="## 网络\n\n正文", published_at=timezone.now())
    sheet = client.get(address(client, "/posts/a/"))
    assert sheet["Content-Type"].startswith("text/css")
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert 1_000 < len(sheet.content) < 20_000
    assert address(client, "/posts/a/") != address(client, "/")


def test_the_page_for_what_is_missing_has_it_too(client):
    assert client.get(address(client, "/nothing/")).status_code == 200


@pytest.mark.parametrize("change", [lambda path: path[:-6] + "AA.css", lambda path: path.replace("e/", "e/0", 1)])
def test_nobody_else_chooses_what_we_cut(client, change):
    assert client.get(change(address(client, "/"))).status_code == 404
