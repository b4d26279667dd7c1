"""Read Markdown files of Hexo, Hugo, Jekyll, Obsidian and our own: which are posts, what their front matter says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

from blog import addresses
from blog.encodings import UnknownEncoding, decode
from blog.exchange import front_matter, moments, permalinks, template_tags, wikilinks
from blog.exchange.archives import MAX_POST_BYTES, Archive
from blog.exchange.front_matter import BadFrontMatter, Head
from blog.exchange.passages import outside_code
from blog.exchange.picture_files import Finder
from blog.exchange.records import OUR_PAGE, Note, Reading, Refusal, Refused, Remark, SourcePost

MARKDOWN = (".md", ".markdown")
# By this name a head is one that we have written, and its body is taken as it is.
OUR_MARK = "izone"
_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_LANGUAGE_ENDING = re.compile(r"(.+)\.([a-z]{2}(?:-[a-zA-Z]{2,4})?)")
# Attributes, and the list that is to become a table of contents.
_KRAMDOWN = re.compile(
    r"^(?:(?:[*+-]|1\.) [^\n]*\n)?\{: ?toc\b[^{}\n]*\}[ \t]*\n|^\{:[^{}\n]*\}[ \t]*\n|\{:[^{}\n]*\}", re.MULTILINE
)
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
# Of an address that is to be filled in.
_PATTERN = re.compile(r"(?:^|/):\w")
# What themes call the picture of a post.
_COVERS = ("cover", "thumbnail", "banner", "featured_image", "featuredimage", "image", "index_img", "cover_image")
# The pages on which a theme lists things; there is nothing in them to read.
_LISTS = {"tags", "categories", "tag", "category", "archives", "archive", "link", "links", "search", "friends", "404"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """The front matter of a file, what stands below it, and what its owner should know of its encoding."""

    head: Head
    body: str
    notes: tuple[Note, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _File:
    """A Markdown file: its name without date and ending, its place among the folders of its system, its two parts."""

    name: str
    stem: str
    date: str
    language: str
    below: tuple[str, ...]
    is_draft: bool
    is_page: bool
    is_jekyll: bool
    head: Head
    body: str
    notes: tuple[Note, ...]


def read(archive: Archive, zone: dt.tzinfo) -> Reading:
    """Return the posts and pages of all Markdown files; a date without a zone is in ``zone``."""
    names = archive.names(*MARKDOWN)
    has_folders = any({"_posts", "_drafts", "content"} & set(PurePosixPath(name).parts) for name in names)
    refused: list[Refused] = []
    files = [file for name in names if (file := _open(archive, name, has_folders, refused))]
    style = permalinks.style_of(archive)
    slugs = {file.stem: _slug(file) for file in files if not file.is_page}
    finder = Finder(archive)

    def address(stem: str) -> str:
        dated = _DATED_NAME.fullmatch(stem)
        slug = slugs.get(stem) or (slugs.get(dated[2]) if dated else "")
        return f"/posts/{slug}/" if slug else ""

    posts = []
    for file in files:
        if file.is_page and (not file.body.strip() or {file.head.text("type"), file.head.text("layout")} & _LISTS):
            refused.append(Refused(file.name, Refusal.LIST_PAGE))
        else:
            posts.append(_post(file, style, finder, address, zone))
    return Reading(tuple(posts), tuple(refused))


def _open(archive: Archive, name: str, has_folders: bool, refused: list[Refused]) -> _File | None:  # noqa: FBT001 - of one archive
    path = PurePosixPath(name)
    parts = path.parts
    if path.stem in ("_index", "README", "readme") and "_posts" not in parts:
        return None
    text = _text(archive, name, refused)
    if text is None:
        return None
    head, body = text.head, text.body
    root = next((part for part in ("_posts", "_drafts", "content") if part in parts), None)
    # Beside the folders of posts stand pages; what has no head is a file of the theme.
    if has_folders and root is None and not head:
        return None
    below = parts[len(parts) - parts[::-1].index(root) :] if root else parts
    stem, language = path.stem, ""
    if ending := _LANGUAGE_ENDING.fullmatch(stem):
        stem, language = ending[1], ending[2]
    is_bundle = stem == "index" and len(parts) > 1
    stem = parts[-2] if is_bundle else stem
    dated = _DATED_NAME.fullmatch(stem)
    is_beside_posts = (has_folders and root is None) or (root == "content" and len(below) <= 1 + is_bundle)
    return _File(
        name=name,
        stem=dated[2] if dated else stem,
        date=dated[1] if dated else "",
        language=language,
        below=below,
        is_draft="_drafts" in parts,
        is_page=is_beside_posts or "page" in (head.text("layout"), head.text("type")),
        is_jekyll=bool(dated) and root == "_posts" and "source" not in parts,
        head=head,
        body=body,
        notes=text.notes,
    )


def _text(archive: Archive, name: str, refused: list[Refused]) -> _Text | None:
    """Return what a file says; None when it cannot be read, and ``refused`` says why."""
    content = archive.text(name, MAX_POST_BYTES)
    if content is None:
        return None
    try:
        text, is_legacy = decode(content)
        # A text of ours comes back as it was, to the ends of its lines.
        is_ours = f"\n{OUR_MARK}: " in text[: front_matter.HEAD_CHARACTERS]
        head, body = front_matter.split(text if is_ours else text.replace("\r\n", "\n").replace("\r", "\n"))
    except UnknownEncoding:
        refused.append(Refused(name, Refusal.ENCODING))
        return None
    except BadFrontMatter as error:
        refused.append(Refused(name, Refusal.FRONT_MATTER, str(error)))
        return None
    return _Text(head, body, (Note(Remark.LEGACY_ENCODING),) if is_legacy else ())


def _slug(file: _File) -> str:
    head = file.head
    path = unquote(addresses.split(head.text("permalink", "url")).path) if "://" not in head.text("permalink") else ""
    last = re.sub(r"(?:/index)?\.html?$", "", path).strip("/").rpartition("/")[2]
    # A pattern, such as Jekyll's /:year/:title/, names no address of this post.
    return head.text("slug") or ("" if _PATTERN.search(path) else last) or file.stem


def _post(
    file: _File, style: permalinks.Style, finder: Finder, address: Callable[[str], str], zone: dt.tzinfo
) -> SourcePost:
    head, notes = file.head, list(file.notes)
    is_ours = OUR_MARK in head
    body = file.body if is_ours else _MORE.sub("<!-- more -->", file.body.strip("\n")) + "\n"
    if file.is_jekyll:
        body = outside_code(body, lambda part: _KRAMDOWN.sub("", part))
    if not is_ours:
        body, unknown_tags = template_tags.convert(body, address)
        body, unknown_files = wikilinks.convert(body, address)
        notes += [Note(Remark.UNKNOWN_TAG, tag) for tag in dict.fromkeys([*unknown_tags, *unknown_files])]
    slug = _slug(file)
    published_at = _published_at(file, zone, notes)
    written = moments.parse(head.text("date") or file.date, zone)
    cover = _cover(head)
    here = PurePosixPath(file.name).parent
    shown = finder.shown_by(body, cover=cover, folders=(str(here), str(here / PurePosixPath(file.name).stem)))
    return SourcePost(
        key=_key(file, slug),
        place=file.name,
        title=head.raw("title") if is_ours else head.text("title") or _heading(body),
        slug=slug,
        body=body,
        published_at=published_at,
        updated_at=moments.parse(head.text("updated", "lastmod", "last_modified_at", "modified"), zone),
        tags=_tags(file),
        tag_slugs=tuple(
            (name, value) for name, value in head.inner("tag_slugs").values.items() if isinstance(value, str)
        ),
        paths=_paths(file, slug, style, written),
        pictures=shown.pictures,
        cover=cover,
        language=head.text("lang", "language") or file.language,
        is_page=file.is_page,
        is_undated=published_at is None and _is_public(file),
        is_pinned=any(not head.is_off(name) and bool(head.text(name)) for name in ("pinned", "top", "sticky", "pin")),
        feed_id=head.raw("feed_id") if is_ours else "",
        notes=(*notes, *(() if is_ours else shown.notes)),
    )


def _cover(head: Head) -> str:
    """Return the picture that a theme shows above the post; empty for a colour, or false, which Butterfly takes too."""
    found = (
        head.text(*_COVERS)
        or head.inner("cover").text("image")
        or head.inner("image").text("path")
        or head.inner("header").text("image")
    )
    return found if "/" in found or "." in found else ""


def _heading(body: str) -> str:
    """Return the heading with which a text begins; empty when it begins with something else."""
    found = re.match(r"\s*#[ \t]++([^\n]++)", body)
    written = found[1].rstrip() if found else ""
    # As in CommonMark, signs at the end close it when a space stands before them: C# ends with its own.
    without = written.rstrip("#")
    return without.rstrip() if without.endswith((" ", "\t")) else written


def _key(file: _File, slug: str) -> str:
    if OUR_MARK not in file.head:
        return f"markdown {'/'.join(file.below)}"
    return f"{OUR_PAGE}{slug}" if file.is_page else file.head.raw("feed_id") or f"izone post {slug}"


def _published_at(file: _File, zone: dt.tzinfo, notes: list[Note]) -> dt.datetime | None:
    """Return when readers may see it; None for a draft, and, with a note, for one that nobody can date."""
    head = file.head
    if _is_hidden(head):
        notes.append(Note(Remark.NOT_PUBLIC))
    if not _is_public(file):
        return None
    said = head.text("publishdate", "date", "pubdate") or file.date
    moment = moments.parse(said, zone)
    # A page needs none.
    if moment is None and not file.is_page:
        notes.append(Note(Remark.BAD_DATE, said) if said else Note(Remark.NO_DATE))
    return moment


def _is_hidden(head: Head) -> bool:
    return bool(head.text("password")) or any(head.is_on(name) for name in ("private", "hidden", "hide"))


def _is_public(file: _File) -> bool:
    head = file.head
    return not (file.is_draft or head.is_on("draft") or head.is_off("published") or _is_hidden(head))


def _tags(file: _File) -> tuple[str, ...]:
    if OUR_MARK in file.head:
        listed = file.head.values.get("tags", [])
        return tuple(str(name) for name in listed) if isinstance(listed, list) else ()
    names = file.head.words("tags", "tag", "categories", "category", by_spaces=file.is_jekyll)
    return tuple(dict.fromkeys(name for name in names if name.lower() not in ("uncategorized", "未分类")))


def _paths(file: _File, slug: str, style: permalinks.Style, written: dt.datetime | None) -> tuple[str, ...]:
    head = file.head
    if OUR_MARK in head:
        listed = head.values.get("aliases", [])
        return tuple(str(path) for path in listed) if isinstance(listed, list) else ()
    said = [*head.words("aliases", "alias", "redirect_from"), head.text("permalink"), head.text("url")]
    paths = [path for address in said if (path := _path_of(address))]
    has_its_own = any(head.text(name) for name in ("permalink", "url"))
    if not file.is_page and not has_its_own and not file.is_draft:
        paths += style.path(permalinks.Place(file.below, file.stem, slug, head, file.is_jekyll), written)
    return tuple(dict.fromkeys(paths))


def _path_of(address: str) -> str:
    """Return the path of an address from the root, as it is asked for; empty for a pattern."""
    path = unquote(addresses.split(address).path)
    return "" if not path.strip("/") or _PATTERN.search(path) else "/" + re.sub(r"index\.html?$", "", path.lstrip("/"))
