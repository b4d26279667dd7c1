"""Turn the HTML of WordPress, Typecho and Ghost into Markdown; what Markdown cannot say stays as HTML.

htmd does the work: of three libraries tried on the same page it alone kept what looks like a tag, a list's first
number, keys, and a video, and named the code's language.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter

import nh3

# htmd goes as deep as the HTML and would end the process: 20,000 open tags do, 3,000 do not.
MAX_DEPTH = 500
# What is dropped at once is what a post would not show anyway: classes, styles, scripts.
_TAGS = """
a abbr b blockquote br caption cite code dd del details dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
kbd li mark ol p pre q rp rt ruby s small strong sub summary sup table tbody td tfoot th thead tr ul
"""
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# A browser closes these by itself.
_OPEN_ENDED = {"br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "p", "source", "td", "th", "tr", "wbr"}
# None of these looks for its end beyond the next beginning: thousands without an end would take minutes.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*?(/?)>")
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:(?:(?!<!--).)*?-->\n?", re.DOTALL)
_MORE = re.compile(r"<!--\s*more[^<>]*?-->", re.IGNORECASE)
_PRE = re.compile(r"<pre\b([^<>]*)>((?:(?!<pre\b).)*?)</pre>", re.DOTALL | re.IGNORECASE)
_PLAYER = re.compile(
    r"<(?:iframe|video|audio|embed)\b[^<>]*?\bsrc\s*=\s*[\"']([^\"'<>]+)[\"'][^<>]*>(?:\s*</(?:iframe|video|audio|embed)>)?",
    re.I,
)
_LANGUAGE = re.compile(
    r"(?:lang(?:uage)?-|brush:\s*|\blang=[\"']|data-enlighter-language=[\"'])([\w+#-]+)", re.IGNORECASE
)
_BARE_FIGURE = re.compile(r"<figure>((?:(?!</?fig).)*)</figure>", re.DOTALL)
_TABLE = re.compile(r"<table>(?:(?!<table\b).)*?</table>", re.DOTALL)
_LINK_OF_ITSELF = re.compile(r"(?<!!)\[([^\[\]\s]+)\]\((https?://[^()\s]+)\)")
_BEGINS_BLOCK = re.compile(
    r"\s*</?(?:p|div|h[1-6]|ul|ol|li|table|t\w|blockquote|pre|figure|hr|dl|details|section|article|iframe|video|!--)\b",
    re.IGNORECASE,
)


def to_markdown(html: str) -> tuple[str, bool]:
    """Return the Markdown, and whether it had to stay HTML as a whole because it is nested too deep."""
    html = _PLAYER.sub(lambda found: _paragraph_of(found[1]), html)
    html = _MORE.sub("<p>IZONE-MORE</p>", _PRE.sub(_code, _BLOCK_COMMENT.sub("", html)))
    if _depth(html) > MAX_DEPTH:
        return html, True
    html = re.sub(r"<(/?)(?:div|section|article|center|aside|main|header|footer)\b[^<>]*>", r"<\1p>", html)
    html = nh3.clean(html, tags=set(_TAGS.split()), attributes=_ATTRIBUTES, link_rel=None, strip_comments=True)
    html = _TABLE.sub(_table, html)
    html = _BARE_FIGURE.sub(r"\n\1\n", html)
    text = _convert(html).replace("IZONE-MORE", "<!-- more -->")
    return _LINK_OF_ITSELF.sub(_bare, text).replace("\N{NO-BREAK SPACE}", " ").strip() + "\n", False


def of_plain_text(text: str) -> str:
    """Return the HTML of a text in which an empty line ends a paragraph; nothing for nothing."""
    parts = [entities.escape(part.strip(), quote=False) for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def with_paragraphs(html: str) -> str:
    """Return the HTML of WordPress's old editor, in which an empty line ends a paragraph, with tags for that."""
    if "<!-- wp:" in html:
        return html
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n<pre {len(kept) - 1}>\n\n"

    parts = re.split(r"\n\s*\n", _PRE.sub(keep, html))
    done = "\n".join(
        part if _BEGINS_BLOCK.match(part) else f"<p>{part.strip().replace(chr(10), '<br>')}</p>"
        for part in parts
        if part.strip()
    )
    return re.sub(r"<pre (\d+)>", lambda found: kept[int(found[1])], done)


def _convert(html: str) -> str:
    # Imported here: it takes a megabyte of a process, and most move nothing in.
    import htmd

    options = htmd.Options()
    options.translation_mode = htmd.TranslationMode.FAITHFUL
    options.bullet_list_marker = htmd.BulletListMarker.DASH
    options.hr_style = htmd.HrStyle.DASHES
    options.ul_bullet_spacing = options.ol_number_spacing = 1
    text: str = htmd.convert_html(html, options)
    return text


def _code(found: re.Match[str]) -> str:
    language = _LANGUAGE.search(found[1] + found[2][:200])
    inner = re.sub(r"<br\s*/?>", "\n", found[2])
    inner = re.sub(r"</?[a-zA-Z][^>]*>", "", inner).strip("\n")
    name = f' class="language-{language[1].lower()}"' if language else ""
    return f"<pre><code{name}>{inner}</code></pre>"


def _table(found: re.Match[str]) -> str:
    """Return a table of which htmd would lose cells, headings or the caption so that it stays HTML."""
    table = found[0]
    head, _, rest = table.partition("</tr>")
    kinds = set(re.findall(r"<(t[dh])\b", head))
    has_headings = kinds == {"th"} or (kinds == {"td"} and "<thead>" in head)
    if has_headings and "<caption>" not in head and not re.search(r"<th\b", rest):
        return table
    # What says anything of a cell that Markdown cannot say does that.
    return re.sub(r"<(t[dh])>", r'<\1 colspan="1">', table, count=1)


def _paragraph_of(address: str) -> str:
    address = f"https:{address}" if address.startswith("//") else address
    return f'<p><a href="{address}">{address}</a></p>'


def _bare(found: re.Match[str]) -> str:
    said = re.sub(r"\\(.)", r"\1", found[1])
    address = re.sub(r"\\(.)", r"\1", found[2])
    return f"<{address}>" if entities.unescape(said) == entities.unescape(address) else found[0]


def _depth(html: str) -> int:
    """Return how deep tags may be nested at most: an end counts for its own name alone."""
    opened: Counter[str] = Counter()
    most = 0
    for end, written, closed in _TAG.findall(html):
        name = written.lower()
        if name in _OPEN_ENDED or closed:
            continue
        opened[name] = max(0, opened[name] - 1) if end else opened[name] + 1
        if not end:
            most = max(most, sum(opened.values()))
    return most
