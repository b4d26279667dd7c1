"""Say at which addresses a friend's feed may lie, in the order in which to try them; it fetches nothing."""

from __future__ import annotations

from easytask.feeds.records import DueFriend
from easytask.verdicts import addresses

# 82 % of the blogs that have a feed have it at one of these, the commonest first.
USUAL_NAMES = ("feed/", "atom.xml", "rss.xml", "feed.xml", "index.xml")


def known(friend: DueFriend) -> list[str]:
    """Return the owner's address alone, else the one that was found and those that the home page names."""
    if friend.given:
        return [friend.given]
    return list(dict.fromkeys(filter(None, (friend.address, *friend.named))))


def guesses(friend: DueFriend) -> list[str]:
    """Return the usual addresses, unless they were tried lately or the owner knows better."""
    if friend.given or not friend.may_guess:
        return []
    try:
        base = addresses.served_at(friend.link, friend.found_at) + _directory(addresses.parse(friend.link).path)
    except addresses.BadAddress:
        return []
    tried = known(friend)
    return [address for name in USUAL_NAMES if (address := base + name) not in tried]


def _directory(path: str) -> str:
    """Return the folder below which a site lies; what has no ending is one."""
    last = path.rpartition("/")[2]
    return path.removesuffix(last) if "." in last else f"{path.rstrip('/')}/"
