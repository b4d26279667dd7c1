"""Name the fields of a friend in the lists that izone itself writes, and turn each into text and back.

All four formats of ours have these names; what one cannot express in its own types it writes as this text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from easytask.exchange.cleaning import (
    ADDRESS_CHARS,
    GROUP_CHARS,
    LINE_CHARS,
    NAME_CHARS,
    line,
    web_address,
)
from easytask.exchange.records import Entry, Fault, Group, Skip, Skipped, Unreadable

# Readers of a later version may add fields, and must not change what these mean.
VERSION = 1
YES, NO = "yes", "no"
# Of a database's whole number.
LARGEST_ORDER = 2**31 - 1
# Nothing but these has to go for a database to take a text of ours.
_NOT_IN_A_TEXT = re.compile("[\x00\ud800-\udfff]")
# A spreadsheet writes its own words for these.
_TRUE, _FALSE = {YES, "true", "1", "y", "是"}, {NO, "false", "0", "n", "否"}


class Field(NamedTuple):
    """A field: its attribute of an Entry, and how it is read from a text; ``read`` raises ValueError."""

    attribute: str
    read: Callable[[str], Any]


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        text = _NOT_IN_A_TEXT.sub("", text).strip()
        if len(text) > most:
            raise ValueError(text)
        return text

    return read


def _address(text: str) -> str:
    address = web_address(text)
    if text and not address:
        raise ValueError(text)
    return _text(ADDRESS_CHARS)(address)


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,10}", text) or abs(int(text)) > LARGEST_ORDER:
        raise ValueError(text)
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError(text)
    return text.lower() in _TRUE


def _moment(text: str) -> dt.datetime | None:
    """Return a moment; a text that says no time zone is in UTC. Raise ValueError."""
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def _mail(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError(text) from error
    return _text(254)(text)


def _language(text: str) -> str:
    if text and text not in dict(settings.LANGUAGES):
        raise ValueError(text)
    return text


FIELDS = {
    "name": Field("name", _text(NAME_CHARS)),
    "link": Field("link", _address),
    "description": Field("description", _text(LINE_CHARS)),
    "icon": Field("icon", _address),
    "feed": Field("feed", _address),
    "link_page": Field("link_page", _address),
    "group": Field("group", _text(GROUP_CHARS)),
    "order": Field("order", _whole),
    "email": Field("email", _mail),
    "language": Field("language", _language),
    "active": Field("is_active", _yes_or_no),
    "always_show": Field("always_show", _yes_or_no),
    "snoozed_until": Field("snoozed_until", _moment),
    "created": Field("create_date", _moment),
}
# A spreadsheet in which somebody has cleared a cell means the default.
_DEFAULTS = {"order": "0", "active": YES, "always_show": NO}


def as_text(value: object) -> str:
    """Return a value of an Entry, or of JSON, as a text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case _:
            return str(value)


def texts_of(entry: Entry) -> dict[str, str]:
    """Return all fields of a friend as texts, by their names."""
    return {name: as_text(getattr(entry, field.attribute)) for name, field in FIELDS.items()}


def entry_of(number: int, texts: Mapping[str, str]) -> Entry | Skipped:
    """Return the friend of a list of ours, with the fields that stand there."""
    what = line(texts.get("name") or texts.get("link", ""), NAME_CHARS)
    if not texts.get("link", "").strip():
        return Skipped(number, what, Skip.NO_ADDRESS)
    values: dict[str, Any] = {}
    for name, field in FIELDS.items():
        if name not in texts:
            continue
        text = texts[name].strip() or _DEFAULTS.get(name, "")
        try:
            values[field.attribute] = field.read(text)
        except ValueError:
            return Skipped(number, what, Skip.BAD_ADDRESS if name == "link" else Skip.BAD_VALUE)
    link = values.pop("link")
    return Entry(number=number, link=link, says=frozenset(values), **values)


def check_version(text: str) -> None:
    """Raise Unreadable when a list of ours is of a later version than we know."""
    if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > VERSION:
        raise Unreadable(Fault.NEWER)


def group_of(name: str, group_line: str, order: str) -> Group:
    """Return a group of a list of ours; one whose order makes no sense has none."""
    text = _NOT_IN_A_TEXT.sub("", name).strip()[:GROUP_CHARS]
    try:
        number = _whole(order.strip())
    except ValueError:
        number = None
    return Group(text, _NOT_IN_A_TEXT.sub("", group_line).strip()[:LINE_CHARS], number)
