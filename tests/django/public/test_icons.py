"""The pictures that we keep, as a browser gets them."""

import pytest
from django.utils import timezone

from blog.models import FriendLink
from easytask.icons.display import icon_of, tint_of, with_icons
from easytask.models import FriendIcon

pytestmark = pytest.mark.django_db


@pytest.fixture
def icon(friend):
    """An icon that is kept."""
    row = friend("https://a.test/", name="Alice")
    return FriendIcon.objects.create(
        friend=row, link=row.link, digest="0" * 32, colour="#1478dc", small=b"s", large=b"l", renew_at=timezone.now()
    )


@pytest.mark.parametrize(("side", "picture"), [(64, b"s"), (160, b"l")])
def test_a_picture_is_kept_by_browsers_for_a_year(client, icon, side, picture):
    address = f"/friends/icons/{icon.digest}-{side}.webp"
    answer = client.get(address)
    assert (answer.content, answer["Content-Type"]) == (picture, "image/webp")
    assert "max-age=31536000" in answer["Cache-Control"]
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["0" * 32 + "-65", "1" * 32 + "-64", "-64", "x"])
def test_no_other_picture_is_there(client, icon, name):
    assert client.get(f"/friends/icons/{name}.webp").status_code == 404


def test_a_list_learns_of_its_icons_in_the_same_query(icon, friend, django_assert_num_queries):
    friend("https://b.test/", name="鲍勃")
    with django_assert_num_queries(1):
        views = [icon_of(row) for row in with_icons(FriendLink.objects.all())]
    assert views[0].small == f"/friends/icons/{icon.digest}-64.webp"
    assert (views[1].small, views[1].monogram) == ("", "鲍")
    assert all(view.tint.startswith("tint-") for view in views)


@pytest.mark.parametrize(
    ("colour", "tint"),
    [
        ("#000000", ""),
        ("#ffffff", ""),
        ("#808080", ""),
        ("#ff0000", "tint-2"),
        ("#00ff00", "tint-9"),
        ("#0000ff", "tint-18"),
        ("#ff0040", "tint-1"),
    ],
)
def test_a_colour_becomes_a_tint_of_its_hue(colour, tint):
    assert tint_of(colour) == tint
