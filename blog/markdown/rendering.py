"""Write the tokens of a post as HTML, for a page or for a feed; what comes out is still to be cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from blog.markdown import code, embeds, maths, words
from blog.markdown.cleaning import classes, mark
from blog.markdown.reader import CHINESE, Parsed
from blog.pictures import names

# Of a picture in the column of text, whose width blog.css calls --measure.
_PICTURE_SIZES = "(min-width: 45rem) 42rem, 100vw"
_CELL_CLASSES = {"text-align:center": "center", "text-align:right": "right"}


class For(Enum):
    """Who reads the HTML: a page has our style sheets, the programs that read a feed do not."""

    PAGE = auto()
    FEED = auto()


def render(parsed: Parsed, reader: For) -> str:
    """Return the HTML of a text whose headings are prepared."""
    language = words.of(parsed.tokens)
    _name_alerts(parsed.tokens, language)
    tokens = _with_cards(parsed.tokens)
    html = _Renderer(language, reader).render(tokens, parsed.parser.options, {})
    return str(html)


def _name_alerts(tokens: list[Token], language: words.Words) -> None:
    for opened, (before, inline) in zip(tokens, pairwise(tokens[1:]), strict=False):
        if opened.type == "alert_open" and before.type == "alert_title_open":
            inline.children = [Token("text", "", 0, content=language.alerts[opened.meta["kind"]])]


def _with_cards(tokens: list[Token]) -> list[Token]:
    """Return the tokens with a card in place of each paragraph that is nothing but a link to a video or music."""
    kept: list[Token] = []
    skipped = 0
    for number, token in enumerate(tokens):
        card = _card_of(tokens[number + 1]) if token.type == "paragraph_open" and not token.hidden else None
        if card:
            kept.append(card)
            skipped = 3
        if skipped:
            skipped -= 1
        else:
            kept.append(token)
    return kept


def _card_of(inline: Token) -> Token | None:
    parts = inline.children or []
    links = [part for part in parts if part.type in ("link_open", "link_close")]
    if len(links) != 2 or (parts[0], parts[-1]) != tuple(links) or len(parts) < 3:
        return None
    embed = embeds.find(str(parts[0].attrs["href"]))
    if not embed:
        return None
    is_bare = parts[0].markup == "autolink"
    text = embed.address if is_bare else "".join(part.content for part in parts)
    return Token("embed", "", 0, content=text, meta={"embed": embed})


class _Renderer(RendererHTML):
    """One method for each kind of token that we write in our own way; the names are markdown-it's."""

    def __init__(self, language: words.Words, reader: For) -> None:
        super().__init__()
        self._words = language
        self._is_page = reader is For.PAGE

    def softbreak(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """Join Chinese that was typed on two lines without a space."""
        around = "".join(token.content[-1:] for token in tokens[max(idx - 1, 0) : idx])
        around += "".join(token.content[:1] for token in tokens[idx + 1 : idx + 2])
        return "" if len(CHINESE.findall(around)) == 2 else "\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Say how large a picture of this site is, so that the page keeps the room, and name its smaller ones."""
        html = super().image(tokens, idx, options, env)
        picture = names.read(str(tokens[idx].attrs["src"]))
        if not picture:
            return html
        size = f'width="{picture.width}" height="{picture.height}"'
        if picture.srcset:
            size += f' srcset="{mark(picture.srcset)}" sizes="{mark(_PICTURE_SIZES)}"'
        return html.replace("<img ", f"<img {size} ", 1)

    # --- headings ----------------------------------------------------------------------------------------------------
    def heading_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f'<{tokens[idx].tag} id="{mark(tokens[idx].meta["id"])}">' if self._is_page else f"<{tokens[idx].tag}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        end = f"</{tokens[idx].tag}>\n"
        if not self._is_page:
            return end
        label = f'aria-label="{mark(self._words.section)}"'
        return f' <a{classes("anchor")} href="#{tokens[idx].meta["id"]}" {label}>#</a>{end}'

    # --- tables ------------------------------------------------------------------------------------------------------
    def table_open(self, *_: object) -> str:
        """Put a table into a box that scrolls by itself, so it must be reachable by keyboard."""
        return f'<div{classes("table")} tabindex="{mark("0")}"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        name = _CELL_CLASSES.get(str(tokens[idx].attrGet("style")))
        return f"<{tokens[idx].tag}{classes(name) if name else ''}>"

    td_open = th_open

    # --- programs and formulas ---------------------------------------------------------------------------------------
    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info.split(maxsplit=1)[0] if tokens[idx].info.strip() else ""
        if language == "math":
            return self.math_block(tokens, idx)
        if not self._is_page:
            return self.code_block(tokens, idx, options, env)
        colours = code.html(tokens[idx].content, language)
        return f'<pre tabindex="{mark("0")}"><code{classes("code")}>{colours}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f'<pre tabindex="{mark("0")}"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'

    def math_inline(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return maths.mathml(tokens[idx].content, block=False)

    def math_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        found = maths.mathml(tokens[idx].content, block=True)
        # One within a paragraph is no block of its own.
        return f'<div{classes("formula")} tabindex="{mark("0")}">{found}</div>\n' if tokens[idx].block else found

    # --- lists, alerts, footnotes ------------------------------------------------------------------------------------
    def list_item_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        if "checked" not in tokens[idx].meta:
            return "<li>"
        is_done = tokens[idx].meta["checked"]
        label = mark(self._words.done if is_done else self._words.not_done)
        box = f'<span role="{mark("img")}" aria-label="{label}">{"☑" if is_done else "☐"}</span>'
        return f"<li{classes('task')}>{box} "

    def alert_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        kind = tokens[idx].meta["kind"].lower()
        return f'<div{classes("alert", kind)} role="{mark("note")}">\n'

    def alert_title_open(self, *_: object) -> str:
        return "<p><strong>"

    def alert_title_close(self, *_: object) -> str:
        return "</strong></p>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        number = tokens[idx].meta["id"] + 1
        label = mark(self._words.note.format(number))
        ours = f'id="{mark(_place(tokens[idx]))}" role="{mark("doc-noteref")}" aria-label="{label}"'
        return f'<sup><a href="#note-{number}" {ours}>{number}</a></sup>'

    def footnote_block_open(self, *_: object) -> str:
        role = f'role="{mark("doc-endnotes")}" aria-label="{mark(self._words.notes)}"'
        return f"<section{classes('notes')} {role}>\n<ol>\n"

    def footnote_block_close(self, *_: object) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        number = tokens[idx].meta["id"] + 1
        return f'<li id="{mark("note-")}{number}">'

    def footnote_close(self, *_: object) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        ours = f'role="{mark("doc-backlink")}" aria-label="{mark(self._words.back)}"'
        return f' <a href="#{_place(tokens[idx])}" {ours}>↩</a>'

    # --- what plays elsewhere ----------------------------------------------------------------------------------------
    def embed(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<p{classes('embed')}>{self._card(tokens[idx].meta['embed'], tokens[idx].content)}</p>\n"

    def html_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return embeds.FRAME.sub(self._frame, tokens[idx].content)

    def html_inline(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return self.html_block(tokens, idx)

    def _frame(self, frame: embeds.Frame) -> str:
        address = embeds.address_of_frame(frame)
        embed = embeds.find(address)
        if embed:
            return f"<p{classes('embed')}>{self._card(embed, embed.address)}</p>"
        # Of another site: nothing is lost, and nothing is loaded.
        return f'<a href="{escapeHtml(address)}">{escapeHtml(address)}</a>'

    def _card(self, embed: embeds.Embed, text: str) -> str:
        site = embed.site if self._words.is_chinese else embed.site_elsewhere
        return f'<a href="{escapeHtml(embed.address)}"><strong>{site}</strong> <span>{escapeHtml(text)}</span></a>'


def _place(token: Token) -> str:
    """Return the id of the place in the text from which a footnote is referred to."""
    again = token.meta["subId"]
    return f"noteref-{token.meta['id'] + 1}" + (f"-{again + 1}" if again > 0 else "")
