"""Let whoever applied take it back: an application that waits, or the link that came of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import Application
from easytask.notifications import outbox


def withdraw(application_id: int) -> None:
    """Withdraw an application, and stop listing and checking its friend; nothing when there is nothing to take back.

    The friend stays for its owner, who is told, because the address of this page may have got into wrong hands. One
    that its owner has activated again may be withdrawn again.
    """
    with transaction.atomic():
        application = Application.objects.select_for_update().filter(pk=application_id).first()
        if application is None or application.state in (Application.State.DRAFT, Application.State.DECLINED):
            return
        friend_id = application.friend_id
        is_ended = bool(friend_id and FriendLink.objects.filter(pk=friend_id, is_active=True).update(is_active=False))
        if application.state == Application.State.WITHDRAWN and not is_ended:
            return
        application.state = Application.State.WITHDRAWN
        application.decided_at, application.decided_by = timezone.now(), ""
        application.save(update_fields=["state", "decided_at", "decided_by"])
        if is_ended:
            outbox.enqueue_application(application)
