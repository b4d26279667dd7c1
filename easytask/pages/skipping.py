"""Say which parts of a page may be passed over unread, for that is where most of its time would go; it reads no tag."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable

from easytask.pages.start_tag import SPACE

# RCDATA and RAWTEXT (13.2.6.4); a browser that runs scripts reads <noscript> so as well.
RAW = frozenset({"title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript"})
_PLACES_TRIED = 4


@functools.cache
def relevant(wanted: frozenset[str], skippable: tuple[tuple[str, str], ...]) -> Callable[..., re.Match[str] | None]:
    """Return what finds relevant markup: wanted, or changing how the rest is read, unless it stands in a value.

    A tag of a wanted name is relevant only when it has attributes. To spell the case out is twice as fast as to ignore
    it.
    """
    skipped = dict(skippable)
    # The wanted ones first, for those are the most, and among them ``a``.
    patterns = [
        (name, f"(?=[{SPACE}/])" + (f"(?!{skipped[name]})" if name in skipped else "")) for name in sorted(wanted)
    ]
    patterns += [(name, f"[{SPACE}/>]") for name in (*sorted(RAW), "script", "plaintext", "template", "svg", "math")]
    endings: dict[str, list[str]] = {}
    for name, follows in patterns:
        endings.setdefault(name[0], []).append(_in_any_case(name[1:]) + follows)
    names = "|".join(rf"{_in_any_case(first)}(?:{'|'.join(rest)})" for first, rest in endings.items())
    # Most of the others are told apart by their first letter or their first two.
    begins = {name[:2] for name, _ in patterns}
    harmless = [f"[{''.join(letter for letter in string.ascii_lowercase if letter not in endings)}]"]
    for first in endings:
        others = "".join(letter for letter in string.ascii_lowercase if first + letter not in begins)
        harmless.append(f"{first}[{others}{'' if first in wanted else f'{SPACE}/>'}]")
    return re.compile(
        rf"<(?!/[a-su-z0-9]|{'|'.join(harmless)})"
        rf"(?:[!?]|/(?:[^a-zA-Z]|{_in_any_case('template')}[{SPACE}/>])|{names})"
    ).search


def attributes_but(name: str) -> str:
    """Return a pattern of any number of attributes, in double quotes, of other names than this one, for ``skippable``.

    What follows it stands in the tag, outside of a value.
    """
    return rf"""(?:[{SPACE}]++(?!{_in_any_case(name)}=)[a-zA-Z-]++="[^"<>]*+\")*+"""


def attribute(name: str, value: str) -> str:
    """Return a pattern of one attribute, in double quotes, whose value matches, for ``skippable``."""
    return rf"""[{SPACE}]++{name}="{value}\""""


def _in_any_case(name: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in name)


def last_text(text: str, begin: int, end: int) -> int:
    """Return the last place up to ``end`` that is surely outside of tags, as ``begin`` is; ``begin`` if none is near.

    Between the two nothing is relevant, so what follows ``begin`` is text and tags that end where their values allow.
    """
    at = end
    for _ in range(_PLACES_TRIED):
        if _is_outside_of_tags(text, begin, at):
            return at
        at = text.rfind("<", begin, at)
        if at < 0:
            break
    return begin


def _is_outside_of_tags(text: str, begin: int, at: int) -> bool:
    """Return whether ``at`` surely is.

    If it were in a value, the last quote would open it, after an equals sign or a space. If it were in a tag but in no
    value, the last ``>`` would be followed by the ``<`` of the tag, or stand in a value, and be followed by the quote
    that ends it.
    """
    for quote in "\"'":
        last = text.rfind(quote, begin, at)
        if last > begin and text[last - 1] in "=\t\n\f\r ":
            return False
    since = text[max(begin, text.rfind(">", begin, at)) : at]
    return not ("<" in since or '"' in since or "'" in since)
