"""List the marks of pages that are no site of a friend any more, as data: what each is, where it stands, who says so.

To add one: a row in the module of its kind, with its source, and a sample of it in tests/unit/verdicts/dead_pages.py;
the tests show that the same text in a post of a living blog does not count.

An address or a header counts always, and so does what a page loads (SOURCE) and what its own start tag says (TAG): no
living page has them. A script's text counts on a page with little text. A title or a phrase counts on a sparse page
only, and so does what is loaded from a host that living blogs load from as well, as their registrar's: anywhere in a
page, phrases are wrong on every tenth living one. The rules are in quarantine.py.
"""

from __future__ import annotations

from easytask.verdicts.dead_marks.agreeing import AGREEING_PHRASES, MACHINE_TITLE, NO_NAME, PROGRAM_ASKS
from easytask.verdicts.dead_marks.errors import ERROR_PAGE
from easytask.verdicts.dead_marks.hosting import BLOCKED, SUSPENDED
from easytask.verdicts.dead_marks.mark import DeadMark
from easytask.verdicts.dead_marks.parked import PARKED
from easytask.verdicts.dead_marks.placeholders import PLACEHOLDER
from easytask.verdicts.dead_marks.weak import LISTING, MOVED, NOTICE, OF_ITSELF, PERSON, TITLE_OF_ITSELF, WEAK_MARKS
from easytask.verdicts.kinds import Kind

__all__ = [
    "AGREEING_PHRASES",
    "BUSINESS",
    "DEAD_MARKS",
    "DOMAIN_TITLE",
    "EMPTY",
    "JUMP",
    "KINDS",
    "LISTING",
    "MACHINE_TITLE",
    "MOVED",
    "NOTICE",
    "NO_NAME",
    "NO_PAGE",
    "OF_ITSELF",
    "OF_PROGRAMS",
    "PERSON",
    "PROGRAM_ASKS",
    "SOLD_VISITORS",
    "SURE",
    "TITLE_OF_ITSELF",
    "WEAK_MARKS",
    "DeadMark",
]

DEAD_MARKS: tuple[DeadMark, ...] = (*PARKED, *SUSPENDED, *BLOCKED, *PLACEHOLDER, *ERROR_PAGE)

# Marks that need no pattern: no page at all; an address before the friend's own domain, as ``ww12.``, to which only
# sellers of visitors send; and, weak ones, the site's own domain as a title, words of a business, and a script that
# shows nothing and jumps to another site with a number of the visitor.
EMPTY, NO_PAGE, SOLD_VISITORS = "empty page", "no web page", "ww1 (parked, address)"
DOMAIN_TITLE, BUSINESS, JUMP = "domain as title (weak)", "business (weak)", "jump (weak)"

KINDS: dict[str, Kind] = {
    **{mark.name: mark.kind for mark in (*DEAD_MARKS, *WEAK_MARKS)},
    EMPTY: Kind.ERROR_PAGE,
    NO_PAGE: Kind.ERROR_PAGE,
    SOLD_VISITORS: Kind.PARKED,
    DOMAIN_TITLE: Kind.PARKED,
    BUSINESS: Kind.TAKEN_OVER,
    JUMP: Kind.TAKEN_OVER,
}
OF_PROGRAMS = frozenset(mark.name for mark in DEAD_MARKS if mark.is_of_program)
SURE = frozenset({SOLD_VISITORS, *(mark.name for mark in DEAD_MARKS if mark.is_sure)})
