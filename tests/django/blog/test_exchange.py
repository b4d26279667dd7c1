"""Posts taken in from other systems and given out again: into the database, twice, broken off, edited meanwhile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.exchange import exporting, pieces, planning, reading, writing
from blog.exchange.archives import open_source
from blog.exchange.planning import Plan, Step
from blog.exchange.records import Remark
from blog.models import Alias, ImportedArticle, ImportPiece, ImportUpload, Page, Picture, Post, Tag
from blog.pictures import store
from easytask.tasks import tend_history
from tests.plugins import other_blogs
from tests.plugins.images import icon
from tests.plugins.other_blogs import packed

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def take_in(files: Any, *, seconds: float | None = None) -> tuple[Plan, writing.Written]:
    """Import an archive of these files."""
    with open_source(packed(files), "blog.zip") as archive:
        plan = planning.build(reading.read(archive, ZONE))
        return plan, writing.write(plan, archive, seconds=seconds)


def steps(plan: Plan) -> dict[Step, int]:
    return dict(plan.counts)


def rows() -> list[dict[str, Any]]:
    """All that readers and the owner see of posts and pages, without the keys of the database."""
    found = []
    for model in (Post, Page):
        for article in model.objects.order_by("slug"):
            row = {field.name: getattr(article, field.attname) for field in article._meta.fields if field.name != "id"}
            row["aliases"] = sorted(article.aliases.values_list("path", flat=True))
            if isinstance(article, Post):
                row["tags"] = sorted(article.tags.values_list("name", "slug"))
            found.append(row)
    return found


HUGO = {
    **other_blogs.HUGO,
    **{name: icon() for name in other_blogs.HUGO if name.endswith(".png")},
    "content/posts/bundle/cover.jpg": icon("#ff0000", kind="JPEG"),
}


def test_a_blog_moves_in_with_its_dates_tags_addresses_and_pictures(client: Client) -> None:
    plan, written = take_in(HUGO)
    assert steps(plan) == {Step.NEW: 5}
    # One picture under two names is one, and there is the cover.
    assert (written.new, written.left, Picture.objects.count()) == (5, 0, 2)
    post = Post.objects.get(slug="toml")
    assert post.updated_at.isoformat() == "2020-02-03T00:00:00+00:00"
    assert any(picture.get_absolute_url() in post.body for picture in Picture.objects.all())
    assert client.get("/old/toml/").headers["Location"] == "/posts/toml/"
    assert client.get("/p/1.html").status_code == 301
    assert "修改于" not in client.get("/posts/toml/").content.decode().replace("修改于 2020", "")
    bundle = Post.objects.get(slug="bundle")
    assert bundle.cover_id
    assert bundle.cover_id not in bundle.body
    assert Page.objects.get().slug == "about"


def test_a_second_import_changes_nothing() -> None:
    take_in(HUGO)
    before = rows()
    plan, written = take_in(HUGO)
    assert steps(plan) == {Step.KNOWN: 5}
    assert (written.new, written.changed, written.pictures) == (0, 0, 0)
    assert rows() == before


def test_a_changed_source_updates_what_nobody_edited_here() -> None:
    files = {"a.md": "---\ntitle: A\ndate: 2020-01-01\n---\na\n", "b.md": "---\ntitle: B\ndate: 2020-01-01\n---\nb\n"}
    take_in(files)
    Post.objects.filter(slug="b").update(body="edited here")
    Post.objects.filter(slug="a").update(slug="renamed")
    plan, written = take_in({name: text + "more\n" for name, text in files.items()})
    # A new slug is an edit as well.
    assert steps(plan) == {Step.EDITED_HERE: 2}
    Post.objects.filter(slug="renamed").update(slug="a")
    plan, written = take_in({name: text + "more\n" for name, text in files.items()})
    assert (steps(plan), written.changed) == ({Step.CHANGED: 1, Step.EDITED_HERE: 1}, 1)
    assert Post.objects.get(slug="a").body == "a\nmore\n"
    assert Post.objects.get(slug="b").body == "edited here"


def test_what_was_written_here_by_hand_is_not_taken_in_twice() -> None:
    Post.objects.create(title="A", slug="a", body="mine")
    plan, _written = take_in({"a.md": "---\ntitle: A\ndate: 2020-01-01\n---\ntheirs\n"})
    assert steps(plan) == {Step.KNOWN: 1}
    plan, _written = take_in({"a.md": "---\ntitle: Another\ndate: 2020-01-01\n---\ntheirs\n"})
    assert [note.remark for note in plan.planned[0].notes] == [Remark.SLUG_TAKEN]
    assert set(Post.objects.values_list("slug", "title")) == {("a", "A"), ("a-2", "Another")}


def test_two_posts_of_one_slug_both_come_and_stay_two() -> None:
    head = "---\ntitle: Same\ndate: 2020-01-01\n---\n"
    files = {"x/same.md": head + "1\n", "y/same.md": head + "2\n"}
    take_in(files)
    plan, _written = take_in(files)
    assert steps(plan) == {Step.KNOWN: 2}
    assert set(Post.objects.values_list("slug", "body")) == {("same", "1\n"), ("same-2", "2\n")}


def test_the_same_posts_in_another_folder_are_not_taken_in_twice() -> None:
    text = "---\ntitle: A\ndate: 2020-01-01\n---\nx\n"
    take_in({"a.md": text})
    plan, _written = take_in({"blog-main/a.md": text, "blog-main/b.md": text.replace("A", "B")})
    assert steps(plan) == {Step.KNOWN: 1, Step.NEW: 1}


def test_an_old_address_never_leads_away_from_where_it_leads() -> None:
    mine = Post.objects.create(title="Mine", slug="mine", body="x", published_at=timezone.now())
    Alias.objects.create(path="/old/", post=mine)
    plan, _written = take_in({"a.md": "---\ntitle: A\ndate: 2020-01-01\naliases: [/old/, /older/]\n---\nx\n"})
    assert [note.remark for note in plan.planned[0].notes] == [Remark.ADDRESS_TAKEN]
    assert dict(Alias.objects.values_list("path", "post__slug")) == {
        "/old/": "mine",
        "/older/": "a",
        "/2020/01/01/a/": "a",
    }


def test_tags_that_differ_in_their_signs_stay_two_and_known_ones_are_used() -> None:
    Tag.objects.create(name="Python", slug="snake")
    take_in({"a.md": "---\ntitle: A\ndate: 2020-01-01\ntags: [C, C++, Python, '???']\n---\nx\n"})
    assert dict(Tag.objects.values_list("name", "slug")) == {"C": "c", "C++": "c-2", "Python": "snake", "???": "tag"}


def test_a_page_never_stands_before_an_address_of_the_site() -> None:
    take_in({"friends.md": "---\ntitle: 友链\nlayout: page\n---\nx\n"})
    page = Page.objects.get()
    assert (page.slug, page.state) == ("friends-2", Page.State.PUBLISHED)


def test_an_import_of_many_that_is_broken_off_goes_on_without_doubles() -> None:
    files = {
        f"{number}.md": f"---\ntitle: {number}\ndate: 2020-01-01\ntags: [t{number % 7}]\n---\n文 {number}\n"
        for number in range(120)
    }
    done = 0

    class BrokenOff(Exception):
        pass

    def break_off() -> None:
        nonlocal done
        done += 1
        if done == 50:
            raise BrokenOff

    with open_source(packed(files), "x.zip") as archive:
        plan = planning.build(reading.read(archive, ZONE))
        with pytest.raises(BrokenOff):
            writing.write(plan, archive, on_post=break_off)
    assert Post.objects.count() == 50
    _plan, written = take_in(files, seconds=0)
    assert written.left > 0
    assert written.new + written.left == 70
    plan, written = take_in(files)
    assert plan.counts[Step.NEW] == written.new
    assert Post.objects.count() == ImportedArticle.objects.count() == 120
    assert Post.objects.filter(body="文 7\n", tags__name="t0").count() == 1


def test_a_slug_that_somebody_takes_meanwhile_is_left_for_the_next_time() -> None:
    head = "---\ntitle: {0}\ndate: 2020-01-01\ntags: [new]\n---\nx\n"
    files = {f"{name}.md": head.format(name) for name in "ab"}
    with open_source(packed(files), "x.zip") as archive:
        plan = planning.build(reading.read(archive, ZONE))
        Post.objects.create(title="Somebody", slug="a", body="x")
        written = writing.write(plan, archive)
    assert (written.new, written.left) == (1, 1)
    _plan, written = take_in(files)
    assert (written.new, written.left) == (1, 0)
    assert list(Post.objects.filter(tags__name="new").values_list("slug", flat=True).order_by("slug")) == ["a-2", "b"]


PICTURED = {
    "a.md": "---\ntitle: A\ndate: 2020-01-01\ncover: y.png\n---\n![](x.png) ![](bad.png)\n",
    "x.png": icon(),
    "y.png": icon("#ff0000"),
    "bad.png": b"no picture",
}


def test_a_second_import_without_the_pictures_keeps_them() -> None:
    take_in(PICTURED)
    before = Post.objects.values("body", "cover").get()
    alone = {"a.md": PICTURED["a.md"]}
    plan, _written = take_in(alone)
    assert steps(plan) == {Step.KNOWN: 1}
    plan, written = take_in({"a.md": PICTURED["a.md"] + "more\n"})
    assert (steps(plan), written.changed) == ({Step.CHANGED: 1}, 1)
    assert [note.what for note in plan.planned[0].notes] == ["bad.png"]
    assert Post.objects.values("body", "cover").get() == {**before, "body": before["body"] + "more\n"}
    # A picture that its owner has deleted since is nowhere any more.
    Picture.objects.exclude(pk=before["cover"]).delete()
    take_in({"a.md": PICTURED["a.md"] + "yet more\n"})
    assert Post.objects.get().body.startswith("![](x.png)")


def test_pictures_that_come_later_are_taken_in_then_and_once() -> None:
    take_in({"a.md": PICTURED["a.md"]})
    for expected in (Step.CHANGED, Step.KNOWN):
        plan, _written = take_in(PICTURED)
        assert steps(plan) == {expected: 1}
    post = Post.objects.get()
    assert post.cover is not None
    assert post.body.startswith("![](/pictures/")


def test_the_cover_of_an_export_of_ours_stays_without_its_pictures() -> None:
    take_in({"p.md": "---\ntitle: A\ndate: 2020-01-01\ncover: y.png\n---\nx\n", "y.png": PICTURED["y.png"]})
    text = next(text for name, text in exporting._texts() if name == "posts/p.md")
    cover = Post.objects.get().cover_id
    Post.objects.all().delete()
    take_in({"posts/p.md": text})
    assert Post.objects.get().cover_id == cover


def test_what_older_code_deletes_is_forgotten_and_comes_again(client: Client) -> None:
    files = {"source/_posts/a.md": "---\ntitle: 题\ndate: 2024-01-02\npermalink: /old/\n---\n字"}
    take_in(files)
    before = rows()
    # It knows nothing of aliases and imports.
    Post.tags.through.objects.all().delete()
    Post.objects.all()._raw_delete("default")
    connection.check_constraints()
    assert client.get("/old/").status_code == 404
    plan, _ = take_in(files)
    assert steps(plan) == {Step.NEW: 1}
    assert not plan.planned[0].notes
    assert [{**row, "feed_id": ""} for row in rows()] == [{**row, "feed_id": ""} for row in before]


def test_what_its_owner_saves_or_deletes_while_an_import_runs_is_left_alone() -> None:
    head = "---\ntitle: {0}\ndate: 2020-01-01\ntags: [t]\n---\nx\n"
    files = {f"{name}.md": head.format(name) for name in "abcd"}
    take_in(files)
    with open_source(packed({name: text + "more\n" for name, text in files.items()}), "x.zip") as archive:
        plan = planning.build(reading.read(archive, ZONE))
        assert steps(plan) == {Step.CHANGED: 4}
        Post.objects.filter(slug="a").update(body="mine")
        Post.objects.get(slug="b").tags.clear()
        Post.objects.get(slug="c").delete()
        with CaptureQueriesContext(connection) as queries:
            written = writing.write(plan, archive)
    assert (written.new, written.changed, written.left) == (0, 1, 0)
    told = [(place, note.remark) for place, note in written.notes]
    assert told == [(f"{name}.md", Remark.CHANGED_MEANWHILE) for name in "abc"]
    assert dict(Post.objects.values_list("slug", "body")) == {"a": "mine", "b": "x\n", "d": "x\nmore\n"}
    assert not Post.objects.get(slug="b").tags.exists()
    # On SQLite a transaction has the whole database to itself from its beginning on.
    locked = sum("FOR UPDATE" in query["sql"] for query in queries)
    assert locked == (4 if connection.features.has_select_for_update else 0)


def everything() -> None:
    """A blog with all that a post can have."""
    at = timezone.datetime(2020, 2, 29, 1, 2, 3, 456789, tzinfo=ZONE)  # type: ignore[attr-defined]
    body = '\n\n  四个空格\r\n---\n{% youtube x %} {{< x >}} <!--more--> ![](none.png)\t\n`\n "引号": \\ '
    one = Post.objects.create(
        title="- 题: #1 'a' \"b\" {x}",
        slug="Ein_Slug-字",
        body=body,
        published_at=at,
        is_pinned=True,
        language="ja",
        feed_id="urn:x:1",
    )
    one.updated_at = at + timezone.timedelta(days=3)  # type: ignore[attr-defined]
    one.save()
    one.tags.set([Tag.objects.create(name="C++", slug="cpp"), Tag.objects.create(name="a, b", slug="a-b")])
    Alias.objects.create(path="/2020/旧: 地址.html", post=one)
    Post.objects.create(title="null", slug="draft", body="草稿")
    Post.objects.create(title="1.10", slug="长" * 100, body="x\n", published_at=at.replace(year=2080))
    page = Page.objects.create(title="关于", slug="about", body="我\n", published_at=at)
    Alias.objects.create(path="/me/", page=page)


def export() -> io.BytesIO:
    return io.BytesIO(b"".join(exporting.pieces()))


def test_an_export_comes_back_without_loss() -> None:
    everything()
    head = "---\ntitle: 图\ndate: 2021-01-01\ncover: y.png\n---\n"
    take_in({"p.md": f"{head}![海](x.png)\n", "x.png": icon(), "y.png": icon("#ff0000")})
    Picture.objects.update(alt='海 "a"')
    before, pictures = rows(), list(Picture.objects.order_by("name").values("name", "width", "height", "alt"))
    out = export()
    for model in (Post, Page, Tag, Picture, ImportedArticle):
        model._default_manager.all().delete()
    for again in (Step.NEW, Step.KNOWN):
        with open_source(out, "posts.zip") as archive:
            plan = planning.build(reading.read(archive, ZONE))
            assert steps(plan) == {again: len(before)}
            assert plan.refused == ()
            writing.write(plan, archive)
        assert rows() == before
        assert list(Picture.objects.order_by("name").values("name", "width", "height", "alt")) == pictures


@pytest.mark.parametrize(
    ("said", "expected"),
    [("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("en-US", "en"), ("fr", "fr"), ("eo", "")],
)
def test_the_language_of_a_post_is_one_that_a_post_can_say(said: str, expected: str) -> None:
    take_in({"a.md": f"---\ntitle: A\ndate: 2020-01-01\nlang: {said}\n---\nx\n"})
    assert Post.objects.get().language == expected


def test_a_feed_id_that_no_field_holds_is_made_anew() -> None:
    text = f"---\nizone: post\ntitle: A\nslug: a\nfeed_id: {'u' * 1001}\n---\nx\n"
    for expected in (Step.NEW, Step.KNOWN):
        plan, written = take_in({"a.md": text})
        assert (steps(plan), written.left) == ({expected: 1}, 0)
    assert 0 < len(Post.objects.get().feed_id or "") < 200


def test_a_field_that_is_new_is_carried_as_well() -> None:
    # Whoever adds one teaches it to exporting._head, SourcePost and writing._save, and to everything() above.
    base = {"id", "title", "slug", "body", "published_at", "updated_at"}
    assert {field.name for field in Post._meta.fields} == base | {"is_pinned", "cover", "language", "feed_id"}
    assert {field.name for field in Page._meta.fields} == base


def test_an_export_into_the_same_blog_changes_nothing() -> None:
    everything()
    before = rows()
    with open_source(export(), "posts.zip") as archive:
        plan = planning.build(reading.read(archive, ZONE))
        assert steps(plan) == {Step.KNOWN: len(before)}


def test_a_picture_that_is_deleted_meanwhile_ends_no_export() -> None:
    for colour in ("#ff0000", "#00ff00"):
        store.add(icon(colour))
    kept, gone = Picture.objects.all()
    parts = exporting.pieces()
    out = next(parts)
    gone.delete()
    with zipfile.ZipFile(io.BytesIO(out + b"".join(parts))) as archive:
        assert archive.namelist() == [f"pictures/{kept.name}", "pictures/alt.json"]


def test_the_files_of_an_export_have_names_that_every_system_takes() -> None:
    everything()
    with zipfile.ZipFile(export()) as archive:
        assert all(len(name.rpartition("/")[2].encode()) <= 255 for name in archive.namelist())


# --- the commands ----------------------------------------------------------------------------------------------------
def test_the_commands_take_in_a_folder_and_give_out_a_file(tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "blog"
    for name, content in HUGO.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "content/posts/link.md").symlink_to("/etc/passwd")
    call_command("import_posts", folder, "--dry-run")
    assert Post.objects.count() == 0
    assert "符号链接" in capsys.readouterr().out
    call_command("import_posts", folder)
    assert Post.objects.count() == 4
    call_command("export_posts", output=tmp_path / "out.zip")
    Post.objects.all().delete()
    call_command("import_posts", tmp_path / "out.zip")
    assert Post.objects.count() == 4


def test_an_export_that_fails_leaves_the_one_before_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out.zip").write_bytes(b"the one before")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE blog_post RENAME TO gone")
    with pytest.raises(DatabaseError):
        call_command("export_posts", output=tmp_path / "out.zip")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out.zip", b"the one before")]


def test_what_a_terminal_would_obey_is_not_printed(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.md").write_text('---\ntitle: "\\e[31mA\\u202eB"\ndate: 2020-01-01\n---\nx\n')
    call_command("import_posts", tmp_path)
    said = capsys.readouterr().out
    assert "新文章 [31mAB (a.md)" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("name", ["none", "empty.zip", "text.xml"])
def test_a_file_that_cannot_be_read_is_one_sentence(name: str, tmp_path: Path) -> None:
    if name != "none":
        (tmp_path / name).write_bytes(b"PK\x05\x06" + b"\0" * 18 if name.endswith("zip") else b"<x")
    with pytest.raises(CommandError, match=r"。|："):
        call_command("import_posts", tmp_path / name)


# --- the admin -------------------------------------------------------------------------------------------------------
def upload(client: Client, content: bytes, name: str = "blog.zip") -> Any:
    return client.post("/admin/blog/post/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_nothing_is_written_before_the_owner_has_seen_the_preview(admin_client: Client) -> None:
    files = {**HUGO, "content/posts/bad.md": "---\ntitle: [\n---\nx\n"}
    page = upload(admin_client, packed(files).getvalue())
    text = page.content.decode()
    assert "content/posts/bad.md" in text
    assert "front matter" in text
    assert Post.objects.count() == 0
    done = admin_client.post(page.request["PATH_INFO"], follow=True)
    assert "写入了 5 篇新的" in done.content.decode()
    assert (Post.objects.count(), ImportUpload.objects.count()) == (4, 0)


def test_the_preview_says_how_pictures_that_are_elsewhere_come_along(admin_client: Client) -> None:
    picture = '<img src="https://old.example/wp-content/uploads/{}.jpg">'
    items = [
        other_blogs.item(1, "一", picture.format("a"), name="one"),
        other_blogs.item(2, "二", picture.format("a") + picture.format("b"), name="two"),
    ]
    assert (
        "2 张图片不在这个文件里"
        in upload(admin_client, other_blogs.wordpress(*items).encode(), "wp.xml").content.decode()
    )
    assert "不在这个文件里" not in upload(admin_client, packed(HUGO).getvalue()).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.zip", b"no zip", "里面没有文章"),
        ("x.xml", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>", "DOCTYPE"),
        ("x.json", b"{", "文件坏了"),
        ("x.json", b"[1]", "文件坏了"),
    ],
)
def test_a_file_that_is_none_is_told_and_forgotten(admin_client, name, content, sentence) -> None:
    assert sentence in upload(admin_client, content, name).content.decode()
    assert ImportUpload.objects.count() == 0


def test_only_who_may_write_posts_may_take_them_in_or_out(client: Client) -> None:
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.get("/admin/blog/post/import/").status_code == 403
    assert client.get("/admin/blog/post/export/").status_code == 403


def test_an_upload_is_for_its_owner_alone(admin_client: Client) -> None:
    other = User.objects.create_superuser("other")
    row = ImportUpload.objects.create(file_name="x", content=b"", uploaded_by=other)
    # It is answered like one that is not there.
    for pk in (row.pk, row.pk + 1):
        answer = admin_client.get(f"/admin/blog/post/import/{pk}/", follow=True)
        assert answer.redirect_chain == [("/admin/blog/post/import/", 302)]
        assert "这个文件不在了" in answer.content.decode()
    assert ImportUpload.objects.get() == row


def test_the_export_is_a_file_that_no_cache_keeps(admin_client: Client) -> None:
    everything()
    response = admin_client.get("/admin/blog/post/export/")
    assert "no-store" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert len(archive.namelist()) == 5


PIECE = "/admin/blog/post/import/piece/"


def large_zip() -> bytes:
    """Return a blog whose picture takes more than one piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.png", icon() + bytes(pieces.PIECE_BYTES + 9))
        archive.writestr("a.md", "---\ntitle: A\ndate: 2020-01-01\n---\n![](x.png)\n")
        archive.writestr("b.md", "---\ntitle: B\ndate: 2020-01-01\n---\nb\n")
    return out.getvalue()


def send_pieces(client: Client, content: bytes, *, skip: int = -1) -> Any:
    sent: Any = {"name": "blog.zip", "size": len(content)}
    for number in range(-(-len(content) // pieces.PIECE_BYTES)):
        part = content[number * pieces.PIECE_BYTES :][: pieces.PIECE_BYTES]
        if number != skip:
            answer = client.post(PIECE, {**sent, "number": number, "file": SimpleUploadedFile("blob", part)}).json()
            sent = {"upload": answer["upload"]}
    return client.get(answer["preview"], follow=True)


def test_a_file_larger_than_a_request_comes_in_pieces(admin_client: Client) -> None:
    page = send_pieces(admin_client, large_zip())
    assert "导入 2 篇" in page.content.decode()
    done = admin_client.post(page.request["PATH_INFO"], follow=True)
    assert "写入了 2 篇新的，更新了 0 篇，图片 1 张。" in done.content.decode()
    assert (Post.objects.count(), Picture.objects.count(), ImportPiece.objects.count()) == (2, 1, 0)


def test_a_file_that_did_not_come_whole_is_refused(admin_client: Client) -> None:
    assert "文件还没有传完" in send_pieces(admin_client, large_zip(), skip=1).content.decode()
    # A browser may ask for the preview ahead of time, and the rest is still on its way.
    assert ImportUpload.objects.count() == ImportPiece.objects.count() == 1


def test_a_new_upload_replaces_those_that_its_owner_has_not_finished(admin_client: Client) -> None:
    other = User.objects.create_superuser("other")
    theirs = pieces.begin(other, "x.zip", 9)
    send_pieces(admin_client, large_zip())
    for _ in range(3):
        send_pieces(admin_client, large_zip(), skip=1)
    mine = ImportUpload.objects.exclude(pk=theirs.pk)
    assert [pieces.is_whole(upload) for upload in mine] == [True, False]
    assert ImportUpload.objects.filter(pk=theirs.pk).exists()


def test_a_file_that_another_tab_has_imported_is_a_sentence(admin_client: Client) -> None:
    address = send_pieces(admin_client, large_zip()).request["PATH_INFO"]
    # As if the other tab were done when the picture is read, which begins in this piece.
    ImportPiece.objects.filter(number=0).update(number=2)
    assert "这个文件不在了" in admin_client.post(address, follow=True).content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize("value", ["123456789x", "9" * 5000, "-3"])
def test_counts_that_are_none_write_nothing(admin_client: Client, value: str) -> None:
    address = upload(admin_client, packed({"a.md": "---\ntitle: A\n---\na\n"}).getvalue()).request["PATH_INFO"]
    answer = admin_client.post(address, {"new": value}, headers={"accept": "application/json"})
    assert (answer.status_code, list(answer.json()["error"])) == (400, ["new"])
    assert not Post.objects.exists()


def test_a_piece_never_joins_a_file_that_came_whole(admin_client: Client) -> None:
    upload(admin_client, packed({"a.md": "---\ntitle: A\n---\na\n"}).getvalue())
    for content in (b"", b"abc"):
        sent = {"upload": ImportUpload.objects.get().pk, "number": 0, "file": SimpleUploadedFile("blob", content)}
        assert admin_client.post(PIECE, sent).status_code == 400
    assert not ImportPiece.objects.exists()


def test_the_notes_of_all_requests_of_an_import_are_bounded(admin_client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("blog.admin.import_export.SECONDS", 0)
    monkeypatch.setattr("blog.admin.import_export.SHOWN", 3)
    texts = {f"{n}.md": f"---\ntitle: A{n}\n---\n![](gone{n}.png)\n" for n in range(6)}
    spoiled = {f"gone{n}.png": "no picture" for n in range(6)}
    address = upload(admin_client, packed(texts | spoiled).getvalue()).request["PATH_INFO"]
    answer: dict[str, Any] = {}
    for _round in range(6):
        before = {name: count for name, count in answer.items() if name in ("new", "changed", "pictures", "notes")}
        answer = admin_client.post(address, before, headers={"accept": "application/json"}).json()
    assert (answer["new"], answer["left"], answer["notes"]) == (6, 0, 3)
    warnings = [
        message for message in admin_client.get(answer["next"]).context["messages"] if message.level_tag == "warning"
    ]
    assert len(warnings) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"size": 0},
        {"size": pieces.MOST_BYTES + 1},
        {"size": "x"},
        {"number": 1},
        {"number": -1},
        {"size": 4},
        {"name": None},
        {"file": None},
    ],
)
def test_a_piece_that_does_not_belong_is_refused(admin_client: Client, fields: dict[str, Any]) -> None:
    whole = {"name": "x.zip", "size": 3, "number": 0, "file": SimpleUploadedFile("blob", b"abc"), **fields}
    sent = {name: value for name, value in whole.items() if value is not None}
    assert admin_client.post(PIECE, sent).status_code == 400
    assert not ImportPiece.objects.exists()


def test_a_piece_is_for_its_owner_alone(admin_client: Client, client: Client) -> None:
    row = ImportUpload.objects.create(
        file_name="x", content=b"", size=3, uploaded_by=User.objects.create_superuser("other")
    )
    sent = {"upload": row.pk, "number": 0, "file": SimpleUploadedFile("blob", b"abc")}
    assert admin_client.post(PIECE, sent).status_code == 404
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.post(PIECE, sent).status_code == 403
    assert not ImportPiece.objects.exists()


def test_pieces_read_like_a_file() -> None:
    content = bytes(range(256)) * 40_000
    row = ImportUpload.objects.create(
        file_name="x", content=b"", size=len(content), uploaded_by=User.objects.create_user("a")
    )
    for number in range(3):
        pieces.keep(row, number, content[number * pieces.PIECE_BYTES :][: pieces.PIECE_BYTES])
    file = pieces.opened(row)
    for start in (0, pieces.PIECE_BYTES - 5, 2 * pieces.PIECE_BYTES - 1, len(content) - 3, len(content) + 3):
        file.seek(start)
        assert file.read(10) == content[start : start + 10]
    assert file.seek(-7, io.SEEK_END) == len(content) - 7
    assert file.read() == content[-7:]


def test_a_script_is_told_how_far_an_import_is(admin_client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("blog.admin.import_export.SECONDS", 0)
    page = upload(
        admin_client, packed({"a.md": "---\ntitle: A\n---\na\n", "b.md": "---\ntitle: B\n---\nb\n"}).getvalue()
    )
    address, said = page.request["PATH_INFO"], []
    before: dict[str, Any] = {}
    for _round in range(4):
        answer = admin_client.post(address, before, headers={"accept": "application/json"}).json()
        said.append(answer["left"])
        before = {name: answer[name] for name in ("new", "changed", "pictures")}
        if "next" in answer:
            break
    assert said[-1] == 0
    assert before["new"] == Post.objects.count() == 2
    assert "写入了 2 篇新的" in admin_client.get(answer["next"]).content.decode()


def test_an_upload_that_nobody_imports_goes_within_a_day() -> None:
    user = User.objects.create_user("a")
    old, new = (ImportUpload.objects.create(file_name="x", content=b"", size=3, uploaded_by=user) for _ in range(2))
    for row in (old, new):
        pieces.keep(row, 0, b"abc")
    ImportUpload.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - pieces.RETENTION)
    tend_history()
    assert list(ImportUpload.objects.all()) == [new]
    assert [piece.upload_id for piece in ImportPiece.objects.all()] == [new.pk]
    # As code without pieces deletes it.
    ImportUpload.objects.all()._raw_delete("default")
    pieces.delete_old()
    assert not ImportPiece.objects.exists()
