"""What never comes out of a post's Markdown, whoever wrote it, and what a hostile one costs."""

import re

import lxml.html
import pytest

from blog import markdown
from blog.markdown import cleaning, maths, reader


def render(text: str) -> str:
    return markdown.reading(text).html


HARMLESS_TAGS = set(
    re.findall(
        r"\w+",
        "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 "
        "hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody "
        "td th thead tr u ul var math mi mn mo mrow mtable mtr mtd mtext mfrac msqrt msup mspace",
    )
)
HARMLESS_ATTRIBUTES = {"href", "title", "src", "alt", "width", "height", "start", "colspan", "rowspan"}
HARMLESS_ATTRIBUTES |= {
    "class",
    "tabindex",
    "loading",
    "decoding",
    "rel",
    "id",
    "role",
    "aria-label",
    "display",
    "mathcolor",
}


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
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\class{skip}{x}$ $\\style{color:red}{x}$ $\\color{red}{x}$",
    "<math><maction actiontype='statusline' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<math href='javascript:alert(1)'><mi id='main' class='skip' style='position:fixed'>x</mi></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe src='//evil.test/\"onload=alert(1)'></iframe>",
    "<iframe src='https://www.youtube.com/embed/dQw4w9WgXcQ' srcdoc='<script>alert(1)</script>'></iframe>",
    "https://evil.test/<script>alert(1)</script>",
    'https://youtu.be/dQw4w9WgXcQ"onmouseover=alert(1)',
    "javascript://a.test/%0aalert(1)",
    "```html\n<script>alert(1)</script>\n```",
    '# <img src=x onerror=alert(1)> "onclick=alert(1)\n\n## b\n\n## c',
    '[^"onclick=alert(1)]\n\n[^"onclick=alert(1)]: <script>alert(1)</script>',
    "> [!NOTE]\n> <script>alert(1)</script>",
]


def assert_harmless(html: str) -> None:
    root = lxml.html.fragment_fromstring(html, create_parent="body")
    for element in root.iterdescendants():
        assert element.tag in HARMLESS_TAGS
        assert set(element.attrib) <= HARMLESS_ATTRIBUTES
        assert (element.get("id") or "h-").startswith(("h-", "note-", "noteref-"))
        assert element.get("tabindex") in (None, "0")
        for address in (element.get("href"), element.get("src")):
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", re.sub(r"[\x00-\x20]", "", address or ""), re.IGNORECASE)
            assert scheme is None or scheme[0].lower() in ("http:", "https:", "mailto:")


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_harmful_comes_out(text):
    assert_harmless(render(text))
    assert_harmless(markdown.for_feed(f"> - {text}\n\n|{text}|\n|--|\n|{text}|", "https://ours.test/"))


@pytest.mark.parametrize(
    "text",
    [
        "<p id='h-x' class='toc' role='alert' tabindex='0' aria-label='x'>a</p>",
        "<div class='table'>a</div>",
        "<span class='k'>a</span>",
        "<math><mi class='k' id='main'>x</mi></math>",
    ],
)
def test_ids_classes_and_roles_are_ours_alone(text):
    assert not re.search(r"\b(id|class|role|tabindex|aria-label)=", render(text))


@pytest.mark.parametrize(
    "opened",
    [
        "",
        "<p><abbr title='\n\n",
        "<p><a href='\n\n",
        "<p title='\n\n",
        "<div title='\n\n",
        "<a href='\n\n",
        "<p class='\n\n",
    ]
    + [f"<{tag}>\n\n" for tag in ("textarea", "title", "xmp", "noscript", "plaintext", "iframe", "svg", "p><!--")],
)
def test_nobody_learns_the_secret_that_lets_ours_through(opened):
    text = opened + "# a\n\n|a|\n|--|\n|b|\n\n```python\nTrue\n```\n\n- [x] a[^1]\n\n$x$\n\n[^1]: b"
    text += "\n\nend'> end"
    html = render(text) + markdown.for_feed(text, "https://ours.test/")
    assert cleaning.mark("").rstrip("-") not in html
    assert_harmless(html)


# Each of them, in the middle of a text, is something of its own.
UNITS = ["[", "![", "[a](", "*a **a ", "`a", "<", "&#x", "> ", "- ", "*_", "字*", "|a|b|\n|-|-|\n", ":", "http://a "]
UNITS += ["$", "$a$ ", "- $$a\n", "$$a\n\n", "[^", "[^1]: a\n", "# a\n", "> [!NOTE]\n", "<iframe src=a ", "字。\n\n"]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_repetition_is_only_long(unit):
    html = render("[^1]: a\n\n" + (unit * 20_000)[:20_000])
    assert_harmless(html)
    assert len(html) < 1_000_000


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<div>", "<b><a>", "a <b><a> ", "<details>\n\n"])
def test_many_nested_tags_is_shown_as_text(unit):
    html = render((unit * 60_000)[:60_000])
    assert "&lt;" in html
    assert "<b>" not in html
    assert "<div>" not in html
    assert "<details>" not in html


def test_a_post_with_many_tags_of_its_own_keeps_them():
    assert render("<kbd>a</kbd> " * 2_000).count("<kbd>") == 2_000


def test_what_would_take_too_long_is_shown_as_typed():
    assert render("*字*" * 60_000).startswith("<pre")
    paragraph = "*字*" + "字" * reader.LONGEST_PARAGRAPH_CHARS
    assert render(f"*甲*\n\n{paragraph}") == f"<p><em>甲</em></p>\n<p>{paragraph}</p>\n"
    assert len(render("字" * 10_000_000)) < 2 * reader.LONGEST_TEXT_CHARS


@pytest.mark.parametrize("nested", ["{", "x^{", "\\frac{", "\\sqrt{", "\\left(", "\\begin{matrix}"])
def test_a_formula_without_end_does_not_end_the_process(nested):
    tex = nested * (maths.LONGEST_FORMULA_CHARS // len(nested))
    assert "<code>" in maths.mathml(tex, block=False)
    assert "<code>" in maths.mathml(nested * 100_000, block=False)


def test_a_formula_cannot_grow_by_macros():
    assert "<code>" in maths.mathml("\\newcommand{\\a}{{{x}}}\\a\\a", block=False)
