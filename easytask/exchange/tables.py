"""Read a table as spreadsheets save it: by commas, semicolons or tabs, its first row naming the columns."""

from __future__ import annotations

import csv
import io
import re

from easytask.exchange import own_fields
from easytask.exchange.cleaning import Found, entry_of
from easytask.exchange.records import Entry, Fault, Format, FriendList, Group, Skipped, Unreadable

_SEPARATORS = (",", ";", "\t")
# Tells Excel the separator.
_SEPARATOR = re.compile(r"\Asep=.\n")
# No heading of a table is longer.
MOST_HEADING = 4_000
# What a column may be called by others than us.
_COLUMNS = {
    "link": (
        "link",
        "url",
        "website",
        "address",
        "homepage",
        "site",
        "href",
        "网址",
        "地址",
        "链接",
        "网站地址",
        "博客",
    ),
    "name": ("name", "title", "名称", "名字", "网站名称", "博客名称", "站名", "标题", "昵称"),
    "description": ("description", "desc", "descr", "line", "介绍", "描述", "简介", "一句话介绍", "网站描述"),
    "icon": ("icon", "avatar", "logo", "头像", "图标"),
    "feed": ("feed", "rss", "atom", "订阅", "订阅地址"),
    "link_page": ("link_page", "友链页", "友链页地址"),
    "group": ("group", "category", "folder", "分组", "分类", "类别"),
}
# Spreadsheets take a cell for a formula that begins with one of these (OWASP, "CSV Injection"), also in full width.
_FORMULA = "=+-@\t\r\n＝＋－＠"
GUARD = "'"
_GUARDED = re.compile(f"{GUARD}+[{re.escape(_FORMULA)}]|{GUARD}{GUARD}")
# Columns of ours, by which a table is known as ours.
_OWN = {"name", "link", "always_show"}
GROUP_LINE, GROUP_ORDER = "group_line", "group_order"


def guard(text: str) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula."""
    return f"{GUARD}{text}" if text.startswith((*_FORMULA, GUARD)) else text


def unguard(text: str) -> str:
    """Return what a guarded cell stands for, and any other as it is."""
    return text[1:] if _GUARDED.match(text) else text


def read(text: str) -> FriendList | None:
    """Return the friends of a table; None when the first row names no column with addresses. Raise Unreadable."""
    text = _SEPARATOR.sub("", text.lstrip("\n"), count=1)
    first = text.partition("\n")[0]
    if len(first) > MOST_HEADING:
        return None
    for separator in _SEPARATORS:
        names = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])]
        is_heading = len(names) > 1 and "://" not in first
        if is_heading and not set(_COLUMNS["link"]).isdisjoint(names):
            rows = _rows(text, separator)
            return _own(names, rows) if set(names) >= _OWN else _foreign(names, rows)
    # A table of one column is a list of addresses below a heading.
    return None


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows below the first that are not empty."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        return [[unguard(cell) for cell in row] for row in reader if any(map(str.strip, row))][1:]
    except csv.Error as error:
        raise Unreadable(Fault.BROKEN_CSV, line=reader.line_num) from error


def _own(names: list[str], rows: list[list[str]]) -> FriendList:
    read: list[Entry | Skipped] = []
    groups: dict[str, Group] = {}
    for number, row in enumerate(rows, 1):
        cells = dict(zip(names, row, strict=False))
        if name := cells.get("group", "").strip():
            found = own_fields.group_of(name, cells.get(GROUP_LINE, ""), cells.get(GROUP_ORDER, ""))
            groups.setdefault(found.name, found)
        if name and not any(cells.get(key, "").strip() for key in ("name", "link")):
            # A group without friends has a row of its own.
            continue
        read.append(own_fields.entry_of(number, cells))
    return FriendList.of(Format.CSV, read, is_own=True, groups=groups.values())


def _foreign(names: list[str], rows: list[list[str]]) -> FriendList:
    places = {
        key: next(names.index(name) for name in columns if name in names)
        for key, columns in _COLUMNS.items()
        if not set(columns).isdisjoint(names)
    }
    read = []
    for number, row in enumerate(rows, 1):
        cells = {key: row[place].strip() for key, place in places.items() if place < len(row)}
        read.append(entry_of(Found(number, **{"link": "", **cells})))
    return FriendList.of(Format.CSV, read)
