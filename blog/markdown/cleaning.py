"""Let through of a post's HTML what shows text, pictures and formulas; of ids, classes and roles only our own.

Those begin with a secret that no author can know when they come here, and have it no more when they leave.
"""

from __future__ import annotations

import functools
import secrets

import nh3

_OURS = f"{secrets.token_hex(8)}-"


def _names(words: str) -> set[str]:
    return set(words.split())


_TAGS = _names(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody td th "
    "thead tr u ul var"
)
# MathML Core (W3C), and menclose, which draws a box.
_MATH_TAGS = _names(
    "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt "
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"
)
_MATH_ATTRIBUTES = _names(
    "accent accentunder columnspan depth dir display displaystyle fence form height largeop linethickness lspace "
    "mathcolor mathvariant maxsize minsize movablelimits notation rowspan rspace scriptlevel separator stretchy "
    "symmetric voffset width"
)
# These an author cannot write: an id or a class could take the place of one of the page's own.
_OUR_ATTRIBUTES = {"id", "class", "role", "aria-label", "tabindex"}
# Nor these, whose addresses nobody looks at.
_OURS_OF_PICTURES = {"srcset", "sizes"}


def mark(value: str) -> str:
    """Return the value of one of our attributes as the cleaner lets it through."""
    return _OURS + value


def classes(*names: str) -> str:
    """Return a class attribute of ours."""
    return f' class="{_OURS}{" ".join(names)}"'


def clean(html: str, *, base: str | None = None) -> str:
    """Return what is harmless of the HTML; a ``base``, which a feed needs, makes relative addresses absolute."""
    if base:
        found = _clean(html, attribute_filter=_for_feed, url_relative=("rewrite_with_base", base))
    else:
        found = _clean(html, attribute_filter=_only_ours, url_relative="pass_through")
    # What of ours an author has turned into text, as by an open <textarea>.
    return found.replace(_OURS, "")


def _only_ours(_tag: str, name: str, value: str) -> str | None:
    is_ours = name in _OUR_ATTRIBUTES | _OURS_OF_PICTURES
    if is_ours and not value.startswith(_OURS):
        return None
    value = value.removeprefix(_OURS) if is_ours else value
    # An attribute that an author left open has swallowed what follows: whoever reads it there could write the secret.
    return None if _OURS in value else value


def _for_feed(tag: str, name: str, value: str) -> str | None:
    """Drop what means something on our pages alone."""
    return None if name in {"class", "tabindex", *_OURS_OF_PICTURES} else _only_ours(tag, name, value)


_clean = functools.partial(
    nh3.clean,
    tags=_TAGS | _MATH_TAGS,
    attributes={
        "*": _OUR_ATTRIBUTES,
        "a": {"href", "title"},
        "abbr": {"title"},
        "img": {"src", "alt", "title", "width", "height"} | _OURS_OF_PICTURES,
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        **dict.fromkeys(_MATH_TAGS, _MATH_ATTRIBUTES),
    },
    set_tag_attribute_values={"img": {"loading": "lazy"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
