"""The owner writes: buttons that publish, slugs, two tabs, pictures; without a browser."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.messages.storage.session import SessionStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from blog import markdown, slugs, uploads
from blog.admin import covers
from blog.models import Page, Picture, Post, Tag
from blog.pictures import store
from tests.plugins.images import HOSTILE, encode

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/post/add/"
NEXT_YEAR = timezone.localtime().year + 1
LATER = {"published_at_0": f"{NEXT_YEAR}-05-01", "published_at_1": "08:00:00"}


def typed(**fields: Any) -> dict[str, Any]:
    return {"title": "新题", "slug": "a", "body": "字", "published_at_0": "", "published_at_1": "", **fields}


def change(post: Post | Page) -> str:
    return f"/admin/blog/{post._meta.model_name}/{post.pk}/change/"


def send(client, address: str, **fields: Any) -> str:
    answer = client.post(address, typed(**fields), follow=True)
    return answer.content.decode()


class TestButtons:
    @pytest.fixture
    def posts(self) -> dict[str, Post]:
        now = timezone.now().replace(microsecond=0)
        dates = {"draft": None, "waiting": now + timedelta(days=9), "published": now - timedelta(days=9)}
        return {
            slug: Post.objects.create(title=slug, slug=slug, body="x", published_at=at) for slug, at in dates.items()
        }

    def test_one_click_publishes_a_new_post_and_leads_to_it(self, admin_client, client):
        html = send(admin_client, ADD, _publish="1")
        assert "已发布。" in html
        assert '<a href="/posts/a/">去看看这篇文章</a>' in html
        assert client.get("/posts/a/").status_code == 200

    def test_a_draft_is_saved_as_one_whatever_date_is_filled_in(self, admin_client):
        assert "草稿已保存" in send(admin_client, ADD, _draft="1", **LATER)
        assert Post.objects.get().state == Post.State.DRAFT

    def test_a_date_makes_publishing_wait(self, admin_client):
        assert f"{NEXT_YEAR}年5月1日" in send(admin_client, ADD, _publish="1", **LATER)
        assert Post.objects.get().state == Post.State.WAITING

    @pytest.mark.parametrize(
        ("before", "button", "after"),
        [
            ("draft", "_publish", "published"),
            ("draft", "_draft", "draft"),
            ("waiting", "_publish_now", "published"),
            ("waiting", "_publish", "waiting"),
            ("waiting", "_draft", "draft"),
            ("published", "_publish", "published"),
            ("published", "_draft", "draft"),
        ],
    )
    def test_each_button_does_what_it_says(self, admin_client, posts, before, button, after):
        post = posts[before]
        html = admin_client.get(change(post)).content.decode()
        assert f'name="{button}"' in html
        send(admin_client, change(post), slug=post.slug, **{button: "1"})
        again = Post.objects.get(pk=post.pk)
        assert again.state == after
        if before == after:
            assert again.published_at == post.published_at

    def test_what_was_refused_keeps_its_buttons_and_its_text(self, admin_client, posts):
        html = send(admin_client, change(posts["draft"]), title="", body="我写的", _publish="1")
        assert "这个字段是必填项" in html
        assert "我写的" in html
        assert 'name="_draft" value="保存草稿"' in html

    def test_a_page_is_published_in_the_same_way(self, admin_client, client):
        html = send(admin_client, "/admin/blog/page/add/", slug="about", _publish="1")
        assert '<a href="/about/">去看看这个页面</a>' in html
        assert client.get("/about/").status_code == 200


class TestSlugs:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("把友链交给机器看守", "ba-you-lian-jiao-gei-ji-qi-kan-shou"),
            ("重庆的音乐", "chong-qing-de-yin-yue"),
            ("Django 5.2 新特性！", "django-52-xin-te-xing"),
            ("Hello, World", "hello-world"),
            ("……", ""),
            ("a" * 90, "a" * 60),
            ("word " * 20, "-".join(["word"] * 12)),
        ],
    )
    def test_a_title_makes_one(self, title, slug):
        assert slugs.of_title(title) == slug

    def test_no_two_are_the_same(self):
        for expected in ("hello", "hello-2", "hello-3"):
            slug = slugs.free(Post.objects.all(), "Hello")
            assert slug == expected
            Post.objects.create(title="Hello", slug=slug, body="x")
        assert slugs.free(Post.objects.all(), "……") == "post"

    def test_an_empty_one_is_made_and_follows_the_title_until_it_is_published(self, admin_client):
        send(admin_client, ADD, title="海", slug="", _draft="1")
        post = Post.objects.get()
        assert post.slug == "hai"
        send(admin_client, change(post), title="Mountain", slug="hai", _publish="1")
        assert Post.objects.get().slug == "mountain"
        send(admin_client, change(post), title="Valley", slug="mountain", _publish="1")
        assert Post.objects.get().slug == "mountain"

    def test_one_that_was_typed_stays(self, admin_client):
        send(admin_client, ADD, title="海", slug="sea", _draft="1")
        send(admin_client, change(Post.objects.get()), title="山", slug="sea", _draft="1")
        assert Post.objects.get().slug == "sea"

    def test_a_page_cannot_have_one_of_the_site_itself(self, admin_client):
        assert "网站自己要用 /archive/ 这个地址" in send(
            admin_client, "/admin/blog/page/add/", slug="archive", _draft="1"
        )


class TestTwoTabs:
    @pytest.fixture
    def post(self) -> Post:
        return Post.objects.create(title="题", slug="a", body="第一版", published_at=timezone.now())

    def seen(self, html: str) -> str:
        return html.partition('name="seen" value="')[2].partition('"')[0]

    def test_the_second_to_save_is_told_and_shown_both(self, admin_client, post):
        seen = self.seen(admin_client.get(change(post)).content.decode())
        assert seen
        send(admin_client, change(post), body="另一个标签页写的", seen=seen, _publish="1")
        html = send(admin_client, change(post), body="我写的", seen=seen, _publish="1")
        assert "还没有保存：" in html
        assert "另一个标签页写的</textarea>" in html
        assert "我写的</textarea>" in html
        assert Post.objects.get().body == "另一个标签页写的"
        # Now it has been seen.
        send(admin_client, change(post), body="我写的", seen=self.seen(html), _publish="1")
        assert Post.objects.get().body == "我写的"

    @pytest.mark.parametrize(
        ("elsewhere", "here", "named"),
        [
            ({"tags": True}, {}, "标签"),
            ({"_draft": "1"}, {}, "发布时间"),
            ({"_publish": "1", "title": "另"}, {"_draft": "1"}, "标题 · 发布时间"),
        ],
    )
    def test_what_differs_is_named(self, admin_client, post, elsewhere, here, named):
        seen = self.seen(admin_client.get(change(post)).content.decode())
        if elsewhere.get("tags"):
            elsewhere = {"tags": "标"}
        form = {
            "title": "题",
            "body": "第一版",
            "published_at_0": "2026-01-02",
            "published_at_1": "08:00:00",
            "seen": seen,
        }
        send(admin_client, change(post), **{**form, "_publish": "1", **elsewhere})
        before = Post.objects.values().get()
        html = send(admin_client, change(post), **{**form, "_publish": "1", **here})
        assert f"和您写的不一样：{named}</p>" in html
        assert Post.objects.values().get() == before

    def test_the_same_text_is_no_conflict(self, admin_client, post):
        seen = self.seen(admin_client.get(change(post)).content.decode())
        for _ in range(2):
            html = send(admin_client, change(post), body="一样", seen=seen, _publish="1")
        assert "还没有保存：" not in html

    def test_a_preview_is_no_save(self, admin_client, post):
        html = admin_client.post(f"/admin/blog/post/{post.pk}/preview/", typed(seen="old")).content.decode()
        assert "<h1>新题</h1>" in html


class TestChosen:
    """Several at once, such as the undated posts of an import."""

    def act(self, client, action: str, *chosen: Post) -> str:
        form = {"action": action, "_selected_action": [post.pk for post in chosen]}
        return client.post("/admin/blog/post/", form, follow=True).content.decode()

    def test_they_are_published_and_taken_back(self, admin_client):
        now = timezone.now()
        old, waiting, draft = (
            Post.objects.create(title=slug, slug=slug, body="x", published_at=at)
            for slug, at in (("old", now - timedelta(days=9)), ("waiting", now + timedelta(days=9)), ("draft", None))
        )
        assert "发布了 2 篇。" in self.act(admin_client, "publish_chosen", old, waiting, draft)
        assert {post.state for post in Post.objects.all()} == {Post.State.PUBLISHED}
        assert Post.objects.get(slug="old").published_at == old.published_at
        assert "没有改动" in self.act(admin_client, "publish_chosen", old, waiting, draft)
        assert "2 篇转为草稿" in self.act(admin_client, "draft_chosen", waiting, draft)
        assert dict(Post.objects.values_list("slug", "published_at")) == {
            "old": old.published_at,
            "waiting": None,
            "draft": None,
        }
        assert Post.objects.get(slug="draft").updated_at == draft.updated_at

    def test_what_another_tab_scheduled_meanwhile_keeps_its_time(self, admin_user, rf):
        for slug in ("draft", "scheduled"):
            Post.objects.create(title=slug, slug=slug, body="x")
        request = rf.post("/admin/blog/post/")
        request.user, request.session = admin_user, {}
        request._messages = SessionStorage(request)
        chosen = Post.objects.all()
        assert len(chosen) == 2
        later = timezone.now() + timedelta(days=9)
        Post.objects.filter(slug="scheduled").update(published_at=later)
        site.get_model_admin(Post).publish_chosen(request, chosen)
        assert Post.objects.get(slug="scheduled").published_at == later
        assert [str(message) for message in request._messages] == ["发布了 1 篇。"]
        assert [entry.object_repr for entry in LogEntry.objects.all()] == ["draft"]

    def test_the_history_of_many_is_written_at_once_and_in_its_readers_language(self, admin_client):
        posts = [Post.objects.create(title="x", slug=f"x{number}", body="x") for number in range(40)]
        with CaptureQueriesContext(connection) as queries:
            self.act(admin_client, "publish_chosen", *posts)
        assert sum('INTO "django_admin_log"' in query["sql"] for query in queries) == 1
        address = f"/admin/blog/post/{posts[0].pk}/history/"
        assert "发布时间" in admin_client.get(address).content.decode()
        english = admin_client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "发布时间" not in english

    def test_who_may_only_look_changes_nothing(self, client):
        user = User.objects.create_user("reader", password="x", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_post"))
        client.force_login(user)
        post = Post.objects.create(title="a", slug="a", body="x")
        self.act(client, "publish_chosen", post)
        assert Post.objects.get().published_at is None


class TestCover:
    def picture(self, number: int) -> Picture:
        return Picture.objects.create(name=f"{number:024x}-900x600.webp", width=900, height=600)

    def test_it_is_chosen_by_sight_among_the_newest(self, admin_client):
        old, *newer = (self.picture(number) for number in range(covers.NEWEST + 2))
        html = admin_client.get(ADD).content.decode()
        assert html.count('type="radio" name="cover"') == covers.NEWEST + 1
        assert f'src="/pictures/{"0" * 23}1-640.webp"' not in html
        assert f'value="{newer[-1].name}"' in html
        # Any that there is may be chosen, such as one of the text that is older.
        send(admin_client, ADD, cover=old.name, _publish="1")
        post = Post.objects.get()
        assert post.cover == old
        page = admin_client.get(change(post)).content.decode()
        assert f'value="{old.name}" checked' in page
        send(admin_client, change(post), cover="", _publish="1")
        assert Post.objects.get().cover is None

    def test_what_is_no_picture_is_refused(self, admin_client):
        send(admin_client, ADD, cover="x.webp", _publish="1")
        assert not Post.objects.exists()


class TestTags:
    def test_tags_are_typed_and_new_ones_are_made(self, admin_client):
        known = Tag.objects.create(name="Python", slug="py")
        send(admin_client, ADD, tags="python, 海边，#旅行、海边", _publish="1")
        post = Post.objects.get()
        assert set(post.tags.values_list("name", "slug")) == {("Python", "py"), ("海边", "海边"), ("旅行", "旅行")}
        html = admin_client.get(change(post)).content.decode()
        assert escape('value="Python, 旅行, 海边"') in escape(html)
        send(admin_client, change(post), tags="海边", _publish="1")
        assert [tag.name for tag in post.tags.all()] == ["海边"]
        assert known in Tag.objects.all()

    def test_a_name_with_a_comma_stays_one(self, admin_client):
        both = Tag.objects.create(name="读书, 写字", slug="both")
        send(admin_client, ADD, tags="读书, 写字, 另", _draft="1")
        assert set(Post.objects.get().tags.values_list("name", flat=True)) == {both.name, "另"}

    @pytest.mark.parametrize(
        "names",
        [
            ["#公告", "海"],
            ["Go", "go"],
            ["a  b"],
            ["R, S"],
            ["C、D"],
            [" x"],
            ["x,y", "y,z"],
            ["A, B", "A", "B"],
            ["5"],
        ],
    )
    def test_what_a_post_has_stays_in_a_line_that_nobody_changed(self, admin_client, names):
        post = Post.objects.create(title="题", slug="a", body="x")
        post.tags.set(Tag.objects.create(name=name, slug=f"s{number}") for number, name in enumerate(names))
        line = admin_client.get(change(post)).context["adminform"].form["tags"].value()
        # The form of before sent the keys.
        for sent in (line, [str(tag.pk) for tag in post.tags.all()]):
            send(admin_client, change(post), tags=sent, _draft="1")
            assert sorted(post.tags.values_list("name", flat=True)) == sorted(names)
            assert Tag.objects.count() == len(names)

    @pytest.mark.parametrize(
        ("known", "typed", "expected"),
        [
            (["R, S"], "Ruby, Bar, Swift", ["Bar", "Ruby", "Swift"]),
            (["R, S"], "Q, r, s, T", ["Q", "R, S", "T"]),
            (["Go", "go"], "#go, GO", ["Go", "go"]),
            (["a  b"], "A b", ["a  b"]),
            (["STRASSE, x"], "straße, x", ["STRASSE, x"]),
            (["#公告"], "公告", ["公告"]),
            ([], " , #海边，  海边、", ["海边"]),
        ],
    )
    def test_a_name_to_the_letter_comes_before_one_that_is_alike(self, admin_client, known, typed, expected):
        for number, name in enumerate(known):
            Tag.objects.create(name=name, slug=f"s{number}")
        send(admin_client, ADD, tags=typed, _draft="1")
        assert sorted(Post.objects.get().tags.values_list("name", flat=True)) == expected

    def test_a_name_that_no_database_takes_is_refused(self, admin_client):
        send(admin_client, ADD, tags="a\0b", _draft="1")
        assert not Post.objects.exists()

    def test_the_tags_are_read_once_for_a_form(self, admin_client):
        post = Post.objects.create(title="题", slug="a", body="x")
        post.tags.add(Tag.objects.create(name="海边", slug="s"))
        with CaptureQueriesContext(connection) as queries:
            admin_client.post(change(post), typed(title="", tags="海边, 山"))
        assert sum('COUNT("blog_post_tags"' in query["sql"] for query in queries) == 1
        assert not [query for query in queries if query["sql"].endswith('FROM "blog_tag"')]

    def test_an_address_may_name_the_tags_of_a_new_post(self, admin_client):
        assert 'value="海边, 山"' in admin_client.get(f"{ADD}?tags=海边,山").content.decode()

    def test_two_names_of_one_slug_are_two_tags(self, admin_client):
        send(admin_client, ADD, tags="C, C++, 🎉, 🎈", _draft="1")
        slugs_of = dict(Post.objects.get().tags.values_list("name", "slug"))
        assert sorted(slugs_of.values()) == ["c", "c-2", "tag", "tag-2"]

    def test_a_preview_shows_a_new_tag_and_makes_none(self, admin_client):
        html = admin_client.post("/admin/blog/post/preview/", typed(tags="海边")).content.decode()
        assert "海边</a>" in html
        assert not Tag.objects.exists()

    def test_a_name_that_is_too_long_is_refused(self, admin_client):
        assert "标签最多 50 个字符" in send(admin_client, ADD, tags="长" * 51, _publish="1")
        assert not Post.objects.exists()

    def test_who_may_make_no_tags_takes_those_there_are(self, client, admin_client):
        may = Permission.objects.filter(codename__in=("add_post", "change_post", "view_post"))
        user = User.objects.create_user("writer", password="x", is_staff=True)
        user.user_permissions.set(may)
        client.force_login(user)
        assert "没有新建标签的权限：新的" in send(client, ADD, tags="新的", _publish="1")
        Tag.objects.create(name="新的", slug="new")
        send(client, ADD, tags="新的", _publish="1")
        assert Post.objects.get().tags.count() == 1


class TestPane:
    def test_it_shows_what_is_not_finished_and_nothing_around_it(self, admin_client):
        post = Post.objects.create(title="题", slug="a", body="x")
        for address in ("/admin/blog/post/pane/", f"/admin/blog/post/{post.pk}/pane/", "/admin/blog/page/pane/"):
            html = admin_client.post(address, {"title": "", "body": "**字**"}).content.decode()
            assert "<strong>字</strong>" in html
            for other in ("masthead", "owner-bar", "<script", "还没有保存"):
                assert other not in html
        assert Post.objects.get().body == "x"

    def test_it_leaves_what_is_remembered_to_the_public_texts(self, admin_client):
        remembered = markdown.reading.cache_info().misses, markdown.excerpt.cache_info().misses
        for address in ("/admin/blog/post/pane/", "/admin/blog/page/pane/", "/admin/blog/post/preview/"):
            assert admin_client.post(address, typed(body=f"字 {address}")).status_code == 200
        assert (markdown.reading.cache_info().misses, markdown.excerpt.cache_info().misses) == remembered

    def test_it_asks_for_the_permission(self, client):
        staff = User.objects.create_user("staff", is_staff=True)
        client.force_login(staff)
        assert client.post("/admin/blog/post/pane/", {"body": "x"}).status_code == 403
        staff.user_permissions.add(Permission.objects.get(codename="add_post"))
        assert client.post("/admin/blog/post/pane/", {"body": "x"}).status_code == 200


class TestUploads:
    ADDRESS = "/admin/blog/picture/upload/"

    def upload(self, client, content: bytes) -> Any:
        return client.post(self.ADDRESS, {"file": SimpleUploadedFile("x.png", content)})

    def test_a_picture_comes_back_as_markdown_and_is_described_later(self, admin_client, client):
        answer = self.upload(admin_client, encode(Image.new("RGB", (900, 600), "teal"))).json()
        assert answer["markdown"] == f"![]({answer['address']})"
        again = admin_client.post(self.ADDRESS, {"name": answer["name"], "alt": "海 [一]"}).json()
        assert again["markdown"] == f"![海 (一)]({answer['address']})"
        assert Picture.objects.get().alt == "海 [一]"
        assert client.get(answer["address"]).status_code == 200

    @pytest.mark.parametrize(
        "typed", ["海\\", "一`二", "<b>*a* IMG_1_2 ~~c~~", "a](x) [b", "$a$ &amp; 🙂", 'a"b', "!", "x" * 500]
    )
    def test_whatever_is_typed_shows_the_picture_and_says_so(self, admin_client, typed):
        name = self.upload(admin_client, encode(Image.new("RGB", (90, 60), "teal"))).json()["name"]
        text = admin_client.post(self.ADDRESS, {"name": name, "alt": typed}).json()["markdown"]
        html = markdown.reading(f"{text} `code` *b* [c](/d) $x$").html
        said = typed.replace("[", "(").replace("]", ")")
        assert f'alt="{escape(said)}"' in html.replace("&#39;", "&#x27;")
        assert f'src="/pictures/{name}"' in html

    def test_where_it_was_taken_is_gone(self, admin_client, client):
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0)})
        answer = self.upload(admin_client, encode(Image.new("RGB", (900, 600), "teal"), "JPEG", exif=exif)).json()
        kept = Image.open(io.BytesIO(client.get(answer["address"]).content))
        assert not kept.getexif()
        assert "exif" not in kept.info

    @pytest.mark.parametrize("name", ["bomb", "SVG with a script", "HTML", "cut off"])
    def test_what_is_no_picture_is_a_sentence(self, admin_client, name):
        answer = self.upload(admin_client, HOSTILE[name][0])
        assert answer.status_code == 400
        assert answer.json()["error"].endswith("。")

    def test_a_file_may_have_what_is_promised_and_too_large_a_one_is_a_sentence(self, admin_client):
        promised = bytes(uploads.FILE_BYTES)
        assert self.upload(admin_client, promised).json()["error"].startswith("这不是能打开的图片")
        answer = self.upload(admin_client, promised + bytes(64 * 1024))
        assert (answer.status_code, "内容太长" in answer.content.decode()) == (413, True)
        form = admin_client.get("/admin/blog/picture/add/").content.decode()
        assert f"不超过 {uploads.MEGABYTES} MB" in form
        file = SimpleUploadedFile("x.png", promised + b"x")
        answer = admin_client.post("/admin/blog/picture/add/", {"file": file, "alt": ""})
        assert f"图片超过了 {uploads.MEGABYTES} MB" in answer.content.decode()
        editor = admin_client.get(ADD).content.decode()
        assert f'data-largest-file="{uploads.FILE_BYTES}"' in editor
        assert f"图片超过了 {uploads.MEGABYTES} MB" in editor

    def test_it_asks_for_the_permission(self, client):
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert self.upload(client, b"x").status_code == 403
        assert client.get(self.ADDRESS).status_code == 403

    def test_without_a_script_pictures_have_a_page_of_their_own(self, admin_client):
        content = encode(Image.new("RGB", (900, 600), "teal"))
        form = {"file": SimpleUploadedFile("x.png", content), "alt": "海"}
        html = admin_client.post("/admin/blog/picture/add/", form, follow=True).content.decode()
        picture = Picture.objects.get()
        assert picture.alt == "海"
        assert picture.name.partition("-")[0] in html
        Post.objects.create(title="用它的文章", slug="a", body=f"![海]({picture.get_absolute_url()})")
        html = admin_client.get(f"/admin/blog/picture/{picture.pk}/change/").content.decode()
        assert "用它的文章" in html
        assert f"![海](/pictures/{picture.name})" in html
        refused = admin_client.post("/admin/blog/picture/add/", {"file": SimpleUploadedFile("x.svg", b"<svg/>")})
        assert "SVG 里可以藏脚本" in refused.content.decode()

    @pytest.mark.parametrize(("typed", "kept"), [("", "海"), ("山", "山")])
    def test_a_picture_that_is_added_again_keeps_its_words_unless_others_are_typed(self, admin_client, typed, kept):
        content = encode(Image.new("RGB", (90, 60), "teal"))
        store.add(content, alt="海")
        form = {"file": SimpleUploadedFile("x.png", content), "alt": typed}
        assert admin_client.post("/admin/blog/picture/add/", form).status_code == 302
        assert Picture.objects.get().alt == kept

    def test_who_may_only_add_changes_no_words_of_others(self, client):
        staff = User.objects.create_user("staff", is_staff=True)
        staff.user_permissions.add(Permission.objects.get(codename="add_picture"))
        client.force_login(staff)
        content = encode(Image.new("RGB", (90, 60), "teal"))
        name = self.upload(client, content).json()["name"]
        for typed in ("海", "山"):
            answer = client.post(self.ADDRESS, {"name": name, "alt": typed}).json()
            # The author's own text says what the author typed.
            assert (answer["markdown"], answer["alt"]) == (f"![{typed}](/pictures/{name})", "海")
        form = {"file": SimpleUploadedFile("x.png", content), "alt": "川"}
        client.post("/admin/blog/picture/add/", form)
        assert Picture.objects.get().alt == "海"

    def test_the_list_reads_no_pictures(self, admin_client, django_assert_max_num_queries):
        for colour in ("red", "green", "blue"):
            store.add(encode(Image.new("RGB", (300, 200), colour)))
        with django_assert_max_num_queries(6) as queries:
            assert admin_client.get("/admin/blog/picture/").content.decode().count('class="thumbnail"') == 3
        assert not [query for query in queries if "content" in query["sql"] and "picturefile" in query["sql"]]


def test_a_text_of_ten_megabytes_is_a_sentence(admin_client):
    answer = admin_client.post(ADD, typed(body="字" * 3_500_000))
    assert answer.status_code == 413
    assert "什么也没有保存" in answer.content.decode()
