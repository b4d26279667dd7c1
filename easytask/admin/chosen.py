"""Do what the owner wants with the friends chosen in the list: one action for all, and one sentence in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.models import FriendLink
from easytask.admin import action_log, actions
from easytask.admin.action_log import Action
from easytask.admin.runs import start_check

# Changes the friend of this id and returns it; raises ActionRejected when there is nothing to change.
Change = Callable[[int], FriendLink]


class ChosenFriends(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The part of the friend links' admin that acts on several at once."""

    actions = (
        "check_chosen",
        "show_chosen",
        "snooze_chosen",
        "resume_chosen",
        "always_show_chosen",
        "trust_check_chosen",
        "deactivate_chosen",
        "activate_chosen",
    )

    @admin.action(description=gettext_lazy("立即检查所选的友链"), permissions=["check"])
    def check_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> HttpResponse | None:
        """Start a check of those of the chosen links that are to be checked."""
        chosen = list(FriendLink.objects.due().filter(pk__in=queryset).values_list("pk", flat=True))
        if not chosen:
            self.message_user(request, _("所选的友链都已停用或暂不检查，没有可检查的。"), messages.WARNING)
            return None
        return start_check(request, chosen, back=request.get_full_path())

    @admin.action(description=gettext_lazy("重新展示"), permissions=["change"])
    def show_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """Show the hidden ones of them again."""
        self._change(
            request, queryset, Action.SHOWN_AGAIN, lambda friend_id: actions.show_again(friend_id, request.user)
        )

    @admin.action(description=gettext_lazy("30 天内不检查"), permissions=["change"])
    def snooze_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """Keep the check away from them for a while."""
        until = timezone.now() + dt.timedelta(days=actions.SNOOZE_DAYS)
        self._change(request, queryset, Action.SNOOZED, lambda friend_id: actions.snooze(friend_id, until))

    @admin.action(description=gettext_lazy("恢复检查"), permissions=["change"])
    def resume_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """Let the check visit them again."""
        self._change(request, queryset, Action.RESUMED, lambda friend_id: actions.snooze(friend_id, None))

    @admin.action(description=gettext_lazy("一直展示"), permissions=["change"])
    def always_show_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """Show them whatever a check would see."""
        self._change(
            request,
            queryset,
            Action.ALWAYS_SHOWN,
            lambda friend_id: actions.always_show(friend_id, request.user, on=True),
        )

    @admin.action(description=gettext_lazy("交给检查决定"), permissions=["change"])
    def trust_check_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """Leave them to the check again."""
        self._change(
            request,
            queryset,
            Action.LEFT_TO_CHECK,
            lambda friend_id: actions.always_show(friend_id, request.user, on=False),
        )

    @admin.action(description=gettext_lazy("停用"), permissions=["change"])
    def deactivate_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """List and check them no more."""
        self._change(request, queryset, Action.DEACTIVATED, lambda friend_id: actions.set_active(friend_id, on=False))

    @admin.action(description=gettext_lazy("启用"), permissions=["change"])
    def activate_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        """List and check them again."""
        self._change(request, queryset, Action.ACTIVATED, lambda friend_id: actions.set_active(friend_id, on=True))

    def _change(self, request: HttpRequest, chosen: QuerySet[FriendLink], action: Action, change: Change) -> None:
        """Change each of them and say how many were changed, and how many were so already."""
        changed: list[FriendLink] = []
        as_before = 0
        for friend_id in chosen.values_list("pk", flat=True):
            try:
                changed.append(change(friend_id))
            except actions.ActionRejected:
                as_before += 1
        if changed:
            LogEntry.objects.log_actions(
                user_id=request.user.pk,  # type: ignore[arg-type]  # admin_view() lets nobody else in
                queryset=changed,
                action_flag=CHANGE,
                change_message=action_log.change_message(action),
            )
        sentence = ngettext("已改动 %d 个友链。", "已改动 %d 个友链。", len(changed)) % len(changed)
        if as_before:
            sentence += " " + ngettext("%d 个不需要改。", "%d 个不需要改。", as_before) % as_before
        self.message_user(request, sentence, messages.SUCCESS if changed else messages.WARNING)
