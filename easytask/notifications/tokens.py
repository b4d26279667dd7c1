"""Sign the addresses that letters carry, so that nobody else can make one; this knows no letter's words."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core import signing

from blog.models import FriendLink
from easytask.models import Letter

RECHECK_LIFETIME = dt.timedelta(days=14)
_RECHECK = "easytask.recheck"
_UNSUBSCRIBE = "easytask.unsubscribe"


class BadToken(LookupError):
    """The token is forged, has expired, or is about something that is no more as it was; nobody is told which."""


def recheck_token(friend: FriendLink) -> str:
    """Return a token by which this friend may have its present address checked."""
    signer = signing.TimestampSigner(salt=_RECHECK)
    return signer.sign_object([friend.pk, _digest(friend.link)])


def friend_of(token: str) -> FriendLink:
    """Return the friend that a token is about, if it is still at that address. Raises BadToken."""
    signer = signing.TimestampSigner(salt=_RECHECK)
    try:
        friend_id, digest = signer.unsign_object(token, max_age=RECHECK_LIFETIME)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadToken from error
    friend: FriendLink | None = FriendLink.objects.filter(pk=friend_id, is_active=True).select_related("state").first()
    if friend is None or _digest(friend.link) != digest:
        raise BadToken
    return friend


def unsubscribe_token(letter: Letter) -> str:
    """Return a token by which whoever got this letter ends all letters to that mail address."""
    return signing.Signer(salt=_UNSUBSCRIBE).sign(str(letter.pk))


def letter_of(token: str) -> Letter:
    """Return the letter that a token is about. Raises BadToken."""
    try:
        letter = Letter.objects.filter(pk=int(signing.Signer(salt=_UNSUBSCRIBE).unsign(token))).first()
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
    if letter is None:
        raise BadToken
    return letter


def _digest(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()[:16]
