"""Give friends that a list brought without a name the one by which their own sites call themselves."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from blog.models import FriendLink
from easytask.exchange.cleaning import NAME_CHARS, line
from easytask.models import ImportedFriend
from easytask.verdicts import identity, names


def fill_names() -> int:
    """Name those at which a check has looked since; return how many. Whom its owner has named keeps that name."""
    waiting = ImportedFriend.objects.filter(needs_name=True, friend__identity__link=F("friend__link"))
    filled = 0
    for imported in waiting.exclude(friend__identity__data="").select_related("friend", "friend__identity"):
        titles = identity.from_json(imported.friend.identity.data).titles
        name = line(names.name_and_line(titles[0])[0], NAME_CHARS) if titles else ""
        with transaction.atomic():
            if name:
                untouched = FriendLink.objects.filter(pk=imported.friend_id, name=imported.after.get("name"))
                filled += untouched.update(name=name)
                imported.after = {**imported.after, "name": name}
            imported.needs_name = False
            imported.save(update_fields=["after", "needs_name"])
    return filled
