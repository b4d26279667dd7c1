"""Turn the Markdown of a post into HTML that is safe to show, or into a plain excerpt; it knows no post and no page.

Markdown is CommonMark with tables, strikethrough, and emphasis that may touch Chinese punctuation. What comes out holds
no script, style, id or event handler, and leads nowhere but to http, https and mail addresses.
"""

import functools
import re
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

EXCERPT_CHARACTERS = 140
# An excerpt is taken from so many first characters of a text.
OPENING_CHARACTERS = 1_000
# Above so many raw tags they are shown as text. nh3's time grows with the square of their depth: 1 MB of nested
# <div> takes it minutes, 5,000 of them 0.1 s.
RAW_TAGS = 5_000

_TAGS = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp small strong sub summary sup table tbody td th thead tr u ul var"
)
_clean = functools.partial(
    nh3.clean,
    tags=set(_TAGS.split()),
    attributes={
        "a": {"href", "title"},
        "abbr": {"title"},
        "img": {"src", "alt", "title", "width", "height"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    tag_attribute_values={
        "div": {"class": {"table"}, "tabindex": {"0"}},
        "td": {"class": {"center", "right"}},
        "th": {"class": {"center", "right"}},
    },
    # Wide code scrolls by itself, so it must be reachable by keyboard.
    set_tag_attribute_values={"img": {"loading": "lazy"}, "pre": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_CELL_CLASSES = {"text-align:center": "center", "text-align:right": "right"}
_CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_CUT_WORD = re.compile(r"\s+\w{0,20}$", re.ASCII)


class _ChineseState(StateInline):
    """Lets emphasis touch Chinese text.

    CommonMark tells an opening mark from a closing one by spaces, and would leave ``**注意：**这里`` as typed.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 - markdown-it's
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before, after = self.src[max(start - 1, 0) : start], self.src[end : min(end + 1, self.posMax)]
        if not canSplitWord or not _CHINESE.search(before + after):
            return scanned
        return Scanned(bool(after.strip()), bool(before.strip()), scanned.length)


class _ChineseInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Do what the original does, which names the class of its state in the middle."""
        state = _ChineseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _softbreak(_renderer: object, tokens: list[Token], index: int, *_: object) -> str:
    """Join Chinese that was typed on two lines without a space."""
    around = "".join(token.content[-1:] for token in tokens[index - 1 : index])
    around += "".join(token.content[:1] for token in tokens[index + 1 : index + 2])
    return "" if len(_CHINESE.findall(around)) == 2 else "\n"


def _reader(*, raw_html: bool) -> MarkdownIt:
    reader = MarkdownIt()
    reader.inline = _ChineseInline()
    reader.configure("commonmark", {"html": raw_html}).enable(["table", "strikethrough"])
    reader.add_render_rule("softbreak", _softbreak)
    reader.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0"><table>\n')
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return reader


_READER = _reader(raw_html=True)
_READER_OF_TEXT = _reader(raw_html=False)


@functools.lru_cache(maxsize=128)
def render(text: str, *, base: str | None = None) -> str:
    """Return safe HTML; a ``base``, which a feed needs, makes relative addresses absolute."""
    reader, tokens = _READER, _READER.parse(text)
    if _raw_tags(tokens) > RAW_TAGS:
        reader, tokens = _READER_OF_TEXT, _READER_OF_TEXT.parse(text)
    _fit_into_a_page(tokens)
    html = reader.renderer.render(tokens, reader.options, {})
    return _clean(html, url_relative=("rewrite_with_base", base) if base else "pass_through")


@functools.lru_cache(maxsize=1024)
def excerpt(opening: str) -> str:
    """Return the first words of the paragraphs without markup: up to EXCERPT_CHARACTERS, then "…".

    What stands in lists and quotes is left out.
    """
    tokens = _READER.parse(opening)
    paragraphs = (token for before, token in pairwise(tokens) if (before.type, before.level) == ("paragraph_open", 0))
    words = " ".join(" ".join(map(_plain, paragraphs)).split())
    if len(words) <= EXCERPT_CHARACTERS:
        return words
    return _CUT_WORD.sub("", words[:EXCERPT_CHARACTERS]) + "…"


def _plain(paragraph: Token) -> str:
    kept = (part for part in paragraph.children or () if part.type in ("text", "code_inline", "softbreak", "hardbreak"))
    return "".join(part.content or " " for part in kept)


def _raw_tags(tokens: list[Token]) -> int:
    inside = (part for token in tokens for part in (token, *(token.children or ())))
    return sum(part.content.count("<") for part in inside if part.type in ("html_block", "html_inline"))


def _fit_into_a_page(tokens: list[Token]) -> None:
    """Make the highest heading an h2, because the page's only h1 is the title; turn the cells' styles into classes."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = 2 - min(levels, default=2)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + shift, 6)}"
        elif token.type in ("th_open", "td_open") and (name := _CELL_CLASSES.get(str(token.attrGet("style")))):
            token.attrs = {"class": name}
