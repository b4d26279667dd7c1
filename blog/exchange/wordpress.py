"""Read the export of WordPress (WXR, an RSS with its own names): posts, pages, their tags and dates.

expat reads it directly, since neither ElementTree nor iterparse lets a document type be refused, with which entities,
and so bombs and files from elsewhere, would come. defusedxml wraps the same handlers; its last release is of 2021.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html as entities
import re
from collections import defaultdict
from typing import NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from blog import addresses
from blog.exchange import html, moments
from blog.exchange.archives import Archive
from blog.exchange.picture_files import Finder
from blog.exchange.records import Note, Reading, Refusal, Refused, Remark, SourcePost, Unusable, UnusableSource
from blog.plain_text import for_xml

# An item and what is in it lie four deep.
MAX_DEPTH = 50
_SHORTCODE = re.compile(r"\[/?([a-z][\w-]*)((?:\s+[\w-]+=[^\]\[\n]*)?)\]")
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b([^\]\[]*)\]\s*((?:<a\b[^<>]*>)?\s*<img\b[^<>]*>\s*(?:</a>)?)"
    r"((?:(?!\[(?:wp_)?caption\b).)*?)\[/(?:wp_)?caption\]",
    re.DOTALL,
)
_SHOWN_AS_CODE = re.compile(r"<(pre|code)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL)
_CODE = re.compile(
    r"\[(code|sourcecode|python|php|js|css|bash|java|sql|xml|html|cpp)\b([^\]\[]*)\]((?:(?!\[\1\b).)*?)\[/\1\]",
    re.DOTALL | re.IGNORECASE,
)
_EMBED = re.compile(
    r"\[(embed|youtube|video|audio|bilibili)\b([^\]\[]*)\](?:\s*(https?://[^\s\[<]+)\s*\[/\1\])?", re.IGNORECASE
)
_ADDRESS_ALONE = re.compile(r"^[ \t]*(https?://[^\s<]+)[ \t]*$", re.MULTILINE)
_NO_CATEGORY = {"uncategorized", "未分类", "未分類"}


@dataclasses.dataclass(slots=True)
class _Item:
    """The texts of an item by the names of their elements, its categories, and its own fields."""

    texts: dict[str, str] = dataclasses.field(default_factory=lambda: defaultdict(str))
    categories: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    meta: dict[str, str] = dataclasses.field(default_factory=dict)


def is_export(top: str) -> bool:
    """Return whether a file that begins so looks like one."""
    return "wordpress.org/export/" in top


def read(text: str, place: str, archive: Archive, zone: dt.tzinfo) -> Reading:
    """Return the posts and pages; raise UnusableSource when it is no XML, or has a document type."""
    items = _items(text)
    attachments = {
        item.texts["wp:post_id"]: item.texts["wp:attachment_url"]
        for item in items
        if item.texts["wp:post_type"] == "attachment"
    }
    finder = Finder(archive)
    posts, refused = [], []
    for item in items:
        if item.texts["wp:post_type"] not in ("post", "page"):
            continue
        name = item.texts["title"] or item.texts["link"] or item.texts["wp:post_id"]
        if item.texts["wp:status"] in ("trash", "auto-draft"):
            refused.append(Refused(f"{place}: {name}", Refusal.IN_TRASH))
        else:
            posts.append(_post(item, attachments, finder, zone))
    return Reading(tuple(posts), tuple(refused))


class _Handlers:
    """Collect the items while expat goes through the text."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self._path: list[str] = []
        self._characters: list[str] = []
        self._domain = self._key = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= MAX_DEPTH:
            raise UnusableSource(Unusable.BROKEN)
        self._path.append(name)
        self._characters.clear()
        self._domain = attributes.get("domain", "")
        if name == "item":
            self.items.append(_Item())

    def text(self, piece: str) -> None:
        self._characters.append(piece)

    def end(self, name: str) -> None:
        self._path.pop()
        said = "".join(self._characters).strip()
        self._characters.clear()
        if "item" not in self._path:
            return
        item = self.items[-1]
        if name == "category":
            item.categories.append((self._domain, entities.unescape(said)))
        elif name == "wp:meta_key":
            self._key = said
        elif name == "wp:meta_value":
            item.meta[self._key] = said
        elif self._path[-1] == "item":
            item.texts[name] = entities.unescape(said) if name == "title" else said


def _refuse(*_: object) -> NoReturn:
    raise UnusableSource(Unusable.DOCTYPE)


def _items(text: str) -> list[_Item]:
    handlers = _Handlers()
    # WordPress declares UTF-8 and may be wrong by now: this is what it was decoded to.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handlers.start, handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        # XML has no control characters, WordPress writes them all the same.
        parser.Parse(for_xml(text).encode(), True)
    except expat.ExpatError as error:
        raise UnusableSource(Unusable.BROKEN, str(error)) from error
    return handlers.items


def _post(item: _Item, attachments: dict[str, str], finder: Finder, zone: dt.tzinfo) -> SourcePost:
    texts = item.texts
    notes = []
    status = texts["wp:status"]
    published_at = _moment(texts["wp:post_date_gmt"], dt.UTC) or _moment(texts["wp:post_date"], zone)
    if status == "private" or texts["wp:post_password"]:
        notes.append(Note(Remark.NOT_PUBLIC))
        published_at = None
    elif status not in ("publish", "future"):
        published_at = None
    elif published_at is None and texts["wp:post_type"] == "post":
        notes.append(Note(Remark.NO_DATE))
    body, unknown, is_html = _body(texts["content:encoded"])
    notes += [Note(Remark.UNKNOWN_TAG, tag) for tag in unknown]
    if is_html:
        notes.append(Note(Remark.KEPT_AS_HTML))
    cover = attachments.get(item.meta.get("_thumbnail_id", ""), "")
    shown = finder.shown_by(body, cover=cover)
    link = addresses.split(texts["link"])
    return SourcePost(
        key=f"wordpress {texts['guid'] or texts['link']}",
        place=texts["title"] or texts["wp:post_id"],
        title=texts["title"],
        slug=unquote(texts["wp:post_name"]),
        body=body,
        published_at=published_at,
        updated_at=_moment(texts["wp:post_modified_gmt"], dt.UTC) or _moment(texts["wp:post_modified"], zone),
        tags=tuple(
            dict.fromkeys(
                name
                for domain, name in item.categories
                if name and domain in ("category", "post_tag") and name.lower() not in _NO_CATEGORY
            )
        ),
        # The address of a draft, and one without its own words, is a number in the query.
        paths=(unquote(link.path),) if link.path.strip("/") and not link.query else (),
        pictures=shown.pictures,
        cover=cover,
        is_page=texts["wp:post_type"] == "page",
        is_undated=published_at is None and status == "publish" and not texts["wp:post_password"],
        is_pinned=texts["wp:is_sticky"] == "1",
        notes=(*notes, *shown.notes),
    )


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    return None if text.startswith("0000") else moments.parse(text, zone)


def _body(content: str) -> tuple[str, list[str], bool]:
    """Return the Markdown, the shortcodes that were not understood, and whether it stayed HTML."""
    content = _CODE.sub(_code, content.replace("\r\n", "\n"))
    content = _CAPTION.sub(r"<figure>\2<figcaption>\3</figcaption></figure>", content)
    content = _EMBED.sub(_embed, content)
    content = _ADDRESS_ALONE.sub(r'<p><a href="\1">\1</a></p>', content)
    text_alone = _SHOWN_AS_CODE.sub("", content)
    ended = set(re.findall(r"\[/([a-z][\w-]*)\]", text_alone))
    found = [tag for tag in _SHORTCODE.finditer(text_alone) if tag[2] or tag[1] in ended]
    unknown = [*dict.fromkeys(tag[0][:100] for tag in found if not tag[0].startswith("[/"))]
    body, is_html = html.to_markdown(html.with_paragraphs(content))
    return body, unknown, is_html


def _code(found: re.Match[str]) -> str:
    language = re.search(r"lang(?:uage)?=[\"']?([\w+#-]+)", found[2])
    name = language[1] if language else found[1] if "code" not in found[1].lower() else ""
    inner = found[3].strip("\n")
    # The editor of old escapes it, that of blocks does not.
    inner = inner if re.search("&[lg]t;", inner) else inner.replace("&", "&amp;").replace("<", "&lt;")
    return f'<pre lang="{name}">{inner}</pre>' if name else f"<pre>{inner}</pre>"


def _embed(found: re.Match[str]) -> str:
    address = found[3] or next(iter(re.findall(r"https?://[^\s\"'\]]+", found[2])), "")
    return f'<p><a href="{address}">{address}</a></p>' if address else found[0]
