"""Pages beside the posts, the menu, and the addresses at which something was once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.utils import timezone

from blog import aliases
from blog.models import Alias, Page, Post, SiteSetting
from blog.site import identity, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def about() -> Page:
    return Page.objects.create(title="关于", slug="about", body="**我**", published_at=timezone.now())


def test_a_page_has_a_short_address_and_stands_in_no_list(client, about):
    html = client.get("/about/").content.decode()
    assert "<h1>关于</h1>" in html
    assert "<strong>我</strong>" in html
    assert client.get("/about")["Location"] == "/about/"
    for path in ("/", "/archive/", "/feed/"):
        assert "关于" not in client.get(path).content.decode()
    assert "<loc>http://testserver/about/</loc>" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("published_at", [None, timezone.now() + timedelta(days=1)])
def test_a_page_that_is_not_published_is_not_there(client, about, published_at):
    Page.objects.update(published_at=published_at)
    assert client.get("/about/").status_code == 404
    assert "/about/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("slug", ["archive", "friends", "feed", "admin", "healthz", "metrics", "en", "zh-hans"])
def test_a_page_never_takes_an_address_of_the_site(slug):
    with pytest.raises(ValidationError, match=f"/{slug}/"):
        Page(title="t", slug=slug, body="b").full_clean()


@pytest.mark.parametrize("slug", ["about", "关于", "links", "posts", "2020"])
def test_other_slugs_are_free(slug):
    Page(title="t", slug=slug, body="b").full_clean()


def menu_of(client, path="/") -> list[str]:
    html = client.get(path).content.decode()
    nav = html.partition('<nav aria-label="主要页面">')[2] or html.partition('<nav aria-label="Main pages">')[2]
    return [part.strip() for part in nav.partition("</nav>")[0].split("\n") if part.strip()]


def test_the_menu_is_as_the_owner_arranged_it(client, about):
    text = "/\n关于 /about/\n/archive/\nGitHub https://github.com/me\nhttps://a.test/x"
    SiteSetting.objects.create(name="SITE_MENU", value=text)
    assert menu_of(client, "/about/") == [
        '<a href="/">首页</a>',
        '<a href="/about/" aria-current="page">关于</a>',
        '<a href="/archive/">归档</a>',
        '<a href="https://github.com/me" rel="noopener" lang="en">GitHub</a>',
        '<a href="https://a.test/x" rel="noopener" lang="en">a.test</a>',
    ]
    english = menu_of(client, "/en/about/")
    assert english[:2] == [
        '<a href="/en/">Home</a>',
        '<a href="/en/about/" aria-current="page" lang="zh">关于</a>',
    ]


def test_a_page_is_in_the_menu_while_it_is_public(client, about, django_assert_num_queries):
    SiteSetting.objects.create(name="SITE_MENU", value="/\n关于 /about/\n又 /about\n再 /about/?x#y\n文 /posts/about/")
    everywhere = ["/", "/about/", "/about", "/about/?x#y", "/posts/about/"]

    def addresses() -> list[str]:
        # The settings with the pages that are not public; the posts.
        with django_assert_num_queries(3):
            return re.findall(r'<a href="([^"]*)"', "".join(menu_of(client)))

    assert addresses() == everywhere
    for hidden in (None, timezone.now() + timedelta(days=1)):
        Page.objects.update(published_at=hidden)
        assert addresses() == ["/", "/posts/about/"]
    Page.objects.update(published_at=timezone.now(), slug="关于")
    SiteSetting.objects.update(value="关于 /关于/\n又 /%E5%85%B3%E4%BA%8E/")
    assert len(addresses()) == 2
    Page.objects.update(published_at=None)
    assert addresses() == []


def test_a_page_that_is_deleted_leaves_the_menu(admin_client, about):
    SiteSetting.objects.create(name="SITE_MENU", value="/\n关于 /about/\n友： /friends/")
    Page.objects.create(title="另", slug="other", body="x").delete()
    assert SiteSetting.objects.get().value == "/\n关于 /about/\n友： /friends/"
    chosen = {"action": "delete_selected", "_selected_action": [about.pk], "post": "yes"}
    admin_client.post("/admin/blog/page/", chosen)
    assert not Page.objects.exists()
    assert SiteSetting.objects.get().value == "/\n友 /friends/"


def test_without_an_arrangement_the_menu_has_the_sites_own_pages(client):
    assert menu_of(client, "/archive/") == [
        '<a href="/">首页</a>',
        '<a href="/archive/" aria-current="page">归档</a>',
        '<a href="/friends/">友情链接</a>',
    ]


class TestAliases:
    @pytest.fixture
    def post(self) -> Post:
        return Post.objects.create(title="题", slug="new", body="x", published_at=timezone.now())

    @pytest.mark.parametrize("path", ["/posts/旧/", "/2020/01/旧.html", "/archives/12/"])
    def test_an_old_address_leads_on_in_the_language_of_the_reader(self, client, post, path):
        aliases.remember(post, path)
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, "/posts/new/")
        assert client.get(f"/en{path}")["Location"] == "/en/posts/new/"
        assert client.get(path.rstrip("/")).status_code == 301
        assert client.post(path).status_code == 404

    def test_a_slug_that_goes_back_leads_nowhere_else(self, client, post):
        for slug in ("a", "b", "a"):
            before, post.slug = post.slug, slug
            post.save()
            aliases.remember_slug(post, before)
        assert client.get("/posts/a/").status_code == 200
        for old in ("new", "b"):
            assert client.get(f"/posts/{old}/")["Location"] == "/posts/a/"
        assert Alias.objects.count() == 2

    def test_what_is_there_now_wins(self, client, post):
        Post.objects.create(title="另", slug="old", body="x", published_at=timezone.now())
        aliases.remember_slug(post, "old")
        assert client.get("/posts/old/").status_code == 200

    def test_it_leads_to_nothing_that_is_not_public(self, client, post):
        aliases.remember_slug(post, "old")
        Post.objects.update(published_at=None)
        assert client.get("/posts/old/").status_code == 404

    def test_a_page_has_them_as_well(self, client, about):
        aliases.remember_slug(about, "me")
        assert client.get("/me/")["Location"] == "/about/"

    def test_an_admin_who_renames_a_published_post_leaves_an_alias(self, admin_client, client, post):
        given = {
            "title": "题",
            "body": "x",
            "slug": "newer",
            "published_at_0": "2026-01-02",
            "published_at_1": "08:00:00",
        }
        admin_client.post(f"/admin/blog/post/{post.pk}/change/", given)
        assert client.get("/posts/new/")["Location"] == "/posts/newer/"

    def test_a_draft_that_is_renamed_leaves_none(self, admin_client):
        draft = Post.objects.create(title="题", slug="a", body="x")
        admin_client.post(f"/admin/blog/post/{draft.pk}/change/", {"title": "题", "body": "x", "slug": "b"})
        assert not Alias.objects.exists()


@pytest.mark.parametrize(
    ("changed", "is_revised"),
    [({}, False), ({"slug": "b"}, False), ({"title": "另"}, True), ({"body": "一\r\n三"}, True)],
)
def test_only_a_new_title_or_text_is_a_revision(admin_client, changed, is_revised):
    long_ago = timezone.now() - timedelta(days=400)
    post = Post.objects.create(title="题", slug="a", body="一\n二", published_at=long_ago)
    assert post.updated_at == long_ago
    given = {
        "title": "题",
        "body": "一\r\n二",
        "slug": "a",
        "published_at_0": "2025-01-02",
        "published_at_1": "08:00:00",
    }
    answer = admin_client.post(f"/admin/blog/post/{post.pk}/change/", given | changed)
    assert answer.status_code == 302
    post.refresh_from_db()
    assert (post.updated_at > long_ago) == is_revised


def test_a_text_is_kept_as_it_was_typed(admin_client):
    admin_client.post("/admin/blog/post/add/", {"title": "题", "body": "    code\r\n\r\nend  ", "slug": "a"})
    assert Post.objects.get().body == "    code\n\nend  "
    again = admin_client.post("/admin/blog/post/add/", {"title": "题", "body": "  \r\n ", "slug": "b"})
    assert "这个字段是必填项" in again.content.decode()


class TestMenuOfAPage:
    """The box on a page's form that puts it into the menu."""

    FORM = {"title": "关于", "slug": "about", "body": "x", "_publish": "1"}

    def menu(self) -> list[str]:
        return [link.address for link in values.read()[identity.MENU]]

    def test_a_page_is_put_in_follows_its_slug_and_is_taken_out(self, admin_client):
        admin_client.post("/admin/blog/page/add/", self.FORM | {"in_menu": "on"})
        assert self.menu() == ["/", "/archive/", "/friends/", "/about/"]
        SiteSetting.objects.update(value="/\n我 /about/\n/friends/")
        change = f"/admin/blog/page/{Page.objects.get().pk}/change/"
        assert 'name="in_menu" id="id_in_menu" checked' in re.sub(
            r' aria-describedby="[^"]*"', "", admin_client.get(change).content.decode()
        )
        admin_client.post(change, self.FORM | {"in_menu": "on", "slug": "me"})
        assert SiteSetting.objects.get().value == "/\n我 /me/\n/friends/"
        admin_client.post(change, self.FORM | {"slug": "me", "initial-in_menu": "True"})
        assert self.menu() == ["/", "/friends/"]

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("关" * 40, "关" * 40),
            ("关" * 41, "关" * 39 + "…"),
            ("👩‍🚀" * 60, "👩‍🚀" * 13 + "…"),
            ("x" * 200, "x" * 39 + "…"),
            ("من\u200f أنا", "من أنا"),
            ("\u202eabc", "abc"),
            ("一\u2028二\t三", "一 二 三"),
            ("关于：", "关于"),
            ("：", "about"),
            ("\u200f", "about"),
        ],
    )
    def test_no_title_harms_the_rest_of_the_menu(self, admin_client, title, name):
        SiteSetting.objects.create(name="SITE_MENU", value="我的 /\n/friends/")
        admin_client.post("/admin/blog/page/add/", self.FORM | {"title": title, "in_menu": "on"})
        assert not values.read().unreadable()
        assert [(link.name, link.address) for link in values.read()[identity.MENU]] == [
            ("我的", "/"),
            ("", "/friends/"),
            (name, "/about/"),
        ]

    def test_a_host_without_a_name_may_be_long(self, admin_client):
        SiteSetting.objects.create(name="SITE_MENU", value=f"https://{'a' * 50}.test/")
        admin_client.post("/admin/blog/page/add/", self.FORM | {"in_menu": "on"})
        assert self.menu() == [f"https://{'a' * 50}.test/", "/about/"]

    @pytest.mark.parametrize("stored", ["no address", "\n".join(f"x /{number}/" for number in range(13))])
    def test_what_cannot_be_read_is_left_for_the_owner_to_mend(self, admin_client, stored):
        SiteSetting.objects.create(name="SITE_MENU", value=stored)
        html = admin_client.post("/admin/blog/page/add/", self.FORM | {"in_menu": "on"}, follow=True).content.decode()
        assert '菜单没有改：它已经满了、读不懂，或者刚刚在别处改过。请查看 <a href="/admin/settings/site/">' in html
        assert SiteSetting.objects.get().value == stored
        assert Page.objects.exists()

    def test_another_tab_may_have_put_it_there_meanwhile(self, admin_client, about):
        change = f"/admin/blog/page/{about.pk}/change/"
        seen = admin_client.get(change).content.decode()
        assert 'name="initial-in_menu" value="False"' in seen
        admin_client.post(change, self.FORM | {"in_menu": "on", "initial-in_menu": "False"})
        admin_client.post(change, self.FORM | {"body": "y", "initial-in_menu": "False"})
        assert "/about/" in self.menu()
        SiteSetting.objects.update(value="/")
        admin_client.post(change, self.FORM | {"body": "z", "in_menu": "on", "initial-in_menu": "True"})
        assert self.menu() == ["/"]

    def test_a_full_menu_takes_no_more(self, admin_client):
        SiteSetting.objects.create(name="SITE_MENU", value="\n".join(f"x /{number}/" for number in range(12)))
        html = admin_client.post("/admin/blog/page/add/", self.FORM | {"in_menu": "on"}).content.decode()
        assert "菜单里最多 12 项" in html

    def test_who_may_not_arrange_it_leaves_it_alone(self, client):
        staff = User.objects.create_user("staff", is_staff=True)
        staff.user_permissions.set(Permission.objects.filter(codename__in=["add_page", "change_page"]))
        client.force_login(staff)
        SiteSetting.objects.create(name="SITE_MENU", value="x /about/")
        assert "in_menu" not in client.get("/admin/blog/page/add/").content.decode()
        assert client.post("/admin/blog/page/add/", self.FORM).status_code == 302
        assert self.menu() == ["/about/"]
