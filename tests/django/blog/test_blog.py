"""The visitors' pages and the owner's posts, without a browser: what is on them, for whom, and at what cost."""

import itertools
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from blog.feeds import SiteSitemap
from blog.models import FriendLink, Post, Tag

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ENGLISH = {"Accept-Language": "en"}


def publish(slug: str, *, days_ago: float = 1, **fields: Any) -> Post:
    published_at = timezone.now() - timedelta(days=days_ago)
    defaults = {"title": f"题 {slug}", "slug": slug, "body": "正文。", "published_at": published_at}
    return Post.objects.create(**{**defaults, **fields})


def text_of(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r"题 [\w-]+", re.sub(r"<title>.*?</title>", "", html))


@pytest.fixture
def hidden() -> list[Post]:
    """A draft and a post whose time has not come, under a tag of their own."""
    tag = Tag.objects.create(name="秘密", slug="秘密")
    posts = [publish("草稿", published_at=None), publish("明天", days_ago=-1)]
    for post in posts:
        post.tags.add(tag)
    return posts


# --- what visitors may see -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/archive/", "/feed/", "/sitemap.xml", "/tags/公开/", "/posts/有/"])
def test_what_is_not_published_is_on_no_page(client, hidden, path):
    tag = Tag.objects.create(name="公开", slug="公开")
    publish("有").tags.add(tag)
    for post in hidden:
        post.tags.add(tag)
    html = text_of(client, path)
    assert "有" in html or "%E6%9C%89" in html
    for word in ("题 草稿", "题 明天", "%E8%8D%89%E7%A8%BF", "%E6%98%8E%E5%A4%A9", "秘密", "%E7%A7%98%E5%AF%86"):
        assert word not in html


@pytest.mark.parametrize(
    "path",
    [
        "/posts/草稿/",
        "/posts/明天/",
        "/tags/秘密/",
        "/posts/none/",
        "/tags/none/",
        "/posts/%00/",
        "/posts/a%2Fb/",
        "/pictures/%00.png",
    ]
    + [f"/?page={page}" for page in ("0", "2", "-1", "x", "", "１", "9" * 5000, "0000000019999")],
)
def test_what_is_not_there_is_not_found(client, hidden, path):
    publish("有")
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
    assert "canonical" not in response.content.decode()


def test_a_post_appears_when_its_time_has_come(client, hidden):
    Post.objects.filter(slug="明天").update(published_at=timezone.now())
    assert "题 明天" in text_of(client, "/posts/明天/")
    assert titles(text_of(client, "/")) == ["题 明天"]


def test_a_post_stands_between_its_neighbours(client):
    same = timezone.now() - timedelta(days=3)
    for slug in ("a", "b", "c"):
        publish(slug, published_at=same)
    html = text_of(client, "/posts/b/")
    assert re.search(r'href="/posts/a/" rel="prev"', html)
    assert re.search(r'href="/posts/c/" rel="next"', html)
    assert 'rel="prev"' not in text_of(client, "/posts/a/")
    assert 'rel="next"' not in text_of(client, "/posts/c/")


def test_a_title_is_text_and_a_body_is_clean(client):
    publish("x", title='<b>"&', body="<script>alert(1)</script>\n\n**好**")
    for path in ("/", "/posts/x/", "/archive/"):
        html = text_of(client, path)
        assert "&lt;b&gt;&quot;&amp;" in html
        assert "<script>" not in html
    assert "<strong>好</strong>" in text_of(client, "/posts/x/")


def test_a_revision_is_told_only_when_it_is_one(client):
    publish("new", days_ago=0.5)
    publish("imported", days_ago=30)
    publish("old", days_ago=30, updated_at=timezone.now())
    assert "修改于" not in text_of(client, "/posts/new/")
    assert "修改于" not in text_of(client, "/posts/imported/")
    assert "修改于" in text_of(client, "/posts/old/")


def test_the_archive_goes_by_year_and_month_of_the_blog_s_own_clock(client):
    new_year = timezone.datetime(2025, 1, 1, tzinfo=timezone.get_default_timezone())
    publish("b", published_at=new_year)  # still 2024 in UTC
    publish("a", published_at=new_year - timedelta(hours=1))
    publish("c", published_at=new_year + timedelta(days=40))
    html = re.sub(r"<title>.*?</title>|\s+", " ", text_of(client, "/archive/", **ENGLISH))
    order = re.findall(r"<h2>(\d+)</h2>|<h3>(\w+)</h3>|题 (\w)", html)
    assert ["".join(found) for found in order] == ["2025", "February", "c", "January", "b", "2024", "December", "a"]


def test_tags_are_counted_by_what_visitors_can_read(client, hidden):
    tag = Tag.objects.create(name="树", slug="树")
    for slug in ("a", "b"):
        publish(slug).tags.add(tag)
    hidden[0].tags.add(tag)
    assert re.search(r"树 <small>2</small>", text_of(client, "/archive/"))
    assert "2 篇文章" in text_of(client, "/tags/树/")
    assert "2 posts" in text_of(client, "/tags/树/", **ENGLISH)


def test_every_post_is_on_exactly_one_page_of_the_list(client):
    for number in range(25):
        publish(f"p{number}", days_ago=1)
    seen = [title for page in (1, 2, 3) for title in titles(text_of(client, f"/?page={page}"))]
    assert sorted(seen) == sorted(f"题 p{number}" for number in range(25))
    assert '<a href="?page=2" aria-current="page">' in text_of(client, "/?page=2")
    assert re.search(r'rel="canonical" href="http://testserver/\?page=2"', text_of(client, "/?page=2"))


@pytest.mark.parametrize("path", ["/", "/archive/", "/feed/", "/sitemap.xml", "/friends/", "/robots.txt"])
def test_an_empty_blog_has_all_its_pages(client, path):
    text_of(client, path)


def test_pages_know_their_own_address_and_their_icon(client):
    publish("路")
    html = text_of(client, "/posts/路/")
    assert '<link rel="canonical" href="http://testserver/posts/%E8%B7%AF/">' in html
    assert '<link rel="alternate" type="application/atom+xml" title="izone" href="/feed/">' in html
    assert '<meta property="og:title" content="题 路">' in html
    assert client.get("/favicon.ico")["Location"] == "/static/blog/favicon.svg"
    assert "Sitemap: http://testserver/sitemap.xml" in text_of(client, "/robots.txt")


def test_no_page_carries_a_script_or_a_style_of_its_own(client):
    publish("a")
    for path in ("/", "/posts/a/", "/archive/", "/friends/"):
        assert not re.search(
            r"<script(?! src=./static/| type=.application/ld.json)|<style|\sstyle=|\son\w+=|javascript:",
            text_of(client, path),
        )


# --- languages -------------------------------------------------------------------------------------------------------
def test_it_is_chinese_by_default_and_the_visitor_s_choice_wins(client):
    assert '<html lang="zh-hans">' in text_of(client, "/archive/")
    assert '<html lang="zh-hans">' in text_of(client, "/archive/", **{"Accept-Language": "fr"})
    assert '<html lang="en">' in text_of(client, "/archive/", **ENGLISH)
    assert '<html lang="zh-hans">' in text_of(client, "/zh-hans/archive/", **ENGLISH)


def test_an_english_page_is_english(client):
    html = text_of(client, "/", **ENGLISH) + text_of(client, "/archive/", **ENGLISH)
    html += client.get("/none/", headers=ENGLISH).content.decode()
    assert set(re.findall("[\u4e00-\u9fff]+", html)) == {"简体中文"}


def test_the_page_for_our_own_failure_needs_nothing(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(Post.objects, "published", lambda: 1 / 0)
    response = client.get("/", headers=ENGLISH)
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_a_post_says_its_language_wherever_it_is_shown(client):
    publish("tw", title="臺灣的山", body="正文 題", language="zh-Hant")
    publish("fr", title="Un mot", body="Un mot.", language="fr", days_ago=2)
    publish("same", title="同", body="题", language="zh-Hans", days_ago=3)
    for path in ("/", "/archive/", "/posts/tw/", "/posts/fr/", "/search/?q=题", "/search/?q=mot"):
        html = text_of(client, path)
        assert ('lang="zh-Hant"' in html) == ("mot" not in path and "题" not in path), path
        assert ('lang="fr"' in html) == ("题" not in path), path
        assert 'lang="zh-Hans"' not in html
    assert 'lang="zh-Hans"' in text_of(client, "/posts/same/", **ENGLISH)
    assert re.search(r'<entry xml:lang="zh-Hant">\s*<title>臺灣', text_of(client, "/feed/"))
    assert "<entry><title>" in text_of(client, "/feed/").replace(' xml:lang="zh-Hans"', "")


def test_a_text_that_is_too_long_is_refused_in_the_form(admin_client):
    response = admin_client.post("/admin/blog/post/add/", {"title": "长", "body": "字" * 500_001, "slug": "l"})
    assert response.status_code == 200
    assert "500000" in response.content.decode()
    assert not Post.objects.exists()


# --- friends ---------------------------------------------------------------------------------------------------------
def test_away_friends_stand_apart_without_a_reason(client, friend):
    friend("https://a.test/x", name="甲", description="写字的", always_show=True)
    since = timezone.datetime(2026, 3, 4, 20, tzinfo=timezone.get_default_timezone())
    hidden = {"is_show": False, "not_show_reason": "网页请求返回404", "not_show_kind": "bad_status"}
    friend("https://b.test/", name="乙", is_show_since=since, **hidden)
    friend("https://c.test/", name="丙", is_active=False)
    html = text_of(client, "/friends/")
    here, away = html.split("暂时连不上")
    assert '<a href="https://a.test/x" rel="noopener">甲</a>' in here
    assert "a.test</small>" in here
    assert '<b>乙</b> <time datetime="2026-03-04T20:00:00+08:00">自 2026年3月4日起</time>' in away
    assert "since March 4, 2026" in text_of(client, "/friends/", **ENGLISH)
    for word in ("网页请求返回", "b.test", "丙"):
        assert word not in html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//a.test", "a.test", "http://", " "])
def test_what_no_browser_would_open_as_a_page_is_no_link(client, friend, link):
    friend(link, name="<i>名</i>", always_show=True)
    html = text_of(client, "/friends/")
    assert "<b>&lt;i&gt;名&lt;/i&gt;</b>" in html
    assert 'rel="noopener"' not in html


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.a.test/x?y", "a.test"),
        ("https://例子.test", "例子.test"),
        ("https://xn--fsqu00a.test", "例子.test"),
        ("http://A.test:8080", "a.test"),
        ("http://[::1]/", "[::1]"),
    ],
)
def test_a_friend_s_host_is_shown_as_people_read_it(link, host):
    assert FriendLink(link=link).host == host


@pytest.mark.parametrize(("name", "monogram"), [("lin", "L"), ("《山》", "山"), ("  é", "É"), ("♥", "♥"), ("", "")])
def test_the_monogram_is_the_first_letter(name, monogram):
    assert FriendLink(name=name).monogram == monogram


# --- what programs read ----------------------------------------------------------------------------------------------
def test_the_feed_carries_whole_posts_with_absolute_addresses(client):
    post = publish(
        "路",
        title="a < b & c",
        body="一\x01段 [x](/y/) ![](z.png) <b onclick=x>",
        days_ago=30,
        updated_at=timezone.now(),
    )
    post.tags.add(Tag.objects.create(name="标", slug="标"))
    publish("new", title="控\x0b制", days_ago=0.1)
    response = client.get("/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    newest, entry = feed.findall(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == "控制"
    assert entry.findtext(f"{ATOM}title") == "a < b & c"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/posts/%E8%B7%AF/"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert 'href="http://testserver/y/"' in content.text
    assert 'src="http://testserver/posts/%E8%B7%AF/z.png"' in content.text
    assert "onclick" not in content.text
    assert entry.findtext(f"{ATOM}published")[:10] != entry.findtext(f"{ATOM}updated")[:10]
    assert entry.find(f"{ATOM}category").get("term") == "标"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "izone"


def test_an_entry_keeps_its_id_when_the_post_is_renamed_and_the_site_moves(client, settings):
    post = Post.objects.create(title="甲", slug="a", body="x", published_at=timezone.now())
    other = Post.objects.create(title="乙", slug="b", body="x", published_at=timezone.now())

    def ids() -> set[str | None]:
        feed = ElementTree.fromstring(client.get("/feed/", headers={"host": host}).content)  # noqa: S314 - our own
        return {entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")}

    host = "localhost"
    before = ids()
    assert len(before) == 2
    Post.objects.filter(pk=post.pk).update(slug="renamed")
    host = "127.0.0.1"
    assert ids() == before
    # Older code that runs beside knows of no id.
    Post.objects.filter(pk=other.pk).update(feed_id=None)
    assert "http://127.0.0.1/posts/b/" in ids()
    # As an export that was changed by hand may bring it.
    Post.objects.filter(pk=other.pk).update(feed_id="urn:\x01x\uffff")
    assert "urn:x" in ids()


@pytest.mark.parametrize("path", ["/feed/", "/sitemap.xml"])
def test_who_has_it_already_gets_no_copy(client, path):
    publish("a")
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    publish("b")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_sitemap_names_every_page(client):
    publish("路").tags.add(Tag.objects.create(name="标", slug="标"))
    found = re.findall(r"<loc>http://testserver(.*?)</loc>", text_of(client, "/sitemap.xml"))
    assert found == ["/", "/archive/", "/friends/", "/posts/%E8%B7%AF/", "/tags/%E6%A0%87/"]


def test_a_sitemap_that_is_too_long_for_one_file_is_an_index_of_its_files(client, settings, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 2)
    for slug in "abc":
        publish(slug)
    settings.SITE_URL = "https://blog.example.com"
    index = text_of(client, "/en/sitemap.xml")
    files = re.findall(r"<loc>https://blog.example.com(.*?)</loc>", index)
    assert files[-3:] == ["/sitemap-posts.xml?p=1", "/sitemap-posts.xml?p=2", "/sitemap-tags.xml?p=1"]
    assert "<lastmod>" in index
    found = [re.findall(r"<loc>https://blog.example.com(.*?)</loc>", text_of(client, file)) for file in files]
    assert {"/", "/archive/", "/friends/", "/posts/a/", "/posts/b/", "/posts/c/"} == set(itertools.chain(*found))
    assert client.get("/sitemap-drafts.xml").status_code == client.get("/sitemap-posts.xml?p=3").status_code == 404


def test_a_file_of_the_sitemap_forgets_a_post_that_was_taken_back(client):
    publish("old")
    publish("new")
    read = client.get("/sitemap-posts.xml")
    assert client.get("/sitemap-posts.xml", headers={"If-None-Match": read["ETag"]}).status_code == 304
    Post.objects.filter(slug="old").delete()
    for validator in ({"If-Modified-Since": http_date()}, {"If-None-Match": read["ETag"]}):
        answer = client.get("/sitemap-posts.xml", headers=validator)
        assert re.findall(r"/posts/(.*?)/", answer.content.decode()) == ["new"]


# --- cost ------------------------------------------------------------------------------------------------------------
# Of each page: its queries, and the most that it may weigh in KB with 1,000 posts and 1,000 friends.
COST = {
    "/": (5, 27),
    "/?page=2": (5, 25),
    "/tags/t0/": (5, 25),
    "/posts/p5/": (5, 13),
    "/archive/": (3, 250),
    "/friends/": (2, 350),
    "/feed/": (3, 60),
    "/sitemap.xml": (9, 250),
}


@pytest.mark.parametrize("rows", [20, 1_000])
def test_a_page_costs_the_same_with_more_rows(client, django_assert_num_queries, rows):
    now = timezone.now()
    tags = Tag.objects.bulk_create(Tag(name=f"t{number}", slug=f"t{number}") for number in range(20))
    posts = Post.objects.bulk_create(
        Post(title=f"文章 {number}", slug=f"p{number}", body="正文。" * 200, published_at=now - timedelta(hours=number))
        for number in range(rows)
    )
    tagged = Post.tags.through
    tagged.objects.bulk_create(
        tagged(post=post, tag=tags[(number + more) % 20]) for number, post in enumerate(posts) for more in range(3)
    )
    FriendLink.objects.bulk_create(
        FriendLink(name=f"友 {number}", link=f"https://{number}.test/", description="一句话。", is_show=number % 10 > 0)
        for number in range(rows)
    )
    for path, (queries, kilobytes) in COST.items():
        with django_assert_num_queries(queries):
            response = client.get(path)
        assert response.status_code == 200
        assert len(response.content) < kilobytes * 1024, path


def test_a_list_does_not_read_whole_bodies(client, django_assert_num_queries):
    publish("long", body="长" * 500_000)
    with django_assert_num_queries(5) as queries:
        text_of(client, "/")
    assert not [query for query in queries if re.search(r'"body"(?!, 1)', query["sql"].replace("SUBSTR", ""))]


# --- the owner -------------------------------------------------------------------------------------------------------
def form(**fields: str) -> dict[str, Any]:
    return {"title": "新题", "slug": "新", "body": "**字**", "published_at_0": "", "published_at_1": "", **fields}


def test_a_post_is_written_in_the_admin(admin_client, client):
    Tag.objects.create(name="标", slug="标")
    answer = admin_client.post(
        "/admin/blog/post/add/", form(tags="标", published_at_0="2026-01-02", published_at_1="08:00:00")
    )
    assert answer.status_code == 302
    assert "<strong>字</strong>" in text_of(client, "/posts/新/")
    assert "新题" in text_of(client, "/tags/标/")


def test_the_list_says_which_posts_wait(admin_client, hidden):
    publish("有")
    html = text_of(admin_client, "/admin/blog/post/")
    for badge in ('status-draft">草稿', 'status-waiting">待发布', 'status-published">已发布'):
        assert html.count(badge) == 1
    assert list(dict.fromkeys(titles(html))) == ["题 草稿", "题 明天", "题 有"]
    for state, slug in {"draft": "草稿", "waiting": "明天", "published": "有"}.items():
        found = set(titles(text_of(admin_client, f"/admin/blog/post/?state={state}")))
        assert found == {f"题 {slug}"}


@pytest.mark.parametrize("path", ["/admin/blog/post/", "/admin/blog/tag/", "/admin/blog/post/?q=题"])
def test_the_lists_of_the_admin_cost_the_same_with_more_rows(admin_client, django_assert_max_num_queries, path, hidden):
    for number in range(40):
        publish(f"p{number}").tags.add(*Tag.objects.all())
    with django_assert_max_num_queries(10):
        text_of(admin_client, path)


def test_only_a_published_post_is_viewed_on_the_site(admin_client, hidden):
    draft, post = hidden[0], publish("有")
    assert f'href="/posts/{quote("有")}/"' in text_of(admin_client, f"/admin/blog/post/{post.pk}/change/")
    assert 'href="/posts/' not in text_of(admin_client, f"/admin/blog/post/{draft.pk}/change/")


def test_the_preview_shows_what_is_typed_and_saves_nothing(admin_client):
    Tag.objects.create(name="标", slug="标")
    post = publish("旧")
    before = Post.objects.values().get()
    for path in ("/admin/blog/post/preview/", f"/admin/blog/post/{post.pk}/preview/"):
        html = admin_client.post(path, form(tags="标", body="**字**<script>x</script>")).content.decode()
        assert "<h1>新题</h1>" in html
        assert "<strong>字</strong>" in html
        assert "还没有保存" in html
        assert 'href="/tags/%E6%A0%87/"' in html
        assert "<script>" not in html
        assert "canonical" not in html
    assert Post.objects.values().get() == before
    assert not post.tags.exists()


def test_the_preview_of_a_draft_can_be_seen_by_its_owner_alone(admin_client, client, hidden):
    path = f"/admin/blog/post/{hidden[0].pk}/preview/"
    assert "<h1>新题</h1>" in admin_client.post(path, form()).content.decode()
    assert client.post(path, form()).status_code == 302


def test_the_preview_says_what_is_wrong(admin_client):
    publish("新")
    html = admin_client.post("/admin/blog/post/preview/", form(title="")).content.decode()
    assert "还不能预览" in html
    assert re.search("<b>标题</b> 这个字段是必填项", html)
    assert re.search("<b>别名</b> .*已存在", html)


def test_the_preview_asks_for_the_permission(client):
    post = publish("旧")
    staff = User.objects.create_user("staff", is_staff=True)
    client.force_login(staff)
    new, old = "/admin/blog/post/preview/", f"/admin/blog/post/{post.pk}/preview/"
    assert client.post(new, form()).status_code == client.post(old, form()).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="change_post"))
    assert (client.post(new, form()).status_code, client.post(old, form()).status_code) == (403, 200)
    assert "formaction" not in text_of(client, "/admin/blog/post/")


def test_a_preview_that_is_only_opened_leads_back_to_the_list(admin_client):
    assert admin_client.get("/admin/blog/post/preview/")["Location"] == "/admin/blog/post/"
    assert admin_client.post("/admin/blog/post/999/preview/", form()).status_code == 404


def test_the_preview_is_guarded_against_other_sites(admin_user):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(admin_user)
    assert stranger.post("/admin/blog/post/preview/", form()).status_code == 403


@pytest.mark.parametrize("slug", ["a/b", "a b", "", "x" * 101, "a?b"])
def test_a_slug_that_is_no_address_is_refused(slug):
    with pytest.raises(ValidationError):
        Post(title="t", slug=slug, body="b").full_clean()


class TestOwner:
    """The ways between the site and the desk, which readers do not see."""

    @pytest.fixture
    def post(self) -> Post:
        return Post.objects.create(title="文章", slug="one", body="你好", published_at=timezone.now())

    def test_the_owner_finds_the_desk_and_the_editor(self, admin_client, post):
        page = admin_client.get(post.get_absolute_url()).content.decode()
        for address in ("/admin/", "/admin/blog/post/add/", f"/admin/blog/post/{post.pk}/change/"):
            assert f'href="{address}"' in page
        assert 'href="/admin/blog/friendlink/"' in admin_client.get("/friends/").content.decode()

    def test_a_reader_sees_none_of_it_and_is_asked_no_cookie_for_it(self, client, post):
        answer = client.get(post.get_absolute_url())
        assert "/admin/" not in answer.content.decode()
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "public" in answer.headers["Cache-Control"]

    def test_a_saved_post_leads_to_the_site_once_it_is_public(self, admin_client):
        given = {"title": "a", "slug": "a", "body": "b", "tags": []}
        page = admin_client.post("/admin/blog/post/add/", given, follow=True).content.decode()
        assert "去看看这篇文章" not in page
        given |= {"published_at_0": "2026-01-01", "published_at_1": "00:00"}
        change = f"/admin/blog/post/{Post.objects.get().pk}/change/"
        assert "去看看这篇文章" in admin_client.post(change, given, follow=True).content.decode()

    def test_a_text_in_another_language_than_the_page_says_so(self, client, post):
        for address in ("/", post.get_absolute_url(), "/archive/"):
            assert 'lang="zh"' in client.get(f"/en{address}").content.decode()
            assert 'lang="zh"' not in client.get(f"/zh-hans{address}").content.decode()
