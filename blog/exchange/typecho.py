"""Read the backup of Typecho (.dat): posts, pages, their tags and categories, and dates.

It holds the rows of its tables one behind the other, each as the kind of the table, the lengths of its columns in JSON,
the columns, and a digest. How its addresses are made is not in it, so that all of those which Typecho offers by itself
lead to the post.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections import defaultdict
from collections.abc import Iterator

from blog.exchange import html
from blog.exchange.archives import Archive
from blog.exchange.picture_files import Finder
from blog.exchange.records import Note, Reading, Remark, SourcePost, Unusable, UnusableSource

# Before 1.0 the version is a word.
_HEADERS = (b"%TYPECHO_BACKUP_0001%", b"%TYPECHO_BACKUP_FILE%")
_CONTENTS, _METAS, _RELATIONSHIPS, _FIELDS = 1, 3, 4, 6
_DIGEST_BYTES = 32
_MARKDOWN = "<!--markdown-->"
# In these fields themes keep the picture of a post.
_COVERS = ("thumb", "cover", "banner", "thumbnail", "image")

Row = dict[str, str]


def is_export(top: bytes) -> bool:
    """Return whether a file that begins so is one."""
    return top.startswith(_HEADERS)


def read(content: bytes, archive: Archive, zone: dt.tzinfo) -> Reading:
    """Return the posts and pages; raise UnusableSource when the file is cut off or spoiled."""
    tables: dict[int, list[Row]] = {kind: [] for kind in (_CONTENTS, _METAS, _RELATIONSHIPS, _FIELDS)}
    for kind, row in _rows(content):
        # Of the others, the comments alone may take more than all posts.
        if kind in tables:
            tables[kind].append(row)
    names = {row.get("mid", ""): row.get("name", "") for row in tables[_METAS]}
    tags: dict[str, list[str]] = defaultdict(list)
    for row in tables[_RELATIONSHIPS]:
        if name := names.get(row.get("mid", "")):
            tags[row.get("cid", "")].append(name)
    covers: dict[str, str] = {}
    for row in tables[_FIELDS]:
        if row.get("name") in _COVERS and row.get("str_value"):
            covers.setdefault(row.get("cid", ""), row["str_value"].strip())
    finder = Finder(archive)
    return Reading(
        tuple(
            _post(row, tags[row.get("cid", "")], covers.get(row.get("cid", ""), ""), finder, zone)
            for row in tables[_CONTENTS]
            if _is_article(row)
        )
    )


def _rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """Yield each row by the number of its table; raise UnusableSource."""
    head = struct.Struct("<HH" if content.startswith(_HEADERS[1]) else "<HHI")
    at, end = len(_HEADERS[0]), len(content) - len(_HEADERS[0])
    if not content.endswith(_HEADERS):
        raise UnusableSource(Unusable.BROKEN, ".dat")
    try:
        while at < end:
            kind, schema_bytes = head.unpack_from(content, at)[:2]
            at += head.size
            schema = json.loads(content[at : at + schema_bytes])
            at += schema_bytes
            row = {}
            for name, length in schema.items():
                after = at + max(0, length or 0)
                row[name] = content[at:after].decode(errors="replace")
                at = after
            at += _DIGEST_BYTES
            yield kind, row
    except (struct.error, ValueError, RecursionError, TypeError, AttributeError) as error:
        raise UnusableSource(Unusable.BROKEN, ".dat") from error


def _is_article(row: Row) -> bool:
    """Return whether it is a post or page, or the draft of one that was never published."""
    kind = row.get("type", "")
    return kind in ("post", "page") or (kind in ("post_draft", "page_draft") and row.get("parent", "0") in ("", "0"))


def _post(row: Row, tags: list[str], cover: str, finder: Finder, zone: dt.tzinfo) -> SourcePost:
    text, notes = row.get("text", "").replace("\r\n", "\n"), []
    if text.startswith(_MARKDOWN):
        body = text.removeprefix(_MARKDOWN).strip("\n").replace("<!--more-->", "<!-- more -->") + "\n"
    else:
        body, is_html = html.to_markdown(html.with_paragraphs(text))
        notes = [Note(Remark.KEPT_AS_HTML)] if is_html else []
    kind, status = row.get("type", ""), row.get("status", "")
    is_page, is_draft = kind.startswith("page"), kind.endswith("_draft")
    is_hidden = status not in ("publish", "") or bool(row.get("password"))
    if is_hidden and not is_draft:
        notes.append(Note(Remark.NOT_PUBLIC))
    created = _moment(row.get("created", ""))
    is_public = not (is_hidden or is_draft)
    if is_public and created is None and not is_page:
        notes.append(Note(Remark.NO_DATE))
    slug = row.get("slug", "").removeprefix("@")
    shown = finder.shown_by(body, cover=cover)
    return SourcePost(
        key=f"typecho {kind.removesuffix('_draft')} {row.get('cid', '')} {row.get('created', '')}",
        place=row.get("title", "") or slug,
        title=row.get("title", ""),
        slug=slug,
        body=body,
        published_at=created if is_public else None,
        updated_at=_moment(row.get("modified", "")),
        tags=tuple(dict.fromkeys(name for name in tags if name not in ("默认分类", "Default"))),
        paths=_paths(row, slug, created.astimezone(zone) if created else None) if is_public else (),
        pictures=shown.pictures,
        cover=cover,
        is_page=is_page,
        is_undated=is_public and created is None,
        notes=(*notes, *shown.notes),
    )


def _paths(row: Row, slug: str, written: dt.datetime | None) -> tuple[str, ...]:
    if row.get("type") == "page":
        return (f"/{slug}.html", f"/index.php/{slug}.html") if slug else ()
    number = row.get("cid", "")
    paths = [f"/archives/{number}/", f"/index.php/archives/{number}/"]
    if slug:
        paths += [f"/archives/{slug}.html", f"/{slug}.html"]
        paths += [f"/{written:%Y/%m/%d}/{slug}.html"] if written else []
    return tuple(paths)


def _moment(seconds: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC) if int(seconds) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
