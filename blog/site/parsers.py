"""Say what the value of a setting may be, wherever it comes from: each takes the text and raises ValueError."""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import zoneinfo
from collections.abc import Callable
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import ada_url

Amount = TypeVar("Amount", int, float)

# What people type between the items of a list, on a Chinese keyboard as well.
_SEPARATORS = re.compile(r"[,;，；、]")
# Quotes, remarks and second addresses: what follows an address when somebody meant something else.
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\"'<>“”‘’「」『』，、]")
# Controls, and the marks that turn the direction of what follows.
_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ICP = re.compile(r"([\u4e00-\u9fff])\s*(?i:ICP)\s*([备证])\s*(\d{4,14})\s*号?\s*(?:-\s*(\d{1,4}))?")
_POLICE = re.compile(r"([\u4e00-\u9fff]{1,2})公网安备\s*(\d{8,20})\s*号?")
_WEB = ("http", "https")
LINKS = 12
# Of the name of a link.
NAME_CHARS = 40
# Of a picture of the site's own, as a regular expression.
PICTURE_NAME = r"[0-9a-f]{32}\.png"
# The pages that are always there, and have a name in every language.
OWN_PAGES = ("/", "/archive/", "/friends/")


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A link of the author's, as it is shown."""

    name: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class PoliceFiling:
    """A filing number of the public security (公安备案), and its digits alone."""

    number: str
    digits: str


@dataclasses.dataclass(frozen=True, slots=True)
class Number(Generic[Amount]):
    """Takes a number of one type and within limits, which are part of what it takes."""

    of: Callable[[str], Amount]
    least: float
    most: float = math.inf

    def __call__(self, text: str) -> Amount:
        """Return the number."""
        value = self.of(text)
        if not self.least <= value <= self.most:
            raise ValueError(text)
        return value

    @property
    def meaning(self) -> str:
        """Return what it takes, in English, for a sentence in a terminal."""
        kind = "a whole number" if self.of is int else "a number"
        return kind + (
            f" of at least {self.least:g}" if math.isinf(self.most) else f" from {self.least:g} to {self.most:g}"
        )


def line(most: int) -> Callable[[str], str]:
    """Return a reader of one line of so many characters at most."""

    def read(text: str) -> str:
        if _NOT_IN_A_LINE.search(text) or len(text) > most:
            raise ValueError(text)
        return text

    return read


def shortened(text: str, most: int) -> str:
    """Return so much of a text as ``line(most)`` takes."""
    text = _NOT_IN_A_LINE.sub("", " ".join(text.split()))
    # Not with the joiner of an emoji whose other half is cut off.
    return text if len(text) <= most else text[: most - 1].rstrip(" \u200d\ufe0f") + "…"


def paragraphs(most: int) -> Callable[[str], str]:
    """Return a reader of lines of so many characters in all at most."""

    def read(text: str) -> str:
        text = text.replace("\r\n", "\n")
        if any(_NOT_IN_A_LINE.search(part) for part in text.split("\n")) or len(text) > most:
            raise ValueError(text)
        return text

    return read


def names(text: str) -> list[str]:
    """Return the items of a list, which may be separated as on a Chinese keyboard, or by lines."""
    return [name.strip() for part in text.splitlines() for name in _SEPARATORS.split(part) if name.strip()]


def web_address(text: str) -> str:
    """Return one absolute http(s) address in its normal form, without credentials and fragment."""
    url = ada_url.URL(single(text))
    if url.protocol.removesuffix(":") not in _WEB or not url.hostname:
        raise ValueError(text)
    url.username = url.password = url.hash = ""
    return str(url.href)


def single(text: str) -> str:
    """Return an address that nothing follows."""
    if _NOT_IN_AN_ADDRESS.search(text):
        raise ValueError(text)
    return text


def picture_name(text: str) -> str:
    """Return the name of a picture that ``blog.site.pictures`` has kept; its address is made of it on every page."""
    if not re.fullmatch(PICTURE_NAME, text):
        raise ValueError(text)
    return text


def one_of(*known: str) -> Callable[[str], str]:
    """Return a reader that takes these words alone."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return read


def yes_or_no(text: str) -> bool:
    """Return whether it says yes."""
    if text.lower() not in ("yes", "no"):
        raise ValueError(text)
    return text.lower() == "yes"


def text_of_yes_or_no(value: object) -> str:
    """Return the word of a choice of yes and no."""
    return "yes" if value else "no"


def time_zone(text: str) -> str:
    """Return the name of a time zone that this machine knows."""
    if text not in time_zones():
        raise ValueError(text)
    return text


@functools.cache
def time_zones() -> frozenset[str]:
    """Return the names of all time zones that this machine knows; to look takes 20 ms, and every request asks."""
    return frozenset(zoneinfo.available_timezones())


def links(text: str) -> tuple[Link, ...]:
    """Return the links of lines such as ``GitHub https://github.com/me``; a mail address counts as one as well."""
    found = []
    for row in filter(str.strip, text.splitlines()):
        name, _, address = row.strip().rpartition(" ")
        if re.fullmatch(r"[^\s@:/]+@[^\s@/]+", address):
            href = f"mailto:{address}"
        elif urlsplit(address).scheme in _WEB:
            href = web_address(address)
        else:
            raise ValueError(text)
        found.append(Link(line(NAME_CHARS)(name.strip().rstrip(":：")) or address.partition("://")[2] or address, href))
    if len(found) > LINKS:
        raise ValueError(text)
    return tuple(found)


def menu(text: str) -> tuple[Link, ...]:
    """Return the links of lines such as ``About /about/``; one of the site's own pages needs no name."""
    found = []
    for row in filter(str.strip, text.splitlines()):
        name, _, address = row.strip().rpartition(" ")
        name = line(NAME_CHARS)(name.strip().rstrip(":："))
        if address.startswith("/") and not address.startswith("//"):
            if not name and address not in OWN_PAGES:
                raise ValueError(text)
            found.append(Link(name, single(address)))
        else:
            address = web_address(address)
            found.append(Link(name or shortened(str(urlsplit(address).hostname), NAME_CHARS), address))
    if len(found) > LINKS:
        raise ValueError(text)
    return tuple(found)


def icp_filing(text: str) -> str:
    """Return an ICP filing number in its usual spelling."""
    found = _ICP.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return f"{found[1]}ICP{found[2]}{found[3]}号" + (f"-{found[4]}" if found[4] else "")


def police_filing(text: str) -> PoliceFiling:
    """Return a public security filing number in its usual spelling, with its digits."""
    found = _POLICE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return PoliceFiling(f"{found[1]}公网安备{found[2]}号", found[2])
