"""Describe one mark of a page that is no site of a friend any more; which there are, its neighbours list."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

# A domain name as a word of a title or text: labels of at most 63 octets (RFC 1035, 2.3.4), read from the first one on
# and never given back, so that a long run of them is read once.
DOMAIN = r"(?<![a-z0-9.-])[a-z0-9-]{1,63}+(?:\.[a-z0-9-]{1,63}+)++"

# A script loads or opens an address there; one in a list, an object or a comment is data.
LOADS = r"[=(]\s*[\"'](?:https?:)?//(?:[a-z0-9-]{1,63}\.){0,8}"


@dataclasses.dataclass(frozen=True, slots=True)
class DeadMark:
    """One mark: ``name`` is whose page it is, for the owner, with its kind and place; no two are alike.

    ``pattern`` is a regular expression, in lower case unless it is of an ADDRESS or a SCRIPT; a TITLE and a TEXT have
    single spaces and no full-width signs (NFKC). A TITLE is matched as a whole, everything else is searched.
    ``source`` documents the mark, or is where it was met, at ``seen``.
    ``is_shared``: a SOURCE on a host that serves living sites as well; it counts as a phrase does.
    ``is_of_program``: a TITLE by which a program calls its own pages, such as its installer; it tells where the
    text says nothing, whatever a script draws there, or asks to log in or to install.
    """

    name: str
    kind: Kind
    place: Place
    pattern: str
    source: str
    seen: str = "2026-11-26"
    is_shared: bool = False
    is_of_program: bool = False

    @property
    def is_sure(self) -> bool:
        """Say whether it stands where no living page has it, and so needs no second sign."""
        return not self.is_shared and self.place in (Place.ADDRESS, Place.HEADER, Place.SOURCE, Place.TAG, Place.SCRIPT)


def table(  # noqa: PLR0913  # the columns of the table
    kind: Kind,
    place: Place,
    source: str,
    patterns: Mapping[str, str],
    sources: Mapping[str, str] | None = None,
    *,
    is_shared: bool = False,
    is_of_program: bool = False,
) -> Iterator[DeadMark]:
    """Make the marks of one kind and place from patterns by name; some names have ``sources`` of their own."""
    for name, pattern in patterns.items():
        documented = (sources or {}).get(name, source)
        full_name = f"{name} ({kind.value}, {place.name.lower()})"
        yield DeadMark(full_name, kind, place, pattern, documented, is_shared=is_shared, is_of_program=is_of_program)
