"""The Markdown of posts, and the HTML that pages and feeds get of it."""

import re

import pytest

from blog import markdown
from blog.markdown.headings import Heading

ANCHOR = re.compile(r' <a class="anchor".*?</a>')
MATHS = re.compile(r"<math.*?</math>", re.DOTALL)


def render(text: str) -> str:
    return markdown.reading(text).html


def short(html: str) -> str:
    """Return the HTML without what every heading and link has."""
    return ANCHOR.sub("", html).replace(' rel="noopener"', "").strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*重点*，**要点**", "<p><em>重点</em>，<strong>要点</strong></p>"),
        ("**注意：**这里，~~“旧”~~的", "<p><strong>注意：</strong>这里，<s>“旧”</s>的</p>"),
        ("他说**“好。”**然后*a*，**b**c", "<p>他说<strong>“好。”</strong>然后<em>a</em>，<strong>b</strong>c</p>"),
        ("2 * 3 * 4，甲 ** 乙 **", "<p>2 * 3 * 4，甲 ** 乙 **</p>"),
        ("snake_case_名字", "<p>snake_case_名字</p>"),
        ("一行\n又一行\nand one", "<p>一行又一行\nand one</p>"),
        ("~~旧~~", "<p><s>旧</s></p>"),
        ("[友](https://a.test/?a=1&b=2)", '<p><a href="https://a.test/?a=1&amp;b=2">友</a></p>'),
        ("<https://a.test/>", '<p><a href="https://a.test/">https://a.test/</a></p>'),
        ("![图](/i.png)", '<p><img src="/i.png" alt="图" loading="lazy"></p>'),
        ('a <img src="/i" width="3">', '<p>a <img src="/i" width="3" loading="lazy"></p>'),
        ("```\n1 < 2\n```", '<pre tabindex="0"><code class="code">1 &lt; 2\n</code></pre>'),
        ("    1 < 2", '<pre tabindex="0"><code>1 &lt; 2\n</code></pre>'),
        ("按 <kbd>Tab</kbd>", "<p>按 <kbd>Tab</kbd></p>"),
        ("# 一\n\n## 二", '<h2 id="h-一">一</h2>\n<h3 id="h-二">二</h3>'),
        ("### 三\n\n#### 四", '<h2 id="h-三">三</h2>\n<h3 id="h-四">四</h3>'),
        ("# 一\n\n###### 六", '<h2 id="h-一">一</h2>\n<h3 id="h-六">六</h3>'),
        ("### 三\n\n# 一\n\n### 三", '<h2 id="h-三">三</h2>\n<h2 id="h-一">一</h2>\n<h3 id="h-三-2">三</h3>'),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_it_becomes_html(text, html):
    assert short(render(text)) == html


def test_a_table_scrolls_by_itself_and_keeps_its_alignment():
    html = render("| 步骤 | 毫秒 |\n|:--|--:|\n| 首页 | 18 |")
    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert '<td class="right">18</td>' in html
    assert "style" not in html


def test_a_picture_of_this_site_says_its_size_and_a_foreign_one_what_its_author_says():
    name = "0123456789abcdef01234567"
    html = render(f"![山](/pictures/{name}-1600x900.webp)")
    assert 'width="1600" height="900"' in html
    assert f'srcset="/pictures/{name}-640.webp 640w, /pictures/{name}-1280.webp 1280w, ' in html
    assert 'sizes="(min-width' in html
    small = render(f"![山](/pictures/{name}-300x200.webp)")
    assert 'width="300" height="200"' in small
    assert "srcset" not in small + markdown.for_feed(f"![山](/pictures/{name}-1600x900.webp)", "https://ours.test/")
    assert "srcset" not in render("<img src='/a.png' srcset='https://evil.test/x 1x'>")


# --- addresses -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("见https://a.test/路?x=1，然后", ["https://a.test/路?x=1"]),
        ("（https://a.test/x）。", ["https://a.test/x"]),
        ("(see https://a.test/a_(b))", ["https://a.test/a_(b)"]),
        ("https://a.test/x. http://b.test/~y, 完", ["https://a.test/x", "http://b.test/~y"]),
        ("**https://a.test/**", ["https://a.test/"]),
        ("《https://a.test/》“https://b.test/”", ["https://a.test/", "https://b.test/"]),
        ("HTTPS://A.test", ["HTTPS://A.test"]),
        ("[https://a.test/](https://b.test/)", ["https://a.test/"]),
        ("`https://a.test/`", []),
        ("xhttps://a.test 1http://a.test ftp://a.test https:// http:/a javascript://a.test", []),
        ("<a href='https://b.test/'>https://a.test/</a>", ["https://a.test/"]),
    ],
)
def test_a_bare_address_is_a_link_and_ends_where_a_reader_ends_it(text, addresses):
    assert re.findall("<a [^>]*>(.*?)</a>", render(text)) == addresses


def test_a_bare_address_leads_where_it_says():
    assert '<a href="https://a.test/%E8%B7%AF?a=1&amp;b" rel' in render("到https://a.test/路?a=1&b。")


def test_relative_addresses_are_resolved_for_a_feed():
    html = markdown.for_feed("[a](../b/) ![](/c.png) [d](https://d.test/)", "https://ours.test/posts/x/")
    assert re.findall(r'(?:href|src)="([^"]+)"', html) == [
        "https://ours.test/posts/b/",
        "https://ours.test/c.png",
        "https://d.test/",
    ]


# --- headings --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        ("安装与升级", "h-安装与升级"),
        ("Make `run`, *then* wait!", "h-make-run-then-wait"),
        ("一、怎样？（二）", "h-一怎样二"),
        ("[链接](https://a.test)", "h-链接"),
        ("！", "h-"),
        ("main", "h-main"),
        ("安装 {#setup}", "h-setup"),
        ("`make` {#Run-It}", "h-run-it"),
        ("一 {#a b}", "h-一-a-b"),
    ],
)
def test_a_heading_has_an_id_that_people_can_read(title, identifier):
    assert f'id="{identifier}"' in render(f"# {title}")


def test_headings_of_one_name_have_different_ids():
    assert re.findall('h2 id="(.*?)"', render("# 一\n\n# 一\n\n# 一")) == ["h-一", "h-一-2", "h-一-3"]


def test_a_link_to_a_heading_leads_there_as_on_github():
    html = render("[目录](#安装-二) [x](#Make) [y](#nothing) [z](#own)\n\n# 安装 二\n\n# make\n\n# 三 {#own}")
    assert re.findall('<a href="(.*?)"', html.partition("</p>")[0]) == ["#h-安装-二", "#h-make", "#nothing", "#h-own"]


def test_the_contents_have_two_levels():
    text = "# 一\n\n## 一甲\n\n### 深\n\n# 二 `x`\n"
    assert markdown.reading(text).contents == (
        Heading("h-一", "一", (Heading("h-一甲", "一甲"),)),
        Heading("h-二-x", "二 x"),
    )


@pytest.mark.parametrize("text", ["", "# 一\n\n# 二", "# 一\n\n## 二\n\n### 三\n\n### 四", "#\n\n#\n\n#"])
def test_a_short_text_has_no_contents(text):
    assert markdown.reading(text).contents == ()


# --- what GitHub adds ------------------------------------------------------------------------------------------------
def test_a_footnote_leads_there_and_back():
    html = short(render("甲[^a]，乙[^a]，没有[^b]。\n\n[^a]: 注*释*。"))
    assert '<a href="#note-1" id="noteref-1" role="doc-noteref" aria-label="脚注 1">1</a>' in html
    assert '<a href="#note-1" id="noteref-1-2" role="doc-noteref"' in html
    assert '<section class="notes" role="doc-endnotes" aria-label="脚注">' in html
    assert (
        '<li id="note-1"><p>注<em>释</em>。 <a href="#noteref-1" role="doc-backlink" aria-label="回到正文">↩</a>'
        in html
    )
    assert "没有[^b]" in html


def test_the_words_of_a_footnote_are_in_the_language_of_the_post():
    assert 'aria-label="Footnote 1"' in render("A[^1]\n\n[^1]: b")


def test_a_list_of_tasks_says_what_is_done():
    html = short(render("- [x] 甲\n- [ ] 乙\n- 丙 [x]"))
    assert '<li class="task"><span role="img" aria-label="已完成">☑</span> 甲</li>' in html
    assert '<li class="task"><span role="img" aria-label="未完成">☐</span> 乙</li>' in html
    assert "<li>丙 [x]</li>" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("> [!WARNING]\n> 电", '<div class="alert warning" role="note"><p><strong>注意</strong></p><p>电</p></div>'),
        ("> [!tip]\n> Hot", '<div class="alert tip" role="note"><p><strong>Tip</strong></p><p>Hot</p></div>'),
        ("> [!HELLO]\n> 甲", "<blockquote><p>[!HELLO]甲</p></blockquote>"),
    ],
)
def test_an_alert_is_named_in_the_language_of_the_post(text, html):
    assert short(render(text)).replace("\n", "") == html


# --- formulas --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$", 1),
        ("$x^2$ 是 5", 1),
        ("设$a$与$b$，", 2),
        ("$$x$$ 与 $$y$$", 2),
        ("$$\na\n+ b\n- c\n$$", 1),
        ("- $$a$$\n- $$\n  b\n  $$", 2),
        ("```math\n\\frac12\n```", 1),
        ("$\\text{当 } x > 0$", 1),
        ("从 $5 到 $10", 0),
        ("$5/月，$8/年", 0),
        ("它要 $5，另一个要 5$ 吗", 0),
        ("$20 for one and 30$ for two", 0),
        ("US$5和US$6", 0),
        ("一共 5$ 和 6$", 0),
        ("$ x $", 0),
        ("\\$x\\$ `$x$`", 0),
        ("$HOME/bin:$PATH", 0),
        ("$", 0),
        ("$$\na\n\nb\n$$", 0),
    ],
)
def test_a_formula_is_told_from_a_price(text, formulas):
    assert len(MATHS.findall(render(text))) == formulas


def test_a_formula_is_drawn_by_the_browser():
    assert render("$x^2$") == "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>\n"
    html = render("$$\\begin{aligned}a&=b\\\\c&=d\\end{aligned}$$")
    assert html.startswith('<div class="formula" tabindex="0"><math display="block"><mtable')
    assert html.count('<mtd class="right">') == 2
    assert " style=" not in html


def test_what_is_no_formula_stays_as_typed():
    assert render("$\\nonsense{x}$") == "<p><code>\\nonsense{x}</code></p>\n"


# --- what plays elsewhere --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "site", "address"),
    [
        ("https://www.bilibili.com/video/BV1xx411c7mD?p=2", "哔哩哔哩", "https://www.bilibili.com/video/BV1xx411c7mD/"),
        ("[视频](https://youtu.be/dQw4w9WgXcQ)", "YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?t=1&v=dQw4w9WgXcQ", "YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://music.163.com/#/song?id=186016", "网易云音乐", "https://music.163.com/#/song?id=186016"),
        (
            "<iframe src='//player.bilibili.com/player.html?aid=170001&page=1'></iframe>",
            "哔哩哔哩",
            "https://www.bilibili.com/video/av170001/",
        ),
        (
            '<iframe width="560" src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"\nallowfullscreen></iframe>',
            "YouTube",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ("<https://vimeo.com/76979871>", "Vimeo", "https://vimeo.com/76979871"),
        ("https://v.qq.com/x/cover/abc/d123.html", "腾讯视频", "https://v.qq.com/x/page/d123.html"),
        ("https://v.youku.com/v_show/id_XMTI3.html", "优酷", "https://v.youku.com/v_show/id_XMTI3.html"),
        ("https://open.spotify.com/track/4cOdK2", "Spotify", "https://open.spotify.com/track/4cOdK2"),
    ],
)  # fmt: skip
def test_a_video_by_itself_is_a_card_that_leads_there(text, site, address):
    html = render(f"视频：\n\n{text}")
    assert f'<p class="embed"><a href="{address}" rel="noopener"><strong>{site}</strong> <span>' in html
    assert "iframe" not in html


@pytest.mark.parametrize(
    "text",
    [
        "看 https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ https://youtu.be/dQw4w9WgXcQ",
        "https://evil.test/youtu.be/dQw4w9WgXcQ",
        "https://youtu.be.evil.test/dQw4w9WgXcQ",
        "https://www.bilibili.com/",
        "- https://youtu.be/dQw4w9WgXcQ",
    ],
)
def test_other_links_are_links(text):
    html = render(text)
    assert "embed" not in html
    assert "<a href" in html


@pytest.mark.parametrize(
    "text",
    [
        "<iframe src='https://a.test/x'></iframe>",
        '<video controls width="560" src="https://a.test/x"></video>',
        "<video controls><source src='https://a.test/x' type='video/mp4'></video>",
        "<audio preload=none src=https://a.test/x></audio>",
    ],
)
def test_what_plays_on_another_site_is_a_link_and_nothing_is_loaded(text):
    html = short(render(text)).removeprefix("<p>").removesuffix("</p>")
    assert html == '<a href="https://a.test/x">https://a.test/x</a>'
    assert '<a href="https://a.test/x"' in render(f"听 {text} 吧")


# --- feeds -----------------------------------------------------------------------------------------------------------
def test_a_feed_needs_no_style_sheet_and_its_links_lead_to_the_page():
    text = "# 甲\n\n[去](#甲)[^1]\n\n```python\nTrue\n```\n\n$x$\n\n- [x] 好\n\n|a|\n|-:|\n|b|\n\n[^1]: 注"
    html = markdown.for_feed(text, "https://ours.test/posts/x/")
    assert "class=" not in html
    assert "<h2>甲</h2>" in html
    assert '<a href="https://ours.test/posts/x/#h-%E7%94%B2"' in html
    assert '<a href="https://ours.test/posts/x/#note-1" id="noteref-1"' in html
    assert "<pre><code>True\n</code></pre>" in html
    assert "<math><mi>x</mi></math>" in html
    assert "☑</span> 好" in html


# --- how long it takes -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("字" * 4_000, 10),
        ("word " * 2_400, 10),
        ("字" * 2_000 + " word" * 1_200, 10),
        ("```\n" + "字" * 4_000 + "\n```", 1),
    ],
)
def test_it_says_how_long_it_takes_to_read(text, minutes):
    assert markdown.reading(text).minutes == minutes
