"""The small rules of reading: moments, front matter, template tags, addresses in a text, HTML."""

from __future__ import annotations

import io
import re
from zoneinfo import ZoneInfo

import pytest

from blog.exchange import front_matter, html, moments, template_tags, wikilinks
from blog.exchange.passages import with_addresses
from tests.plugins.other_blogs import item, read_source, wordpress

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013/7/13 20:46:25", "2013-07-13T20:46:25+08:00"),
        ("2013-07-13 20:46", "2013-07-13T20:46:00+08:00"),
        ("2013-07-13 20:46:25 +0000", "2013-07-13T20:46:25+00:00"),
        ("2013-07-13T20:46:25Z", "2013-07-13T20:46:25+00:00"),
        ("2013-07-13T20:46:25.123456789-05:30", "2013-07-13T20:46:25.123456-05:30"),
        ("2013-07-13 20:46:25+8", "2013-07-13T20:46:25+08:00"),
        ("2013年7月13日", "2013-07-13T00:00:00+08:00"),
        ("Jul 13 2013", "2013-07-13T00:00:00+08:00"),
        ("July 13, 2013", "2013-07-13T00:00:00+08:00"),
        ("13 July 2013", "2013-07-13T00:00:00+08:00"),
        ("Sat, 13 Jul 2013 20:46:25 +0200", "2013-07-13T20:46:25+02:00"),
        # Before China left its own summer time.
        ("1990-07-01 00:00:00", "1990-07-01T00:00:00+09:00"),
    ],
)
def test_a_moment_is_read(text: str, expected: str) -> None:
    found = moments.parse(text, ZONE)
    assert found
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "2013-13-01",
        "2013-02-30",
        "0000-00-00 00:00:00",
        "0001-01-01 00:00",
        "9999-12-31T23:59:59-01:00",
        "2013-07-13 25:00",
        "20130713",
        # Not read as three in the morning.
        "July 13, 2013 3:04 PM",
        "Foo 13 2013",
        "2013-07-13 20:46 +99",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moments.parse(text, ZONE) is None


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 题\ntags: [a, b]\n---\n文\n",
        "---\r\ntitle: 题\r\ntags:\r\n  - a\r\n  - b\r\n---\r\n文\r\n",
        "title: 题\ntags: a, b\n---\n文\n",
        "+++\ntitle = '题'\ntags = ['a', 'b']\n+++\n文\n",
        '{"title": "题", "tags": ["a", "b"]}\n文\n',
        ';;;\n"title": "题", "tags": ["a", "b"]\n;;;\n文\n',
        '"title": "题",\n"tags": ["a", "b"]\n;;;\n文\n',
        "---\nTitle: 题\nTAGS: a、b\n---\n文\n",
        # What Hexo, Hugo and Jekyll take as well: a longer line, tabs, an empty line before, three dots behind.
        "-----\ntitle: 题\ntags: [a, b]\n-----\n文\n",
        "tags:\n\t- a\n\t- b\n\n# 注\ndate: 2020-01-01\ntitle: 题\n---\n文\n",
        "\n\n---\ntitle: 题\ntags: [a, b]\n---\n文\n",
        "---\ntitle: 题\ntags: [a, b]\n...\n文\n",
    ],
)
def test_a_head_is_told_from_the_body(text: str) -> None:
    head, body = front_matter.split(text.replace("\r\n", "\n"))
    assert (head.text("title"), head.words("tags"), body) == ("题", ("a", "b"), "文\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no head",
        "---\n\nA rule above.\n",
        "---\nA text between two rules.\n---\nx\n",
        "# title\n---\nx",
        "Note: a\n\nb",
        "Note: a heading\n---\nx\n",
        "Q: what?\nA: that.\n\n---\n\nQ: more?\n",
        "Hello: all of you\n\nLong time no see.\n\n---\nx\n",
        "https://a.example/\n---\nx\n",
        "Ingredients:\n- a\n- b\n\n---\nx\n",
        "注意: 一\n\ntitle: of a book, it is good.\nAnd so on.\n---\nx\n",
    ],
)
def test_a_text_without_a_head_is_all_body(text: str) -> None:
    head, body = front_matter.split(text)
    assert (bool(head), body) == (False, text)


def test_what_is_written_is_read_again() -> None:
    values = {"title": "- \"a\" 'b': #c \u2028 \x07 😀", "tags": ["yes", "1.0", "a, b", "~"], "aliases": ["/a: b/"]}
    body = "\n---\nx\r\n"
    head, again = front_matter.split(front_matter.write(values, body))
    assert (head.raw("title"), head.values["tags"], head.values["aliases"], again) == (*values.values(), body)


def test_nobody_means_null() -> None:
    head, _body = front_matter.split("---\ntitle: null\ntags: [~, a]\ndraft: True\npublished: off\n---\n")
    assert (head.text("title"), head.words("tags"), head.is_on("draft"), head.is_off("published")) == (
        "",
        ("a",),
        True,
        True,
    )
    # But who quotes it.
    assert front_matter.split("---\ntitle: 'null'\n---\n")[0].text("title") == "null"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% youtube abc %}", "<https://www.youtube.com/watch?v=abc>"),
        ('{{< youtube id="abc" >}}', "<https://www.youtube.com/watch?v=abc>"),
        ("{{< youtube abc />}}", "<https://www.youtube.com/watch?v=abc>"),
        ("{{< bilibili BV1xx >}}", "<https://www.bilibili.com/video/BV1xx/>"),
        ("{% gist user/1a2b %}", "<https://gist.github.com/user/1a2b>"),
        ("{{< tweet user=u id=12 >}}", "<https://x.com/u/status/12>"),
        ("{% img left /a.png 10 20 '题' %}", "![题](/a.png)"),
        ("{% asset_img a%20b.png %}", "![](a%20b.png)"),
        ("{% asset_img 'a b.png' %}", "![](<a b.png>)"),
        ("{% link 文字 https://a.example/ true %}", "[文字](https://a.example/)"),
        ("{% post_link known %}", "[known](/posts/known/)"),
        ("{% post_link _posts/known.md '题' %}", "[题](/posts/known/)"),
        ('{{< relref "/posts/known/index.md#part" >}}', "/posts/known/#part"),
        ("{% quote 作者 %}\n话\n{% endquote %}", "\n> 话\n>\n> — 作者\n"),
        ("{% note info no-icon %}话{% endnote %}", "\n> [!NOTE]\n> 话\n"),
        ("{% raw %}x{% endraw %}", "x"),
        ("{% hideToggle 看 %}\n话\n{% endhideToggle %}", "\n<details><summary>看</summary>\n\n话\n\n</details>\n"),
        ("{% highlight ruby linenos %}\nx\n{% endhighlight %}", "\n```ruby\nx\n```\n"),
        ("![]({{ site.url }}{{- site.baseurl -}}/a.png)", "![](/a.png)"),
        ('<a href="{{ "/b" | relative_url }}">', '<a href="/b">'),
    ],
)
def test_a_tag_becomes_markdown(text: str, expected: str) -> None:
    assert template_tags.convert(text, lambda stem: "/posts/known/" if stem == "known" else "") == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![[a.png]]", "![](a.png)"),
        ("![[assets/Pasted image 1.PNG|300]]", "![](<assets/Pasted image 1.PNG>)"),
        ("![[a.webp|海边]] ![[a.webp|300x200]]", "![海边](a.webp) ![](a.webp)"),
        ("| ![[a.png\\|300]] |", "| ![](a.png) |"),
        ("[[known]], [[posts/known.md#节|那一篇]]", "[known](/posts/known/), [那一篇](/posts/known/)"),
        ("![[known]]", "[known](/posts/known/)"),
        # What is none of theirs.
        ("[[gone]] [[1]](https://a.test/) [[ -f x ]] `![[a.png]]`", None),
    ],
)
def test_a_link_by_name_becomes_markdown(text: str, expected: str | None) -> None:
    known = {"known": "/posts/known/"}
    assert wikilinks.convert(text, lambda stem: known.get(stem, "")) == (expected or text, [])


def test_a_part_by_name_that_is_unknown_stays_and_is_listed() -> None:
    assert wikilinks.convert("a ![[gone]] b", lambda _stem: "") == ("a ![[gone]] b", ["![[gone]]"])


@pytest.mark.parametrize(
    "tag",
    ["{% mermaid %}", "{{< gallery >}}", "{{% x y=1 %}}", "{{ page.title }}", "{% post_link gone %}", "{% img %}"],
)
def test_a_tag_that_is_unknown_stays_and_is_listed(tag: str) -> None:
    assert template_tags.convert(f"a {tag} b", lambda _stem: "") == (f"a {tag} b", [tag])


@pytest.mark.parametrize(
    "text",
    ["`{% youtube x %}`", "```\n{% youtube x %}\n```", "~~~ liquid\n{{ x }}\n~~~", "``a ` {% x %}``", "```\n{% x %}"],
)
def test_a_tag_in_code_is_code(text: str) -> None:
    assert template_tags.convert(text, lambda _stem: "") == (text, [])


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("![a](b.png)", [("b.png", True)]),
        ('![a [x]](<b c.png> "t")', [("b c.png", True)]),
        ("[![a](b.png)](c.png)", [("b.png", True), ("c.png", False)]),
        ("[a](b_(c).png)", [("b_(c).png", False)]),
        ("[x]: /y.png", [("/y.png", False)]),
        ("<img alt='' src=\"z.png\">", [("z.png", True)]),
        ("<img src=z.png>", [("z.png", True)]),
        ("`![a](b.png)`", []),
        ("```\n![a](b.png)\n```", []),
    ],
)
def test_the_addresses_of_a_text_are_found_and_changed(text: str, addresses: list[tuple[str, bool]]) -> None:
    found: list[tuple[str, bool]] = []

    def change(address: str, is_picture: bool) -> str:
        found.append((address, is_picture))
        return "/pictures/new"

    new = with_addresses(text, change)
    assert found == addresses
    assert new.count("/pictures/new") == len(addresses)
    assert with_addresses(text, lambda address, _is_picture: address) == text


@pytest.mark.parametrize(
    "piece",
    ["`", "`` ` ", "<img ", "![", "[a](", "{% note ", "{% note %}", "{{< note ", "{{</*", "{{ ", "```\n", "<iframe "],
)
def test_a_text_that_closes_nothing_is_read_in_one_pass(piece: str) -> None:
    # A hundred kilobytes would take minutes if each of these looked for its end alone.
    text = piece * (100_000 // len(piece))
    assert template_tags.convert(text, lambda _stem: "")[0] == text
    assert with_addresses(text, lambda address, _is_picture: address) == text


@pytest.mark.parametrize("begun", ["{% x", "{{% x", "{{< x", "{{< /x"])
def test_a_name_without_end_is_read_in_one_pass(begun: str) -> None:
    text = begun + "-a/a" * 25_000
    assert template_tags.convert(text, lambda _stem: "")[0] == text
    text = begun + "-a" * 50_000
    assert template_tags.convert(text, lambda _stem: "")[0] == text


@pytest.mark.parametrize("begun", ["{{", "{{<", "{{< note", "# a"])
def test_spaces_without_end_are_read_in_one_pass(begun: str) -> None:
    text = f"{begun}{' ' * 100_000}b\n"
    (post,) = read_source(io.BytesIO(text.encode()), "x.md", ZONE).posts
    assert post.body == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n", "One"),
        ("\n#\tOne ##  \n\ntext", "One"),
        ("# C#\n", "C#"),
        ("#hashtag\n", ""),
        ("## Two\n", ""),
        ("#\n\nOne\n", ""),
    ],
)
def test_a_text_without_a_title_is_called_by_its_first_heading(text: str, title: str) -> None:
    (post,) = read_source(io.BytesIO(text.encode()), "x.md", ZONE).posts
    assert post.title == title


@pytest.mark.parametrize(
    "piece",
    ["<pre>", "<!-- wp:", "<!--more", "[code]", "[a b=c ", "[caption]<img>", "<p", "<iframe src='x'>", "<iframe src='"],
)
def test_html_that_closes_nothing_is_read_in_one_pass(piece: str) -> None:
    content = piece * (50_000 // len(piece))
    read_source(io.BytesIO(wordpress(item(1, "x", content, name="x")).encode()), "x.xml", ZONE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2 class='x'>a</h2><p style='y'>b <b>c</b></p>", "## a\n\nb **c**\n"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul><ol start='3'><li>c</li></ol>", "- a\n  - b\n\n3. c\n"),
        ("<p>1. no *list* <i>&lt;b&gt;</i></p>", "1\\. no \\*list\\* *\\<b>*\n"),
        ("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>", "| a |\n| - |\n| b |\n"),
        ("<table><thead><tr><td>a</td></tr></thead><tr><td>b</td></tr></table>", "| a |\n| - |\n| b |\n"),
        ("<p>x<sup>2</sup> <kbd>Ctrl</kbd></p>", "x<sup>2</sup> <kbd>Ctrl</kbd>\n"),
        ("<script>alert(1)</script><p onclick=x>a</p>", "a\n"),
        (
            '<iframe src="//player.bilibili.com/player.html?bvid=BV1"></iframe>',
            "<https://player.bilibili.com/player.html?bvid=BV1>\n",
        ),
        ("<pre class='brush: php'>a<br>b</pre>", "```php\na\nb\n```\n"),
        ("<!-- wp:more --><!--more--><!-- /wp:more -->", "<!-- more -->\n"),
    ],
)
def test_html_becomes_markdown(source: str, expected: str) -> None:
    assert html.to_markdown(source) == (expected, False)


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        "<tr><th>a</th><td>b</td></tr><tr><th>c</th><td>d</td></tr>",
        "<tr><th>a</th><th>b</th></tr><tr><th>c</th><td>d</td></tr>",
        "<caption>x</caption><tr><th>a</th></tr><tr><td>c</td></tr>",
    ],
)
def test_a_table_that_markdown_cannot_say_loses_no_cell(table: str) -> None:
    """Without headings, which is how the editor of WordPress begins one, with some at the side, and with a caption."""
    text, _is_whole = html.to_markdown(f"<p>x</p><table><tbody>{table}</tbody></table><p>y</p>")
    assert re.sub(r' colspan="1"|</?tbody>', "", text) == f"x\n\n<table>{table}</table>\n\ny\n"
