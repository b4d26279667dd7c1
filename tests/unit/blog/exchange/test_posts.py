"""Thirty posts and pages of other systems, made anew from their formats, and what is read of each."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from blog.exchange.records import Reading, Refusal, Remark, SourcePost
from tests.plugins import other_blogs
from tests.plugins.other_blogs import item, packed, read_source, wordpress

ZONE = ZoneInfo("Asia/Shanghai")
SYSTEMS = {
    name: read_source(packed(getattr(other_blogs, name)), "x.zip", ZONE)
    for name in ("HEXO", "HUGO", "JEKYLL", "WORDPRESS", "GHOST", "TYPECHO")
}
OLD = "https://old.example/wp-content/uploads/2020/01"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


# By the system and the slug: what is not the default of SourcePost, but for key and place.
EXPECTED: dict[tuple[str, str], dict[str, Any]] = {
    ("HEXO", "hello-world"): {
        "title": "Hello World",
        "body": "开头。\n\n<!-- more -->\n\n后面。\n",
        "published_at": at("2013-07-13T20:46:25+08:00"),
        "tags": ("随笔", "Hexo", "编程", "Python", "生活"),
        "paths": ("/2013/07/13/hello-world/",),
    },
    ("HEXO", "资产"): {
        "title": "资产: 一张图",
        "body": "![说明](图.png)\n\n![旁边](资产/图.png) ![根](/images/root.png) ![没有](none.png)\n",
        "published_at": at("2020-02-29T08:00:00+08:00"),
        "updated_at": at("2020-03-01T09:00:00+08:00"),
        "tags": ("单个",),
        "paths": ("/2020/02/29/资产/",),
        "pictures": (
            ("图.png", "blog/source/_posts/资产/图.png"),
            ("资产/图.png", "blog/source/_posts/资产/图.png"),
            ("/images/root.png", "blog/source/images/root.png"),
        ),
        "remarks": {Remark.MISSING_PICTURE: ["none.png"]},
    },
    # A title that YAML would take for a number.
    ("HEXO", "tags-of-hexo"): {
        "title": "1.10",
        "body": '<https://www.youtube.com/watch?v=dQw4w9WgXcQ>\n\n\n```python\nx = "{{ 不动 }}"\n```\n\n\n'
        "[第一篇](/posts/hello-world/)\n\n\n> [!CAUTION]\n> 小心\n\n\n{% mermaid %}\n",
        "published_at": at("2021-01-01T00:00:00+08:00"),
        "paths": ("/2021/01/01/tags-of-hexo/",),
        "is_pinned": True,
        "remarks": {Remark.UNKNOWN_TAG: ["{% mermaid %}"]},
    },
    ("HEXO", "json"): {
        "title": "JSON 头",
        "body": "正文\n",
        "published_at": at("2013-07-13T20:46:25+09:00"),
        "tags": ("a", "b"),
        "paths": ("/2013/07/13/json/",),
    },
    ("HEXO", "later"): {"title": "以后", "body": "写到一半\n", "tags": ("草稿",)},
    ("HEXO", "about"): {
        "title": "关于",
        "body": "我是谁。\n",
        "published_at": at("2019-01-01T00:00:00+08:00"),
        "is_page": True,
    },
    ("HUGO", "toml"): {
        "title": "TOML",
        "body": '![替代](/img/a.png "题注")\n\n\n```go\nfunc main() {}\n```\n\n',
        "published_at": at("2020-01-02T03:04:05-05:00"),
        "updated_at": at("2020-02-03T00:00:00+00:00"),
        "tags": ("go", "hugo"),
        "paths": ("/old/toml/", "/p/1.html", "/posts/toml/"),
        "pictures": (("/img/a.png", "static/img/a.png"),),
    },
    ("HUGO", "bundle"): {
        "title": "Bundle",
        "body": "![x](inner.png)\n",
        "published_at": at("2021-03-04T00:00:00+08:00"),
        "paths": ("/posts/bundle/",),
        "pictures": (
            ("cover.jpg", "content/posts/bundle/cover.jpg"),
            ("inner.png", "content/posts/bundle/inner.png"),
        ),
        "cover": "cover.jpg",
    },
    ("HUGO", "own-slug"): {"title": "Hugo JSON", "body": "正文\n", "paths": ("/posts/own-slug/",)},
    ("HUGO", "english"): {
        "title": "English",
        "body": '[other](/posts/toml/) {{< gallery dir="x" >}}\n',
        "published_at": at("2022-02-02T00:00:00+08:00"),
        "paths": ("/posts/english/",),
        "language": "en",
        "remarks": {Remark.UNKNOWN_TAG: ['{{< gallery dir="x" >}}']},
    },
    ("HUGO", "about"): {
        "title": "About",
        "body": "me\n",
        "published_at": at("2020-01-01T00:00:00+08:00"),
        "is_page": True,
    },
    ("JEKYLL", "welcome-to-jekyll"): {
        "title": "Welcome to Jekyll!",
        "body": "\n```ruby\ndef x\nend\n```\n\n\n![logo](/assets/logo.png)\n[next](/posts/undated/)\n",
        "published_at": at("2015-06-07T19:26:07+02:00"),
        "tags": ("jekyll", "update"),
        "paths": ("/jekyll/update/2015/06/07/welcome-to-jekyll/",),
        "pictures": (("/assets/logo.png", "site/assets/logo.png"),),
    },
    ("JEKYLL", "undated"): {
        "title": "Undated",
        "body": "x {{ page.title }}\n",
        "published_at": at("2016-01-01T00:00:00+08:00"),
        "tags": ("one", "two"),
        "paths": ("/old/undated/", "/2016/01/01/undated/"),
        "remarks": {Remark.UNKNOWN_TAG: ["{{ page.title }}"]},
    },
    ("JEKYLL", "hidden"): {"title": "Hidden", "body": "x\n", "paths": ("/2017/01/01/hidden/",)},
    ("JEKYLL", "about"): {
        "title": "About",
        "body": "me\n",
        "paths": ("/about/",),
        "is_page": True,
        "is_undated": True,
    },
    ("WORDPRESS", "区块"): {
        "title": "区块",
        "body": f"第一段 \\<b> **重**。\n\n![海]({OLD}/海.png)\n\n<!-- more -->\n\n"
        '```python\na = 1\n\nb = "<x>"\n```\n\n<https://www.youtube.com/watch?v=dQw4w9WgXcQ>\n',
        "published_at": at("2020-01-02T03:04:05+00:00"),
        "updated_at": at("2021-05-06T07:08:09+00:00"),
        "tags": ("生活", "标签"),
        "paths": ("/2020/01/02/区块/",),
        "pictures": ((f"{OLD}/海.png", "wp-content/uploads/2020/01/海.png"),),
        "cover": f"{OLD}/海.png",
    },
    ("WORDPRESS", "classic"): {
        "title": "老文章",
        "body": f'老编辑器  \n换行\n\n<figure><img src="{OLD}/%E6%B5%B7-300x200.png" alt="海"> '
        '<figcaption>题注</figcaption></figure>\n\n```php\necho "<b>";\n\nexit;\n```\n\n\\[gallery ids="1,2"\\]\n',
        "published_at": at("2020-01-02T03:04:05+00:00"),
        "updated_at": at("2021-05-06T07:08:09+00:00"),
        "paths": ("/2020/01/02/classic/",),
        "pictures": ((f"{OLD}/%E6%B5%B7-300x200.png", "wp-content/uploads/2020/01/海.png"),),
        "remarks": {Remark.UNKNOWN_TAG: ['[gallery ids="1,2"]']},
    },
    ("WORDPRESS", ""): {"title": "草稿", "body": "x\n", "updated_at": at("2021-05-06T07:08:09+00:00")},
    ("WORDPRESS", "locked"): {
        "title": "有密码",
        "body": "x\n",
        "updated_at": at("2021-05-06T07:08:09+00:00"),
        "paths": ("/2020/01/02/locked/",),
        "remarks": {Remark.NOT_PUBLIC: [""]},
    },
    ("WORDPRESS", "about"): {
        "title": "关于",
        "body": "me\n",
        "published_at": at("2020-01-02T03:04:05+00:00"),
        "updated_at": at("2021-05-06T07:08:09+00:00"),
        "paths": ("/about/",),
        "is_page": True,
    },
    ("GHOST", "lexical"): {
        "title": "Lexical",
        "body": "Hi [x](/other/)\n\n![a](/content/images/2023/a.png)\n",
        "published_at": at("2023-01-02T03:04:05+00:00"),
        "updated_at": at("2023-02-03T04:05:06+00:00"),
        "tags": ("News", "海"),
        "tag_slugs": (("News", "tag-0"), ("海", "tag-2")),
        "paths": ("/lexical/",),
        "pictures": (
            ("/content/images/2023/cover.jpg", "content/images/2023/cover.jpg"),
            ("/content/images/2023/a.png", "content/images/2023/a.png"),
        ),
        "cover": "/content/images/2023/cover.jpg",
        "is_pinned": True,
    },
    ("GHOST", "mobiledoc"): {
        "title": "Mobiledoc",
        "body": "# *as* written\n",
        "published_at": at("2017-01-01T00:00:00+00:00"),
        "paths": ("/mobiledoc/",),
    },
    ("GHOST", "m"): {
        "title": "Members",
        "body": "x\n",
        "paths": ("/m/",),
        "remarks": {Remark.NOT_PUBLIC: [""]},
    },
    ("GHOST", "page"): {
        "title": "Page",
        "body": "x\n",
        "published_at": at("2023-01-01T00:00:00+00:00"),
        "paths": ("/page/",),
        "is_page": True,
    },
    ("GHOST", "plain"): {
        "title": "Plain",
        "body": "1 < 2  \n\\* no list\n\n第二段\n",
        "published_at": at("2023-01-01T00:00:00+00:00"),
        "paths": ("/plain/",),
    },
    ("GHOST", "s"): {"title": "Scheduled", "body": "x\n", "published_at": at("2033-01-01T00:00:00+00:00")},
    ("TYPECHO", "sea"): {
        "title": "海边",
        "body": "开头。\n\n<!-- more -->\n\n![海](https://old.example/usr/uploads/2020/01/海.png)\n",
        "published_at": at("2020-01-02T03:04:05+00:00"),
        "updated_at": at("2020-02-03T03:20:00+00:00"),
        "tags": ("随笔",),
        "paths": (
            "/archives/7/",
            "/index.php/archives/7/",
            "/archives/sea.html",
            "/sea.html",
            "/2020/01/02/sea.html",
        ),
        "pictures": (
            ("/usr/uploads/2020/01/cover.jpg", "usr/uploads/2020/01/cover.jpg"),
            ("https://old.example/usr/uploads/2020/01/海.png", "usr/uploads/2020/01/海.png"),
        ),
        "cover": "/usr/uploads/2020/01/cover.jpg",
    },
    ("TYPECHO", "8"): {
        "title": "旧编辑器",
        "body": "**粗**\n",
        "published_at": at("2020-01-02T03:04:05+00:00"),
        "paths": ("/archives/8/", "/index.php/archives/8/", "/archives/8.html", "/8.html", "/2020/01/02/8.html"),
    },
    ("TYPECHO", "locked"): {"title": "上锁的", "body": "x\n", "remarks": {Remark.NOT_PUBLIC: [""]}},
    ("TYPECHO", "later"): {"title": "没写完", "body": "x\n"},
    ("TYPECHO", "about"): {
        "title": "关于",
        "body": "我\n",
        "paths": ("/about.html", "/index.php/about.html"),
        "is_page": True,
        "is_undated": True,
    },
}


def post_of(reading: Reading, slug: str) -> SourcePost:
    return next(post for post in reading.posts if post.slug == slug)


@pytest.mark.parametrize(("system", "slug"), EXPECTED, ids="-".join)
def test_a_post_is_read_field_for_field(system: str, slug: str) -> None:
    found = post_of(SYSTEMS[system], slug)
    remarks: dict[Remark, list[str]] = {}
    for note in found.notes:
        remarks.setdefault(note.remark, []).append(note.what)
    expected = dict(EXPECTED[system, slug])
    assert remarks == expected.pop("remarks", {})
    assert found == SourcePost(key=found.key, place=found.place, slug=slug, notes=found.notes, **expected)


def test_nothing_else_is_read() -> None:
    read = {(system, post.slug) for system, reading in SYSTEMS.items() for post in reading.posts}
    assert read == set(EXPECTED)
    refused = {(item.place, item.why) for reading in SYSTEMS.values() for item in reading.refused}
    assert refused == {
        ("blog/source/tags/index.md", Refusal.LIST_PAGE),
        ("export.xml: 扔了", Refusal.IN_TRASH),
    }


@pytest.mark.parametrize("reading", SYSTEMS.values(), ids=SYSTEMS)
def test_each_post_of_a_blog_has_a_key_of_its_own(reading: Reading) -> None:
    assert len({post.key for post in reading.posts}) == len(reading.posts)


def test_a_post_is_known_again_in_a_smaller_archive() -> None:
    whole = {post.key: post.title for post in SYSTEMS["HEXO"].posts if not post.is_page}
    parts = {
        name.removeprefix("blog/source/"): content for name, content in other_blogs.HEXO.items() if "_posts/" in name
    }
    again = {post.key: post.title for post in read_source(packed(parts), "x.zip", ZONE).posts}
    assert again.items() <= whole.items()
    assert len(again) == 4


def test_what_tools_keep_beside_the_posts_is_not_told() -> None:
    draft = '---\ntitle: "{{ title }}"\ndate: {{ date }}\n---\n'
    files = {"scaffolds/post.md": draft, "archetypes/default.md": draft, "_posts/2020-01-01-a.md": "x\n"}
    reading = read_source(packed(files), "x.zip", ZONE)
    assert ([post.slug for post in reading.posts], reading.refused) == (["a"], ())


def test_what_kramdown_alone_understands_is_left_out_of_a_post_of_jekyll() -> None:
    body = "* TOC\n{:toc}\n\nx{: .a}\n{: #b .c}\n\n`{:x}`\n\n```\n{:y}\n```\n"
    posts = read_source(packed({"_posts/2020-01-01-a.md": body, "_posts/b.md": body}), "x.zip", ZONE).posts
    assert [post.body for post in posts] == ["\nx\n\n`{:x}`\n\n```\n{:y}\n```\n", body]


def test_the_names_of_wordpress_are_html() -> None:
    tag = '<category domain="post_tag" nicename="r-d"><![CDATA[R&amp;D]]></category>'
    text = wordpress(item(1, "Q &amp; A", "x", name="a", categories=tag))
    post = read_source(io.BytesIO(text.encode()), "x.xml", ZONE).posts[0]
    assert (post.title, post.tags) == ("Q & A", ("R&D",))


def test_the_comments_of_a_backup_of_typecho_take_no_memory() -> None:
    comments = [(2, {"coid": str(number), "text": "评" * 1000}) for number in range(1000)]
    file = io.BytesIO(other_blogs.typecho(*other_blogs.TYPECHO_ROWS, *comments))
    tracemalloc.start()
    read_source(file, "x.dat", ZONE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(file.getvalue()) / 2


def test_an_older_backup_of_typecho_is_read_as_well() -> None:
    old = other_blogs.typecho(*other_blogs.TYPECHO_ROWS, version="FILE")
    found = read_source(io.BytesIO(old), "x.dat", ZONE).posts
    assert [post.title for post in found] == [post.title for post in SYSTEMS["TYPECHO"].posts]


def test_a_vault_of_obsidian_keeps_its_pictures_anywhere() -> None:
    files = {"日记/海.md": "---\ntags: [海]\n---\n![[海 1.png|300]]\n", "附件/海 1.png": b"P1"}
    post = read_source(packed(files), "x.zip", ZONE).posts[0]
    assert (post.body, post.pictures) == ("![](<海 1.png>)\n", (("海 1.png", "附件/海 1.png"),))


def test_lines_end_as_in_any_system() -> None:
    post = read_source(packed({"a.md": "---\rtitle: A\rdate: 2020-01-01\r---\rx\r"}), "x.zip", ZONE).posts[0]
    assert (post.title, post.body) == ("A", "x\n")
