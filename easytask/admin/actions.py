"""Make the changes that the owner wants, on a button of a link's page; what flips a link is written down."""

from __future__ import annotations

import datetime as dt
import functools
from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.admin import doubts
from easytask.admin.standing import state_of
from easytask.models import ConfirmedSiteLink, Flip, LinkIdentity, Run, username
from easytask.runs import event_log

# For so long a snoozed link is left out of the checks; its owner may set another date in the form.
SNOOZE_DAYS = 30

# Whom a request names; the admin lets nobody in who has not logged in.
Person = AbstractBaseUser | AnonymousUser


class ActionRejected(Exception):
    """What the owner wants cannot be done any more; the text says why in one sentence, for the person who tried."""


class UndoConflict(ActionRejected):
    """A change cannot be undone any more."""


def record_manual_change(friend: FriendLink, user: Person) -> None:
    """Write down that ``user`` is about to save this friend with another ``is_show`` than it has."""
    with transaction.atomic():
        rows = FriendLink.objects.select_for_update().filter(pk=friend.pk).exclude(is_show=friend.is_show)
        if rows.values_list("pk").first():
            _record_flip(friend, user, is_show=friend.is_show)


def undo(flip_id: int, user: Person) -> Flip:
    """Take back an automatic change, if it is the friend's latest and nobody has touched it since.

    Return the owner's own change that this makes; raise UndoConflict. The check starts to count the friend's failures
    from zero.
    """
    with transaction.atomic():
        friend = FriendLink.objects.select_for_update(of=("self",)).filter(flips=flip_id).first()
        if friend is None:
            raise UndoConflict(_("这个友链已被删除，没有可撤销的改动。"))
        flip = Flip.objects.get(pk=flip_id)
        latest = friend.flips.first()
        if not flip.is_automatic:
            raise UndoConflict(_("只能撤销检查自动做的改动。"))
        if Flip.objects.filter(undoes=flip).exists():
            raise UndoConflict(_("这次改动已经撤销过了。"))
        if latest != flip or friend.is_show != flip.is_show:
            raise UndoConflict(_("“%s”之后又有新的改动，这一次不能再撤销。") % friend.name)
        _set_visibility(friend, is_show=not flip.is_show)
        return _record_flip(friend, user, is_show=not flip.is_show, undoes=flip)


def show_again(friend_id: int, user: Person) -> FriendLink:
    """Show a hidden friend again until a check decides otherwise; raise ActionRejected when it is shown.

    Where the check itself hid it, that is undone.
    """
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if friend.is_show:
            raise ActionRejected(_("“%s”本来就在展示。") % friend.name)
        _show(friend, user)
    return friend


def set_active(friend_id: int, *, on: bool) -> FriendLink:
    """List and check a friend, or stop both; raise ActionRejected when it is so already."""
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if friend.is_active == on:
            raise ActionRejected((_("“%s”已经启用了。") if on else _("“%s”已经停用了。")) % friend.name)
        FriendLink.objects.filter(pk=friend.pk).update(is_active=on)
    return friend


def confirm_site_link(run_id: int, user: Person) -> str:
    """Believe the backlink that this run asked for and suspected, from the next run on, and return it."""
    site_link = Run.objects.filter(pk=run_id).values_list("suspected_site_link", flat=True).first()
    if not site_link:
        raise ActionRejected(_("那次检查没有怀疑本站地址，没有什么可确认的。"))
    who = {"at": Now(), "user": cast(User, user), "user_name": username(user)}
    ConfirmedSiteLink.objects.get_or_create(site_link=site_link, defaults=who)
    return site_link


def snooze(friend_id: int, until: dt.datetime | None) -> FriendLink:
    """Keep the check away from a friend until then, or end that with None; raise ActionRejected."""
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if until is None and not friend.is_snoozed:
            raise ActionRejected(_("“%s”已经恢复检查了。") % friend.name)
        friend.snoozed_until = until
        friend.save(update_fields=["snoozed_until"])
    return friend


def always_show(friend_id: int, user: Person, *, on: bool) -> FriendLink:
    """Show a friend from now on whatever the check would see, or leave it to the check again; raise ActionRejected."""
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if friend.always_show == on:
            now = _("“%s”已经是一直展示了。") if on else _("“%s”已经交给检查决定了。")
            raise ActionRejected(now % friend.name)
        FriendLink.objects.filter(pk=friend.pk).update(always_show=on)
        if on and not friend.is_show:
            _set_visibility(friend, is_show=True)
            _record_flip(friend, user, is_show=True)
    return friend


def confirm_friend(friend_id: int, user: Person) -> FriendLink:
    """Take a site for the friend's as it is now, and show it; raise ActionRejected when it is in no doubt any more.

    All that was remembered is forgotten, so that the next look is what the site is known by. Where the check itself hid
    the friend, that is undone.
    """
    with transaction.atomic():
        friend = _lock_in_doubt(friend_id)
        LinkIdentity.objects.filter(friend=friend).delete()
        if not friend.is_show:
            _show(friend, user)
    return friend


def retire(friend_id: int, user: Person) -> FriendLink:
    """Hide a friend whose site has become somebody else's, and end its checks; raise ActionRejected.

    It is made inactive: hidden alone, it would be shown again by the next check that finds the new site well.
    """
    with transaction.atomic():
        friend = _lock_in_doubt(friend_id)
        FriendLink.objects.filter(pk=friend.pk).update(is_active=False)
        if friend.is_show:
            _set_visibility(friend, is_show=False)
            _record_flip(friend, user, is_show=False)
    return friend


def apply_move(friend_id: int, address: str) -> FriendLink:
    """Write the address that a friend has moved to, if that is still what its page offers; raise ActionRejected.

    A separate link page that has moved for good as well follows.
    """
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if not address or address not in (doubts.moved_to(friend), doubts.elsewhere(friend)):
            raise ActionRejected(_("“%s”的地址或检查结果刚刚变了，请看过新的结果再决定。") % friend.name)
        state = state_of(friend)
        if friend.link_page and state is not None and state.is_current:
            friend.link_page = state.link_page_moved_to or friend.link_page
        friend.link = address
        friend.save(update_fields=["link", "link_page"])
    return friend


def adopt_link_page(friend_id: int, address: str) -> FriendLink:
    """Make the link page that the check has found the friend's own, if it still is the one; raise ActionRejected."""
    with transaction.atomic():
        friend = _lock_friend(friend_id)
        if not address or doubts.link_page_found(friend) != address:
            raise ActionRejected(_("“%s”的地址或检查结果刚刚变了，请看过新的结果再决定。") % friend.name)
        friend.link_page = address
        friend.save(update_fields=["link_page"])
    return friend


def _lock_in_doubt(friend_id: int) -> FriendLink:
    friend = _lock_friend(friend_id)
    if not doubts.is_in_doubt(friend):
        raise ActionRejected(_("“%s”已经没有疑问了。") % friend.name)
    return friend


def _lock_friend(friend_id: int) -> FriendLink:
    friend: FriendLink | None = FriendLink.objects.select_for_update().filter(pk=friend_id).first()
    if friend is None:
        raise ActionRejected(_("这个友链已被删除。"))
    return friend


def _show(friend: FriendLink, user: Person) -> None:
    """Show a hidden friend; where the check itself hid it, that is undone."""
    latest = friend.flips.first()
    is_by_check = latest is not None and latest.is_automatic and not latest.is_show
    # Undone once already, by another than the friend's latest change, it cannot be undone again.
    hide = latest if is_by_check and not Flip.objects.filter(undoes=latest).exists() else None
    _set_visibility(friend, is_show=True)
    _record_flip(friend, user, is_show=True, undoes=hide)


def _set_visibility(friend: FriendLink, *, is_show: bool) -> None:
    FriendLink.objects.filter(pk=friend.pk).update(
        is_show=is_show, not_show_reason="", not_show_kind="", is_show_since=Now()
    )


def _record_flip(friend: FriendLink, user: Person, *, is_show: bool, undoes: Flip | None = None) -> Flip:
    line = functools.partial(
        event_log.write,
        flip="shown" if is_show else "hidden",
        friend=friend.pk,
        name=friend.name,
        user=user.pk,
    )
    transaction.on_commit(line)
    return Flip.objects.create(
        friend=friend,
        at=dt.datetime.now(dt.UTC),
        is_show=is_show,
        link=friend.link,
        user=cast(User, user),
        user_name=username(user),
        undoes=undoes,
    )
