"""What becomes of an imported friend at its first check, on a real server."""

from __future__ import annotations

import pytest

from blog.models import FriendLink
from easytask.checker import LinkChecker
from easytask.exchange import filling, importing
from tests.plugins.sites import BACKLINK

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_check_shows_an_imported_friend_and_finds_its_name(site, loopback, client) -> None:
    alive = site.page(
        "/alive", f"<html><head><title>山间书房 - 读书与走路</title></head><body>{BACKLINK}</body></html>"
    )
    gone = site.page("/gone", status=404)
    importing.confirm(importing.keep(f"{alive}\n没了 {gone}".encode(), file_name="").pk)
    assert set(FriendLink.objects.values_list("is_show", flat=True)) == {False}
    assert "127.0.0.1" not in client.get("/friends/").content.decode()
    LinkChecker().run()
    filling.fill_names()
    assert dict(FriendLink.objects.values_list("name", "is_show")) == {"山间书房": True, "没了": False}
    assert [friend["name"] for friend in client.get("/friends.json").json()["friends"]] == ["山间书房"]
