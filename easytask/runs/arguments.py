"""Check the arguments of a run, which come from people, JSON and shells; raise BadArgument for what makes no sense."""

from __future__ import annotations

import reprlib

from easytask.verdicts import addresses
from easytask.verdicts.outcomes import Argument, BadArgument, RunOutcome, RunResult

_shortened = reprlib.Repr()
# Characters; a sentence must not grow with what somebody has passed.
_shortened.maxstring = _shortened.maxother = 200


def parse_site_link(text: object) -> addresses.Address | None:
    """Return the address of the backlink to ask for; None, from an empty text, asks for none."""
    if not isinstance(text, str):
        raise _bad(Argument.SITE_LINK, text)
    try:
        return addresses.parse_site_link(text) if text.strip() else None
    except addresses.BadAddress as error:
        raise _bad(Argument.SITE_LINK, text) from error


def parse_white_list(names: object) -> frozenset[str]:
    """Return the names that are always shown; an empty text is an empty list."""
    if names == "":
        return frozenset()
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise _bad(Argument.WHITE_LIST, names)
    return frozenset(names)


def check_friend_ids(ids: object) -> None:
    """Refuse what is neither None nor a collection of ids."""
    if ids is not None and not _are_ids(ids):
        raise _bad(Argument.FRIEND_IDS, ids)


def check_user_id(user_id: object) -> None:
    """Refuse what is neither None nor an id."""
    if user_id is not None and not _are_ids([user_id]):
        raise _bad(Argument.USER_ID, user_id)


def _are_ids(ids: object) -> bool:
    # By its very type: True is an int as well.
    return isinstance(ids, list | tuple | set | frozenset) and all(type(i) is int and 0 < i < 2**63 for i in ids)


def _bad(argument: Argument, value: object) -> BadArgument:
    return BadArgument(RunResult(RunOutcome.BAD_ARGUMENT, _shortened.repr(value), argument))
