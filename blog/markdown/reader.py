"""Parse the Markdown of a post: CommonMark, what GitHub adds, maths between dollars, and Chinese without spaces.

Everything here takes time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.dollarmath.index import math_block_dollar
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

# Of a longer text only so many characters are read. The form refuses it before.
LONGEST_TEXT_CHARS = 500_000
# A text with more of them is shown as typed: each may cost the parser 30 microseconds. A long novel has a tenth.
MOST_MARKS = 100_000
_MARK = re.compile(r"[\n!#$&*\-:<>\[\\_`|~]")
# A longer paragraph is shown as typed: the parser's time grows with the square of its length.
LONGEST_PARAGRAPH_CHARS = 50_000
# Above so many raw tags they are shown as text. nh3's time grows with the square of their depth: 1 MB of nested
# <div> takes it minutes, 5,000 of them 0.1 s.
RAW_TAGS = 5_000
_LONGEST_LABEL_CHARS = 64
_LONGEST_FORMULA_LINES = 100

CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# linkify-it-py would take full-width punctuation and the words behind it into the address, and its time grows with the
# square of a paragraph.
_REST_OF_ADDRESS = re.compile(
    r"://[^\s<>\[\]\"'`{}|\\^\u2018-\u201f\u2026\u3000-\u3020\u30fb\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5c]+"
)
_AFTER_ADDRESS = ".,;:!?*_~"
# Two dollars, or one that no space follows; the closing one follows no space, and neither digit nor letter follows it:
# $5 is a price, and $PATH a variable.
_FORMULA = re.compile(r"\$\$((?:[^$\\]|\\.)++)\$\$|\$(?![\s$])((?:[^$\\]|\\.)++)(?<!\s)\$(?![\dA-Za-z$])", re.DOTALL)
_WORDS_IN_FORMULA = re.compile(r"\\(?:text|mbox|mathrm|tag)\w*\s*\{[^{}]*\}")
_TWO_PRICES = re.compile(r"[\d.,]+\s*[A-Za-z]{2,}\s")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as tokens, and the parser that made them, whose options the renderer needs."""

    tokens: list[Token]
    parser: MarkdownIt


class _ChineseState(StateInline):
    """Lets emphasis touch Chinese text.

    CommonMark tells an opening mark from a closing one by spaces, and would leave ``**注意：**这里`` as typed.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 - markdown-it's
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before, after = self.src[max(start - 1, 0) : start], self.src[end : min(end + 1, self.posMax)]
        if not canSplitWord or not CHINESE.search(before + after):
            return scanned
        return Scanned(bool(after.strip()), bool(before.strip()), scanned.length)


class _ChineseInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Do what the original does, which names the class of its state in the middle."""
        state = _ChineseState(src, md, env, tokens)
        if len(src) > LONGEST_PARAGRAPH_CHARS:
            state.push("text", "", 0).content = src
            return state.tokens
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def read(text: str) -> Parsed:
    """Return the tokens of a text."""
    text = text[:LONGEST_TEXT_CHARS]
    if len(text) > MOST_MARKS and sum(1 for _ in _MARK.finditer(text)) > MOST_MARKS:
        return Parsed([Token("code_block", "", 0, content=text)], _PARSER_OF_TEXT)
    tokens = _PARSER.parse(text)
    if _raw_tags(tokens) > RAW_TAGS:
        return Parsed(_PARSER_OF_TEXT.parse(text), _PARSER_OF_TEXT)
    return Parsed(tokens, _PARSER)


def _raw_tags(tokens: list[Token]) -> int:
    inside = (part for token in tokens for part in (token, *(token.children or ())))
    return sum(part.content.count("<") for part in inside if part.type in ("html_block", "html_inline"))


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Make a bare http or https address a link."""
    scheme = _scheme_before(state.src[max(state.pos - 6, 0) : state.pos])
    found = _REST_OF_ADDRESS.match(state.src, state.pos, state.posMax) if scheme and not state.linkLevel else None
    if not found:
        return False
    rest = _without_what_follows(found[0])
    if rest == "://" or not (silent or state.pending.endswith(scheme)):
        return False
    if not silent:
        state.pending = state.pending.removesuffix(scheme)
        link = state.push("link_open", "a", 1)
        link.attrs = {"href": state.md.normalizeLink(scheme + rest)}
        # As of <https://a.test/>, whose text is its address.
        link.markup = "autolink"
        state.push("text", "", 0).content = state.md.normalizeLinkText(scheme + rest)
        state.push("link_close", "a", -1).markup = "autolink"
    state.pos += len(rest)
    return True


def _scheme_before(typed: str) -> str:
    """Return the scheme that six characters end with; empty when it is another one."""
    for scheme in (typed[-5:], typed[-4:]):
        before = typed[: len(typed) - len(scheme)][-1:]
        if scheme.lower() in ("http", "https") and not (before.isascii() and before.isalnum()):
            return scheme
    return ""


def _without_what_follows(rest: str) -> str:
    """Return an address without the punctuation and the closing brackets of the sentence around it."""
    opened, closed = rest.count("("), rest.count(")")
    end = len(rest)
    while end > len("://"):
        if rest[end - 1] == ")" and closed > opened:
            closed -= 1
        elif rest[end - 1] not in _AFTER_ADDRESS:
            break
        end -= 1
    return rest[:end]


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Read a formula between dollars.

    That of mdit-py-plugins looks for the digit before the first character of a paragraph at its last.
    """
    found = _FORMULA.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "$" else None
    if not found or (found[2] and _is_about_money(state.src[: state.pos][-1:], found[2])):
        return False
    if not silent:
        token = state.push("math_block" if found[1] else "math_inline", "math", 0)
        token.content = found[1] or found[2]
    state.pos = found.end()
    return True


def _is_about_money(before: str, formula: str) -> bool:
    """Return whether what stands between two dollars is rather words between two prices."""
    return (
        before.isdigit() or bool(CHINESE.search(_WORDS_IN_FORMULA.sub("", formula))) or bool(_TWO_PRICES.match(formula))
    )


def _formula_of_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Read a formula that stands by itself, no further than the list item or quote that it is in."""
    if state.src.count("$$", state.bMarks[start], state.eMarks[start]) > 2:
        return False
    last = start + 1
    while last < min(end, start + _LONGEST_FORMULA_LINES) and state.sCount[last] >= state.blkIndent:
        last += 1
    return _DOLLARS(state, start, last, silent)


_DOLLARS = math_block_dollar(allow_labels=False)


def _note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Read a reference to a footnote, whose label must end before the plugin looks for the end of the paragraph."""
    return state.src.find("]", state.pos, state.pos + _LONGEST_LABEL_CHARS) > 0 and footnote_ref(state, silent)


def _parser(*, raw_html: bool) -> MarkdownIt:
    options: Any = {"html": raw_html, "tasklists": True, "alerts": True}
    parser = MarkdownIt()
    parser.inline = _ChineseInline()
    parser.configure("commonmark", options).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False)
    parser.inline.ruler.at("footnote_ref", _note)
    parser.inline.ruler.after("text", "address", _address)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.block.ruler.before("fence", "formula", _formula_of_lines)
    return parser


_PARSER = _parser(raw_html=True)
_PARSER_OF_TEXT = _parser(raw_html=False)
