"""Full-text search, on SQLite and PostgreSQL: what is found, in which order, and by which index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from blog.models import Page, Post
from blog.search import index, queries

pytestmark = pytest.mark.django_db


def publish(title: str, body: str = "正文。", *, days_ago: float = 1, **fields: Any) -> Post:
    published_at = timezone.now() - timedelta(days=days_ago)
    return Post.objects.create(
        **{"title": title, "slug": title.replace(" ", "-"), "body": body, "published_at": published_at, **fields}
    )


def found(typed: str) -> list[str]:
    ids = queries.find(queries.read(typed))
    posts = Post.objects.in_bulk(ids)
    return [posts[pk].title for pk in ids]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("友情链接", True),
        ("友链", True),
        ("链", True),
        ("python", True),
        ("PYTHON", True),
        ("yth", True),
        ("py", True),
        ("p", True),
        ("检查 python", True),
        ("末尾", True),
        ("尾", True),
        ("题目", True),
        ("题目 检查", True),
        ("100%", True),
        ("a_b", True),
        ("检查 没有", False),
        ("友接", False),
        ("题目今天", False),
        ("pythons", False),
        ("c#", False),
        ("_", True),
        ("%", True),
        ("", False),
    ],
)
def test_a_post_is_found_by_what_is_in_it(typed, is_found):
    publish("题目", "今天检查友情链接，友链用 Python 写，100% a_b，到此末尾")
    assert found(typed) == (["题目"] if is_found else [])


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        "'; DROP TABLE blog_post; --",
        'a" OR b',
        "AND",
        "NEAR(a b)",
        "*",
        "title:x",
        "^a",
        "-",
        "{a}",
        "\\",
        "😀",
    ]
    + ["\x00", "(" * 50, "%s %(x)s", "{{ 7 }}", "ß İ ſ", "e\u0301", "\u202e", "a" * 10_000, "%" * 100],
)
def test_no_query_is_an_error(client, typed):
    publish("题目", "正文")
    response = client.get("/search/", {"q": typed})
    assert response.status_code == 200
    assert "<article" not in response.content.decode()


def test_whole_words_in_signs_are_found_as_they_are():
    publish("甲", 'say "hello" AND it\'s C++ 😀')
    for typed in ('"hello"', "AND", "it's", "C++", "😀"):
        assert found(typed) == ["甲"], typed


def test_those_with_the_words_in_the_title_stand_first_then_the_newest():
    publish("旧", "友链", days_ago=9)
    publish("新", "友链", days_ago=1)
    publish("友链", "没有", days_ago=99)
    assert found("友链") == ["友链", "新", "旧"]


def test_only_what_is_published_is_found(client):
    publish("草稿", "友链", published_at=None)
    publish("明天", "友链", days_ago=-1)
    publish("今天", "友链")
    assert found("友链") == ["今天"]
    html = client.get("/search/", {"q": "友链"}).content.decode()
    assert "草稿" not in html
    assert "明天" not in html


def test_the_index_follows_whoever_writes():
    post = publish("甲", "检查友链")
    Post.objects.bulk_create([Post(title="乙", slug="b", body="友链", published_at=post.published_at)])
    assert sorted(found("友链")) == ["乙", "甲"]
    Post.objects.filter(pk=post.pk).update(body="离开之后")
    assert found("友链") == ["乙"]
    assert found("离开之") == ["甲"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE blog_post SET title = %s WHERE slug = %s", ["换了名字", "b"])
    assert found("换了名") == ["换了名字"]
    Post.objects.all().delete()
    assert found("友链") == found("离开之") == []


@pytest.mark.sqlite
@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps an index through every change of a table")
def test_an_index_whose_triggers_went_with_a_changed_table_is_made_whole():
    publish("甲", "检查友链")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {index.TABLE}_insert")
        cursor.execute(f"DROP TRIGGER {index.TABLE}_delete")
    publish("乙", "检查友链")
    assert found("检查友链") == ["甲"]
    index.look_after(using="default")
    index.look_after(using="default")
    assert sorted(found("检查友链")) == ["乙", "甲"]
    publish("丙", "检查友链")
    assert len(found("检查友链")) == 3


def test_without_an_index_posts_are_read():
    publish("甲", "检查友链")
    publish("检查", "正文")
    with connection.cursor() as cursor:
        for name in (index.TERMS, index.TABLE) if connection.vendor == "sqlite" else ():
            cursor.execute(f"DROP TABLE {name}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX {index.TABLE}")
    assert found("检查") == ["检查", "甲"]
    assert found("检查 友链") == ["甲"]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL's planner")
@pytest.mark.parametrize("typed", ["友", "友链", "检查友链", "python"])
def test_postgresql_uses_its_index_whatever_it_holds(typed):
    Post.objects.bulk_create(
        Post(title=f"题 {number}", slug=f"p{number}", body="友链 检查友链 python", published_at=timezone.now())
        for number in range(50)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post")
    assert f"Bitmap Index Scan on {index.TABLE}" in queries.matching(queries.read(typed)).explain()
    assert len(found(typed)) == 50


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_page_shows_where_the_words_stand_and_pages_through(client, django_assert_num_queries):
    for number in range(12):
        publish(f"友链 {number}", f"第 {number} 篇说的是 **友链** <script>。", days_ago=number)
    # The site's settings; whether there is an index; which posts, and the texts of those that are shown; and the pages.
    with django_assert_num_queries(5):
        html = client.get("/search/", {"q": "友链 <script>"}).content.decode()
    assert "找到 12 篇" in html
    assert "<mark>友链</mark> 0</a>" in html
    assert "第 0 篇说的是 <mark>友链</mark>" in html
    assert "<script>。" not in html
    assert 'value="友链 &lt;script&gt;"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "canonical" not in html
    assert 'href="?q=%E5%8F%8B%E9%93%BE+%3Cscript%3E&amp;page=2"' in html
    assert html.count("<article") == 10
    assert client.get("/search/", {"q": "友链", "page": "2"}).content.decode().count("<article") == 2
    assert client.get("/search/", {"q": "友链", "page": "3"}).status_code == 404


def test_pages_stand_before_the_first_posts(client):
    fields = {"body": "我在做友链。", "published_at": timezone.now()}
    Page.objects.create(title="关于", slug="about", **fields)
    Page.objects.create(title="草稿", slug="draft", **{**fields, "published_at": None})
    Page.objects.create(title="别的", slug="other", **{**fields, "body": "没有"})
    for number in range(11):
        publish(f"友链 {number}")
    html = client.get("/search/", {"q": "友链"}).content.decode()
    assert "找到 12 篇" in html
    assert html.count("<article") == 10
    assert html.count("<time") == 9
    about = html.index('<a href="/about/">关于</a>')
    assert about < html.index("我在做<mark>友链</mark>。") < html.index("<mark>友链</mark> 10")
    assert "/draft/" not in html
    assert "/other/" not in html
    assert "/about/" not in client.get("/search/", {"q": "友链", "page": "2"}).content.decode()
    assert queries.find_pages(queries.read("")) == []


def test_the_page_without_a_query_is_a_form(client):
    publish("甲")
    html = client.get("/search/").content.decode()
    assert '<input type="search" name="q" value=""' in html
    assert "找到" not in html
    assert "<article" not in html


def test_nothing_found_leads_on(client):
    html = client.get("/search/", {"q": "没有的词"}, headers={"Accept-Language": "en"}).content.decode()
    assert "Found 0 results" in html
    assert "Try another word" in html


@pytest.mark.parametrize("path", ["/", "/archive/", "/none/"])
def test_a_reader_finds_the_way_to_it(client, path):
    assert 'href="/search/"' in client.get(path).content.decode()
    assert ('action="/search/"' in client.get(path).content.decode()) == (path == "/archive/")
