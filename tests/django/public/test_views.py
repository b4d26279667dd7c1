"""The wall of friends: who is shown, who is away, and who is not named at all."""

import pytest

pytestmark = pytest.mark.django_db


def test_visitors_see_the_shown_and_apart_from_them_the_away(client, friend):
    friend("https://a.test/", name="Alice <b>")
    friend("https://b.test/", name="Bob", is_show=False, not_show_reason="网页请求返回404")
    friend("https://c.test/", name="Carol", is_active=False)
    page = client.get("/friends/").content.decode()
    assert 'href="https://a.test/"' in page
    assert "Alice &lt;b&gt;" in page
    assert page.index("Alice") < page.index("暂时联系不上") < page.index("Bob")
    assert "网页请求返回" not in page
    assert "Carol" not in page
