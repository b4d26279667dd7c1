"""Decide about applications: approval makes the friend, and whoever applied is told; each is decided once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import FriendGroup, FriendLink
from easytask.applications import intake
from easytask.duplicates import friend_at
from easytask.models import Application, FriendFeed
from easytask.notifications import letters
from easytask.verdicts import addresses


class DecisionRejected(Exception):
    """An application cannot be decided about any more; the text says why in one sentence, for the owner who tried."""


def approve(application_id: int, user_name: str, *, group: FriendGroup | None = None) -> FriendLink:
    """Make a friend of an application that waits, in a group when one is given. Raises DecisionRejected."""
    with transaction.atomic():
        application = _lock_waiting(application_id)
        if friend_at(addresses.parse(application.link)) is not None:
            raise DecisionRejected(_("“%s”的地址已经是友链了，请婉拒这份重复的申请。") % application)
        friend = FriendLink.objects.create(
            name=application.name,
            description=application.description,
            link=application.link,
            link_page=application.link_page,
            icon_address=application.icon,
            email=application.email,
            language=application.language,
            group=group,
        )
        _keep_feed(application, friend)
        _decide(application, Application.State.APPROVED, user_name, friend=friend)
    return friend


def _keep_feed(application: Application, friend: FriendLink) -> None:
    """Keep a feed that the applicant has typed; one that our look has found the check will find as well."""
    probe = intake.probe_of(application)
    found = probe.answer.feed if probe is not None and probe.answer is not None else ""
    if application.feed not in ("", found):
        FriendFeed.objects.create(
            friend=friend, link=friend.link, given_address=application.feed, due_at=timezone.now()
        )


def decline(application_id: int, user_name: str, reason: str) -> Application:
    """Decline an application that waits; ``reason`` is shown to whoever applied. Raises DecisionRejected."""
    with transaction.atomic():
        application = _lock_waiting(application_id)
        _decide(application, Application.State.DECLINED, user_name, reason=reason)
    return application


def _lock_waiting(application_id: int) -> Application:
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        raise DecisionRejected(_("这份申请已被删除。"))
    if application.state == Application.State.WITHDRAWN:
        raise DecisionRejected(_("“%s”的申请已被对方撤回。") % application)
    if application.state != Application.State.WAITING:
        words = {"name": application, "state": application.get_state_display(), "who": application.decided_by or "–"}
        raise DecisionRejected(_("“%(name)s”的申请已由 %(who)s 处理过了：%(state)s。") % words)
    return application


def _decide(
    application: Application, state: str, user_name: str, *, friend: FriendLink | None = None, reason: str = ""
) -> None:
    application.state = state
    application.decided_at = timezone.now()
    application.decided_by = user_name
    application.reason = reason
    application.friend = friend
    application.save()
    letters.queue_decision(application)
