"""The Markdown of posts: what it becomes, and what never comes out of it."""

import re

import lxml.html
import pytest

from blog import markdown

HARMLESS_TAGS = set(markdown._TAGS.split())
HARMLESS_ATTRIBUTES = {"href", "title", "src", "alt", "width", "height", "start", "colspan", "rowspan"}
HARMLESS_ATTRIBUTES |= {"class", "tabindex", "loading", "rel"}


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
        ("[友](https://a.test/?a=1&b=2)", '<p><a href="https://a.test/?a=1&amp;b=2" rel="noopener">友</a></p>'),
        ("<https://a.test/>", '<p><a href="https://a.test/" rel="noopener">https://a.test/</a></p>'),
        ("![图](/i.png)", '<p><img src="/i.png" alt="图" loading="lazy"></p>'),
        ("```python\n1 < 2\n```", '<pre tabindex="0"><code>1 &lt; 2\n</code></pre>'),
        ("按 <kbd>Tab</kbd>", "<p>按 <kbd>Tab</kbd></p>"),
        ("# 一\n\n## 二", "<h2>一</h2>\n<h3>二</h3>"),
        ("### 三\n\n#### 四", "<h2>三</h2>\n<h3>四</h3>"),
        ("# 一\n\n###### 六", "<h2>一</h2>\n<h6>六</h6>"),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>"),
        ("", ""),
    ],
)
def test_it_becomes_html(text, html):
    assert markdown.render(text).strip() == html


def test_a_table_scrolls_by_itself_and_keeps_its_alignment():
    html = markdown.render("| 步骤 | 毫秒 |\n|:--|--:|\n| 首页 | 18 |")
    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert '<td class="right">18</td>' in html
    assert "style" not in html


def test_relative_addresses_are_resolved_for_a_feed():
    html = markdown.render("[a](../b/) ![](/c.png) [d](https://d.test/)", base="https://ours.test/posts/x/")
    assert re.findall(r'(?:href|src)="([^"]+)"', html) == [
        "https://ours.test/posts/b/",
        "https://ours.test/c.png",
        "https://d.test/",
    ]


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.test></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror='alert(1)' //>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<form action='https://evil.test'><input name=q><button formaction='javascript:alert(1)'>x</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](https://a.test/" onerror="alert(1))',
    '[x](https://a.test "\\" onmouseover=alert(1) \\"")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '```"onmouseover=alert(1)\n</code></pre><script>alert(1)</script>\n```',
    "`<script>alert(1)</script>`",
    "<style>body{background:url(https://evil.test)}</style>",
    "<p style='position:fixed;inset:0' class='skip' id='main'>x</p>",
    "<div class='masthead' tabindex='-1'>x</div>",
    "<base href='https://evil.test/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<link rel=stylesheet href=https://evil.test>",
    "<a href=x target=_top name=main ping=https://evil.test>x</a>",
    "<img srcset='https://evil.test/1 1x' usemap='#m' lowsrc='javascript:1'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<plaintext>",
    "<textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "</div></main></body><script>alert(1)</script>",
    "<video src=x onerror=alert(1)></video><audio autoplay src=x></audio>",
    "\x00<script\x00>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def assert_harmless(html: str) -> None:
    root = lxml.html.fragment_fromstring(html, create_parent="body")
    for element in root.iterdescendants():
        assert element.tag in HARMLESS_TAGS
        assert set(element.attrib) <= HARMLESS_ATTRIBUTES
        assert element.get("class") in (None, "table", "center", "right")
        assert element.get("tabindex") in (None, "0")
        for address in (element.get("href"), element.get("src")):
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", re.sub(r"[\x00-\x20]", "", address or ""), re.IGNORECASE)
            assert scheme is None or scheme[0].lower() in ("http:", "https:", "mailto:")


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_harmful_comes_out(text):
    assert_harmless(markdown.render(text))
    assert_harmless(markdown.render(f"> - {text}\n\n|{text}|\n|--|\n|{text}|", base="https://ours.test/"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["[", "![", "[a](", "*a **a ", "`a", "<", "&#x", "> ", "- ", "*_", "字*", "|a|b|\n|-|-|\n"]
)
def test_a_long_repetition_is_only_long(unit):
    html = markdown.render((unit * 30_000)[:30_000])
    assert_harmless(html)
    assert len(html) < 300_000


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<div>", "<b><a>", "a <b><a> ", "<details>\n\n"])
def test_many_nested_tags_is_shown_as_text(unit):
    html = markdown.render((unit * 200_000)[:200_000])
    assert "&lt;" in html
    assert "<b>" not in html
    assert "<div>" not in html
    assert "<details>" not in html


def test_a_post_with_many_tags_of_its_own_keeps_them():
    assert markdown.render("<kbd>a</kbd> " * 2_000).count("<kbd>") == 2_000


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        (
            "# 标题\n\n第一段，**重点**与[链接](https://a.test)。\n\n- 列表\n\n> 引文\n\n第二段",
            "第一段，重点与链接。 第二段",
        ),
        ("一行\n又一行", "一行 又一行"),
        ("看 ![图](x.png) 和 `code`<b>!</b>", "看 和 code!"),
        ("字" * 140, "字" * 140),
        ("字" * 141, "字" * 140 + "…"),
        ("word " * 30, "word " * 27 + "word…"),
        ("word " * 27 + "wonderful", "word " * 26 + "word…"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_the_excerpt_is_the_first_words(text, excerpt):
    assert markdown.excerpt(text) == excerpt
